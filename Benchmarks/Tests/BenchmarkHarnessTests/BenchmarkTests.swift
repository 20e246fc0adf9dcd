import BenchmarkHarness
import Testing

@Suite("A benchmark")
struct BenchmarkTests {
  @Test("counts its set-up once and outside the timing")
  func setUpRunsOnce() throws {
    var setUps = 0
    var calls = 0
    let benchmark = Benchmark("test.count", per: "call", units: 1) {
      setUps += 1
      return { calls += 1 }
    }
    let measurement = try benchmark.run(budget: .milliseconds(5))
    #expect(setUps == 1)
    #expect(calls > measurement.batches.count)
    #expect(measurement.batches.count >= 5)
    #expect(measurement.batches.allSatisfy { $0 > 0 })
  }

  @Test("quotes the median and the best of its batches")
  func medianAndBest() {
    #expect(Measurement(name: "a", unit: "row", batches: [5, 1, 4]).median == 4)
    #expect(Measurement(name: "a", unit: "row", batches: [5, 1, 4, 2]).median == 3)
    #expect(Measurement(name: "a", unit: "row", batches: [5, 1, 4]).best == 1)
  }

  @Test("is not run by a command line that makes no sense", arguments: [["--filter"], ["--seconds", "0"], ["--nonsense"]])
  func usageErrors(_ arguments: [String]) {
    let runner = BenchmarkRunner([Benchmark("a.b", per: "call", units: 1) { {} }])
    #expect(throws: BenchmarkUsage.self) { try runner.run(arguments) }
  }
}

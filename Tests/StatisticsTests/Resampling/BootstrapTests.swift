import Foundation
import Statistics
import Testing

@Suite("Bootstrap")
struct BootstrapTests {
  static let schemes: [ResamplingScheme] = [
    .independent, .circularBlocks(length: 4), .circularBlocks(length: 1000), .stationaryBlocks(meanLength: 1),
    .stationaryBlocks(meanLength: 5.5), .stationaryBlocks(meanLength: 1e12),
  ]

  func noise(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.normal() }
  }

  @Test("draws as many values as there are, each as often as any other", arguments: schemes)
  func fair(scheme: ResamplingScheme) {
    var generator = SeededGenerator(seed: 41)
    var counts = [Int](repeating: 0, count: 20)
    for _ in 0..<5000 {
      let indices = scheme.indices(count: 20, using: &generator)
      #expect(indices.count == 20)
      for index in indices { counts[index] += 1 }
    }
    for count in counts { #expect(abs(count - 5000) < 900, "\(scheme), seed 41") }
    #expect(scheme.indices(count: 0, using: &generator) == [] && scheme.indices(count: 1, using: &generator) == [0])
  }

  @Test("blocks are as long as asked", arguments: [1.0, 2, 8, 40])
  func lengths(mean: Double) {
    var generator = SeededGenerator(seed: 43)
    let n = 200_000
    let indices = ResamplingScheme.stationaryBlocks(meanLength: mean).indices(count: n, using: &generator)
    let breaks = zip(indices, indices.dropFirst()).count { ($0 + 1) % n != $1 }
    let expected = Double(n) / mean
    #expect((Double(breaks) - expected).magnitude < 5 * expected.squareRoot() + 2, "seed 43")
    let fixed = ResamplingScheme.circularBlocks(length: Int(mean)).indices(count: n, using: &generator)
    for start in stride(from: 0, to: n - Int(mean), by: Int(mean)) {
      if fixed[start + Int(mean) - 1] != (fixed[start] + Int(mean) - 1) % n { Issue.record("a block is broken at \(start)") }
    }
  }

  @Test("the result does not depend on the threads", arguments: schemes)
  func threads(scheme: ResamplingScheme) throws {
    let values = noise(50, seed: 47)
    func run(_ threads: Int) throws -> Bootstrap {
      try Bootstrap(
        of: values, scheme: scheme, replicates: 300, generator: SeededGenerator(seed: 1), acceleration: true, threads: threads
      ) { Moments($0).mean }
    }
    #expect(try run(1) == run(2))
    #expect(try run(1) == run(5))
  }

  @Test("the standard error of a mean is the textbook's, and blocks see the memory that single values miss")
  func standardErrors() throws {
    let values = noise(400, seed: 53)
    let plain = try Bootstrap(of: values, scheme: .independent, replicates: 2000, generator: SeededGenerator(seed: 2)) {
      Moments($0).mean
    }
    #expect(isClose(plain.standardError, Moments(values).standardError, relative: 0.06))
    #expect(plain.bias.magnitude < 0.01)

    // An autoregression with φ = 0.6: the standard error of its mean is twice that of independent values of the same variance.
    var last = 0.0
    let series = noise(3000, seed: 59).map { value in
      last = 0.6 * last + value
      return last
    }
    let length = try OptimalBlockLength(series).stationary
    let blind = Moments(series).standardError
    let seeing = try Bootstrap(
      of: series, scheme: .stationaryBlocks(meanLength: length), replicates: 500, generator: SeededGenerator(seed: 3)
    ) { Moments($0).mean }
    #expect(seeing.standardError / blind > 1.6 && seeing.standardError / blind < 2.4, "seed 59")
  }

  // scipy 1.17's bootstrap of this sample, 1 000 000 resamples: see the tolerance for what is left of chance.
  @Test("intervals agree with scipy", arguments: [Bootstrap.IntervalMethod.percentile, .basic, .biasCorrectedAccelerated])
  func scipy(method: Bootstrap.IntervalMethod) throws {
    let skewed = (1...40).map { (index: Int) -> Double in Double((index * index % 41) * (index % 7 + 1)) }
    let bootstrap = try Bootstrap(
      of: skewed, scheme: .independent, replicates: 20_000, generator: SeededGenerator(seed: 61), acceleration: true
    ) { Moments($0).populationVariance }
    let interval = try bootstrap.interval(confidence: 0.9, method: method)
    let expected: ClosedRange<Double>
    switch method {
    case .percentile: expected = 3294.96...6498.59
    case .basic: expected = 3568.21...6771.84
    case .biasCorrectedAccelerated: expected = 3645.50...6899.06
    }
    #expect(isClose(interval.lowerBound, expected.lowerBound, relative: 0.02), "seed 61")
    #expect(isClose(interval.upperBound, expected.upperBound, relative: 0.02), "seed 61")
  }

  @Test("covers as often as it says")
  func coverage() throws {
    var covered = 0
    for seed in 0..<200 {
      let bootstrap = try Bootstrap(
        of: noise(60, seed: UInt64(1000 + seed)), scheme: .independent, replicates: 200, generator: SeededGenerator(seed: 5)
      ) { Moments($0).mean }
      covered += try bootstrap.interval(confidence: 0.9).contains(0) ? 1 : 0
    }
    #expect(covered >= 165 && covered <= 194)
  }

  @Test("refuses what it cannot do")
  func refuses() throws {
    let generator = SeededGenerator(seed: 6)
    func bootstrap(_ values: [Double], _ scheme: ResamplingScheme = .independent, replicates: Int = 50) throws -> Bootstrap {
      try Bootstrap(of: values, scheme: scheme, replicates: replicates, generator: generator) { Moments($0).mean }
    }
    #expect(throws: StatisticsError.self) { try bootstrap([]) }
    #expect(throws: StatisticsError.self) { try bootstrap([1]) }
    #expect(throws: StatisticsError.self) { try bootstrap([1, .nan]) }
    #expect(throws: StatisticsError.self) { try bootstrap([1, 2], replicates: 0) }
    #expect(throws: StatisticsError.self) { try bootstrap([1, 2], .circularBlocks(length: 0)) }
    #expect(throws: StatisticsError.self) { try bootstrap([1, 2], .stationaryBlocks(meanLength: .nan)) }
    let few = try bootstrap([1, 2, 3, 4])
    #expect(throws: StatisticsError.self) { try few.interval(confidence: 0.95) }
    #expect(throws: StatisticsError.self) { try few.interval(confidence: 1) }
    #expect(throws: StatisticsError.self) { try few.interval(confidence: 0.5, method: .biasCorrectedAccelerated) }
    let undefined = try Bootstrap(of: [1, 2, 3], scheme: .independent, replicates: 300, generator: generator) {
      $0[0] == 1 && $0 != [1, 2, 3] ? .nan : 1
    }
    #expect(undefined.undefinedCount > 30 && undefined.replicates.count + undefined.undefinedCount == 300)
    #expect(throws: StatisticsError.self) { try undefined.interval(confidence: 0.5) }
  }
}

@Suite("OptimalBlockLength")
struct OptimalBlockLengthTests {
  struct Case: Sendable {
    let memory, stationary, circular: Double
  }

  // arch 8.0: optimal_block_length.
  static let cases = [
    Case(memory: 0, stationary: 1.0163448633834211, circular: 1.1634244404609226),
    Case(memory: 0.3, stationary: 4.434418020620305, circular: 5.076141465639218),
    Case(memory: 0.7, stationary: 12.10405905923761, circular: 13.855688797815974),
    Case(memory: 0.95, stationary: 23.54048286957218, circular: 26.947126017382),
  ]

  @Test("agrees with arch", arguments: cases)
  func arch(expected: Case) throws {
    var last = 0.0
    let series = (1...400).map { index in
      let noise = (Double(index * index) * 0.6180339887498949).truncatingRemainder(dividingBy: 1) - 0.5
      last = expected.memory * last + noise
      return last
    }
    let length = try OptimalBlockLength(series)
    #expect(isClose(length.stationary, expected.stationary, relative: 1e-10))
    #expect(isClose(length.circular, expected.circular, relative: 1e-10))
  }

  @Test("agrees with arch at its limits")
  func limits() throws {
    let series = zip(Series.golden(100), 0..<100).map { $0 + sin(Double($1) / 3) }
    #expect(try OptimalBlockLength(series).stationary == 30)
    let mixed = try OptimalBlockLength(Series.a + Series.b)
    #expect(isClose(mixed.stationary, 1.0181055889666208) && isClose(mixed.circular, 1.1654399681132395))
    #expect(throws: StatisticsError.self) { try OptimalBlockLength([1, 2, 3]) }
    #expect(throws: StatisticsError.self) { try OptimalBlockLength([Double](repeating: 2, count: 50)) }
  }
}

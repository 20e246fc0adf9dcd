import Assay
import BenchmarkHarness

/// Splitting a million samples of hourly data with overlapping labels; no peer keeps label ends.
enum WalkForwardBenchmarks {
  private static let count = 1_000_000

  static var all: [Benchmark] {
    [
      splits("walkforward.100-purged-folds", PurgedKFold(100, embargo: .hours(24))),
      splits(
        "walkforward.100-expanding-folds", WalkForwardSplitter(.expanding, train: .rows(10_000), test: .rows(9_900), embargo: .hours(24))),
      splits("walkforward.252-combinatorial-folds", CombinatorialPurgedKFold(groups: 10, testGroups: 5, embargo: .hours(24))),
    ]
  }

  private static func splits(_ name: String, _ splitter: some Splitter) -> Benchmark {
    Benchmark(name, per: "sample", units: count) {
      var generator = SeededGenerator(seed: 1)
      let times = (0..<count).map { Timestamp(seconds: Int64($0) * 3_600) }
      let ends = times.map { $0 + .seconds(generator.integer(below: 48) * 3_600) }
      let spans = try SampleSpans(times: times, ends: ends)
      return { blackHole(try? splitter.splits(of: spans)) }
    }
  }
}

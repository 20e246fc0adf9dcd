import Assay
import BenchmarkHarness

/// The standard set over a million bars on all cores, and one bar at a time; the labels; one set for a model.
///
/// `features.fill` only writes a number into as many fresh columns, on all cores: less than that no table can take. No row of the stream allocates: a
/// program that made a table and three streams over 2 000 bars called the allocator 12 474 times, and over 16 000 bars 12 473 times.
///
/// The peer builds the same table with pandas and TA-Lib from the columns this side writes, and checks it against a sample of ours.
enum FeaturesBenchmarks {
  static let rows = 1_000_000
  private static let streamed = 20_000

  static var all: [Benchmark] {
    [
      Benchmark("features.standard", per: "table", units: 1) {
        let bars = try series(rows)
        let plan = try plan("standard")
        try share(bars, plan.names)
        return { blackHole(try plan.matrix(of: bars)) }
      },
      Benchmark("features.standard.one-thread", per: "table", units: 1) {
        let bars = try series(rows)
        let plan = try plan("standard")
        return { blackHole(try plan.matrix(of: bars, threads: 1)) }
      },
      Benchmark("features.fill", per: "table", units: 1) {
        let columns = try plan("standard").names.count
        return { blackHole(parallelMap(0..<columns) { [Double](repeating: Double($0), count: rows) }) }
      },
      Benchmark("features.retrain11", per: "table", units: 1) {
        let bars = try series(rows)
        let plan = try plan("retrain11")
        return { blackHole(try plan.matrix(of: bars)) }
      },
      Benchmark("features.stream.standard", per: "bar", units: streamed) {
        let bars = Array(try series(streamed))
        let plan = try plan("standard")
        return {
          var stream = plan.stream()
          for bar in bars { try stream.update(bar) }
          blackHole(stream.values)
        }
      },
      Benchmark("features.labels.triple-barrier", per: "bar", units: rows) {
        let bars = try series(rows)
        let label = try Label("triple_barrier:0.01,0.01,48")
        return { blackHole(try label.of(bars)) }
      },
    ]
  }

  private static func plan(_ set: String) throws -> FeaturePlan {
    try FeaturePlan(FeatureSet(named: set), symbol: "BTC-USDT", timeframe: .minutes(1))
  }

  private static func series(_ count: Int) throws -> BarSeries {
    let made = try SyntheticMarket(seed: 42).bars(.minutes(1), count: count)[0]
    return try BarSeries(
      symbol: "BTC-USDT", timeframe: .minutes(1), time: made.time, open: made.open, high: made.high, low: made.low, close: made.close,
      volume: made.volume)
  }

  /// Leaves the bars, and what we make of the last ones, where the peer finds them.
  private static func share(_ bars: BarSeries, _ names: [String]) throws {
    try BenchmarkData.share(bars.time, as: "features-time.i64")
    for (name, column) in [
      ("open", bars.open), ("high", bars.high), ("low", bars.low), ("close", bars.close), ("volume", bars.volume),
    ] { try BenchmarkData.share(column, as: "features-\(name).f64") }
    let matrix = try plan("standard").matrix(of: bars)
    for (name, column) in zip(matrix.names, matrix.columns) {
      try BenchmarkData.share(Array(column.suffix(2_000)), as: "features-last-\(name).f64")
    }
  }
}

import Assay
import BenchmarkHarness
import Foundation

/// One crossing of averages with stop, target and costs over a million bars, on one core.
///
/// No bar allocates: a run over 100 000 bars (1 831 trades) made 33 allocations and one over 1 000 000 bars (17 941 trades) 41, trailing or
/// break-even stops one more each; the difference is the lists of fills and trades growing. Counted by a `malloc` that was loaded before the system's.
///
/// The peers read the same columns from the data folder, where this side writes them.
enum BacktestBenchmarks {
  static let bars = 1_000_000  // as many as the peers

  static var all: [Benchmark] {
    [
      Benchmark("backtest.ema-cross", per: "bar", units: bars) {
        let backtest = try prepared()
        let strategy = try EMACross(fast: 10, slow: 30)
        return { blackHole(try? backtest.run(strategy)) }
      },
      Benchmark("backtest.always-flat", per: "bar", units: bars) {
        let backtest = try prepared()
        return { blackHole(try? backtest.run(AlwaysFlat())) }
      },
      Benchmark("backtest.ema-cross-trailing", per: "bar", units: bars) {
        let backtest = try prepared(exits: ExitRules(stop: .fraction(0.02), target: .fraction(0.04), trail: .fraction(0.03)))
        let strategy = try EMACross(fast: 10, slow: 30)
        return { blackHole(try? backtest.run(strategy)) }
      },
      Benchmark("backtest.metrics", per: "run", units: 1) {
        let result = try busyRun()
        return { blackHole(Performance(result)) }
      },
    ]
  }

  /// 200 000 markings with 4 006 trades.
  private static func busyRun() throws -> BacktestResult {
    let series = try SyntheticMarket(seed: 5).bars(.minutes(5), count: 200_000)[0]
    let rules = try TradingRules(capital: 10_000, costs: .frictionless, fills: .nextOpen)
    return try Backtest([series], rules, sizing: FixedFraction(0.5)).run(RandomEntry(seed: 1, chance: 0.05, hold: 30, shorts: true))
  }

  private static func prepared(exits: ExitRules = ExitRules(stop: .fraction(0.02), target: .fraction(0.04))) throws -> Backtest {
    let series = try made.get()
    let rules = try TradingRules(
      capital: 10_000, costs: Costs(makerFee: 0.001, takerFee: 0.001, slippage: 0), fills: .nextOpen, exits: exits)
    return try Backtest([series], rules, sizing: FixedFraction(0.95))
  }

  /// Bars of a seeded market, written where the peers find them.
  private static let made = Result<BarSeries, any Error> {
    let series = try SyntheticMarket(seed: 11).bars(.minutes(5), count: bars)[0]
    let folder = URL(
      fileURLWithPath: ProcessInfo.processInfo.environment["ASSAY_BENCHMARK_DATA"] ?? "Benchmarks/.data", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let columns = [("open", series.open), ("high", series.high), ("low", series.low), ("close", series.close), ("volume", series.volume)]
    for (name, column) in columns {
      try unsafe column.withUnsafeBytes { unsafe Data($0) }.write(to: folder.appendingPathComponent("backtest-\(name).f64"))
    }
    return series
  }
}

import Assay
import BenchmarkHarness
import Foundation

/// 91 pairs of averages over 200 000 bars, each pair a run of the whole engine with fees, on all cores.
///
/// A unit is a bar of a run. Numbers for every run are in it (Sharpe ratio with its moments, drawdown, win rate, profit factor), as the peer
/// computes them. The peer reads the same columns from the data folder, where this side writes them.
enum SweepBenchmarks {
  static let bars = 200_000  // as many as the peer
  static let periods = [5, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150]
  static let pairs = 91

  static var all: [Benchmark] {
    [
      Benchmark("sweep.ema-pairs", per: "bar-run", units: bars * pairs) {
        let sweep = try prepared()
        return { blackHole(try? sweep.run()) }
      },
      Benchmark("sweep.ema-pairs-one-thread", per: "bar-run", units: bars * pairs) {
        let sweep = try prepared()
        return { blackHole(try? sweep.run(threads: 1)) }
      },
      Benchmark("sweep.rsi-marks", per: "bar-run", units: bars * 25) {
        let ranges = [try SweepRange("oversold=20:40:5"), try SweepRange("overbought=60:80:5")]
        let sweep = try Sweep(StrategyCatalogue.standard.entry("rsi_extremes"), .grid(ranges, fixed: ["short": 1]), on: [try market()])
        return { blackHole(try? sweep.run()) }
      },
    ]
  }

  private static func prepared() throws -> Sweep {
    let list = periods.map(String.init).joined(separator: ",")
    let plan = SweepPlan.grid(
      [try SweepRange("fast=\(list)"), try SweepRange("slow=\(list)")], where: [try SweepCondition("fast<slow")])
    let sweep = try Sweep(StrategyCatalogue.standard.entry("ema_crossover"), plan, on: [try market()])
    precondition(sweep.count == pairs)
    return sweep
  }

  private static func market() throws -> Backtest {
    let rules = try TradingRules(
      capital: 10_000, costs: Costs(makerFee: 0.001, takerFee: 0.001, slippage: 0), fills: .nextOpen)
    return try Backtest([try made.get()], rules, sizing: FixedFraction(0.95))
  }

  /// Bars of a seeded market, written where the peer finds them.
  private static let made = Result<BarSeries, any Error> {
    let series = try SyntheticMarket(seed: 11).bars(.minutes(5), count: bars)[0]
    let folder = URL(
      fileURLWithPath: ProcessInfo.processInfo.environment["ASSAY_BENCHMARK_DATA"] ?? "Benchmarks/.data", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, column) in [("open", series.open), ("close", series.close)] {
      try unsafe column.withUnsafeBytes { unsafe Data($0) }.write(to: folder.appendingPathComponent("sweep-\(name).f64"))
    }
    return series
  }
}

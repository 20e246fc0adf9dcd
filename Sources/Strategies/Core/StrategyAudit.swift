public import Backtest
public import Features
internal import Market

extension StrategyEntry {
  /// Whether anything the strategy decides depends on bars that came later: the look-ahead audit of its positions and of the numbers of its wishes.
  ///
  ///     let report = try entry.audit(backtest, ["fast": 10, "slow": 30])
  ///     print(report.verdict)
  ///
  /// All series of the backtest are cut at the same instant, those of other symbols and lengths too. Bars before the backtest's window warm the strategy up,
  /// or teach it; its decisions count from the window on.
  ///
  /// - Parameters:
  ///   - backtest: the bars to try it on, and the window.
  ///   - values: the strategy's parameters, the others at their defaults.
  ///   - audit: how often history is cut, and what garbage is drawn from.
  ///   - progress: called after every cut with how many are done, and how many there are.
  /// - Complexity: 2 · cuts + 1 runs of the strategy.
  public func audit(
    _ backtest: Backtest, _ values: [String: Double] = [:], by audit: LookaheadAudit = LookaheadAudit(),
    progress: (_ done: Int, _ count: Int) -> Void = { _, _ in }
  ) throws -> LookaheadAudit.Report {
    try audit.run(on: backtest.series[0], others: Array(backtest.series.dropFirst()), progress: progress) { bars, others in
      // A history that ends before the window holds no decision.
      guard let last = bars.time.last, last >= backtest.from else {
        return StrategyEntry.audited.map { .init($0, [Double](repeating: .nan, count: bars.count)) }
      }
      let part = try Backtest([bars] + others, backtest.rules, sizing: backtest.sizer, from: backtest.from, to: backtest.to)
      return try decisions(part, values).map { .init($0.name, $0.values) }
    }
  }

  private static let audited = ["position", "confidence", "stop", "target", "limit", "time_limit"]
}

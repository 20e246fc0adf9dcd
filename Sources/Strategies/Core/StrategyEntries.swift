public import Backtest
public import Features
internal import Market

extension StrategyEntry {
  /// The entries the strategy would make into the backtest's first symbol if it had every wish at once: what meta-labels are made over.
  ///
  ///     let entries = try strategy.entries(backtest)
  ///     let labels = try Labels.meta(entries, on: backtest.series[0], barriers: .init(profit: 0.02, loss: 0.01, limit: 48))
  ///
  /// - Returns: an entry at the close of each bar at which a position is taken, or turned round, in order.
  public func entries(_ backtest: Backtest, _ values: [String: Double] = [:]) throws -> [Labels.Entry] {
    var entries: [Labels.Entry] = []
    var held = 0.0
    for (row, position) in try positions(backtest, values).enumerated() where !position.isNaN {
      if position != held, position != 0 { entries.append(.init(row: row, side: position > 0 ? .buy : .sell)) }
      held = position
    }
    return entries
  }
}

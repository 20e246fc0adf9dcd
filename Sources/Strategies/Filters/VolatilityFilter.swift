public import Backtest
public import Indicators

/// Entries only while volatility ranks within bounds among those before; none while it is not known.
public struct VolatilityFilter: EntryFilter {
  private var volatility: RealizedVolatility
  private var rank: PERCENTRANK
  private var height: Double?
  private let percentiles: ClosedRange<Double>

  /// The volatility of `period` returns, at least 1, must exceed between these percentages of the `history` before, at least 2.
  public init(period: Int, history: Int, percentiles: ClosedRange<Double>) throws(InvalidParameter) {
    volatility = try RealizedVolatility(period)
    rank = try PERCENTRANK(history)
    self.percentiles = percentiles
  }

  /// Sees the bar that just closed.
  public mutating func observe(_ bar: ClosedBar, _ account: AccountView) {
    height = volatility.update(bar.close).flatMap { rank.update($0) }
  }

  /// Whether volatility is within its bounds.
  public func allows(_ wish: Intent, at bar: ClosedBar) -> Bool { height.map { percentiles.contains($0) } ?? false }
}

public import Backtest
public import Indicators

/// Longs only above an exponential average, shorts only below it; neither while it is not known.
public struct TrendFilter: EntryFilter {
  private var average: EMA
  private var mean: Double?

  /// The average of so many closes, at least 1.
  public init(_ period: Int) throws(InvalidParameter) { average = try EMA(period) }

  /// Sees the bar that just closed.
  public mutating func observe(_ bar: ClosedBar, _ account: AccountView) { mean = average.update(bar.close) }

  /// Whether the close is on the side of the average where the wish is.
  public func allows(_ wish: Intent, at bar: ClosedBar) -> Bool { mean.map { wish.direction.sign * (bar.close - $0) > 0 } ?? false }
}

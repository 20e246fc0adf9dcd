public import Backtest
public import Indicators

/// Goes with a close that moved by more than some average true ranges of the bars before; out after some bars or when the mirror image comes.
public struct VolatilityBreakout: Strategy {
  private var atr: ATR
  private var range: Double?
  private var previous = Double.nan
  private let multiple: Double
  private let hold: Int
  private let sides: Sides

  /// The average over `period` bars, at least 1; how many of it a close must move; after how many bars it leaves.
  public init(period: Int = 14, multiple: Double = 1.5, hold: Int = 10, sides: Sides = .longOnly) throws(InvalidParameter) {
    atr = try ATR(period)
    self.multiple = multiple
    self.hold = hold
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let (before, change) = (range, bar.close - previous)
    range = atr.update(bar.bar)
    previous = bar.close
    guard let before else { return nil }
    return Turn.reversing(long: change > multiple * before, short: change < -multiple * before).intent(account, sides, hold: hold)
  }

  static let entry = StrategyEntry(
    "volatility_breakout", "goes with a close that moved more than k average true ranges, out after n bars",
    [
      .period("period", "bars of the average true range", 14), .number("multiple", "average true ranges", 1.5, in: 0.01...100), .hold,
      .short,
    ]
  ) { _, values in
    try VolatilityBreakout(period: Int(values[0]), multiple: values[1], hold: Int(values[2]), sides: Sides(values[3]))
  }
}

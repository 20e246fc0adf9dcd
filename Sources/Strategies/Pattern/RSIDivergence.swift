public import Backtest
public import Indicators

/// Long when a lower low of the price came with a higher low of the relative strength index, short at the mirror image; out after some bars.
public struct RSIDivergence: Strategy {
  private var rsi: RSI
  private var divergence: Divergence
  private let hold: Int
  private let sides: Sides

  /// Swings with `wing` bars on each side and at most `reach` bars apart; after how many bars it leaves.
  public init(period: Int = 14, wing: Int = 3, reach: Int = 60, hold: Int = 10, sides: Sides = .longOnly) throws(InvalidParameter) {
    rsi = try RSI(period)
    divergence = Divergence(wing: wing, reach: reach)
    self.hold = hold
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let found = divergence.update(bar, rsi.update(bar.close) ?? .nan)
    return Turn.reversing(long: found.bullish, short: found.bearish).intent(account, sides, hold: hold)
  }

  static let entry = StrategyEntry(
    "rsi_divergence", "long when a lower low came with a higher low of the relative strength index, out after n bars",
    [.period("period", "bars of the index", 14, least: 2), .wing, .reach, .hold, .short]
  ) { _, values in
    try RSIDivergence(
      period: Int(values[0]), wing: Int(values[1]), reach: Int(values[2]), hold: Int(values[3]), sides: Sides(values[4]))
  }
}

public import Backtest
public import Indicators

/// Long when a lower low of the price came with a higher low of the MACD line, short at the mirror image; out after some bars.
public struct MACDDivergence: Strategy {
  private var macd: MACD
  private var divergence: Divergence
  private let hold: Int
  private let sides: Sides

  /// Swings with `wing` bars on each side and at most `reach` bars apart; after how many bars it leaves.
  public init(fast: Int = 12, slow: Int = 26, wing: Int = 3, reach: Int = 60, hold: Int = 10, sides: Sides = .longOnly)
    throws(InvalidParameter)
  {
    macd = try MACD(fast, slow, 9)
    divergence = Divergence(wing: wing, reach: reach)
    self.hold = hold
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let found = divergence.update(bar, macd.update(bar.close)?.line ?? .nan)
    return Turn.reversing(long: found.bullish, short: found.bearish).intent(account, sides, hold: hold)
  }

  static let entry = StrategyEntry(
    "macd_divergence", "long when a lower low came with a higher low of the MACD line, out after n bars",
    [
      .period("fast", "period of the fast average", 12, least: 2), .period("slow", "period of the slow average", 26, least: 2), .wing,
      .reach, .hold, .short,
    ]
  ) { _, values in
    try MACDDivergence(
      fast: Int(values[0]), slow: Int(values[1]), wing: Int(values[2]), reach: Int(values[3]), hold: Int(values[4]), sides: Sides(values[5])
    )
  }
}

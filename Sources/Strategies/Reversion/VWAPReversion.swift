public import Backtest
public import Indicators

/// Buys some average true ranges below the volume-weighted average price of some bars, and leaves at it. The mirror image for shorts.
public struct VWAPReversion: Strategy {
  private var average: VWMA
  private var atr: ATR
  private let distance: Double
  private let sides: Sides

  /// The average price over `period` bars, at least 1; the distance in average true ranges over `range` bars.
  public init(period: Int = 20, range: Int = 14, distance: Double = 2, sides: Sides = .longOnly) throws(InvalidParameter) {
    average = try VWMA(period)
    atr = try ATR(range)
    self.distance = distance
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let (mean, range) = (average.update(Pair((bar.high + bar.low + bar.close) / 3, bar.volume)), atr.update(bar.bar))
    guard let mean, let range else { return nil }
    return Turn(
      long: bar.close < mean - distance * range, short: bar.close > mean + distance * range, leaveLong: bar.close >= mean,
      leaveShort: bar.close <= mean
    ).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "vwap_reversion", "buys k average true ranges below the volume-weighted average price, leaves at it",
    [
      .period("period", "bars of the average price", 20), .period("range", "bars of the average true range", 14),
      .number("distance", "average true ranges", 2, in: 0...100), .short,
    ]
  ) { _, values in
    try VWAPReversion(period: Int(values[0]), range: Int(values[1]), distance: values[2], sides: Sides(values[3]))
  }
}

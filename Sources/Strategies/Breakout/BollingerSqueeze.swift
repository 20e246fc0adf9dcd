public import Backtest
public import Indicators

/// When the Bollinger bands come out of the Keltner channel: long above their middle, short below it; out at a close beyond the middle.
public struct BollingerSqueeze: Strategy {
  private var squeeze: Squeeze
  private var bands: BBANDS
  private var wasOn = false
  private let sides: Sides

  /// Bands and channel over `period` bars, at least 2.
  public init(period: Int = 20, deviations: Double = 2, multiplier: Double = 1.5, sides: Sides = .longOnly) throws(InvalidParameter) {
    squeeze = try Squeeze(period, deviations, multiplier)
    bands = try BBANDS(period, deviations, deviations)
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let (state, band) = (squeeze.update(bar.bar), bands.update(bar.close))
    guard let state, let band else { return nil }
    let isReleased = wasOn && state.on == 0
    wasOn = state.on == 1
    let (above, below) = (bar.close > band.middle, bar.close < band.middle)
    return Turn(long: isReleased && above, short: isReleased && below, leaveLong: below, leaveShort: above).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "bb_squeeze", "when the Bollinger bands leave the Keltner channel, long above their middle, out below it",
    [
      .period("period", "bars of the bands", 20, least: 2),
      .number("deviations", "half width of the bands in deviations", 2, in: 0.01...100),
      .number("multiplier", "half width of the channel in true ranges", 1.5, in: 0.01...100), .short,
    ]
  ) { _, values in
    try BollingerSqueeze(period: Int(values[0]), deviations: values[1], multiplier: values[2], sides: Sides(values[3]))
  }
}

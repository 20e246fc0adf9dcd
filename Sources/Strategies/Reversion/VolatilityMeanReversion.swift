public import Backtest
public import Indicators

/// While volatility is high for its history, buys a close below the Bollinger bands and leaves at their middle. The mirror image for shorts.
public struct VolatilityMeanReversion: Strategy {
  private var bands: BBANDS
  private var volatility: RealizedVolatility
  private var rank: PERCENTRANK
  private let high: Double
  private let sides: Sides

  /// Bands and volatility over `period` bars; high where it exceeds at least `high` percent of the `history` before.
  public init(
    period: Int = 20, deviations: Double = 2, history: Int = 100, high: Double = 70, sides: Sides = .longOnly
  ) throws(InvalidParameter) {
    bands = try BBANDS(period, deviations, deviations)
    volatility = try RealizedVolatility(period)
    rank = try PERCENTRANK(history)
    self.high = high
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let (band, height) = (bands.update(bar.close), volatility.update(bar.close).flatMap { rank.update($0) })
    guard let band, let height else { return nil }
    return Turn(
      long: height >= high && bar.close < band.lower, short: height >= high && bar.close > band.upper, leaveLong: bar.close >= band.middle,
      leaveShort: bar.close <= band.middle
    ).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "volatility_mean_reversion", "while volatility is high buys a close below the Bollinger bands, leaves at their middle",
    [
      .period("period", "bars of bands and volatility", 20, least: 2), .number("deviations", "half width in deviations", 2, in: 0.01...100),
      .period("history", "bars that volatility is compared with", 100, least: 2),
      .number("high", "percent of them that it must exceed", 70, in: 0...100), .short,
    ]
  ) { _, values in
    try VolatilityMeanReversion(
      period: Int(values[0]), deviations: values[1], history: Int(values[2]), high: values[3], sides: Sides(values[4]))
  }
}

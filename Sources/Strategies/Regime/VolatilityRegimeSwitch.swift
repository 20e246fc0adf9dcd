public import Backtest
public import Indicators

/// Follows the trend while volatility is ordinary, and fades extremes while it is high for its history.
public struct VolatilityRegimeSwitch: Strategy {
  private var volatility: RealizedVolatility
  private var rank: PERCENTRANK
  private var average: EMA
  private var score: ZScore
  private let high: Double
  private let distance: Double
  private let sides: Sides

  /// Volatility, trend and mean over `period` bars; high where it exceeds at least `high` percent of the `history` before; the distance at which
  /// an extreme is faded in deviations.
  public init(
    period: Int = 20, history: Int = 100, high: Double = 70, distance: Double = 1.5, sides: Sides = .longOnly
  ) throws(InvalidParameter) {
    volatility = try RealizedVolatility(period)
    rank = try PERCENTRANK(history)
    average = try EMA(period)
    score = try ZScore(period)
    self.high = high
    self.distance = distance
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let (mean, extreme) = (average.update(bar.close), score.update(bar.close))
    let height = volatility.update(bar.close).flatMap { rank.update($0) }
    guard let mean, let extreme, let height else { return nil }
    let turn =
      height >= high
      ? Turn(long: extreme <= -distance, short: extreme >= distance, leaveLong: extreme >= 0, leaveShort: extreme <= 0)
      : Turn.reversing(long: bar.close > mean, short: bar.close < mean)
    return turn.intent(account, sides)
  }

  static let entry = StrategyEntry(
    "volatility_regime_switch", "long above the average while volatility is ordinary, buys extremes below the mean while it is high",
    [
      .period("period", "bars of volatility, average and mean", 20, least: 2),
      .period("history", "bars that volatility is compared with", 100, least: 2),
      .number("high", "percent of them that it must exceed to be high", 70, in: 0...100),
      .number("distance", "deviations at which an extreme is bought", 1.5, in: 0...100), .short,
    ]
  ) { _, values in
    try VolatilityRegimeSwitch(
      period: Int(values[0]), history: Int(values[1]), high: values[2], distance: values[3], sides: Sides(values[4]))
  }
}

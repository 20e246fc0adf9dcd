public import Backtest
public import Indicators

/// Buys a close far below the mean on a surge of volume, and leaves at the mean. The mirror image for shorts.
public struct VolumeMeanReversion: Strategy {
  private var score: ZScore
  private var average: SMA
  private var usual: Double?
  private let distance: Double
  private let factor: Double
  private let sides: Sides

  /// Mean and deviation over `period` bars, at least 2; the distance in deviations; the volume as a multiple of the mean before.
  public init(period: Int = 20, distance: Double = 1.5, volume: Double = 1.5, sides: Sides = .longOnly) throws(InvalidParameter) {
    score = try ZScore(period)
    average = try SMA(period)
    self.distance = distance
    factor = volume
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let (now, before) = (score.update(bar.close), usual)
    usual = average.update(bar.volume)
    guard let now, let before else { return nil }
    let isBusy = bar.volume >= factor * before
    return Turn(long: isBusy && now <= -distance, short: isBusy && now >= distance, leaveLong: now >= 0, leaveShort: now <= 0)
      .intent(account, sides)
  }

  static let entry = StrategyEntry(
    "volume_mean_reversion", "buys a close k deviations below the mean on a surge of volume, leaves at the mean",
    [
      .period("period", "bars of mean and deviation", 20, least: 2), .number("distance", "deviations", 1.5, in: 0...100),
      .number("volume", "volume as a multiple of the mean before", 1.5, in: 0...100), .short,
    ]
  ) { _, values in
    try VolumeMeanReversion(period: Int(values[0]), distance: values[1], volume: values[2], sides: Sides(values[3]))
  }
}

public import Backtest
public import Indicators

/// Goes with a bar on far more volume than usual, and leaves after some bars.
public struct VolumeSpike: Strategy {
  private var average: SMA
  private var usual: Double?
  private let factor: Double
  private let hold: Int
  private let sides: Sides

  /// The volume as a multiple of the mean of the `period` bars before, at least 1; after how many bars it leaves.
  public init(period: Int = 20, volume: Double = 2, hold: Int = 10, sides: Sides = .longOnly) throws(InvalidParameter) {
    average = try SMA(period)
    factor = volume
    self.hold = hold
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let before = usual
    usual = average.update(bar.volume)
    guard let before, before > 0, bar.volume >= factor * before else { return nil }
    return Turn.reversing(long: bar.close > bar.open, short: bar.close < bar.open).intent(account, sides, hold: hold)
  }

  static let entry = StrategyEntry(
    "volume_spike", "goes with a bar on k times the usual volume, out after n bars",
    [
      .period("period", "bars of the usual volume", 20), .number("volume", "volume as a multiple of it", 2, in: 0...100), .hold, .short,
    ]
  ) { _, values in try VolumeSpike(period: Int(values[0]), volume: values[1], hold: Int(values[2]), sides: Sides(values[3])) }
}

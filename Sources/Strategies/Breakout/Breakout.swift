public import Backtest
public import Indicators

/// Long when a bar closes above the Donchian channel of the bars before it on more volume than usual, out when one closes below a shorter channel.
public struct Breakout: Strategy {
  private var entryChannel: Source<DONCHIAN>
  private var exitChannel: Source<DONCHIAN>
  private var average: Source<SMA>
  private var entryBand: Band?
  private var exitBand: Band?
  private var usual: Double?
  private let factor: Double
  private let sides: Sides

  /// Channels of `period` and `exit` bars, each at least 2; the volume as a multiple of the mean of the `period` bars before.
  public init(period: Int = 20, exit: Int = 10, volume: Double = 1.5, sides: Sides = .longOnly) throws(InvalidParameter) {
    entryChannel = Source(try DONCHIAN(period))
    exitChannel = Source(try DONCHIAN(exit))
    average = Source(try SMA(period))
    factor = volume
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let before = (entryBand, exitBand, usual)
    entryBand = entryChannel.update(Pair(bar.high, bar.low))
    exitBand = exitChannel.update(Pair(bar.high, bar.low))
    usual = average.update(bar.volume)
    guard let entry = before.0, let exit = before.1, let usual = before.2 else { return nil }
    let isBusy = bar.volume >= factor * usual
    return Turn(
      long: isBusy && bar.close > entry.upper, short: isBusy && bar.close < entry.lower, leaveLong: bar.close < exit.lower,
      leaveShort: bar.close > exit.upper
    ).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "breakout", "long at a close above the Donchian channel before it on more volume than usual, out below a shorter channel",
    [
      .period("period", "bars of the channel", 20, least: 2), .period("exit", "bars of the channel to leave by", 10, least: 2),
      .number("volume", "volume as a multiple of the mean before", 1.5, in: 0...100), .short,
    ], make: { _, values in try Breakout(values) }
  ) { _, bars, values in
    var strategy = try Breakout(values)
    strategy.entryChannel.share(try bars.replay(DONCHIAN.self, [values[0]]))
    strategy.exitChannel.share(try bars.replay(DONCHIAN.self, [values[1]]))
    strategy.average.share(try bars.replay(SMA.self, [values[0]], of: .volume))
    return strategy
  }

  private init(_ values: [Double]) throws(InvalidParameter) {
    try self.init(period: Int(values[0]), exit: Int(values[1]), volume: values[2], sides: Sides(values[3]))
  }
}

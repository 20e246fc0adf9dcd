public import Backtest
internal import Features
public import Market

/// Long while the fast average is above the slow one both on the bars and on longer bars that have closed, out otherwise.
public struct MTFTrendAlign: Strategy {
  private var row: RowReader
  private let sides: Sides

  /// For bars of a symbol and timeframe; longer bars hold `multiple` of them, at least 2.
  public init(
    symbol: Symbol, timeframe: Timeframe, fast: Int = 9, slow: Int = 21, multiple: Int = 4, sides: Sides = .longOnly
  ) throws {
    let longer = try timeframe.longer(multiple)
    row = try RowReader(
      ["ema_\(fast)", "ema_\(slow)", "\(longer).ema_\(fast)", "\(longer).ema_\(slow)"], symbol: symbol, timeframe: timeframe)
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) throws -> Intent? {
    guard bar.series == 0, try row.update(bar.bar) else { return nil }
    let (up, down) = (row[0] > row[1] && row[2] > row[3], row[0] < row[1] && row[2] < row[3])
    return Turn(long: up, short: down, leaveLong: !up, leaveShort: !down).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "mtf_trend_align", "long while the fast average is above the slow one on the bars and on longer ones, out otherwise",
    [.period("fast", "period of the fast average", 9), .period("slow", "period of the slow average", 21), .multiple, .short], bars: .longer
  ) { backtest, values in
    let series = backtest.series[0]
    return try MTFTrendAlign(
      symbol: series.symbol, timeframe: series.timeframe, fast: Int(values[0]), slow: Int(values[1]), multiple: Int(values[2]),
      sides: Sides(values[3]))
  }
}

public import Backtest
internal import Features
public import Market

/// Long when the relative strength index rises above 50 while the MACD histogram of longer bars that have closed is positive; out when either turns.
public struct MTFMomentumConfirm: Strategy {
  private var row: RowReader
  private var previous = Double.nan
  private let sides: Sides

  /// For bars of a symbol and timeframe; the index over `period` bars, at least 2; longer bars hold `multiple` bars, at least 2.
  public init(symbol: Symbol, timeframe: Timeframe, period: Int = 14, multiple: Int = 4, sides: Sides = .longOnly) throws {
    row = try RowReader(
      ["rsi_\(period)", "\(try timeframe.longer(multiple)).macd_histogram"], symbol: symbol, timeframe: timeframe)
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) throws -> Intent? {
    guard bar.series == 0, try row.update(bar.bar) else { return nil }
    let (before, now, longer) = (previous, row[0], row[1])
    previous = now
    return Turn(
      long: before <= 50 && now > 50 && longer > 0, short: before >= 50 && now < 50 && longer < 0, leaveLong: now < 50 || longer < 0,
      leaveShort: now > 50 || longer > 0
    ).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "mtf_momentum_confirm", "long when the RSI rises above 50 while the MACD histogram of longer bars is positive, out when either turns",
    [.period("period", "bars of the index", 14, least: 2), .multiple, .short], bars: .longer
  ) { backtest, values in
    let series = backtest.series[0]
    return try MTFMomentumConfirm(
      symbol: series.symbol, timeframe: series.timeframe, period: Int(values[0]), multiple: Int(values[1]), sides: Sides(values[2]))
  }
}

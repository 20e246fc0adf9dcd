public import Backtest
public import Indicators

/// Long when the relative strength index comes back above its low mark, out at 50; short when it comes back below its high mark.
public struct RSIExtremes: Strategy {
  private var rsi: Source<RSI>
  private var previous = Double.nan
  private let oversold: Double
  private let overbought: Double
  private let sides: Sides

  /// The index over `period` bars, at least 2, and its marks.
  public init(period: Int = 14, oversold: Double = 30, overbought: Double = 70, sides: Sides = .longOnly) throws(InvalidParameter) {
    rsi = Source(try RSI(period))
    self.oversold = oversold
    self.overbought = overbought
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    guard let now = rsi.update(bar.close) else { return nil }
    defer { previous = now }
    return Turn(
      long: previous <= oversold && now > oversold, short: previous >= overbought && now < overbought, leaveLong: now >= 50,
      leaveShort: now <= 50
    ).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "rsi_extremes", "long when the RSI comes back above its low mark, short below its high mark, out at 50",
    [
      .period("period", "bars of the index", 14, least: 2), .number("oversold", "low mark", 30, in: 1...50),
      .number("overbought", "high mark", 70, in: 50...99), .short,
    ], make: { _, values in try RSIExtremes(values) }
  ) { _, bars, values in
    var strategy = try RSIExtremes(values)
    strategy.rsi.share(try bars.replay(RSI.self, [values[0]]))
    return strategy
  }

  private init(_ values: [Double]) throws(InvalidParameter) {
    try self.init(period: Int(values[0]), oversold: values[1], overbought: values[2], sides: Sides(values[3]))
  }
}

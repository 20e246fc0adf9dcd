public import Backtest
public import Indicators

/// Long when the histogram of the MACD rises above zero, out or short when it falls below.
public struct Momentum: Strategy {
  private var macd: Source<MACD>
  private var previous = Double.nan
  private let sides: Sides

  /// The periods of the averages, each at least 2, and of the signal line, at least 1.
  public init(fast: Int = 12, slow: Int = 26, signal: Int = 9, sides: Sides = .longOnly) throws(InvalidParameter) {
    macd = Source(try MACD(fast, slow, signal))
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    guard let now = macd.update(bar.close)?.histogram else { return nil }
    defer { previous = now }
    return Turn.reversing(long: previous <= 0 && now > 0, short: previous >= 0 && now < 0).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "momentum", "long when the MACD histogram rises above zero, out (or short) when it falls below",
    [
      .period("fast", "period of the fast average", 12, least: 2), .period("slow", "period of the slow average", 26, least: 2),
      .period("signal", "period of the signal line", 9), .short,
    ], make: { _, values in try Momentum(values) }
  ) { _, bars, values in
    var strategy = try Momentum(values)
    strategy.macd.share(try bars.replay(MACD.self, Array(values[0..<3])))
    return strategy
  }

  private init(_ values: [Double]) throws(InvalidParameter) {
    try self.init(fast: Int(values[0]), slow: Int(values[1]), signal: Int(values[2]), sides: Sides(values[3]))
  }
}

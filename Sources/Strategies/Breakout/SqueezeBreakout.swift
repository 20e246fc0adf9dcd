public import Backtest
public import Indicators

/// Long when a bar closes above the Bollinger bands after they were narrow for their history, out at a close below their middle.
public struct SqueezeBreakout: Strategy {
  private var bands: BBANDS
  private var rank: PERCENTRANK
  private var wasNarrow = false
  private let narrow: Double
  private let sides: Sides

  /// Bands over `period` bars; narrow where their width exceeds at most `narrow` percent of those in the `history` before.
  public init(
    period: Int = 20, deviations: Double = 2, history: Int = 100, narrow: Double = 20, sides: Sides = .longOnly
  ) throws(InvalidParameter) {
    bands = try BBANDS(period, deviations, deviations)
    rank = try PERCENTRANK(history)
    self.narrow = narrow
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    guard let band = bands.update(bar.close) else { return nil }
    let isReady = wasNarrow
    wasNarrow = rank.update((band.upper - band.lower) / band.middle).map { $0 <= narrow } ?? false
    return Turn(
      long: isReady && bar.close > band.upper, short: isReady && bar.close < band.lower, leaveLong: bar.close < band.middle,
      leaveShort: bar.close > band.middle
    ).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "squeeze_breakout", "long at a close above the Bollinger bands that were narrow for their history, out below their middle",
    [
      .period("period", "bars of the bands", 20, least: 2), .number("deviations", "half width in deviations", 2, in: 0.01...100),
      .period("history", "bars that the width is compared with", 100, least: 2),
      .number("narrow", "percent of them that it may exceed", 20, in: 0...100), .short,
    ]
  ) { _, values in
    try SqueezeBreakout(
      period: Int(values[0]), deviations: values[1], history: Int(values[2]), narrow: values[3], sides: Sides(values[4]))
  }
}

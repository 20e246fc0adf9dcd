public import Backtest
internal import Indicators
public import Market

/// Buys where a bar has touched a support of the session's pivot points and closed above it, leaves at the pivot or under the support.
public struct SupportResistance: Strategy {
  private var pivots: PivotPoints
  private let level: Int
  private let sides: Sides

  /// The first, second or third support and resistance, from the session before by a calendar.
  public init(level: Int = 1, calendar: TradingCalendar = .continuous, sides: Sides = .longOnly) {
    precondition((1...3).contains(level), "pivot points have three levels")
    pivots = PivotPoints(calendar)
    self.level = level
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    guard let now = pivots.update(bar.bar), now.pivot.isFinite else { return nil }
    let support = level == 1 ? now.s1 : level == 2 ? now.s2 : now.s3
    let resistance = level == 1 ? now.r1 : level == 2 ? now.r2 : now.r3
    return Turn(
      long: bar.low <= support && bar.close > support, short: bar.high >= resistance && bar.close < resistance,
      leaveLong: bar.close >= now.pivot || bar.close < support, leaveShort: bar.close <= now.pivot || bar.close > resistance
    ).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "support_resistance", "buys a bounce from a support of the day's pivot points, leaves at the pivot or below the support",
    [StrategyParameter("level", "which support and resistance", 1, in: 1...3), .short]
  ) { _, values in SupportResistance(level: Int(values[0]), sides: Sides(values[1])) }
}

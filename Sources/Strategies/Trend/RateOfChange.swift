public import Backtest
public import Indicators

/// Long when the growth over some bars rises above a threshold, out when it falls below zero; the mirror image for shorts.
public struct RateOfChange: Strategy {
  private var roc: Source<ROC>
  private var previous = Double.nan
  private let threshold: Double
  private let sides: Sides

  /// Over `period` bars, at least 1; the threshold in percent.
  public init(period: Int = 10, threshold: Double = 1, sides: Sides = .longOnly) throws(InvalidParameter) {
    roc = Source(try ROC(period))
    self.threshold = threshold
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    guard let now = roc.update(bar.close) else { return nil }
    defer { previous = now }
    return Turn(
      long: previous <= threshold && now > threshold, short: previous >= -threshold && now < -threshold, leaveLong: now < 0,
      leaveShort: now > 0
    ).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "rate_of_change", "long when the growth over n bars rises above a threshold, out when it falls below zero",
    [.period("period", "bars of growth", 10), .number("threshold", "growth in percent", 1, in: 0...100), .short],
    make: { _, values in try RateOfChange(values) }
  ) { _, bars, values in
    var strategy = try RateOfChange(values)
    strategy.roc.share(try bars.replay(ROC.self, [values[0]]))
    return strategy
  }

  private init(_ values: [Double]) throws(InvalidParameter) {
    try self.init(period: Int(values[0]), threshold: values[1], sides: Sides(values[2]))
  }
}

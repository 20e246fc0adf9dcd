public import Backtest
public import Indicators

/// Long when the order-flow imbalance rises above a threshold, out when it falls below zero. The mirror image for shorts.
public struct OrderFlow: Strategy {
  private var imbalance: OrderFlowImbalance
  private var previous = Double.nan
  private let threshold: Double
  private let sides: Sides

  /// The imbalance over `period` bars, at least 1, and its threshold, from 0 to 1.
  public init(period: Int = 20, threshold: Double = 0.3, sides: Sides = .longOnly) throws(InvalidParameter) {
    imbalance = try OrderFlowImbalance(period)
    self.threshold = threshold
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    guard let now = imbalance.update(bar.bar) else { return nil }
    defer { previous = now }
    return Turn(
      long: previous <= threshold && now > threshold, short: previous >= -threshold && now < -threshold, leaveLong: now < 0,
      leaveShort: now > 0
    ).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "orderflow_imbalance", "long when the volume of rising bars outweighs that of falling ones by a share, out below zero",
    [.period("period", "bars of the imbalance", 20), .number("threshold", "share of all volume", 0.3, in: 0...0.99), .short]
  ) { _, values in try OrderFlow(period: Int(values[0]), threshold: values[1], sides: Sides(values[2])) }
}

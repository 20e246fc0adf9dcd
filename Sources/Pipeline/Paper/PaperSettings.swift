public import Backtest
public import Market
public import Risk

/// What paper trading assumes: the money, the costs, the exits and the limits.
public struct PaperSettings: Codable, Hashable, Sendable {
  /// The money of the portfolio: above 0.
  public var capital: Double
  /// What trading costs. There is no default: a result means nothing without them.
  public var costs: Costs
  /// Exits that are watched for every position.
  public var exits: ExitRules
  /// The limits that every order passes, and how much is traded.
  public var policy: RiskPolicy
  /// How many bars each strategy is shown before it may trade: 0 to 1,000,000.
  public var warmUpBars: Int

  /// Assumptions.
  public init(
    capital: Double = 100_000, costs: Costs, exits: ExitRules = .none, policy: RiskPolicy = PaperSettings.policy, warmUpBars: Int = 1_000
  ) {
    self.capital = capital
    self.costs = costs
    self.exits = exits
    self.policy = policy
    self.warmUpBars = warmUpBars
  }

  /// Limits that suit a portfolio of many small positions, where each strategy is to show what it can do.
  ///
  /// Two per cent a trade, half of the equity a symbol, all of it together; the stops at a tenth lost in a day and at a fifth below the peak stay
  /// on until a person takes them off.
  public static let policy: RiskPolicy = {
    var policy = RiskPolicy.normal
    policy.fraction = 0.02
    policy.scalesByVolatility = false
    policy.maximumOrder = 0.1
    policy.symbolCap = 0.5
    policy.groupCap = 1
    policy.positions = 1_000
    policy.ordersPerMinute = 10_000
    policy.staleAfterSeconds = 3 * 86_400
    policy.cooldownSeconds = 0
    policy.dailyLoss = 0.1
    return policy
  }()

  /// The rules of a strategy's account on bars of a length.
  func rules(_ timeframe: Timeframe) throws -> TradingRules {
    let seconds = timeframe.duration.map { Double($0.components.seconds) } ?? 3_600
    return try TradingRules(
      capital: capital, costs: costs, fills: .nextOpen, exits: exits,
      observation: Observation(period: 20, barsPerYear: 365 * 86_400 / max(seconds, 1)))
  }

  /// Every number in its range.
  func validate() throws {
    try policy.validate()
    _ = try rules(.hours(1))
    guard (0...1_000_000).contains(warmUpBars) else {
      throw PaperError("paper.warmUpBars is \(warmUpBars), but must be from 0 to 1000000")
    }
  }
}

/// What is wrong with paper trading, and what to do.
public struct PaperError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public let message: String

  init(_ message: String) { self.message = message }

  /// What is wrong, and what to do.
  public var description: String { message }
}

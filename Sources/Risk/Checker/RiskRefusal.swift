public import Market

/// A rule of a ``RiskChecker``.
public enum RiskRule: String, Hashable, Sendable, Codable, CaseIterable {
  /// Quantity, price or equity is not a number that can be traded on.
  case invalidOrder = "invalid_order"
  /// The order is older than the last event.
  case clockWentBack = "clock_went_back"
  /// The ledger has no line for the symbol.
  case unknownSymbol = "unknown_symbol"
  /// The symbol is not on the list of those allowed.
  case allowList = "allow_list"
  /// A person, or a program, has stopped everything.
  case globalStop = "global_stop"
  /// The loss of the day has reached its limit, now or earlier.
  case dailyLoss = "daily_loss"
  /// The drawdown has reached its limit, now or earlier.
  case drawdown
  /// The circuit breaker is open.
  case circuitBreaker = "circuit_breaker"
  /// The symbol rests after a loss.
  case cooldown
  /// A price is too old to decide on.
  case staleData = "stale_data"
  /// One order is too large.
  case maximumOrder = "maximum_order"
  /// The symbol's position would be too large.
  case symbolCap = "symbol_cap"
  /// The group's positions would be too large.
  case groupCap = "group_cap"
  /// All positions together would be too large.
  case totalCap = "total_cap"
  /// There would be too many positions.
  case positions
  /// There is not the cash to pay for it.
  case cash
  /// There have been too many orders within a minute.
  case orderRate = "order_rate"
}

/// A rule that an order breaks, with the numbers.
public struct RiskBreach: Hashable, Sendable {
  /// The rule.
  public let rule: RiskRule
  /// What the order would bring it to; NaN where the rule has no number.
  public let value: Double
  /// What the rule allows; NaN where it has no number.
  public let limit: Double
  /// What a person reads.
  public let message: String

  init(_ rule: RiskRule, _ value: Double, _ limit: Double, _ message: String) {
    self.rule = rule
    self.value = value
    self.limit = limit
    self.message = message
  }

  /// Whether they say the same; NaN is the same as NaN.
  public static func == (left: RiskBreach, right: RiskBreach) -> Bool {
    left.rule == right.rule && left.message == right.message && left.value.bitPattern == right.value.bitPattern
      && left.limit.bitPattern == right.limit.bitPattern
  }

  /// Feeds the rule and the message.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rule)
    hasher.combine(message)
  }
}

extension RiskBreach: Encodable {
  private enum CodingKeys: String, CodingKey { case rule, value, limit, message }

  /// Writes the rule, the numbers (null where there is none) and the message.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(rule, forKey: .rule)
    try values.encode(value.isFinite ? value : nil, forKey: .value)
    try values.encode(limit.isFinite ? limit : nil, forKey: .limit)
    try values.encode(message, forKey: .message)
  }
}

/// Why an order may not be sent: every rule it breaks, with the numbers.
public struct RiskRefusal: Error, Hashable, Sendable, Encodable, CustomStringConvertible {
  /// What was to be traded.
  public let symbol: Symbol
  /// Which way.
  public let side: Side
  /// Every rule that is broken, in the order of ``RiskRule``; at least one.
  public let breaches: [RiskBreach]

  /// The rules that are broken.
  public var rules: [RiskRule] { breaches.map(\.rule) }

  /// Such as `buy BTC-USDT refused: symbol_cap (…); cash (…)`.
  public var description: String {
    "\(side.rawValue) \(symbol) refused: " + breaches.map { "\($0.rule.rawValue) (\($0.message))" }.joined(separator: "; ")
  }
}

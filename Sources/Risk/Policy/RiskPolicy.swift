public import Market

/// Every number that decides how much is traded and when trading stops.
///
///     var policy = RiskPolicy.normal
///     policy.dailyLoss = 0.02
///     let checker = try RiskChecker(policy, cash: 100_000, symbols: ["BTC-USDT", "ETH-USDT"], opened: start)
///
/// Fractions, not percent; shares are of the account's equity. What is handed a policy checks it first: see ``validate()``.
public struct RiskPolicy: Hashable, Sendable {
  /// How the share of the equity that a trade gets is found, before it is scaled and capped.
  public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
    /// The same share for every trade: ``FixedFraction``.
    case fixedFraction = "fixed_fraction"
    /// The same loss for every trade over average true ranges: ``RangeRisk``.
    case rangeRisk = "atr_risk"
    /// The same loss for every trade at its stop: ``StopRisk``.
    case stopRisk = "stop_risk"
    /// All of the equity times the volatility's factor: ``VolatilityTarget``.
    case volatilityTarget = "volatility_target"
    /// A part of the Kelly share: ``FractionalKelly``.
    case kelly
  }

  /// How the share is found.
  public var method = Method.fixedFraction
  /// The share of a trade with ``Method/fixedFraction``: 0.0001 to 10.
  public var fraction = 0.2
  /// What a trade may lose with ``Method/rangeRisk`` and ``Method/stopRisk``: 0.0001 to 0.5.
  public var riskPerTrade = 0.01
  /// Over how many average true ranges that loss is reckoned: 0.01 to 100.
  public var rangeMultiple = 2.0
  /// The part of the Kelly share with ``Method/kelly``: 0.001 to 1.
  public var kellyFraction = 0.25
  /// The volatility wanted, a year: 0.001 to 10.
  public var volatilityTarget = 0.15
  /// The least factor of the volatility: 0.001 to 20.
  public var volatilityScaleLowest = 0.05
  /// The greatest factor of the volatility: 0.001 to 20.
  public var volatilityScaleHighest = 1.5
  /// Whether sizes are multiplied by the volatility's factor (with every method but that of the volatility itself).
  public var scalesByVolatility = true
  /// The factor at confidence 0: 0 to 1.
  public var confidenceFloor = 0.5
  /// The drawdown from which sizes shrink: 0 to 1.
  public var drawdownScaleStart = 0.05
  /// The drawdown from which they stay at their floor: above the start, at most 1.
  public var drawdownScaleEnd = 0.2
  /// The factor at that drawdown: 0 to 1.
  public var drawdownScaleFloor = 0.25

  /// The loss since the day began, marked to market, at which trading stops: 0.0001 to 1.
  public var dailyLoss = 0.03
  /// The distance from the account's peak at which trading stops: 0.0001 to 1.
  public var maximumDrawdown = 0.2
  /// The greatest share of one symbol: 0.0001 to 20.
  public var symbolCap = 0.2
  /// The greatest share of a group of correlated symbols: 0.0001 to 20.
  public var groupCap = 0.4
  /// The greatest share of all positions, long and short added up: 0.0001 to 20.
  public var totalCap = 1.0
  /// The greatest share of one order: 0.0001 to 20.
  public var maximumOrder = 0.2
  /// The greatest number of positions: 1 to 10,000.
  public var positions = 5
  /// The greatest number of orders in any minute: 1 to 100,000.
  public var ordersPerMinute = 30
  /// How old a price may be for an order to be decided on it, in seconds: 0.001 to 31,536,000.
  public var staleAfterSeconds = 300.0
  /// How long a symbol rests after a loss, in seconds: 0 to 31,536,000.
  public var cooldownSeconds = 300.0
  /// How many failures in a row open the circuit breaker: 1 to 10,000.
  public var breakerFailures = 5
  /// How long the breaker stays open before one order may try, in seconds: 0.001 to 31,536,000.
  public var breakerOpenSeconds = 300.0
  /// Whether buying may take more than the cash there is.
  public var allowsBorrowing = false
  /// The symbols that may be traded; `nil` for all that the ledger knows.
  public var allowedSymbols: [Symbol]?
  /// Groups of symbols that move together, by name; a symbol is in one group at most.
  public var groups: [String: [Symbol]] = [:]

  init() {}
}

// MARK: - Presets

extension RiskPolicy {
  /// Half of what is usual: for money that must not be lost, and for the first weeks of anything.
  public static let safe: RiskPolicy = {
    var policy = RiskPolicy()
    policy.fraction = 0.1
    policy.riskPerTrade = 0.005
    policy.kellyFraction = 0.1
    policy.volatilityTarget = 0.08
    policy.volatilityScaleHighest = 1
    policy.dailyLoss = 0.015
    policy.maximumDrawdown = 0.1
    policy.drawdownScaleStart = 0.02
    policy.drawdownScaleEnd = 0.1
    policy.symbolCap = 0.1
    policy.groupCap = 0.2
    policy.totalCap = 0.5
    policy.maximumOrder = 0.1
    policy.cooldownSeconds = 900
    policy.breakerFailures = 3
    return policy
  }()

  /// What is usual: 3 % a day, 20 % a symbol, a quarter of Kelly, 15 % volatility a year, five positions.
  public static let normal = RiskPolicy()

  /// About twice what is usual, with borrowed money.
  public static let aggressive: RiskPolicy = {
    var policy = RiskPolicy()
    policy.fraction = 0.4
    policy.riskPerTrade = 0.02
    policy.kellyFraction = 0.5
    policy.volatilityTarget = 0.3
    policy.dailyLoss = 0.06
    policy.maximumDrawdown = 0.35
    policy.drawdownScaleStart = 0.1
    policy.drawdownScaleEnd = 0.35
    policy.symbolCap = 0.4
    policy.groupCap = 0.8
    policy.totalCap = 2
    policy.maximumOrder = 0.4
    policy.positions = 10
    policy.cooldownSeconds = 60
    policy.allowsBorrowing = true
    return policy
  }()

  /// The presets by name.
  public static let presets: [(name: String, policy: RiskPolicy)] = [("safe", safe), ("normal", normal), ("aggressive", aggressive)]
}

// MARK: - The sizer it describes

extension RiskPolicy {
  /// The sizer that the policy describes: its method, scaled by volatility, confidence and drawdown, and capped.
  public func sizer() throws(RiskError) -> PolicySizer { try PolicySizer(self) }
}

/// The sizer that a ``RiskPolicy`` describes.
///
/// The product of its method's share, the volatility's factor, the confidence's and the drawdown's, cut per symbol, per group, in total, by
/// the greatest order and by cash.
public struct PolicySizer: Sizer, Hashable {
  private enum Base: Hashable {
    case fraction(FixedFraction)
    case range(RangeRisk)
    case stop(StopRisk)
    case volatility
    case kelly(FractionalKelly)
  }

  private let base: Base
  private let volatility: VolatilityTarget
  private let scalesByVolatility: Bool
  private let confidence: ConfidenceScale
  private let drawdown: DrawdownScale
  private let caps: SizingCaps
  private let maximumOrder: Double

  init(_ policy: RiskPolicy) throws(RiskError) {
    try policy.validate()
    switch policy.method {
    case .fixedFraction: base = .fraction(try FixedFraction(policy.fraction))
    case .rangeRisk: base = .range(try RangeRisk(risk: policy.riskPerTrade, multiple: policy.rangeMultiple))
    case .stopRisk: base = .stop(try StopRisk(risk: policy.riskPerTrade))
    case .volatilityTarget: base = .volatility
    case .kelly: base = .kelly(try FractionalKelly(policy.kellyFraction, maximum: 20))
    }
    volatility = try VolatilityTarget(
      policy.volatilityTarget, within: policy.volatilityScaleLowest...policy.volatilityScaleHighest)
    scalesByVolatility = policy.scalesByVolatility && policy.method != .volatilityTarget
    confidence = try ConfidenceScale(floor: policy.confidenceFloor)
    drawdown = try DrawdownScale(
      from: policy.drawdownScaleStart, to: policy.drawdownScaleEnd, floor: policy.drawdownScaleFloor)
    caps = try SizingCaps(
      symbol: policy.symbolCap, group: policy.groupCap, total: policy.totalCap, needsCash: !policy.allowsBorrowing)
    maximumOrder = policy.maximumOrder
  }

  /// How much to trade by the policy.
  public func size(_ request: SizingRequest) -> Sizing {
    var sizing =
      switch base {
      case .fraction(let sizer): sizer.size(request)
      case .range(let sizer): sizer.size(request)
      case .stop(let sizer): sizer.size(request)
      case .volatility: volatility.size(request)
      case .kelly(let sizer): sizer.size(request)
      }
    if sizing.refusal == nil, scalesByVolatility { sizing = volatility.scale(sizing, for: request) }
    if sizing.refusal == nil { sizing = confidence.scale(sizing, for: request) }
    if sizing.refusal == nil { sizing = drawdown.scale(sizing, for: request) }
    if sizing.refusal == nil { sizing = caps.scale(sizing, for: request) }
    return sizing.capped(at: maximumOrder * request.equity / request.price, "maximum_order")
  }
}

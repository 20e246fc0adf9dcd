public import Market

/// An account and its limits at one glance, for dashboards.
///
///     print(try checker.summary().json())
public struct RiskSummary: Hashable, Sendable, Encodable {
  /// A position.
  public struct Holding: Hashable, Sendable, Encodable {
    /// What is held.
    public let symbol: Symbol
    /// `long` or `short`.
    public let direction: String
    /// How much, negative if short.
    public let quantity: Double
    /// What one unit was traded for on average.
    public let entryPrice: Double
    /// The latest price.
    public let price: Double
    /// What it is worth, long or short.
    public let exposure: Double
    /// As a fraction of the equity; `nil` without equity.
    public let share: Double?
    /// What it would bring to close it.
    public let unrealised: Double
    /// How old the price is, in seconds.
    public let priceAgeSeconds: Double

    private enum CodingKeys: String, CodingKey {
      case symbol, direction, quantity
      case entryPrice = "entry_price"
      case price, exposure, share, unrealised
      case priceAgeSeconds = "price_age_seconds"
    }
  }

  /// How much of a limit is used.
  public struct Usage: Hashable, Sendable, Encodable {
    /// Which limit.
    public let rule: RiskRule
    /// What it is now.
    public let value: Double
    /// What is allowed.
    public let limit: Double
  }

  /// The time of the last event.
  public let time: Timestamp
  /// Whether orders that open positions could be let through: no stop is on and the breaker is not open.
  public let isTrading: Bool
  /// Cash and the value of every position.
  public let equity: Double
  /// The money in the account.
  public let cash: Double
  /// What closed positions have brought.
  public let realised: Double
  /// What it would bring to close the others.
  public let unrealised: Double
  /// All fees paid.
  public let fees: Double
  /// All funding and borrow paid.
  public let carry: Double
  /// The greatest equity so far.
  public let peakEquity: Double
  /// How far the equity is below it, as a fraction.
  public let drawdown: Double
  /// The greatest drawdown so far.
  public let greatestDrawdown: Double
  /// The day that is going on.
  public let day: LedgerDay
  /// What it has brought.
  public let dayResult: Double
  /// The value of long positions.
  public let longExposure: Double
  /// The value of short positions.
  public let shortExposure: Double
  /// Every position that is held.
  public let positions: [Holding]
  /// The stops that are on.
  public let stops: [RiskStop]
  /// What the circuit breaker is.
  public let breaker: CircuitBreaker.State
  /// Which symbols rest, and until when.
  public let cooldowns: [String: Timestamp]
  /// How many orders the last minute had.
  public let ordersLastMinute: Int
  /// How much of every limit is used.
  public let usage: [Usage]

  private enum CodingKeys: String, CodingKey {
    case time
    case isTrading = "is_trading"
    case equity, cash, realised, unrealised, fees, carry
    case peakEquity = "peak_equity"
    case drawdown
    case greatestDrawdown = "greatest_drawdown"
    case day
    case dayResult = "day_result"
    case longExposure = "long_exposure"
    case shortExposure = "short_exposure"
    case positions, stops, breaker, cooldowns
    case ordersLastMinute = "orders_last_minute"
    case usage
  }

  /// The summary as a JSON document with sorted keys.
  public func json() throws(RiskError) -> String { try JSONDocument.write(self, "RiskSummary") }
}

extension RiskChecker {
  /// The account and its limits at one glance.
  public func summary() -> RiskSummary {
    let (time, equity) = (ledger.time, ledger.equity)
    let holdings = ledger.positions.filter { $0.quantity != 0 }.map {
      RiskSummary.Holding(
        symbol: $0.symbol, direction: $0.quantity > 0 ? "long" : "short", quantity: $0.quantity, entryPrice: $0.entryPrice,
        price: $0.price, exposure: $0.exposure, share: equity > 0 ? $0.exposure / equity : nil, unrealised: $0.unrealised,
        priceAgeSeconds: (time - $0.priced).inSeconds)
    }
    var usage = [
      RiskSummary.Usage(rule: .dailyLoss, value: dayLoss, limit: policy.dailyLoss),
      RiskSummary.Usage(rule: .drawdown, value: drawdown, limit: policy.maximumDrawdown),
      RiskSummary.Usage(rule: .positions, value: Double(ledger.openPositions), limit: Double(policy.positions)),
      RiskSummary.Usage(rule: .orderRate, value: Double(rate.count(at: time)), limit: Double(policy.ordersPerMinute)),
    ]
    if equity > 0 {
      let largest = ledger.positions.reduce(0) { max($0, $1.exposure) }
      usage.append(RiskSummary.Usage(rule: .symbolCap, value: largest / equity, limit: policy.symbolCap))
      usage.append(RiskSummary.Usage(rule: .totalCap, value: ledger.grossExposure / equity, limit: policy.totalCap))
    }
    let resting = zip(ledger.positions, desks).filter { $0.1.restsUntil > time }.map { ($0.0.symbol.name, $0.1.restsUntil) }
    return RiskSummary(
      time: time, isTrading: stops.isEmpty && breaker.admits(at: time) && equity > 0, equity: equity, cash: ledger.cash,
      realised: ledger.realised, unrealised: ledger.unrealised, fees: ledger.fees, carry: ledger.carry, peakEquity: ledger.peakEquity,
      drawdown: ledger.drawdown, greatestDrawdown: ledger.greatestDrawdown, day: ledger.day, dayResult: ledger.dayResult,
      longExposure: ledger.longExposure, shortExposure: ledger.shortExposure, positions: holdings, stops: stops,
      breaker: breaker.state(at: time), cooldowns: Dictionary(resting) { first, _ in first }, ordersLastMinute: rate.count(at: time),
      usage: usage)
  }

  /// Reads a checker from the JSON of its snapshot.
  public init(json: String) throws(RiskError) { self = try JSONDocument.read(RiskChecker.self, json, "RiskChecker") }

  /// The snapshot as JSON: what is read back goes on exactly where this was.
  public func json() throws(RiskError) -> String { try JSONDocument.write(self, "RiskChecker") }
}

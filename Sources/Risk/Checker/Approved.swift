public import Market

/// An order as a checker looks at it. Give your own order type these, and approvals carry it.
public protocol CheckableOrder: Sendable {
  /// What is to be traded.
  var symbol: Symbol { get }
  /// Which way.
  var side: Side { get }
  /// How much, in units, above 0.
  var quantity: Double { get }
  /// The price its value is reckoned at: its limit, or the market's price for an order without one.
  var price: Double { get }
  /// When it was decided.
  var time: Timestamp { get }
}

/// An order with nothing to it but what a checker asks.
public struct OrderRequest: CheckableOrder, Hashable, Codable {
  /// What is to be traded.
  public let symbol: Symbol
  /// Which way.
  public let side: Side
  /// How much, in units.
  public let quantity: Double
  /// The price its value is reckoned at.
  public let price: Double
  /// When it was decided.
  public let time: Timestamp

  /// An order that nobody has looked at yet.
  public init(symbol: Symbol, side: Side, quantity: Double, price: Double, time: Timestamp) {
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.price = price
    self.time = time
  }
}

extension OrderRequest {
  private enum CodingKeys: String, CodingKey {
    case symbol, side, quantity, price
    case time = "time_ns"
  }

  /// Reads an order.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      symbol: try values.decode(Symbol.self, forKey: .symbol), side: try values.decode(Side.self, forKey: .side),
      quantity: try values.decode(Double.self, forKey: .quantity), price: try values.decode(Double.self, forKey: .price),
      time: Timestamp(nanoseconds: try values.decode(Int64.self, forKey: .time)))
  }

  /// Writes an order; its time in nanoseconds.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(symbol, forKey: .symbol)
    try values.encode(side, forKey: .side)
    try values.encode(quantity, forKey: .quantity)
    try values.encode(price, forKey: .price)
    try values.encode(time.nanoseconds, forKey: .time)
  }
}

/// An order that a ``RiskChecker`` has let through: what alone may be sent to a market.
///
/// Nobody else can make one, and it can't be copied: what sends it takes it (`consuming`), and it is gone.
public struct Approved<Order: CheckableOrder>: ~Copyable, Sendable {
  /// The order.
  public let order: Order
  /// Whether it only makes a position smaller.
  public let onlyReduces: Bool

  fileprivate init(order: Order, onlyReduces: Bool) {
    self.order = order
    self.onlyReduces = onlyReduces
  }
}

extension RiskChecker {
  /// Lets an order through, or refuses it and names every rule that it breaks.
  ///
  ///     let approved = try checker.check(order)
  ///     try await exchange.send(approved)
  ///
  /// An approval holds the room it takes: orders that are on their way count as if they had traded, until they do (``record(_:)``) or are
  /// given up (``release(_:_:_:)``), so that many orders can't together pass a limit that each of them keeps.
  ///
  /// An order that only makes a position smaller is refused for nothing but what is impossible about it: stops, caps and guards must never
  /// keep anybody from getting out.
  /// - Complexity: O(symbols); no allocation for an approval.
  public mutating func check<Order: CheckableOrder>(_ order: Order) throws(RiskRefusal) -> Approved<Order> {
    let onlyReduces = try judge(order.symbol, order.side, order.quantity, order.price, order.time)
    return Approved(order: order, onlyReduces: onlyReduces)
  }
}

public import Market

/// A fill with the regime the market was in before the entry it belongs to.
///
/// As JSON it is the fill's own object with one more member, `regime`, if that is known: a journal of plain fills reads as well.
public struct ExecutedFill: Hashable, Sendable, Codable {
  /// What happened.
  public let fill: Fill
  /// How the market moved before the decision; `nil` if nobody looked.
  public let regime: VolatilityRegime?

  /// A fill and its regime.
  public init(_ fill: Fill, regime: VolatilityRegime? = nil) {
    self.fill = fill
    self.regime = regime
  }

  private enum CodingKeys: String, CodingKey { case regime }

  private static let names = [
    "symbol", "side", "quantity", "price", "referencePrice", "decided", "time", "fee", "liquidity", "regime",
  ]

  /// Reads a fill, with its regime if it has one; a name that is not known is an error that says which was meant.
  public init(from decoder: any Decoder) throws {
    try AnyName.check(decoder, against: ExecutedFill.names)
    fill = try Fill(from: decoder)
    regime = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(VolatilityRegime.self, forKey: .regime)
  }

  /// Writes the fill's own members, and the regime if it is known.
  public func encode(to encoder: any Encoder) throws {
    try fill.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(regime, forKey: .regime)
  }
}

/// An order that is no longer working, and how it ended.
public struct OrderOutcome: Hashable, Sendable, Codable {
  /// How an order ended.
  public enum Ending: String, Hashable, CaseIterable, Codable, Sendable {
    case filled, cancelled, expired, rejected
  }

  /// What was ordered.
  public let symbol: Symbol
  /// Which way.
  public let side: Side
  /// How much was ordered, positive.
  public let quantity: Double
  /// How much of it was traded, from 0 to `quantity`.
  public let filled: Double
  /// When it was placed.
  public let placed: Timestamp
  /// How it ended.
  public let ending: Ending

  /// An order's end.
  public init(symbol: Symbol, side: Side, quantity: Double, filled: Double, placed: Timestamp, ending: Ending) {
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.filled = filled
    self.placed = placed
    self.ending = ending
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case symbol, side, quantity, filled, placed, ending }

  private static let names = CodingKeys.allCases.map(\.rawValue)

  /// Reads an order's end; a name that is not known is an error that says which was meant.
  public init(from decoder: any Decoder) throws {
    try AnyName.check(decoder, against: OrderOutcome.names)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    symbol = try container.decode(Symbol.self, forKey: .symbol)
    side = try container.decode(Side.self, forKey: .side)
    quantity = try container.decode(Double.self, forKey: .quantity)
    filled = try container.decode(Double.self, forKey: .filled)
    placed = try container.decode(Timestamp.self, forKey: .placed)
    ending = try container.decode(Ending.self, forKey: .ending)
  }

  /// Whether the numbers are what a market can do. To be asked where orders are read.
  public var isPossible: Bool { quantity > 0 && quantity < .infinity && filled >= 0 && filled <= quantity * (1 + 1e-9) }
}

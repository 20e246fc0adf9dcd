/// One trade as the market printed it.
public struct Tick: Hashable, Codable, Sendable {
  /// When it traded.
  public let time: Timestamp
  /// The price, positive and finite.
  public let price: Double
  /// The size, finite and not negative.
  public let size: Double
  /// The side of whoever crossed the spread, where the market tells.
  public let side: Side?

  /// A trade; whether its values are possible is checked where ticks are read and where bars are made of them.
  @inlinable
  public init(time: Timestamp, price: Double, size: Double, side: Side? = nil) {
    self.time = time
    self.price = price
    self.size = size
    self.side = side
  }

  /// Whether price and size are what a market can print.
  @inlinable
  public var isPossible: Bool { price > 0 && price < .infinity && size >= 0 && size < .infinity }
}

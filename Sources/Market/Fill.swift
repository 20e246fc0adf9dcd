/// A price at which an order really traded, beside the reference price it was decided at.
public struct Fill: Hashable, Codable, Sendable {
  /// What was traded.
  public let symbol: Symbol
  /// Which way.
  public let side: Side
  /// How much, positive.
  public let quantity: Double
  /// The price paid or received.
  public let price: Double
  /// The market's own price when the order was decided: a quote or trade that the engine did not make.
  public let referencePrice: Double
  /// When the order was decided.
  public let decided: Timestamp
  /// When it traded.
  public let time: Timestamp
  /// The fee paid, in the account's currency; negative for a rebate.
  public let fee: Double
  /// Whether the order rested in the book or crossed the spread.
  public let liquidity: Liquidity

  /// Whether an order rested in the book or crossed the spread.
  public enum Liquidity: String, Hashable, CaseIterable, Codable, Sendable {
    case maker, taker
  }

  /// A fill as it happened.
  public init(
    symbol: Symbol, side: Side, quantity: Double, price: Double, referencePrice: Double, decided: Timestamp, time: Timestamp,
    fee: Double, liquidity: Liquidity
  ) {
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.price = price
    self.referencePrice = referencePrice
    self.decided = decided
    self.time = time
    self.fee = fee
    self.liquidity = liquidity
  }

  /// Whether the numbers are what a market can do: quantity and prices positive and finite, the fee finite, the fill not before the
  /// decision. To be asked where fills are read.
  public var isPossible: Bool {
    [quantity, price, referencePrice].allSatisfy { $0 > 0 && $0 < .infinity } && fee.isFinite && time >= decided
  }

  /// How much worse than the reference the price was, as a fraction of it; negative if it was better.
  public var slippage: Double { side.sign * (price - referencePrice) / referencePrice }

  /// The time from decision to fill.
  public var latency: Duration { time - decided }
}

/// A position from its entry to its exit, with what it cost and what it brought.
public struct Trade: Hashable, Codable, Sendable {
  /// What was traded.
  public let symbol: Symbol
  /// Buy for a long position, sell for a short one.
  public let side: Side
  /// How much, positive.
  public let quantity: Double
  /// When the position was opened.
  public let entryTime: Timestamp
  /// The price it was opened at, slippage included.
  public let entryPrice: Double
  /// When it was closed.
  public let exitTime: Timestamp
  /// The price it was closed at, slippage included.
  public let exitPrice: Double
  /// Why it was closed.
  public let exitReason: ExitReason
  /// The fees of both fills, in the account's currency.
  public let fees: Double
  /// Funding and borrow paid while it was held, in the account's currency; negative if received.
  public let carry: Double

  /// A trade that is over.
  public init(
    symbol: Symbol, side: Side, quantity: Double, entryTime: Timestamp, entryPrice: Double, exitTime: Timestamp, exitPrice: Double,
    exitReason: ExitReason, fees: Double, carry: Double
  ) {
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.entryTime = entryTime
    self.entryPrice = entryPrice
    self.exitTime = exitTime
    self.exitPrice = exitPrice
    self.exitReason = exitReason
    self.fees = fees
    self.carry = carry
  }

  /// Whether the numbers are what a market can do: quantity and prices positive and finite, fees and carry finite, the exit not before
  /// the entry. To be asked where trades are read.
  public var isPossible: Bool {
    [quantity, entryPrice, exitPrice].allSatisfy { $0 > 0 && $0 < .infinity } && fees.isFinite && carry.isFinite
      && exitTime >= entryTime
  }

  /// What the price change brought, before fees and carry.
  public var grossResult: Double { side.sign * (exitPrice - entryPrice) * quantity }

  /// What the trade brought after everything it cost.
  public var result: Double { grossResult - fees - carry }

  /// The result as a fraction of the value at entry.
  public var resultFraction: Double { result / (entryPrice * quantity) }

  /// How long it was held.
  public var held: Duration { exitTime - entryTime }
}

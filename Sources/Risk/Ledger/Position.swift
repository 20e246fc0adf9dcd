public import Market

/// What an account holds of one symbol, and what it has brought.
public struct Position: Hashable, Sendable {
  /// What is held.
  public let symbol: Symbol
  /// How much, in units; negative if short, 0 if nothing is held.
  public internal(set) var quantity = 0.0
  /// What one unit was bought or sold for on average; 0 if nothing is held.
  public internal(set) var entryPrice = 0.0
  /// The latest price known; 0 if there has been none.
  public internal(set) var price = 0.0
  /// When that price was.
  public internal(set) var priced = Timestamp.distantPast
  /// What closed positions of the symbol have brought, before fees and carry.
  public internal(set) var realised = 0.0
  /// The fees paid for the symbol.
  public internal(set) var fees = 0.0
  /// Funding, borrow and the like paid for the symbol; negative if received.
  public internal(set) var carry = 0.0

  init(symbol: Symbol) { self.symbol = symbol }

  /// What the position is worth; negative if short.
  @inlinable public var value: Double { quantity * price }
  /// What the position is worth, long or short.
  @inlinable public var exposure: Double { abs(quantity * price) }
  /// What it would bring to close the position at the latest price.
  @inlinable public var unrealised: Double { quantity * (price - entryPrice) }
}

extension Position {
  /// Trades into the position; answers what the part that was closed has brought, `nil` if none was.
  mutating func trade(_ side: Side, _ amount: Double, at fillPrice: Double) -> Double? {
    let signed = side.sign * amount
    let before = quantity
    var after = before + signed
    // What is left by rounding is not a position: 0.1 + 0.2 - 0.3 is nothing.
    if abs(after) <= 1e-12 * max(abs(before), amount) { after = 0 }
    price = fillPrice
    quantity = after
    guard before * signed < 0 else {
      entryPrice = (abs(before) * entryPrice + amount * fillPrice) / abs(after)
      return nil
    }
    let closed = min(amount, abs(before))
    let result = (before > 0 ? closed : -closed) * (fillPrice - entryPrice)
    realised += result
    if after == 0 {
      entryPrice = 0
    } else if (after > 0) != (before > 0) {
      entryPrice = fillPrice
    }
    return result
  }
}

/// What one day or session did to an account.
public struct LedgerDay: Hashable, Sendable, Codable {
  /// The day it is counted as.
  public let date: CivilDate
  /// The equity when it began: the last marked before.
  public internal(set) var openEquity: Double
  /// The equity when it ended, or the latest.
  public internal(set) var closeEquity: Double
  /// The least equity.
  public internal(set) var lowestEquity: Double
  /// The greatest equity.
  public internal(set) var highestEquity: Double
  /// What was paid in, less what was taken out.
  public internal(set) var transfers: Double

  private enum CodingKeys: String, CodingKey {
    case date
    case openEquity = "open_equity"
    case closeEquity = "close_equity"
    case lowestEquity = "lowest_equity"
    case highestEquity = "highest_equity"
    case transfers
  }

  /// What the day brought, marked to market and without transfers.
  public var result: Double { closeEquity - openEquity - transfers }
}

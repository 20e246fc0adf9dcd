/// What a strategy may know of the account when a bar has closed: the whole account, and the position in that bar's symbol.
public struct AccountView: Hashable, Sendable {
  /// Cash and all positions at their last closes.
  public let equity: Double
  /// The money in the account; the proceeds of short sales are in it.
  public let cash: Double
  /// How much of the bar's symbol is held; negative if short, 0 if flat.
  public let quantity: Double
  /// The average price the position was opened at; 0 if flat.
  public let entryPrice: Double
  /// How many bars of the symbol have closed since the bar in which the position was opened.
  public let barsHeld: Int

  /// The view at a bar's close.
  @inlinable
  public init(equity: Double, cash: Double, quantity: Double, entryPrice: Double, barsHeld: Int) {
    self.equity = equity
    self.cash = cash
    self.quantity = quantity
    self.entryPrice = entryPrice
    self.barsHeld = barsHeld
  }

  /// Whether nothing of the symbol is held.
  @inlinable public var isFlat: Bool { quantity == 0 }

  /// Which way the position goes.
  @inlinable public var direction: Direction { quantity > 0 ? .long : quantity < 0 ? .short : .flat }
}

/// What a strategy wants to be, or is, in a market.
public enum Direction: String, Hashable, CaseIterable, Codable, Sendable {
  case long, short, flat

  /// +1 for long, -1 for short, 0 for flat.
  @inlinable
  public var sign: Double {
    switch self {
    case .long: 1
    case .short: -1
    case .flat: 0
    }
  }
}

import Market

/// The most that may be held of a symbol, of its correlated group and in all, as fractions of the equity, and whether cash must cover it.
///
/// What is held on the other side makes room: a sell of what is held needs none.
public struct SizingCaps: SizingScale, Hashable {
  /// The greatest value of one symbol's position.
  public let symbol: Double
  /// The greatest value of a group's positions, long and short added up; `nil` for no such cap.
  public let group: Double?
  /// The greatest value of all positions, long and short added up.
  public let total: Double
  /// Whether what is opened must be covered by free cash.
  public let needsCash: Bool

  /// Caps, or an error that says which number is out of range; all of them 0.000001 to 20 times the equity.
  public init(symbol: Double, group: Double? = nil, total: Double, needsCash: Bool = true) throws(RiskError) {
    try RiskError.check(symbol, "SizingCaps", "symbol", in: 0.000_001...20)
    if let group { try RiskError.check(group, "SizingCaps", "group", in: 0.000_001...20) }
    try RiskError.check(total, "SizingCaps", "total", in: 0.000_001...20)
    self.symbol = symbol
    self.group = group
    self.total = total
    self.needsCash = needsCash
  }

  /// The size cut by every cap that has less room.
  public func scale(_ sizing: Sizing, for request: SizingRequest) -> Sizing {
    let (equity, price) = (request.equity, request.price)
    let held = abs(request.heldQuantity)
    // What goes against the position closes it first, and frees twice what it closes until the other side is as large.
    let closing = request.heldQuantity * request.side.sign < 0 ? held : 0
    var result = sizing.capped(at: room(symbol * equity - request.symbolExposure, price, closing, held), "symbol_cap")
    if let group {
      let exposure = max(request.groupExposure ?? 0, request.symbolExposure)
      result = result.capped(at: room(group * equity - exposure, price, closing, held), "group_cap")
    }
    let exposure = max(request.totalExposure, request.symbolExposure)
    result = result.capped(at: room(total * equity - exposure, price, closing, held), "total_cap")
    if needsCash { result = result.capped(at: closing + max(request.cash, 0) / price, "cash") }
    return result
  }

  /// How many units fit: `free` is the money between the cap and what is held, which may be below zero.
  private func room(_ free: Double, _ price: Double, _ closing: Double, _ held: Double) -> Double {
    guard closing > 0 else { return free / price }
    // Selling q of a long position of h leaves |h - q|: within the cap from q = h - … to h + (cap's room without it).
    return max(closing, closing + held + free / price)
  }
}

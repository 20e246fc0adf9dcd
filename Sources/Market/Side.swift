/// Which way an order, a fill, a position or a tick's aggressor goes.
public enum Side: String, Hashable, CaseIterable, Codable, Sendable {
  case buy, sell

  /// +1 for buy, -1 for sell.
  @inlinable
  public var sign: Double { self == .buy ? 1 : -1 }

  /// The other side.
  @inlinable
  public var opposite: Side { self == .buy ? .sell : .buy }
}

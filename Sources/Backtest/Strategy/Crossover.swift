public import Indicators

/// Two averages of the same numbers, and which of them has just come to be above the other.
///
///     var cross = try Crossover(EMA(10), EMA(30))
///     cross.update(close)                       // .above when the first has crossed over the second, .below under it, nil otherwise
///
/// Both are fed at every step. Nothing is answered for the first step at which both are known: where they stand then is no crossing.
public struct Crossover<First: Indicator, Second: Indicator>: Sendable
where First.Input == Double, Second.Input == Double, First.Output == Double, Second.Output == Double {
  /// Which way the first has crossed the second.
  public enum Crossing: String, Hashable, Codable, Sendable {
    case above, below
  }

  @usableFromInline var first: First
  @usableFromInline var second: Second
  /// Whether the first stood above the second when they last differed; 0 before.
  @usableFromInline var side = 0

  /// Two averages to watch.
  @inlinable
  public init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ value: Double) -> Crossing? {
    let (one, other) = (first.update(value), second.update(value))
    guard let one, let other else { return nil }
    let now = one > other ? 1 : one < other ? -1 : side
    defer { side = now }
    return now == side || side == 0 ? nil : now > 0 ? .above : .below
  }
}

extension Crossover: Equatable where First: Equatable, Second: Equatable {}
extension Crossover: Encodable where First: Encodable, Second: Encodable {}
extension Crossover: Decodable where First: Decodable, Second: Decodable {}

/// The factors of a size, in order: a list of at most twelve that lives in the value itself and costs no allocation.
public struct Factors: Sendable, Hashable, RandomAccessCollection {
  /// How many there can be; further ones are multiplied into the last, which is then called `others`.
  public static let capacity = 12

  private typealias Four = (Factor, Factor, Factor, Factor)
  private static let none = Factor("", 1)
  private var first: Four = (none, none, none, none)
  private var second: Four = (none, none, none, none)
  private var third: Four = (none, none, none, none)

  /// How many there are.
  public private(set) var count = 0

  /// No factors.
  public init() {}

  init(_ factor: Factor) { append(factor) }

  /// The position of the first.
  public var startIndex: Int { 0 }
  /// The position after the last.
  public var endIndex: Int { count }

  /// The factor at a position.
  public subscript(position: Int) -> Factor {
    precondition(position >= 0 && position < count, "the position must be one of the list's")
    switch position / 4 {
    case 0: return Factors.element(of: first, position)
    case 1: return Factors.element(of: second, position - 4)
    default: return Factors.element(of: third, position - 8)
    }
  }

  /// The number that goes by a name; `nil` if there is none.
  public subscript(name: String) -> Double? { first { $0.name == name }?.value }

  /// The product of all of them; 1 if there are none.
  public var product: Double { reduce(1) { $0 * $1.value } }

  /// Adds a factor at the end.
  public mutating func append(_ factor: Factor) {
    if count == Factors.capacity {
      third.3 = Factor("others", third.3.value * factor.value)
      return
    }
    switch count / 4 {
    case 0: Factors.put(factor, into: &first, count)
    case 1: Factors.put(factor, into: &second, count - 4)
    default: Factors.put(factor, into: &third, count - 8)
    }
    count += 1
  }

  private static func element(of four: Four, _ position: Int) -> Factor {
    switch position {
    case 0: four.0
    case 1: four.1
    case 2: four.2
    default: four.3
    }
  }

  private static func put(_ factor: Factor, into four: inout Four, _ position: Int) {
    switch position {
    case 0: four.0 = factor
    case 1: four.1 = factor
    case 2: four.2 = factor
    default: four.3 = factor
    }
  }
}

extension Factors {
  /// Whether the same factors come in the same order.
  public static func == (left: Factors, right: Factors) -> Bool { left.elementsEqual(right) }

  /// Feeds every factor.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for factor in self { hasher.combine(factor) }
  }
}

/// A price or a length of one bar.
public struct Exact: CandleNumber {
  /// What a comparison gives.
  public typealias Answer = Truth

  @usableFromInline let value: Double

  @inlinable
  @inline(__always)
  init(_ value: Double) { self.value = value }

  /// The sum of both.
  @inlinable
  @inline(__always)
  public static func + (left: Exact, right: Exact) -> Exact { Exact(left.value + right.value) }

  /// The difference of both.
  @inlinable
  @inline(__always)
  public static func - (left: Exact, right: Exact) -> Exact { Exact(left.value - right.value) }

  /// So many times a number.
  @inlinable
  @inline(__always)
  public static func * (left: Exact, right: Double) -> Exact { Exact(left.value * right) }

  /// Whether one is below the other.
  @inlinable
  @inline(__always)
  public static func < (left: Exact, right: Exact) -> Truth { Truth(left.value < right.value) }

  /// Whether one is not above the other.
  @inlinable
  @inline(__always)
  public static func <= (left: Exact, right: Exact) -> Truth { Truth(left.value <= right.value) }

  /// The greater of both.
  @inlinable
  @inline(__always)
  public static func greater(_ first: Exact, _ second: Exact) -> Exact { first.value > second.value ? first : second }

  /// The lesser of both.
  @inlinable
  @inline(__always)
  public static func lesser(_ first: Exact, _ second: Exact) -> Exact { first.value < second.value ? first : second }

  /// How far apart both are.
  @inlinable
  @inline(__always)
  public static func distance(_ first: Exact, _ second: Exact) -> Exact { Exact(abs(first.value - second.value)) }

  /// The number without its sign.
  @inlinable public var magnitude: Exact { Exact(abs(value)) }
}

/// Whether something holds at one bar.
public struct Truth: CandleAnswer {
  /// What a pattern gives.
  public typealias Outcome = Points

  @usableFromInline let value: Bool

  @inlinable
  @inline(__always)
  init(_ value: Bool) { self.value = value }

  // Without a branch: which of many conditions fails first cannot be foreseen.

  /// Whether both hold.
  @inlinable
  @inline(__always)
  public static func && (left: Truth, right: Truth) -> Truth { Truth(left.value && right.value) }

  /// Whether one of both holds.
  @inlinable
  @inline(__always)
  public static func || (left: Truth, right: Truth) -> Truth { Truth(left.value || right.value) }

  /// Whether it does not hold.
  @inlinable
  @inline(__always)
  public static prefix func ! (answer: Truth) -> Truth { Truth(!answer.value) }

  /// So many points if it holds.
  @inlinable
  @inline(__always)
  public func worth(_ points: Int) -> Points { Points(value ? points : 0) }
}

/// The points of one bar.
public struct Points: CandleOutcome {
  @usableFromInline let value: Int

  @inlinable
  @inline(__always)
  init(_ value: Int) { self.value = value }

  /// The points of both.
  @inlinable
  @inline(__always)
  public static func + (left: Points, right: Points) -> Points { Points(left.value &+ right.value) }
}

/// The prices of a candle that is kept.
@usableFromInline
struct CandlePrices: Codable, Equatable, Sendable {
  @usableFromInline var open = 0.0
  @usableFromInline var high = 0.0
  @usableFromInline var low = 0.0
  @usableFromInline var close = 0.0

  @inlinable
  init() {}

  @inlinable
  init(_ open: Double, _ high: Double, _ low: Double, _ close: Double) {
    self.open = open
    self.high = high
    self.low = low
    self.close = close
  }

  /// One of its lengths.
  @inlinable
  @inline(__always)
  func length(_ length: CandleLength) -> Double {
    switch length {
    case .body: abs(close - open)
    case .range: high - low
    case .shadows: (high - (close > open ? close : open)) + ((close < open ? close : open) - low)
    }
  }
}

/// Whether a length that leaves a sum is out of all proportion to prices, so that the sum has lost the digits of those that stay.
@inlinable
@inline(__always)
func isOutOfProportion(_ length: Double, to price: Double) -> Bool { abs(length) > 1_024 * abs(price) }

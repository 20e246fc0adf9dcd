/// A bar that a ``Resampler`` has closed, with what it was made of.
public struct ResampledBar: Hashable, Sendable {
  /// The bar.
  public let bar: Bar
  /// How many ticks, or shorter bars, it was made of.
  public let sources: Int
  /// How many it holds when nothing is missing; `nil` where nobody can know: for bars of time made of ticks, and of volume or value.
  public let expected: Int?
  /// Whether it holds less than it should: shorter bars are missing, or the session closed before a bar of ticks, volume or value was full.
  public let isPartial: Bool

  init(bar: Bar, sources: Int, expected: Int?, isPartial: Bool) {
    self.bar = bar
    self.sources = sources
    self.expected = expected
    self.isPartial = isPartial
  }
}

/// What is still forming: no bar yet. It has no prices, so that nobody can look at a bar before it has closed.
public struct UnfinishedBar: Hashable, Sendable {
  /// When it began.
  public let start: Timestamp
  /// When it will be over; `nil` where only the ticks to come decide.
  public let end: Timestamp?
  /// How many ticks, or shorter bars, it has seen.
  public let sources: Int
}

/// The bars that one more input has closed, in order: none, one or two.
///
/// Two come when a bar closes only now that a later one is seen, because nothing traded at its end, and the later one is full at once.
public struct ClosedBars: RandomAccessCollection, Hashable, Sendable {
  let first: ResampledBar?
  let second: ResampledBar?

  @inline(__always)
  init(_ first: ResampledBar?, _ second: ResampledBar?) {
    self.first = first ?? second
    self.second = first == nil ? nil : second
  }

  /// The first position.
  public var startIndex: Int { 0 }

  /// One past the last position: 0, 1 or 2.
  public var endIndex: Int { first == nil ? 0 : second == nil ? 1 : 2 }

  /// The bar at a position.
  public subscript(position: Int) -> ResampledBar {
    guard let bar = position == 0 ? first : position == 1 ? second : nil else {
      preconditionFailure("there are \(endIndex) closed bars, none at position \(position)")
    }
    return bar
  }
}

/// Parabolic stop and reverse (Wilder 1978): a stop that follows the trend faster the longer it makes new extremes.
///
/// The first direction is that of the first two bars, as TA-Lib takes it. A bar with a missing price is skipped.
public struct SAR: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "SAR", .overlap, "parabolic stop and reverse (Wilder)",
    parameters: [.real("acceleration", 0.02, in: 0...3e37), .real("maximum", 0.2, in: 0...3e37)], inputs: ["high", "low"],
    memory: .recursive)

  @usableFromInline let acceleration: Double
  @usableFromInline let maximum: Double
  @usableFromInline var previous: Pair?
  @usableFromInline var state: State?

  /// A step of `acceleration` at every new extreme, up to `maximum`; both at least 0.
  public init(_ acceleration: Double = 0.02, _ maximum: Double = 0.2) throws(InvalidParameter) {
    try self.init(parameters: [acceleration, maximum])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    acceleration = min(values[0], values[1])
    maximum = values[1]
  }

  /// One: the first bar has none before it.
  public var warmUp: Int { 1 }

  /// Takes the next high (x) and low (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    guard input.x.isFinite, input.y.isFinite else { return state == nil ? nil : .nan }
    defer { previous = input }
    guard let previous else { return nil }
    var next = state ?? State(previous, input, acceleration)
    let stop = next.advance(previous: state == nil ? input : previous, input, acceleration, maximum)
    state = next
    return stop
  }

  /// Which way, how far, how fast.
  @usableFromInline
  struct State: Codable, Equatable, Sendable {
    @usableFromInline var isLong: Bool
    @usableFromInline var stop: Double
    @usableFromInline var extreme: Double
    @usableFromInline var factor: Double

    /// As the first two bars say.
    @inlinable
    init(_ first: Pair, _ second: Pair, _ acceleration: Double) {
      let (rise, fall) = (second.x - first.x, first.y - second.y)
      isLong = !(fall > 0 && rise < fall)
      stop = isLong ? first.y : first.x
      extreme = isLong ? second.x : second.y
      factor = acceleration
    }

    // Without the care `min` and `max` take of NaN, which never gets here.
    @inlinable
    @inline(__always)
    static func least(_ stop: Double, _ previous: Double, _ price: Double) -> Double {
      let nearer = previous < price ? previous : price
      return stop < nearer ? stop : nearer
    }

    @inlinable
    @inline(__always)
    static func greatest(_ stop: Double, _ previous: Double, _ price: Double) -> Double {
      let nearer = previous > price ? previous : price
      return stop > nearer ? stop : nearer
    }

    /// The stop for this bar; then moves it for the next one, never into this bar or the one before.
    @inlinable
    @inline(__always)
    mutating func advance(previous: Pair, _ bar: Pair, _ acceleration: Double, _ maximum: Double) -> Double {
      if isLong {
        guard bar.y <= stop else {
          let result = stop
          let faster = factor + acceleration < maximum ? factor + acceleration : maximum
          factor = bar.x > extreme ? faster : factor
          extreme = bar.x > extreme ? bar.x : extreme
          stop = Self.least(stop + factor * (extreme - stop), previous.y, bar.y)
          return result
        }
        isLong = false
        let result = Self.greatest(extreme, previous.x, bar.x)
        factor = acceleration
        extreme = bar.y
        stop = Self.greatest(result + factor * (extreme - result), previous.x, bar.x)
        return result
      }
      guard bar.x >= stop else {
        let result = stop
        let faster = factor + acceleration < maximum ? factor + acceleration : maximum
        factor = bar.y < extreme ? faster : factor
        extreme = bar.y < extreme ? bar.y : extreme
        stop = Self.greatest(stop + factor * (extreme - stop), previous.x, bar.x)
        return result
      }
      isLong = true
      let result = Self.least(extreme, previous.y, bar.y)
      factor = acceleration
      extreme = bar.x
      stop = Self.least(result + factor * (extreme - result), previous.y, bar.y)
      return result
    }
  }

  /// Computes a whole series of highs (x) and lows (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    guard previous == nil, input.x.span.isFinite, input.y.span.isFinite else { return mapStep(over: input, into: &output) }
    followStops(input, into: &output, first: { State($0, $1, acceleration) }, next: { $0.advance(previous: $1, $2, acceleration, maximum) })
  }
}

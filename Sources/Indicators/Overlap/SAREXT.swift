/// Parabolic stop and reverse (Wilder 1978) with everything adjustable, and with the sign of the side: below 0 while short.
///
/// `start` above 0 begins long at that stop, below 0 short at its size; at 0 the first two bars decide, as in ``SAR``. At a reversal the stop is moved
/// outwards by the part `offset` of itself. A bar with a missing price is skipped.
public struct SAREXT: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "SAREXT", .overlap, "parabolic stop and reverse with everything adjustable, below 0 while short",
    parameters: [
      .real("start", 0, in: ParameterDeclaration.anyNumber), .real("offset", 0, in: 0...3e37),
      .real("long start", 0.02, in: 0...3e37), .real("long acceleration", 0.02, in: 0...3e37), .real("long maximum", 0.2, in: 0...3e37),
      .real("short start", 0.02, in: 0...3e37), .real("short acceleration", 0.02, in: 0...3e37), .real("short maximum", 0.2, in: 0...3e37),
    ], inputs: ["high", "low"], memory: .recursive)

  /// How fast the stop follows on one side.
  public struct Acceleration: Hashable, Codable, Sendable {
    /// The factor after a reversal.
    public let start: Double
    /// How much it grows at every new extreme.
    public let step: Double
    /// What it does not exceed.
    public let maximum: Double

    /// A start and a step, neither of which exceeds the maximum.
    public init(start: Double = 0.02, step: Double = 0.02, maximum: Double = 0.2) {
      self.start = min(start, maximum)
      self.step = min(step, maximum)
      self.maximum = maximum
    }
  }

  @usableFromInline let start: Double
  @usableFromInline let offset: Double
  @usableFromInline let long: Acceleration
  @usableFromInline let short: Acceleration
  @usableFromInline var previous: Pair?
  @usableFromInline var state: State?

  /// A first stop, or 0; the part of itself by which the stop is moved at a reversal; and how fast it follows on either side; nothing below 0 but the
  /// first.
  public init(
    start: Double = 0, offset: Double = 0, long: Acceleration = Acceleration(), short: Acceleration = Acceleration()
  ) throws(InvalidParameter) {
    try self.init(parameters: [start, offset, long.start, long.step, long.maximum, short.start, short.step, short.maximum])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    start = values[0]
    offset = values[1]
    long = Acceleration(start: values[2], step: values[3], maximum: values[4])
    short = Acceleration(start: values[5], step: values[6], maximum: values[7])
  }

  /// One: the first bar has none before it.
  public var warmUp: Int { 1 }

  /// Takes the next high (x) and low (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    guard input.x.isFinite, input.y.isFinite else { return state == nil ? nil : .nan }
    defer { previous = input }
    guard let previous else { return nil }
    var next = state ?? State(previous, input, self)
    let stop = next.advance(previous: state == nil ? input : previous, input, self)
    state = next
    return stop
  }

  /// Which way, how far, how fast.
  @usableFromInline
  struct State: Codable, Equatable, Sendable {
    @usableFromInline var isLong: Bool
    @usableFromInline var stop: Double
    @usableFromInline var extreme: Double
    @usableFromInline var longFactor: Double
    @usableFromInline var shortFactor: Double

    /// As the first stop or the first two bars say.
    @inlinable
    init(_ first: Pair, _ second: Pair, _ rules: SAREXT) {
      let beginning = SAR.State(first, second, 0)
      isLong = rules.start == 0 ? beginning.isLong : rules.start > 0
      stop = rules.start == 0 ? beginning.stop : abs(rules.start)
      extreme = isLong ? second.x : second.y
      longFactor = rules.long.start
      shortFactor = rules.short.start
    }

    /// The stop for this bar, with the sign of its side; then moves it for the next one, never into this bar or the one before.
    @inlinable
    @inline(__always)
    mutating func advance(previous: Pair, _ bar: Pair, _ rules: SAREXT) -> Double {
      if isLong {
        guard bar.y <= stop else {
          let result = stop
          let faster = longFactor + rules.long.step
          let limited = faster < rules.long.maximum ? faster : rules.long.maximum
          longFactor = bar.x > extreme ? limited : longFactor
          extreme = bar.x > extreme ? bar.x : extreme
          stop = SAR.State.least(stop + longFactor * (extreme - stop), previous.y, bar.y)
          return result
        }
        isLong = false
        var result = SAR.State.greatest(extreme, previous.x, bar.x)
        result += result * rules.offset
        shortFactor = rules.short.start
        extreme = bar.y
        stop = SAR.State.greatest(result + shortFactor * (extreme - result), previous.x, bar.x)
        return -result
      }
      guard bar.x >= stop else {
        let result = stop
        let faster = shortFactor + rules.short.step
        let limited = faster < rules.short.maximum ? faster : rules.short.maximum
        shortFactor = bar.y < extreme ? limited : shortFactor
        extreme = bar.y < extreme ? bar.y : extreme
        stop = SAR.State.greatest(stop + shortFactor * (extreme - stop), previous.x, bar.x)
        return -result
      }
      isLong = true
      var result = SAR.State.least(extreme, previous.y, bar.y)
      result -= result * rules.offset
      longFactor = rules.long.start
      extreme = bar.x
      stop = SAR.State.least(result + longFactor * (extreme - result), previous.y, bar.y)
      return result
    }
  }

  /// Computes a whole series of highs (x) and lows (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    guard previous == nil, input.x.span.isFinite, input.y.span.isFinite else { return mapStep(over: input, into: &output) }
    followStops(input, into: &output, first: { State($0, $1, self) }, next: { $0.advance(previous: $1, $2, self) })
  }
}

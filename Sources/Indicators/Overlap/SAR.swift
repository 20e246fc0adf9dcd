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
    let rules = SAREXT.Acceleration(start: acceleration, step: acceleration, maximum: maximum)
    followStops(input, into: &output, long: rules, short: rules) { State($0, $1, acceleration) }
  }
}

/// Computes stops that follow whole columns of highs (x) and lows (y) in which nothing is missing: for SAR and SAREXT, to the bits of both.
///
/// - Parameters:
///   - offset: the part of itself by which the stop is moved outwards at a reversal.
///   - isSigned: whether the stop is below 0 while short.
///   - first: the state that the first two bars make.
@inline(__always)
func followStops(
  _ input: Pair.Columns, into output: inout [Double], long: SAREXT.Acceleration, short: SAREXT.Acceleration, offset: Double = 0,
  isSigned: Bool = false, first: (Pair, Pair) -> SAR.State
) {
  let (highs, lows) = (input.x.span, input.y.span)
  let count = highs.count
  precondition(output.count == count && lows.count == count, "the output must have a row for every input")
  var result = output.mutableSpan
  result.fillMissing(1)
  guard count > 1 else { return }
  var state = first(Pair(highs.at(0), lows.at(0)), Pair(highs.at(1), lows.at(1)))
  var row = 1
  while row < count {
    // Each side has a loop of its own.
    if state.isLong {
      state.run(isLong: true, isSigned, highs, lows, &row, long, short, offset, into: &result)
    } else {
      state.run(isLong: false, isSigned, lows, highs, &row, short, long, offset, into: &result)
    }
  }
}

extension SAR.State {
  /// Follows the bars until they reach the stop, and turns.
  ///
  /// Only turning is a branch: whether there is a new extreme could not be foreseen.
  ///
  /// - Parameters:
  ///   - ahead: what the trend moves to new extremes; highs while long.
  ///   - behind: what may reach the stop.
  ///   - rules: how fast the stop follows on this side; `others` on the other.
  @inline(__always)
  fileprivate mutating func run(
    isLong: Bool, _ isSigned: Bool, _ ahead: Span<Double>, _ behind: Span<Double>, _ row: inout Int, _ rules: SAREXT.Acceleration,
    _ others: SAREXT.Acceleration, _ offset: Double, into output: inout MutableSpan<Double>
  ) {
    @inline(__always) func least(_ a: Double, _ b: Double) -> Double { a < b ? a : b }
    @inline(__always) func greatest(_ a: Double, _ b: Double) -> Double { a > b ? a : b }
    @inline(__always) func back(_ a: Double, _ b: Double) -> Double { isLong ? least(a, b) : greatest(a, b) }
    @inline(__always) func forth(_ a: Double, _ b: Double) -> Double { isLong ? greatest(a, b) : least(a, b) }
    var (stop, extreme, factor) = (stop, extreme, factor)
    // Of the first bar that has a stop, itself.
    var before = (ahead: ahead.at(max(row &- 1, 1)), behind: behind.at(max(row &- 1, 1)))
    while row < ahead.count {
      let now = (ahead: ahead.at(row), behind: behind.at(row))
      guard isLong ? now.behind > stop : now.behind < stop else {
        let bound = forth(before.ahead, now.ahead)
        var result = forth(extreme, bound)
        result += result * (isLong ? offset : -offset)
        output.put(isSigned && isLong ? -result : result, at: row)
        row &+= 1
        self.isLong = !isLong
        self.factor = others.start
        self.extreme = now.behind
        self.stop = forth(result + others.start * (now.behind - result), bound)
        return
      }
      output.put(isSigned && !isLong ? -stop : stop, at: row)
      let (old, new) = (SIMD2(repeating: extreme), SIMD2(repeating: now.ahead))
      let step = choose(
        SIMD2(repeating: rules.step), where: isLong ? new : old, isGreaterThan: isLong ? old : new, otherwise: .zero)
      factor = least(factor + step.x, rules.maximum)
      extreme = forth(now.ahead, extreme)
      stop = back(stop + factor * (extreme - stop), back(before.behind, now.behind))
      before = now
      row &+= 1
    }
  }
}

/// True strength index (Blau 1991): the change of the value, smoothed twice, in percent of its size, smoothed twice.
public struct TSI: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "TSI", .momentum, "true strength index: twice smoothed changes in percent of their twice smoothed sizes",
    parameters: [.period(25, "first", least: 2), .period(13, "second", least: 2)], memory: .recursive)

  @usableFromInline var changes: DoubleSmoothing
  @usableFromInline var sizes: DoubleSmoothing
  @usableFromInline var previous: Double?

  /// The periods of the first and of the second smoothing, each at least 2.
  public init(_ first: Int = 25, _ second: Int = 13) throws(InvalidParameter) {
    try self.init(parameters: [Double(first), Double(second)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    changes = DoubleSmoothing(periods[0], periods[1])
    sizes = changes
  }

  /// Those of both smoothings, and one for the first change.
  public var warmUp: Int { changes.warmUp + 1 }

  /// Takes the next value; without any movement the index is 0.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let before = previous else {
      if input.isFinite { previous = input }
      return nil
    }
    let change = input - before
    if change.isFinite { previous = input }
    let averages = (changes.update(change), sizes.update(abs(change)))
    guard case (let strength?, let size?) = averages else { return nil }
    return size == 0 ? 0 : 100 * strength / size
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    var live = self
    var row = 0
    let isCoarse = min(changes.first.weight, changes.second.weight) < Smoothing.leastKernelWeight
    while row < input.count, isCoarse || !live.changes.second.isSeeded || !input[row - 1].isFinite {
      output[row] = live.update(input[row]) ?? .nan
      row += 1
    }
    var pipeline = StrengthPipeline(live.changes, live.sizes)
    pipeline.sweepChanges(of: input, row..<input.count, { $0 }) { row, shares, _, part in output.put(shares * 100, at: row, part) }
  }
}

/// Changes divided by their sizes, each smoothed twice.
private struct StrengthPipeline: SmoothingPipeline {
  var once: SmoothingTwins
  var twice: SmoothingTwins

  init(_ changes: DoubleSmoothing, _ sizes: DoubleSmoothing) { (once, twice) = changes.twins(with: sizes) }

  @inline(__always)
  mutating func advance(_ rows: SIMD2<Double>) -> (SIMD2<Double>, SIMD2<Double>) {
    let first = once.advance(TwoColumns(rows, rows.sizes))
    let averages = columns(twice.advance(first.0, first.1))
    // Where nothing moved this is NaN, and the row is left to the step.
    return (averages.first / averages.second, .zero)
  }

  mutating func step(_ row: SIMD2<Double>) -> (Double, Double) {
    let change = row.x
    guard change.isFinite else { return (.nan, .nan) }
    let averages = twice.step(once.step(SIMD2(change, abs(change))))
    return (averages.y == 0 ? 0 : averages.x / averages.y, 0)
  }
}

/// An exponential average of an exponential average.
@usableFromInline
struct DoubleSmoothing: Codable, Equatable, Sendable {
  @usableFromInline var first: Smoothing
  @usableFromInline var second: Smoothing

  init(_ first: Double, _ second: Double) {
    self.first = Smoothing(period: Int(first), weight: 2 / (first + 1))
    self.second = Smoothing(period: Int(second), weight: 2 / (second + 1))
  }

  @usableFromInline var warmUp: Int { first.warmUp + second.warmUp }

  @inlinable
  mutating func update(_ input: Double) -> Double? { first.update(input).flatMap { second.update($0) } }

  /// This and another of the same periods, side by side: the second of them is fed what the first leaves divided by its weight.
  func twins(with other: DoubleSmoothing) -> (SmoothingTwins, SmoothingTwins) {
    (SmoothingTwins(first, other.first), SmoothingTwins(second, other.second, ofNumbersDividedBy: first.weight))
  }
}

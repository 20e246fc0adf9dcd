/// Double exponential moving average (Mulloy 1994): twice an exponential average less the average of that, which takes out part of its lag.
///
/// A missing value is skipped.
public struct DEMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "DEMA", .overlap, "double exponential moving average: 2 EMA less the EMA of the EMA", parameters: [.period(30)], memory: .recursive)

  @usableFromInline var first: Smoothing
  @usableFromInline var second: Smoothing

  /// The average of averages over `period`, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    first = .exponential(try Self.declaration.resolve(parameters)[0])
    second = first
  }

  /// Twice that of the exponential average.
  public var warmUp: Int { 2 * first.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let once = first.update(input), let twice = second.update(once) else { return nil }
    return 2 * once - twice
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    var live = self
    let start = seed(&live, input, &output, first) { $0.second.isSeeded }
    var pipeline = DoublePipeline(live.first, live.second)
    pipeline.sweep(start..<input.count, { input.two(at: $0) }, exact: { SIMD2(repeating: input[$0]) }) { row, averages, _, part in
      output.put(averages, at: row, part)
    }
  }
}

/// An average, and the average of that.
private struct DoublePipeline: SmoothingPipeline {
  var first: SmoothingPairs
  var second: SmoothingPairs
  /// What each, divided by its power of the weight, counts.
  let once: Double
  let twice: Double

  init(_ first: Smoothing, _ second: Smoothing) {
    let weight = first.weight
    self.first = SmoothingPairs(weight: weight, average: first.average)
    self.second = SmoothingPairs(weight: weight, average: second.average / weight)
    (once, twice) = (2 * weight, weight * weight)
  }

  @inline(__always)
  mutating func advance(_ rows: SIMD2<Double>) -> (SIMD2<Double>, SIMD2<Double>) {
    let average = first.advance(rows)
    return (average * once - second.advance(average) * twice, .zero)
  }

  mutating func step(_ row: SIMD2<Double>) -> (Double, Double) {
    let value = row.x
    guard value.isFinite else { return (.nan, .nan) }
    let average = first.advance(value)
    return (average * once - second.advance(average) * twice, 0)
  }
}

/// Triple exponential moving average (Mulloy 1994): 3 EMA − 3 EMA of EMA + EMA of EMA of EMA, which takes out more of the lag than DEMA does.
///
/// A missing value is skipped.
public struct TEMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "TEMA", .overlap, "triple exponential moving average", parameters: [.period(30)], memory: .recursive)

  @usableFromInline var first: Smoothing
  @usableFromInline var second: Smoothing
  @usableFromInline var third: Smoothing

  /// The average of averages over `period`, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    first = .exponential(try Self.declaration.resolve(parameters)[0])
    second = first
    third = first
  }

  /// Three times that of the exponential average.
  public var warmUp: Int { 3 * first.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let once = first.update(input), let twice = second.update(once), let thrice = third.update(twice) else { return nil }
    return 3 * once - 3 * twice + thrice
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    var live = self
    let start = seed(&live, input, &output, first) { $0.third.isSeeded }
    var pipeline = TriplePipeline(live.first, live.second, live.third)
    pipeline.sweep(start..<input.count, { input.two(at: $0) }, exact: { SIMD2(repeating: input[$0]) }) { row, averages, _, part in
      output.put(averages, at: row, part)
    }
  }
}

/// An average, the average of that, and the average of that.
private struct TriplePipeline: SmoothingPipeline {
  var first: SmoothingPairs
  var second: SmoothingPairs
  var third: SmoothingPairs
  /// What each, divided by its power of the weight, counts.
  let once: Double
  let twice: Double
  let thrice: Double

  init(_ first: Smoothing, _ second: Smoothing, _ third: Smoothing) {
    let weight = first.weight
    self.first = SmoothingPairs(weight: weight, average: first.average)
    self.second = SmoothingPairs(weight: weight, average: second.average / weight)
    self.third = SmoothingPairs(weight: weight, average: third.average / weight / weight)
    (once, twice, thrice) = (3 * weight, 3 * weight * weight, weight * weight * weight)
  }

  @inline(__always)
  mutating func advance(_ rows: SIMD2<Double>) -> (SIMD2<Double>, SIMD2<Double>) {
    let average = first.advance(rows)
    let next = second.advance(average)
    return (average * once - next * twice + third.advance(next) * thrice, .zero)
  }

  mutating func step(_ row: SIMD2<Double>) -> (Double, Double) {
    let value = row.x
    guard value.isFinite else { return (.nan, .nan) }
    let average = first.advance(value)
    let next = second.advance(average)
    return (average * once - next * twice + third.advance(next) * thrice, 0)
  }
}

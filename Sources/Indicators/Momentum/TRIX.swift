/// Triple smoothed rate of change (Hutson): by how many percent an exponential average of an average of an average has grown in one step.
public struct TRIX: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "TRIX", .momentum, "growth in percent of an exponential average that is smoothed three times", parameters: [.period(30)],
    memory: .recursive)

  @usableFromInline var first: Smoothing
  @usableFromInline var second: Smoothing
  @usableFromInline var third: Smoothing
  @usableFromInline var previous: Double?

  /// With averages of `period` values, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    first = Smoothing(period: Int(period), weight: 2 / (period + 1))
    second = first
    third = first
  }

  /// Three times the warm-up of one average, and one step.
  public var warmUp: Int { 3 * first.warmUp + 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let once = first.update(input), let twice = second.update(once), let average = third.update(twice) else { return nil }
    guard let before = previous else {
      if average.isFinite { previous = average }
      return nil
    }
    guard average.isFinite else { return .nan }
    previous = average
    return ROC.rate(average, before)
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    var live = self
    var row = 0
    let isCoarse = first.weight < Smoothing.leastKernelWeight
    while row < input.count, isCoarse || live.previous == nil {
      output[row] = live.update(input[row]) ?? .nan
      row += 1
    }
    var pipeline = CascadePipeline(live.first, live.second, live.third)
    pipeline.sweep(row..<input.count, { input.two(at: $0) }, exact: { SIMD2(repeating: input[$0]) }) { row, growth, _, part in
      output.put(growth, at: row, part)
    }
  }
}

/// The growth of three smoothings, each of the one before.
private struct CascadePipeline: SmoothingPipeline {
  var first: SmoothingPairs
  var second: SmoothingPairs
  var third: SmoothingPairs
  /// The last two averages. All of them are divided by the weights, which makes no difference to their growth.
  var previous: SIMD2<Double>

  init(_ first: Smoothing, _ second: Smoothing, _ third: Smoothing) {
    self.first = SmoothingPairs(weight: first.weight, average: first.average)
    self.second = SmoothingPairs(weight: second.weight, average: second.average / first.weight)
    self.third = SmoothingPairs(weight: third.weight, average: third.average / first.weight / second.weight)
    previous = SIMD2(repeating: self.third.state)
  }

  @inline(__always)
  mutating func advance(_ rows: SIMD2<Double>) -> (SIMD2<Double>, SIMD2<Double>) {
    let averages = third.advance(second.advance(first.advance(rows)))
    let before = SIMD2(previous.y, averages.x)
    previous = averages
    // After an average of 0 this is no number, and the row is left to the step.
    return ((averages / before - 1) * 100, .zero)
  }

  mutating func step(_ row: SIMD2<Double>) -> (Double, Double) {
    let value = row.x
    guard value.isFinite else { return (.nan, .nan) }
    let average = third.advance(second.advance(first.advance(value)))
    defer { previous = SIMD2(repeating: average) }
    return (ROC.rate(average, previous.y), 0)
  }
}

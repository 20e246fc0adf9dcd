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
  var first: SmoothingLanes
  var second: SmoothingLanes
  var third: SmoothingLanes
  /// The last average. All of them are divided by the weights, which makes no difference to their growth.
  var previous: Double

  init(_ first: Smoothing, _ second: Smoothing, _ third: Smoothing) {
    self.first = SmoothingLanes(weight: first.weight, average: first.average)
    self.second = SmoothingLanes(weight: second.weight, average: second.average / first.weight)
    self.third = SmoothingLanes(weight: third.weight, average: third.average / first.weight / second.weight)
    previous = self.third.state.x
  }

  @inline(__always)
  mutating func advance(_ early: SIMD2<Double>, _ late: SIMD2<Double>) -> (SIMD4<Double>, SIMD4<Double>) {
    let averages = third.advance(second.advance(first.advance(SIMD4(lowHalf: early, highHalf: late))))
    let before = SIMD4(previous, averages.x, averages.y, averages.z)
    previous = averages.w
    // After an average of 0 this is no number, and the row is left to the step.
    return ((averages / before - 1) * 100, .zero)
  }

  mutating func advance(_ row: SIMD2<Double>) -> (Double, Double) {
    let value = row.x
    guard value.isFinite else { return (.nan, .nan) }
    let average = third.advance(second.advance(first.advance(value)))
    defer { previous = average }
    return (ROC.rate(average, previous), 0)
  }
}

/// Mass index (Dorsey 1992): the sum of how much an exponential average of the ranges stands above the average of that average.
///
/// Where bars have no range at all a quotient counts as 1. A bar with a missing price is skipped.
public struct MASSI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MASSI", .volatility, "mass index: the sum of quotients of an average of the ranges and the average of that average",
    parameters: [.period(9, "average", least: 2), .period(25, "sum", least: 2)], inputs: ["high", "low"], memory: .recursive)

  @usableFromInline var smoothing: DoubleSmoothing
  @usableFromInline var window: Window<StretchSum>

  /// The period of both averages and the number of quotients that are added, each at least 2.
  public init(_ average: Int = 9, _ sum: Int = 25) throws(InvalidParameter) {
    try self.init(parameters: [Double(average), Double(sum)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    smoothing = DoubleSmoothing(periods[0], periods[0])
    window = Window(Int(periods[1]))
  }

  /// Those of both averages and of the sum, added.
  public var warmUp: Int { smoothing.warmUp + window.period - 1 }

  /// Takes the next high (x) and low (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    let range = input.x - input.y
    guard range.isFinite else { return window.inputsToCome == 0 ? .nan : nil }
    guard let first = smoothing.first.update(range), let second = smoothing.second.update(first) else { return nil }
    return window.update(Self.quotient(first, second))?.value
  }

  @inlinable
  @inline(__always)
  static func quotient(_ first: Double, _ second: Double) -> Double {
    let quotient = first / second
    return second == 0 ? 1 : quotient
  }

  /// Computes a whole series of highs (x) and lows (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    let (highs, lows) = (input.x.span, input.y.span)
    precondition(output.count == highs.count, "the output must have a row for every input")
    guard smoothing.first.seen == 0, smoothing.first.weight >= Smoothing.leastKernelWeight else {
      return mapStep(over: input, into: &output)
    }
    let end = add(highs, lows, into: &output)
    guard end < highs.count else { return }
    // After a missing bar the sum reaches further back than the same number of rows. What comes before is as if it were not there.
    let before = output[..<end]
    mapStep(over: input, into: &output)
    output.replaceSubrange(..<end, with: before)
  }

  /// Sums up to the first row in which anything is missing; gives back that row.
  private func add(_ highs: Span<Double>, _ lows: Span<Double>, into output: inout [Double]) -> Int {
    var result = output.mutableSpan
    let (back, period) = (window.period - 1, window.period)
    let length = stretchLength(back: back)
    // The quotients of a stretch, behind as many of those before them as a sum reaches back.
    var quotients = [Double](repeating: .nan, count: back + length)
    var live = smoothing
    var start = 0
    while start < highs.count, !live.second.isSeeded {
      guard highs[start].isFinite, lows[start].isFinite else { return start }
      result[start] = .nan
      if let first = live.first.update(highs[start] - lows[start]), let second = live.second.update(first) {
        quotients[back - 1] = Self.quotient(first, second)
      }
      start += 1
    }
    var pipeline = QuotientPipeline(live.first, live.second)
    var kept = 1
    result.fillMissing(min(warmUp, highs.count))
    return eachWholeStretch(
      start..<highs.count, length: length, firstMissing: { min(highs.extracting($0).firstMissing, lows.extracting($0).firstMissing) }
    ) { rows, isWhole in
      var next = pipeline
      Self.divide(&next, highs, lows, rows, into: &quotients, at: back)
      guard isWhole || quotients.span.extracting(back..<back + rows.count).isFinite else { return false }
      pipeline = next
      let whole = back - kept..<rows.count + back
      windowSums(quotients.span.extracting(whole), period, into: &result, at: rows.lowerBound - kept)
      kept = min(back, whole.count)
      for place in 0..<kept { quotients[back - kept + place] = quotients[whole.upperBound - kept + place] }
      return true
    }
  }

  /// Quotients of some rows, so many places further on.
  private static func divide(
    _ pipeline: inout QuotientPipeline, _ highs: Span<Double>, _ lows: Span<Double>, _ rows: Range<Int>, into quotients: inout [Double],
    at shift: Int
  ) {
    let (highs, lows) = (highs.extracting(rows), lows.extracting(rows))
    var target = quotients.mutableSpan
    pipeline.sweep(
      0..<rows.count, { highs.two(at: $0) - lows.two(at: $0) }, exact: { SIMD2(repeating: highs.at($0) - lows.at($0)) }
    ) { row, values, _, part in target.put(values, at: row &+ shift, part) }
  }
}

/// An average divided by the average of it. Both are kept divided by their weights; that of the second alone is left in the quotient.
private struct QuotientPipeline: SmoothingPipeline {
  var first: SmoothingPairs
  var second: SmoothingPairs

  init(_ first: Smoothing, _ second: Smoothing) {
    self.first = SmoothingPairs(weight: first.weight, average: first.average)
    self.second = SmoothingPairs(weight: second.weight, average: second.average / first.weight)
  }

  @inline(__always)
  mutating func advance(_ rows: SIMD2<Double>) -> (SIMD2<Double>, SIMD2<Double>) {
    let averages = first.advance(rows)
    // Where both are 0 this is NaN, and the row is left to the step.
    return (averages / (second.advance(averages) * second.weight), .zero)
  }

  mutating func step(_ row: SIMD2<Double>) -> (Double, Double) {
    guard row.x.isFinite else { return (.nan, .nan) }
    let average = first.advance(row.x)
    return (MASSI.quotient(average, second.advance(average) * second.weight), 0)
  }
}

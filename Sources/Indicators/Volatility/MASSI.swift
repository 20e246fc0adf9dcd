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
    guard smoothing.first.seen == 0 else { return mapStep(over: input, into: &output) }
    let end = min(highs.firstMissing, lows.firstMissing)
    // After a missing bar the sum reaches further back than the same number of rows. What comes before is as if it were not there.
    if end < highs.count { mapStep(over: input, into: &output) }
    var result = output.mutableSpan
    result.fillMissing(min(warmUp, end))
    let (skipped, head, back, period) = (smoothing.warmUp, smoothing.first.warmUp, window.period - 1, window.period)
    var (first, second) = (smoothing.first, smoothing.second)
    let length = stretchLength(back: back)
    var averages = [Double](repeating: .nan, count: length)
    // The quotients of a stretch, behind as many of those before them as a sum reaches back.
    var quotients = [Double](repeating: .nan, count: back + length)
    var tails: [SIMD2<Double>] = []
    var kept = 0
    eachStretch(0..<end, back: 0, length: length) { rows in
      let start = rows.lowerBound
      do {
        var fast = averages.mutableSpan
        first.sweep(rows, two: { highs.two(at: $0) - lows.two(at: $0) }, exact: { highs.at($0) - lows.at($0) }) {
          fast.put($1, at: $0 &- start, $2)
        }
      }
      let fast = averages.span
      let from = max(start, min(head, rows.upperBound))
      do {
        var target = quotients.mutableSpan
        second.sweep(from..<rows.upperBound, two: { fast.two(at: $0 &- start) }, exact: { fast.at($0 &- start) }) { row, slow, part in
          let above = part == .both ? fast.two(at: row &- start) : SIMD2(repeating: fast.at(row &+ 1 &- start))
          target.put(choose(.one, where: slow, isEqualTo: .zero, otherwise: above / slow), at: row &- start &+ back, part)
        }
      }
      let known = max(start, min(skipped, rows.upperBound))
      let whole = known - start + back - kept..<rows.count + back
      do {
        let values = quotients.span
        sweepBlocks(whole, period, &tails, { values.two(at: $0) }, { $0 }) { result.put($1, at: $0 &+ start &- back, $2) }
      }
      kept = min(back, whole.count)
      for place in 0..<kept { quotients[back - kept + place] = quotients[whole.upperBound - kept + place] }
    }
  }
}

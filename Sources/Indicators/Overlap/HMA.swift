/// Hull moving average (2005): twice a fast weighted average less a slow one, smoothed by a third over the root of the period.
public struct HMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "HMA", .overlap, "Hull moving average: weighted averages combined so that little lag is left", parameters: [.period(20)])

  @usableFromInline var half: WMA
  @usableFromInline var whole: WMA
  @usableFromInline var last: WMA

  /// The average over `period`, at least 1.
  public init(_ period: Int = 20) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    half = try WMA(max(1, Int(period) / 2))
    whole = try WMA(Int(period))
    last = try WMA(Int(period.squareRoot()))
  }

  /// One less than the period, and one less than its root.
  public var warmUp: Int { whole.warmUp + last.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    let fast = half.update(input)
    guard let slow = whole.update(input), let fast else { return nil }
    return last.update(2 * fast - slow)
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    let (short, long) = (half.window.period, whole.window.period)
    guard half.window.isEmpty, whole.window.isEmpty, last.window.isEmpty, short > 1, long <= input.count else {
      return mapStep(over: input, into: &output)
    }
    output.fillMissing(warmUp)
    // A stretch at a time, with what it looks back at, so that what is between the averages stays in the nearest cache.
    let back = warmUp
    let stretch = max(1_024, 4 * back)
    var column = [Double](repeating: 0, count: stretch + back)
    var start = back
    while start < input.count {
      let end = min(start + stretch, input.count)
      average(input.extracting(start - back..<end), &column, &output, end)
      start = end
    }
  }

  /// The averages of a stretch that is handed with the rows before it, and ends before a row of the output.
  private func average(_ input: Span<Double>, _ column: inout [Double], _ output: inout MutableSpan<Double>, _ end: Int) {
    let (fastShare, slowShare, share) = (2 / half.weights, 1 / whole.weights, 1 / last.weights)
    let (skipped, period) = (whole.warmUp, last.window.period)
    var difference = column.mutableSpan
    weightedSums(input.count, half.window.period, { input.at($0) }) { difference.put($1 * fastShare, at: $0) }
    weightedSums(input.count, whole.window.period, { input.at($0) }) { difference.put(difference.at($0) - $1 * slowShare, at: $0) }
    let place = end - input.count + skipped
    guard period > 1 else {
      for row in skipped..<input.count { output.put(difference.at(row), at: place &+ row &- skipped) }
      return
    }
    weightedSums(input.count - skipped, period, { difference.at($0 &+ skipped) }) { output.put($1 * share, at: $0 &+ place) }
  }
}

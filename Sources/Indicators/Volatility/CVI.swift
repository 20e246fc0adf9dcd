/// Chaikin's volatility: how much an exponential average of the ranges has grown over some bars, in percent.
///
/// A bar with a missing price is skipped.
public struct CVI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "CVI", .volatility, "Chaikin's volatility: growth of an exponential average of the ranges, in percent",
    parameters: [.period(10, "average", least: 2), .period(10, "growth")], inputs: ["high", "low"], memory: .recursive)

  @usableFromInline var smoothing: Smoothing
  @usableFromInline var past: Delay

  /// The period of the average, at least 2, and over how many bars its growth is measured, at least 1.
  public init(_ average: Int = 10, _ growth: Int = 10) throws(InvalidParameter) {
    try self.init(parameters: [Double(average), Double(growth)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    smoothing = .exponential(periods[0])
    past = Delay(Int(periods[1]))
  }

  /// That of the average, and the bars over which its growth is measured.
  public var warmUp: Int { smoothing.warmUp + past.length }

  /// Takes the next high (x) and low (y); after an average of 0 the growth is 0.
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    guard let average = smoothing.update(input.x - input.y) else { return nil }
    guard average.isFinite else { return past.isFull ? .nan : nil }
    return past.update(average).map { Self.growth(average, $0) }
  }

  @inlinable
  @inline(__always)
  static func growth(_ average: Double, _ before: Double) -> Double {
    let growth = 100 * ((average - before) / before)
    return before == 0 ? 0 : growth
  }

  /// Computes a whole series of highs (x) and lows (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    let (highs, lows) = (input.x.span, input.y.span)
    precondition(output.count == highs.count, "the output must have a row for every input")
    guard smoothing.seen == 0 else { return mapStep(over: input, into: &output) }
    let end = min(highs.firstMissing, lows.firstMissing)
    // After a missing bar the growth reaches further back than the same number of rows. What comes before is as if it were not there.
    if end < highs.count { mapStep(over: input, into: &output) }
    var smoothing = smoothing
    var result = output.mutableSpan
    smoothing.sweep(0..<end, { highs.at($0) - lows.at($0) }) { result.put($1, at: $0) }
    let lag = past.length
    // Backwards, because a row needs the average of one before it.
    for row in stride(from: end - 1, through: lag, by: -1) { result.put(Self.growth(result.at(row), result.at(row &- lag)), at: row) }
    result.fillMissing(min(warmUp, end))
  }
}

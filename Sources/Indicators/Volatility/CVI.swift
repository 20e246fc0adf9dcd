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
    var result = output.mutableSpan
    let lag = past.length
    let length = max(stretchLength(back: 0), lag)
    // The averages of a stretch, behind as many of those before them as their growth is measured over.
    var averages = [Double](repeating: .nan, count: lag + length)
    var live = smoothing
    eachStretch(0..<end, back: 0, length: length) { rows in
      Self.average(&live, highs, lows, rows, into: &averages, at: lag)
      Self.grow(averages.span, lag, into: &result, rows)
      for place in 0..<lag { averages[place] = averages[rows.count + place] }
    }
  }

  /// Averages of some rows, so many places further on.
  private static func average(
    _ smoothing: inout Smoothing, _ highs: Span<Double>, _ lows: Span<Double>, _ rows: Range<Int>, into averages: inout [Double],
    at shift: Int
  ) {
    let (highs, lows) = (highs.extracting(rows), lows.extracting(rows))
    var target = averages.mutableSpan
    smoothing.sweep(
      0..<rows.count, two: { highs.two(at: $0) - lows.two(at: $0) }, exact: { highs.at($0) - lows.at($0) }
    ) { target.put($1, at: $0 &+ shift, $2) }
  }

  /// How much averages have grown since those so many places before.
  private static func grow(_ averages: Span<Double>, _ lag: Int, into output: inout MutableSpan<Double>, _ rows: Range<Int>) {
    var index = 0
    while index &+ 2 <= rows.count {
      let before = averages.two(at: index)
      let growth = 100 * ((averages.two(at: index &+ lag) - before) / before)
      output.put(choose(.zero, where: before, isEqualTo: .zero, otherwise: growth), at: rows.lowerBound &+ index)
      index &+= 2
    }
    if index < rows.count { output.put(growth(averages.at(index &+ lag), averages.at(index)), at: rows.lowerBound &+ index) }
  }
}

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
    let end = grow(highs, lows, into: &output)
    guard end < highs.count else { return }
    // After a missing bar the growth reaches further back than the same number of rows. What comes before is as if it were not there.
    let before = output[..<end]
    mapStep(over: input, into: &output)
    output.replaceSubrange(..<end, with: before)
  }

  /// Growth up to the first row in which anything is missing; gives back that row.
  private func grow(_ highs: Span<Double>, _ lows: Span<Double>, into output: inout [Double]) -> Int {
    var result = output.mutableSpan
    let lag = past.length
    let length = max(stretchLength(back: 0), lag)
    // The averages of a stretch, behind as many of those before them as their growth is measured over.
    var averages = [Double](repeating: .nan, count: lag + length)
    var live = smoothing
    return eachWholeStretch(
      0..<highs.count, length: length, firstMissing: { min(highs.extracting($0).firstMissing, lows.extracting($0).firstMissing) }
    ) { rows, isWhole in
      var next = live
      Self.average(&next, highs, lows, rows, into: &averages, at: lag)
      guard Self.grow(averages.span, lag, into: &result, rows) || isWhole else { return false }
      live = next
      for place in 0..<lag { averages[place] = averages[rows.count + place] }
      return true
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

  /// How much averages have grown since those so many places before; false if there is one that cannot be told, or none of which to tell.
  private static func grow(_ averages: Span<Double>, _ lag: Int, into output: inout MutableSpan<Double>, _ rows: Range<Int>) -> Bool {
    var check = SIMD2<Double>.zero
    var index = 0
    while index &+ 2 <= rows.count {
      let before = averages.two(at: index)
      let growth = 100 * ((averages.two(at: index &+ lag) - before) / before)
      check += growth
      output.put(growth, at: rows.lowerBound &+ index)
      index &+= 2
    }
    if index < rows.count {
      let growth = growth(averages.at(index &+ lag), averages.at(index))
      check.x += growth
      output.put(growth, at: rows.lowerBound &+ index)
    }
    guard !(check.x + check.y).isFinite else { return true }
    for index in 0..<rows.count { output.put(growth(averages.at(index &+ lag), averages.at(index)), at: rows.lowerBound &+ index) }
    return false
  }
}

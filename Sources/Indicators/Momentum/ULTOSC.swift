public import Market

/// Ultimate oscillator (Williams 1985): buying pressure in percent of the true range over three periods, the shorter the weightier.
public struct ULTOSC: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ULTOSC", .momentum, "ultimate oscillator: buying pressure in percent of the true range over three periods",
    parameters: [.period(7, "first"), .period(14, "second"), .period(28, "third")], inputs: ["high", "low", "close"])

  @usableFromInline var short: Window<SumLanes<SIMD2<Double>>>
  @usableFromInline var middle: Window<SumLanes<SIMD2<Double>>>
  @usableFromInline var long: Window<SumLanes<SIMD2<Double>>>
  @usableFromInline var previousClose: Double?

  /// Three periods in any order, each at least 1.
  public init(_ first: Int = 7, _ second: Int = 14, _ third: Int = 28) throws(InvalidParameter) {
    try self.init(parameters: [Double(first), Double(second), Double(third)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters).sorted()
    short = Window(Int(periods[0]))
    middle = Window(Int(periods[1]))
    long = Window(Int(periods[2]))
  }

  /// The longest period: the first bar has no close before it.
  public var warmUp: Int { long.period }

  /// Takes the next bar; a stretch without any range counts as 0.
  @inlinable
  public mutating func update(_ bar: Bar) -> Double? {
    defer { previousClose = bar.close }
    guard let previousClose else { return nil }
    let step = Self.pressure(bar.high, bar.low, bar.close, previousClose)
    let sums = (short.update(step), middle.update(step), long.update(step))
    guard case (let first?, let second?, let third?) = sums else { return nil }
    return Self.blend(Self.share(first.values), Self.share(second.values), Self.share(third.values))
  }

  /// The buying pressure and the true range of a bar.
  @inlinable
  @inline(__always)
  static func pressure(_ high: Double, _ low: Double, _ close: Double, _ previousClose: Double) -> SIMD2<Double> {
    let range = trueRange(high, low, after: previousClose)
    return SIMD2(close - (previousClose < low ? previousClose : low) + (range - range), range)
  }

  @inlinable
  @inline(__always)
  static func share(_ sums: SIMD2<Double>) -> Double { sums.y == 0 ? 0 : sums.x / sums.y }

  @inlinable
  @inline(__always)
  static func blend(_ short: Double, _ middle: Double, _ long: Double) -> Double { 100 * ((4 * short + 2 * middle + long) / 7) }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    guard previousClose == nil, input.close.count > 0, long.period <= SlidingSums.longestWindow else {
      return mapStep(over: input, into: &output)
    }
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    let count = closes.count
    let periods = (short.period, middle.period, long.period)
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    let stretch = SlidingSums.stretch(periods.2)
    var pressures = [Double](repeating: 0, count: stretch + periods.2)
    var (ranges, first, second, third) = (pressures, pressures, pressures, pressures)
    var (firstRanges, secondRanges, thirdRanges) = (pressures, pressures, pressures)
    var (above, below) = (SlidingSums(longest: periods.2), SlidingSums(longest: periods.2))
    var start = warmUp
    while start < count {
      let rows = start..<min(start + stretch, count)
      let from = start - (periods.2 - 1)
      Self.fill(highs, lows, closes, from..<rows.upperBound, &pressures, &ranges)
      let (taken, reach) = (pressures.span.extracting(0..<rows.upperBound - from), ranges.span.extracting(0..<rows.upperBound - from))
      above.take(taken)
      below.take(reach)
      above.sums(periods.0, of: taken, rows.count, into: &first)
      above.sums(periods.1, of: taken, rows.count, into: &second)
      above.sums(periods.2, of: taken, rows.count, into: &third)
      below.sums(periods.0, of: reach, rows.count, into: &firstRanges)
      below.sums(periods.1, of: reach, rows.count, into: &secondRanges)
      below.sums(periods.2, of: reach, rows.count, into: &thirdRanges)
      Self.blend(
        (first.span, second.span, third.span), (firstRanges.span, secondRanges.span, thirdRanges.span), rows, &result)
      start = rows.upperBound
    }
  }

  /// Buying pressures and true ranges of some rows.
  private static func fill(
    _ highs: Span<Double>, _ lows: Span<Double>, _ closes: Span<Double>, _ rows: Range<Int>, _ pressures: inout [Double],
    _ ranges: inout [Double]
  ) {
    var above = pressures.mutableSpan
    var below = ranges.mutableSpan
    for row in rows {
      let step = pressure(highs.at(row), lows.at(row), closes.at(row), closes.at(row &- 1))
      above.put(step.x, at: row &- rows.lowerBound)
      below.put(step.y, at: row &- rows.lowerBound)
    }
  }

  private typealias Three = (Span<Double>, Span<Double>, Span<Double>)

  /// One division for three shares, where the product of the ranges is far from what a number can hold.
  private static func blend(_ sums: Three, _ ranges: Three, _ rows: Range<Int>, _ result: inout MutableSpan<Double>) {
    for index in 0..<rows.count {
      let (a, b, c) = (ranges.0.at(index), ranges.1.at(index), ranges.2.at(index))
      let product = a * b * c
      let whole = 4 * sums.0.at(index) * (b * c) + 2 * sums.1.at(index) * (a * c) + sums.2.at(index) * (a * b)
      result.put(100 * (whole / (7 * product)), at: rows.lowerBound &+ index)
      if !(product > 1e-200 && product < 1e200) {
        let shares = (
          share(SIMD2(sums.0.at(index), a)), share(SIMD2(sums.1.at(index), b)), share(SIMD2(sums.2.at(index), c))
        )
        result.put(blend(shares.0, shares.1, shares.2), at: rows.lowerBound &+ index)
      }
    }
  }
}

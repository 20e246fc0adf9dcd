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
    guard previousClose == nil, input.close.count > 0 else { return mapStep(over: input, into: &output) }
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    let count = closes.count
    var (short, middle, long) = (short, middle, long)
    var result = output.mutableSpan
    // The windows go a stretch at a time, so that what one leaves for the next stays in the nearest cache.
    let stretch = 1_024
    var pressures = [SIMD2<Double>](repeating: .zero, count: stretch)
    var first = pressures
    var second = pressures
    var third = pressures
    var start = 1
    while start < count {
      let rows = start..<min(start + stretch, count)
      for row in rows {
        pressures[row - start] = Self.pressure(highs.at(row), lows.at(row), closes.at(row), closes.at(row &- 1))
      }
      Self.sum(&short, rows, pressures.span, &first)
      Self.sum(&middle, rows, pressures.span, &second)
      Self.sum(&long, rows, pressures.span, &third)
      Self.blend(first.span, second.span, third.span, rows, &result)
      start = rows.upperBound
    }
    result.fillMissing(warmUp)
  }

  private static func sum(
    _ window: inout Window<SumLanes<SIMD2<Double>>>, _ rows: Range<Int>, _ values: Span<SIMD2<Double>>, _ sums: inout [SIMD2<Double>]
  ) {
    var target = sums.mutableSpan
    window.sweep(rows, { values.at($0 &- rows.lowerBound) }) { target.put($1.values, at: $0 &- rows.lowerBound) }
  }

  private static func blend(
    _ first: Span<SIMD2<Double>>, _ second: Span<SIMD2<Double>>, _ third: Span<SIMD2<Double>>, _ rows: Range<Int>,
    _ result: inout MutableSpan<Double>
  ) {
    for index in 0..<rows.count {
      let (a, b, c) = (first.at(index), second.at(index), third.at(index))
      // Divisions side by side.
      let ratios = SIMD2(a.x, b.x) / SIMD2(a.y, b.y)
      result.put(blend(a.y == 0 ? 0 : ratios.x, b.y == 0 ? 0 : ratios.y, share(c)), at: rows.lowerBound &+ index)
    }
  }
}

public import Market

/// Ultimate oscillator (Williams 1985): buying pressure in percent of the true range over three periods, the shorter the weightier.
public struct ULTOSC: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ULTOSC", .momentum, "ultimate oscillator: buying pressure in percent of the true range over three periods",
    parameters: [.period(7, "first"), .period(14, "second"), .period(28, "third")], inputs: ["high", "low", "close"])

  /// From the shortest to the longest.
  @usableFromInline var windows: WindowTrio<SumLanes<SIMD2<Double>>>
  @usableFromInline var previousClose: Double?

  /// Three periods in any order, each at least 1.
  public init(_ first: Int = 7, _ second: Int = 14, _ third: Int = 28) throws(InvalidParameter) {
    try self.init(parameters: [Double(first), Double(second), Double(third)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters).sorted()
    windows = WindowTrio(Int(periods[0]), Int(periods[1]), Int(periods[2]))
  }

  /// The longest period: the first bar has no close before it.
  public var warmUp: Int { windows.third.period }

  /// Takes the next bar; a stretch without any range counts as 0.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    defer { previousClose = bar.close }
    guard let previousClose else { return nil }
    let step = SumLanes(Self.pressure(bar.high, bar.low, bar.close, previousClose))
    let sums = windows.step { slots, short, middle, long in
      (short.update(step, &slots), middle.update(step, &slots), long.update(step, &slots))
    }
    guard let third = sums.2, let first = sums.0, let second = sums.1 else { return nil }
    return Self.blend(first.values, second.values, third.values)
  }

  /// One division for three shares, where the product of the ranges is far from what a number can hold.
  @inlinable
  @inline(__always)
  static func blend(_ first: SIMD2<Double>, _ second: SIMD2<Double>, _ third: SIMD2<Double>) -> Double {
    let (a, b, c) = (first.y, second.y, third.y)
    let product = a * b * c
    guard product > 1e-200 && product < 1e200 else { return blend(share(first), share(second), share(third)) }
    return 100 * ((4 * first.x * (b * c) + 2 * second.x * (a * c) + third.x * (a * b)) / (7 * product))
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
    guard previousClose == nil, warmUp <= SlidingSums.longestWindow else { return mapStep(over: input, into: &output) }
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    let periods = (windows.first.period, windows.second.period, windows.third.period)
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    guard warmUp < closes.count else { return }
    var above = SlidingSums([periods.0, periods.1, periods.2])
    var below = above
    let back = periods.2 - 1
    var pressures = [Double](repeating: 0, count: above.stretch + back)
    var ranges = pressures
    eachStretch(warmUp..<closes.count, back: back, length: above.stretch) { rows in
      Self.fill(highs, lows, closes, rows, &pressures, &ranges)
      let (taken, reach) = (pressures.span.extracting(0..<rows.count), ranges.span.extracting(0..<rows.count))
      above.take(taken)
      below.take(reach)
      above.withSums(periods.0, of: taken) { first in
        above.withSums(periods.1, of: taken) { second in
          above.withSums(periods.2, of: taken) { third in
            below.withSums(periods.0, of: reach) { a in
              below.withSums(periods.1, of: reach) { b in
                below.withSums(periods.2, of: reach) { c in
                  Self.blend((first, second, third), (a, b, c), rows.lowerBound + back, &result)
                }
              }
            }
          }
        }
      }
    }
  }

  /// Buying pressures and true ranges of some rows.
  private static func fill(
    _ highs: Span<Double>, _ lows: Span<Double>, _ closes: Span<Double>, _ rows: Range<Int>, _ pressures: inout [Double],
    _ ranges: inout [Double]
  ) {
    var above = pressures.mutableSpan
    var below = ranges.mutableSpan
    let first = rows.lowerBound
    var row = first
    while row &+ 2 <= rows.upperBound {
      let (low, close, before) = (lows.two(at: row), closes.two(at: row), closes.two(at: row &- 1))
      let range = trueRange(highs.two(at: row), low, after: before)
      above.put(close - before.least(low) + (range - range), at: row &- first)
      below.put(range, at: row &- first)
      row &+= 2
    }
    if row < rows.upperBound {
      let step = pressure(highs.at(row), lows.at(row), closes.at(row), closes.at(row &- 1))
      above.put(step.x, at: row &- first)
      below.put(step.y, at: row &- first)
    }
  }

  private typealias Three = (Span<Double>, Span<Double>, Span<Double>)

  /// One division for three shares, where the product of the ranges is far from what a number can hold.
  private static func blend(_ sums: Three, _ ranges: Three, _ first: Int, _ result: inout MutableSpan<Double>) {
    let count = sums.0.count
    var (least, greatest) = (SIMD2(repeating: Double.infinity), SIMD2<Double>.zero)
    var index = 0
    while index &+ 2 <= count {
      let (a, b, c) = (ranges.0.two(at: index), ranges.1.two(at: index), ranges.2.two(at: index))
      let product = a * b * c
      least = product.least(least)
      greatest = product.greatest(greatest)
      let whole = 4 * sums.0.two(at: index) * (b * c) + 2 * sums.1.two(at: index) * (a * c) + sums.2.two(at: index) * (a * b)
      result.put(100 * (whole / (7 * product)), at: first &+ index)
      index &+= 2
    }
    if index < count {
      let (a, b, c) = (ranges.0.at(index), ranges.1.at(index), ranges.2.at(index))
      let product = a * b * c
      least = SIMD2(repeating: product).least(least)
      let whole = 4 * sums.0.at(index) * (b * c) + 2 * sums.1.at(index) * (a * c) + sums.2.at(index) * (a * b)
      result.put(100 * (whole / (7 * product)), at: first &+ index)
    }
    guard !(least.min() > 1e-200 && greatest.max() < 1e200 && least.max() < 1e200) else { return }
    for index in 0..<count {
      let (a, b, c) = (ranges.0.at(index), ranges.1.at(index), ranges.2.at(index))
      let product = a * b * c
      guard !(product > 1e-200 && product < 1e200) else { continue }
      let shares = (share(SIMD2(sums.0.at(index), a)), share(SIMD2(sums.1.at(index), b)), share(SIMD2(sums.2.at(index), c)))
      result.put(blend(shares.0, shares.1, shares.2), at: first &+ index)
    }
  }
}

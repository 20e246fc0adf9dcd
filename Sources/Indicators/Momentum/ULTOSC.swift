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
    guard previousClose == nil, 2...SlidingSums.longestWindow ~= warmUp else { return mapStep(over: input, into: &output) }
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    let periods = (windows.first.period, windows.second.period, windows.third.period)
    // Periods that double, as the usual ones do, are made of sums over the shortest when they are blended.
    let isDoubling = periods.1 == 2 * periods.0 && periods.2 == 2 * periods.1
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    guard warmUp < closes.count else { return }
    let back = periods.2 - 1
    let length = max(512, 8 * periods.2)
    var above = SlidingSums(isDoubling ? [periods.0] : [periods.0, periods.1, periods.2], room: length + periods.2)
    var below = above
    var pressures = [Double](repeating: 0, count: length + periods.2)
    var ranges = pressures
    eachStretch(warmUp..<closes.count, back: back, length: length) { rows in
      Self.fill(highs, lows, closes, rows, &pressures, &ranges)
      // Of an odd number of rows the last is blended with one that is not asked for.
      let count = rows.count + (rows.count - back) % 2
      let (taken, reach) = (pressures.span.extracting(0..<count), ranges.span.extracting(0..<count))
      above.take(taken)
      below.take(reach)
      let answers = rows.lowerBound + back..<rows.upperBound
      above.withSums(periods.0, of: taken) { first in
        below.withSums(periods.0, of: reach) { a in
          if isDoubling { return Self.blendDoubling(first, a, periods.0, answers, &result) }
          above.withSums(periods.1, of: taken) { second in
            above.withSums(periods.2, of: taken) { third in
              below.withSums(periods.1, of: reach) { b in
                below.withSums(periods.2, of: reach) { c in Self.blend((first, second, third), (a, b, c), answers, &result) }
              }
            }
          }
        }
      }
    }
  }

  /// Buying pressures and true ranges of some rows, at least two. A function of its own: within others the compiler makes jumps of its choices.
  @inline(never)
  private static func fill(
    _ highs: Span<Double>, _ lows: Span<Double>, _ closes: Span<Double>, _ rows: Range<Int>, _ pressures: inout [Double],
    _ ranges: inout [Double]
  ) {
    var above = pressures.mutableSpan
    var below = ranges.mutableSpan
    let first = rows.lowerBound
    var row = first
    while row < rows.upperBound {
      // The last of an odd number goes with the one before it, once more.
      let place = min(row, rows.upperBound &- 2)
      let (low, close, before) = (lows.two(at: place), closes.two(at: place), closes.two(at: place &- 1))
      let range = trueRange(highs.two(at: place), low, after: before)
      above.put(close - before.least(low) + (range - range), at: place &- first)
      below.put(range, at: place &- first)
      row &+= 2
    }
  }

  private typealias Three = (Span<Double>, Span<Double>, Span<Double>)

  /// Blends sums of three lengths, each in a column of its own.
  @inline(never)
  private static func blend(_ above: Three, _ below: Three, _ rows: Range<Int>, _ result: inout MutableSpan<Double>) {
    blend(rows, &result) { index in
      (
        ThreeColumns(above.0.two(at: index), above.1.two(at: index), above.2.two(at: index)),
        ThreeColumns(below.0.two(at: index), below.1.two(at: index), below.2.two(at: index))
      )
    }
  }

  /// Blends sums of a length, of twice and of four times as many values, the first of which are known.
  @inline(never)
  private static func blendDoubling(
    _ above: Span<Double>, _ below: Span<Double>, _ period: Int, _ rows: Range<Int>, _ result: inout MutableSpan<Double>
  ) {
    @inline(__always) func sums(_ known: Span<Double>, _ index: Int) -> ThreeColumns {
      let first = known.two(at: index &+ 3 &* period)
      let second = first + known.two(at: index &+ 2 &* period)
      return ThreeColumns(first, second, second + (known.two(at: index &+ period) + known.two(at: index)))
    }
    blend(rows, &result) { (sums(above, $0), sums(below, $0)) }
  }

  /// One division for three shares, where the product of the ranges is far from what a number can hold.
  @inline(__always)
  private static func blend(
    _ rows: Range<Int>, _ result: inout MutableSpan<Double>, _ sums: (Int) -> (above: ThreeColumns, below: ThreeColumns)
  ) {
    let (count, first) = (rows.count, rows.lowerBound)
    var (least, greatest) = (SIMD2(repeating: Double.infinity), SIMD2<Double>.zero)
    @inline(__always) func blended(_ index: Int) -> SIMD2<Double> {
      let (above, below) = sums(index)
      let shorter = below.first * below.second
      let product = shorter * below.third
      least = product.least(least)
      greatest = product.greatest(greatest)
      let part = above.first * below.second
      let twice = part + part + above.second * below.first
      return ((twice + twice) * below.third + above.third * shorter) / product * (100.0 / 7)
    }
    var index = 0
    while index &+ 2 <= count {
      result.put(blended(index), at: first &+ index)
      index &+= 2
    }
    if index < count { result.put(blended(index).x, at: first &+ index) }
    guard !(least.min() > 1e-200 && greatest.max() < 1e200 && least.max() < 1e200) else { return }
    for index in 0..<count {
      let (above, below) = sums(index & ~1)
      let product = below.first * below.second * below.third
      let lane = index & 1
      guard !(product[lane] > 1e-200 && product[lane] < 1e200) else { continue }
      let (short, middle) = (quotients(above.first, below.first), quotients(above.second, below.second))
      result.put(blend(short[lane], middle[lane], quotients(above.third, below.third)[lane]), at: first &+ index)
    }
  }
}

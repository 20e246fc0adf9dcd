public import Market

/// Chaikin oscillator: a fast minus a slow exponential average of the accumulation and distribution line ``AD``.
///
/// As TA-Lib does it, both averages begin at the line's first value rather than at a mean.
public struct ADOSC: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ADOSC", .volume, "Chaikin oscillator: fast minus slow average of accumulation and distribution",
    parameters: [.period(3, "fast", least: 2), .period(10, "slow", least: 2)], inputs: ["high", "low", "close", "volume"],
    memory: .recursive)

  @usableFromInline var line = AD()
  @usableFromInline var fast: Smoothing
  @usableFromInline var slow: Smoothing
  @usableFromInline var seen = 0
  /// One less than the longer period.
  public let warmUp: Int

  /// The periods of both averages, each at least 2.
  public init(_ fast: Int = 3, _ slow: Int = 10) throws(InvalidParameter) { try self.init(parameters: [Double(fast), Double(slow)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    fast = Smoothing(period: 1, weight: 2 / (periods[0] + 1))
    slow = Smoothing(period: 1, weight: 2 / (periods[1] + 1))
    warmUp = Int(max(periods[0], periods[1])) - 1
  }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    let value = line.update(bar) ?? .nan
    let averages = (fast.update(value), slow.update(value))
    if seen < warmUp {
      if value.isFinite { seen += 1 }
      return nil
    }
    guard case (let quick?, let late?) = averages else { return nil }
    return quick - late
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    var live = self
    var start = 0
    // A difference has fewer digits than what it is made of: for long periods the kernel is not exact enough.
    let isCoarse = min(fast.weight, slow.weight) < 0x1p-5
    while start < count, isCoarse || live.seen < warmUp || !live.fast.isSeeded {
      output[start] = live.update(Bar.row(start, of: input)) ?? .nan
      start += 1
    }
    var pipeline = AccumulationPipeline(total: live.line.total, live.fast, live.slow)
    var column = [Double](repeating: 0, count: stretchLength(back: 0))
    var result = output.mutableSpan
    // The flows of a stretch first: where their lanes are asked for they would be computed one by one.
    eachStretch(start..<max(start, count), back: 0) { rows in
      Self.flows(input, rows, into: &column)
      let flows = column.span
      pipeline.sweep(0..<rows.count, { flows.two(at: $0) }, exact: { SIMD2(repeating: flows.at($0)) }) { row, differences, _, part in
        result.put(differences, at: row &+ rows.lowerBound, part)
      }
    }
  }

  private static func flows(_ input: Bar.Columns, _ rows: Range<Int>, into column: inout [Double]) {
    let (highs, lows) = (input.high.span.extracting(rows), input.low.span.extracting(rows))
    let (closes, volumes) = (input.close.span.extracting(rows), input.volume.span.extracting(rows))
    var flows = column.mutableSpan
    var row = 0
    while row &+ 2 <= rows.count {
      flows.put(moneyFlowVolume(highs.two(at: row), lows.two(at: row), closes.two(at: row), volumes.two(at: row)), at: row)
      row &+= 2
    }
    if row < rows.count { flows.put(moneyFlowVolume(highs.at(row), lows.at(row), closes.at(row), volumes.at(row)), at: row) }
  }
}

/// A line that adds up what comes, and the difference of two averages of it: all in one loop, so that memory is read while it computes.
private struct AccumulationPipeline: SmoothingPipeline {
  /// The line, in both lanes.
  var total: SIMD2<Double>
  var fast: SmoothingLanes
  var slow: SmoothingLanes

  init(total: Double, _ fast: Smoothing, _ slow: Smoothing) {
    self.total = SIMD2(repeating: total)
    self.fast = SmoothingLanes(weight: fast.weight, average: fast.average)
    self.slow = SmoothingLanes(weight: slow.weight, average: slow.average)
  }

  @inline(__always)
  mutating func advance(_ early: SIMD2<Double>, _ late: SIMD2<Double>) -> (SIMD4<Double>, SIMD4<Double>) {
    let (first, second) = (early + SIMD2(0, early.x), late + SIMD2(0, late.x))
    let (before, after) = (total + first, total + (SIMD2(repeating: first.y) + second))
    total = SIMD2(repeating: after.y)
    let (quick, late) = (fast.advance(before, after), slow.advance(before, after))
    return (
      SIMD4(
        lowHalf: quick.0 * fast.weight - late.0 * slow.weight, highHalf: quick.1 * fast.weight - late.1 * slow.weight), .zero
    )
  }

  mutating func advance(_ row: SIMD2<Double>) -> (Double, Double) {
    guard row.x.isFinite else { return (.nan, .nan) }
    total += row
    return (fast.advance(total.x) * fast.weight - slow.advance(total.x) * slow.weight, 0)
  }
}

public import Market

/// Chaikin oscillator: a fast minus a slow exponential average of the accumulation and distribution line ``AD``.
///
/// As TA-Lib does it, both averages begin at the line's first value rather than at a mean. How far the line is above an average of it decays, and grows by
/// what the line grows by: so neither the line nor its averages, in whose size the digits of their difference would be lost, are ever added up.
public struct ADOSC: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ADOSC", .volume, "Chaikin oscillator: fast minus slow average of accumulation and distribution",
    parameters: [.period(3, "fast", least: 2), .period(10, "slow", least: 2)], inputs: ["high", "low", "close", "volume"],
    memory: .recursive)

  /// One less the weights of both averages.
  @usableFromInline let fastDecay: Double
  @usableFromInline let slowDecay: Double
  /// How far the line is above each average, divided by its decay.
  @usableFromInline var fast = 0.0
  @usableFromInline var slow = 0.0
  @usableFromInline var seen = 0
  /// One less than the longer period.
  public let warmUp: Int

  /// The periods of both averages, each at least 2.
  public init(_ fast: Int = 3, _ slow: Int = 10) throws(InvalidParameter) { try self.init(parameters: [Double(fast), Double(slow)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    fastDecay = 1 - 2 / (periods[0] + 1)
    slowDecay = 1 - 2 / (periods[1] + 1)
    warmUp = Int(max(periods[0], periods[1])) - 1
  }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    let flow = moneyFlowVolume(bar.high, bar.low, bar.close, bar.volume)
    guard flow.isFinite else { return seen > warmUp ? .nan : nil }
    if seen > 0 {
      fast = fast * fastDecay + flow
      slow = slow * slowDecay + flow
    }
    guard seen >= warmUp else {
      seen += 1
      return nil
    }
    seen = warmUp + 1
    return slow * slowDecay - fast * fastDecay
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    var live = self
    var start = 0
    while start < count, live.seen <= live.warmUp {
      output[start] = live.update(Bar.row(start, of: input)) ?? .nan
      start += 1
    }
    var pipeline = FlowPipeline(live)
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

/// How far a line that adds up what comes is above one average of it, less how far it is above another.
private struct FlowPipeline: SmoothingPipeline {
  var fast: SmoothingLanes
  var slow: SmoothingLanes

  init(_ oscillator: ADOSC) {
    fast = SmoothingLanes(weight: 1 - oscillator.fastDecay, average: 0)
    slow = SmoothingLanes(weight: 1 - oscillator.slowDecay, average: 0)
    fast.state = SIMD2(repeating: oscillator.fast)
    slow.state = SIMD2(repeating: oscillator.slow)
  }

  @inline(__always)
  mutating func advance(_ early: SIMD2<Double>, _ late: SIMD2<Double>) -> (SIMD4<Double>, SIMD4<Double>) {
    let (quick, slack) = (fast.advance(early, late), slow.advance(early, late))
    return (
      SIMD4(
        lowHalf: slack.0 * slow.decay - quick.0 * fast.decay, highHalf: slack.1 * slow.decay - quick.1 * fast.decay), .zero
    )
  }

  mutating func advance(_ row: SIMD2<Double>) -> (Double, Double) {
    guard row.x.isFinite else { return (.nan, .nan) }
    return (slow.advance(row.x) * slow.decay - fast.advance(row.x) * fast.decay, 0)
  }
}

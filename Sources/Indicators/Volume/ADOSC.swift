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
    let (highs, lows, closes, volumes) = (input.high.span, input.low.span, input.close.span, input.volume.span)
    var pipeline = FlowPipeline(live)
    var result = output.mutableSpan
    pipeline.sweep(
      start..<max(start, count),
      { row in
        let (flow, all) = moneyFlow(highs.two(at: row), lows.two(at: row), closes.two(at: row), volumes.two(at: row))
        return TwoColumns(flow, all)
      },
      exact: { row in
        let flow = SIMD2(repeating: moneyFlowVolume(highs.at(row), lows.at(row), closes.at(row), volumes.at(row)))
        return TwoColumns(flow, flow)
      }
    ) { row, _, differences, part in result.put(differences, at: row, part) }
  }
}

/// How far a line that adds up what comes is above one average of it, less how far it is above another; in the place of the first outputs what tells that a row
/// is missing.
private struct FlowPipeline: SmoothingPipeline {
  let fastDecay: Double
  let slowDecay: Double
  /// How far the line was above each average after the last two rows; of the first of them divided by the decay if it was alone.
  var fast: SIMD2<Double>
  var slow: SIMD2<Double>
  /// What came in the last two rows, of which the first does not count; nothing if the last was alone.
  var flows = SIMD2<Double>.zero

  init(_ oscillator: ADOSC) {
    (fastDecay, slowDecay) = (oscillator.fastDecay, oscillator.slowDecay)
    fast = SIMD2(oscillator.fast, oscillator.fast * fastDecay)
    slow = SIMD2(oscillator.slow, oscillator.slow * slowDecay)
  }

  /// Two steps z ← d·(z + x) at once, z ← d²·(z + x before) + d·x, which leaves nothing to be multiplied afterwards.
  @inline(__always)
  mutating func advance(_ rows: TwoColumns) -> (SIMD2<Double>, SIMD2<Double>) {
    let before = SIMD2(flows.y, rows.first.x)
    fast = (fast + before) * (fastDecay * fastDecay) + rows.first * fastDecay
    slow = (slow + before) * (slowDecay * slowDecay) + rows.first * slowDecay
    flows = rows.first
    return (rows.second, slow - fast)
  }

  mutating func step(_ row: TwoColumns) -> (Double, Double) {
    let flow = row.first.x
    guard flow.isFinite else { return (.nan, .nan) }
    fast = SIMD2(fast.y + flow, (fast.y + flow) * fastDecay)
    slow = SIMD2(slow.y + flow, (slow.y + flow) * slowDecay)
    flows = .zero
    return (0, slow.y - fast.y)
  }
}

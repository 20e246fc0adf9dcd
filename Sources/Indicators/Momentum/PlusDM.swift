public import Market

/// Positive directional movement (Wilder 1978): the sum of upward movements, of which each step forgets one part in `period`.
public struct PlusDM: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PLUS_DM", .momentum, "fading sum of upward movements beyond the bar before (Wilder)", parameters: [.period(14)],
    inputs: ["high", "low"], memory: .recursive)

  @usableFromInline var movement = DirectionalMovement()
  @usableFromInline var smoothing: Smoothing
  /// Whether a bar has been seen, before which there is no movement.
  @usableFromInline var isSeeded = false

  /// Over `period` bars, at least 1.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    smoothing = Smoothing(period: Int(period), weight: 1 / period)
  }

  /// One less than the period, and at least one bar.
  public var warmUp: Int { max(smoothing.warmUp, 1) }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Double? {
    let step = movement.update(high: bar.high, low: bar.low, close: bar.low)
    let average = smoothing.update(step.plus)
    guard isSeeded else {
      isSeeded = step.plus.isFinite
      return nil
    }
    return average.map { $0 * Double(smoothing.period) }
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    let (highs, lows) = (input.high.span, input.low.span)
    let count = lows.count
    var result = output.mutableSpan
    var live = self
    var row = 0
    let isCoarse = smoothing.weight < Smoothing.leastKernelWeight
    while row < count, isCoarse || !live.smoothing.isSeeded || row == 0 || !highs[row - 1].isFinite || !lows[row - 1].isFinite {
      result[row] = live.update(Bar.row(row, of: input)) ?? .nan
      row += 1
    }
    var pipeline = PairPipeline(live.smoothing, live.smoothing)
    // The sum is the average times the period, and so what the pipeline leaves divided by the weight.
    let share = smoothing.weight * Double(smoothing.period)
    pipeline.sweepMovements(highs, lows, lows, row..<count, { SIMD2($0.plus, 0) }) { row, sum, _ in result.put(sum * share, at: row) }
  }
}

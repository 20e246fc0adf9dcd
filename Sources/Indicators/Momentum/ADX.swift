public import Market

/// Average directional movement index (Wilder 1978): the smoothed ``DX``, high in a trend whatever its direction.
public struct ADX: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ADX", .momentum, "average directional movement index: the strength of a trend whatever its direction",
    parameters: [.period(14, least: 2)], inputs: ["high", "low", "close"], memory: .recursive)

  @usableFromInline var indicators: DirectionalIndicators
  @usableFromInline var smoothing: Smoothing

  /// Smoothed over `period` bars, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    indicators = DirectionalIndicators(Int(period))
    smoothing = Smoothing(period: Int(period), weight: 1 / period)
  }

  /// The period of the indicators and that of the average.
  public var warmUp: Int { indicators.warmUp + smoothing.warmUp }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    guard let averages = indicators.update(bar) else { return nil }
    return Self.smooth(averages.index, &smoothing)
  }

  /// As TA-Lib does it, an index that cannot be told counts as 0 in the seed and is passed over afterwards.
  @inlinable
  static func smooth(_ index: Double?, _ smoothing: inout Smoothing) -> Double? {
    guard let index else { return smoothing.seen == smoothing.period ? smoothing.average : smoothing.update(0) }
    return smoothing.update(index)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    var result = output.mutableSpan
    sweep(input) { result.put($1, at: $0, $2) }
  }

  /// Computes a whole series of bars, handing each two rows with their values to `emit`.
  @inline(__always)
  func sweep(_ input: Bar.Columns, _ emit: (Int, SIMD2<Double>, RowPart) -> Void) {
    let count = input.close.count
    var live = self
    var row = 0
    let isCoarse = smoothing.weight < Smoothing.leastKernelWeight
    while row < count, isCoarse || !live.smoothing.isSeeded || !indicators.isPresent(input, row - 1) {
      emit(row &- 1, SIMD2(repeating: live.update(Bar.row(row, of: input)) ?? .nan), .second)
      row += 1
    }
    var pipeline = TrendStrengthPipeline(live.indicators, live.smoothing)
    pipeline.sweepMovements(input, row..<count, { TwoColumns($0.first, $0.second) }) { row, values, _, part in emit(row, values, part) }
  }
}

/// Both movements smoothed, and the smoothed index that is made of them.
private struct TrendStrengthPipeline: SmoothingPipeline {
  var movements: TwinPipeline
  var index: SmoothingPairs

  init(_ indicators: DirectionalIndicators, _ smoothing: Smoothing) {
    movements = TwinPipeline(indicators.plus, indicators.minus)
    index = SmoothingPairs(weight: smoothing.weight, average: smoothing.average)
  }

  @inline(__always)
  mutating func advance(_ rows: TwoColumns) -> (SIMD2<Double>, SIMD2<Double>) {
    let (plus, minus) = movements.advance(rows)
    // Where nothing moves this is NaN, and the row is left to the step, which passes it over.
    let value = 100 * ((plus - minus).sizes / (plus + minus))
    return (index.advance(value) * index.weight, .zero)
  }

  mutating func step(_ movement: TwoColumns) -> (Double, Double) {
    let (plus, minus) = movements.step(movement)
    guard plus.isFinite else { return (.nan, 0) }
    guard plus + minus != 0 else { return (index.state * index.weight, 0) }
    return (index.advance(100 * (abs(plus - minus) / (plus + minus))) * index.weight, 0)
  }
}

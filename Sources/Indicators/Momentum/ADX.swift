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
    sweep(input) { result.put($1, at: $0) }
  }

  /// Computes a whole series of bars, handing each row with its value to `emit`.
  @inline(__always)
  func sweep(_ input: Bar.Columns, _ emit: (Int, Double) -> Void) {
    let count = input.close.count
    var live = self
    var row = 0
    let isCoarse = smoothing.weight < Smoothing.leastKernelWeight
    while row < count, isCoarse || !live.smoothing.isSeeded || !indicators.isPresent(input, row - 1) {
      emit(row, live.update(Bar.row(row, of: input)) ?? .nan)
      row += 1
    }
    var pipeline = TrendStrengthPipeline(live.indicators, live.smoothing)
    pipeline.sweepMovements(
      input.high.span, input.low.span, input.close.span, row..<count, { SIMD2($0.plus, $0.minus) }
    ) { row, value, _ in emit(row, value) }
  }
}

/// Both movements smoothed, and the smoothed index that is made of them.
private struct TrendStrengthPipeline: SmoothingPipeline {
  var movements: PairPipeline
  var index: SmoothingLanes

  init(_ indicators: DirectionalIndicators, _ smoothing: Smoothing) {
    movements = PairPipeline(indicators.plus, indicators.minus)
    index = SmoothingLanes(weight: smoothing.weight, average: smoothing.average)
  }

  static var nothing: SIMD2<Double> { .zero }

  @inline(__always)
  mutating func advance(
    _ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>, _ d: SIMD2<Double>
  ) -> (SIMD4<Double>, SIMD4<Double>) {
    let (plus, minus) = movements.advance(a, b, c, d)
    let distance = plus - minus
    // Where nothing moves this is NaN, and the row is left to the step, which passes it over.
    let value = 100 * (distance.replacing(with: -distance, where: distance .< 0) / (plus + minus))
    return (index.advance(value) * index.weight, .zero)
  }

  mutating func advance(_ movement: SIMD2<Double>) -> (Double, Double) {
    let (plus, minus) = movements.advance(movement)
    guard plus.isFinite else { return (.nan, 0) }
    guard plus + minus != 0 else { return (index.average, 0) }
    return (index.advance(100 * (abs(plus - minus) / (plus + minus))) * index.weight, 0)
  }
}

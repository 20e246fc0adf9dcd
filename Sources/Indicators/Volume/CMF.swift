public import Market

/// Chaikin money flow: volume weighted by where the close lay within its bar, as a part of all volume of the last bars.
public struct CMF: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "CMF", .volume, "Chaikin money flow: volume weighted by where the close lay in its bar, as a part of all volume",
    parameters: [.period(20, least: 2)], inputs: ["high", "low", "close", "volume"])

  /// Weighted and whole volume.
  @usableFromInline var window: Window<SumLanes<SIMD2<Double>>>

  /// Over `period` bars, at least 2.
  public init(_ period: Int = 20) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next bar; without any volume the flow is 0.
  @inlinable
  public mutating func update(_ bar: Bar) -> Double? {
    window.update(Self.flow(bar.high, bar.low, bar.close, bar.volume)).map { ULTOSC.share($0.values) }
  }

  @inlinable
  @inline(__always)
  static func flow(_ high: Double, _ low: Double, _ close: Double, _ volume: Double) -> SIMD2<Double> {
    SIMD2(moneyFlowVolume(high, low, close, volume), volume)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    guard window.isEmpty, window.period <= SlidingSums.longestWindow else { return mapStep(over: input, into: &output) }
    let (highs, lows, closes, volumes) = (input.high.span, input.low.span, input.close.span, input.volume.span)
    let (count, period) = (closes.count, window.period)
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    let stretch = SlidingSums.stretch(period)
    var flows = [Double](repeating: 0, count: stretch + period)
    var (dividends, divisors) = (flows, flows)
    var (above, below) = (SlidingSums(longest: period), SlidingSums(longest: period))
    var start = warmUp
    while start < count {
      let rows = start..<min(start + stretch, count)
      let from = start - warmUp
      Self.fill(highs, lows, closes, volumes, from..<rows.upperBound, &flows)
      let (flow, volume) = (flows.span.extracting(0..<rows.upperBound - from), volumes.extracting(from..<rows.upperBound))
      above.take(flow)
      below.take(volume)
      above.sums(period, of: flow, rows.count, into: &dividends)
      below.sums(period, of: volume, rows.count, into: &divisors)
      quotients(dividends.span, divisors.span, rows.count) { result.put($1, at: $0 &+ rows.lowerBound) }
      start = rows.upperBound
    }
  }

  /// Weighted volumes of some rows.
  private static func fill(
    _ highs: Span<Double>, _ lows: Span<Double>, _ closes: Span<Double>, _ volumes: Span<Double>, _ rows: Range<Int>,
    _ flows: inout [Double]
  ) {
    var flow = flows.mutableSpan
    for row in rows {
      flow.put(moneyFlowVolume(highs.at(row), lows.at(row), closes.at(row), volumes.at(row)), at: row &- rows.lowerBound)
    }
  }
}

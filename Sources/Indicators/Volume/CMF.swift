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
  @inline(__always)
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
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    let (highs, lows, closes, volumes) = (input.high.span, input.low.span, input.close.span, input.volume.span)
    let period = window.period
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    guard warmUp < closes.count else { return }
    var tails = BlockTails<TwoColumns>()
    var column = [Double](repeating: 0, count: stretchLength(period: period))
    eachStretch(0..<closes.count, period: period) { rows in
      // The flow of a stretch first, so that its divisions are done once.
      do {
        var flow = column.mutableSpan
        for row in rows {
          flow.put(moneyFlowVolume(highs.at(row), lows.at(row), closes.at(row), volumes.at(row)), at: row &- rows.lowerBound)
        }
      }
      let flow = column.span
      sweepBlocks(
        rows, period, &tails, { TwoColumns(flow.two(at: $0 &- rows.lowerBound), volumes.two(at: $0)) }, { quotients($0.first, $0.second) }
      ) { result.put($1, at: $0, $2) }
    }
  }
}

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
    let (highs, lows, closes, volumes) = (input.high.span, input.low.span, input.close.span, input.volume.span)
    let count = closes.count
    let missing = window.inputsToCome
    var window = window
    var result = output.mutableSpan
    let stretch = 1_024
    var flows = [Double](repeating: 0, count: stretch)
    var dividends = flows
    var divisors = flows
    var start = 0
    while start < count {
      let rows = start..<min(start + stretch, count)
      var flow = flows.mutableSpan
      let whole = rows.count / 4 * 4
      for index in stride(from: 0, to: whole, by: 4) {
        let row = start &+ index
        let four = moneyFlowVolume(highs.four(at: row), lows.four(at: row), closes.four(at: row), volumes.four(at: row))
        for lane in 0..<4 { flow.put(four[lane], at: index &+ lane) }
      }
      for index in whole..<rows.count {
        let row = start &+ index
        flow.put(moneyFlowVolume(highs.at(row), lows.at(row), closes.at(row), volumes.at(row)), at: index)
      }
      do {
        var above = dividends.mutableSpan
        var below = divisors.mutableSpan
        window.sweep(rows, { SIMD2(flow.at($0 &- rows.lowerBound), volumes.at($0)) }) { row, sums in
          above.put(sums.values.x, at: row &- rows.lowerBound)
          below.put(sums.values.y, at: row &- rows.lowerBound)
        }
      }
      quotients(dividends.span, divisors.span, rows.count) { result.put($1, at: $0 &+ rows.lowerBound) }
      start = rows.upperBound
    }
    result.fillMissing(missing)
  }
}

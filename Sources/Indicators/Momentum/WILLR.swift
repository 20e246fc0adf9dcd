public import Market

/// Williams' %R: where the close lies within the range of the last bars, from −100 at its low to 0 at its high.
public struct WILLR: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "WILLR", .momentum, "Williams' %R: how far the close is below the highest high, in percent of the range",
    parameters: [.period(14, least: 2)], inputs: ["high", "low", "close"])

  @usableFromInline var window: Window<Extremes>

  /// Over `period` bars, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = Window(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next bar; without any range the answer is 0.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    window.update(Pair(bar.high, bar.low)).map { Self.place(bar.close, $0.highest, $0.lowest) }
  }

  @inlinable
  @inline(__always)
  static func place(_ close: Double, _ highest: Double, _ lowest: Double) -> Double {
    let range = highest - lowest
    return isNoMoreThanRounding(range, of: abs(highest) + abs(lowest)) ? close - close : (highest - close) / range * -100
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    let closes = input.close.span
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    slidingExtremes(input.high.span, input.low.span, window.period, { $0.columns }) { row, both, part in
      let close = closes.two(at: row)
      result.put(RangePlace.share(both.first - close, of: both, -100, otherwise: close - close), at: row, part)
    }
  }
}

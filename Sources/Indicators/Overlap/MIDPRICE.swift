/// The middle between the highest high and the lowest low of the last `period` bars.
public struct MIDPRICE: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MIDPRICE", .overlap, "the middle between the highest high and the lowest low of the last bars", parameters: [.period(14, least: 2)],
    inputs: ["high", "low"])

  @usableFromInline var window: Window<Extremes>

  /// The middle of the last `period` bars, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = Window(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next high (x) and low (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Double? { window.update(input).map(\.middle) }

  /// Computes a whole series of highs (x) and lows (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    precondition(output.count == input.x.count, "the output must have a row for every input")
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    let (highs, lows) = (input.x.span, input.y.span)
    var result = output.mutableSpan
    result.fillMissing(window.inputsToCome)
    slidingExtremes(highs, lows, window.period, { ($0.greatest.best + $0.least.best) * 0.5 }) { result.put($1, at: $0, $2) }
  }
}

/// Donchian channel: the highest high and the lowest low of the last `period` bars, and the middle between them.
public struct DONCHIAN: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "DONCHIAN", .overlap, "Donchian channel: highest high and lowest low of the last bars", parameters: [.period(20, least: 2)],
    inputs: ["high", "low"], outputs: Band.names)

  @usableFromInline var window: Window<Extremes>

  /// The channel of the last `period` bars, at least 2.
  public init(_ period: Int = 20) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = Window(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next high (x) and low (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Band? {
    window.update(input).map { Band(upper: $0.highest, middle: $0.middle, lower: $0.lowest) }
  }

  /// Computes a whole series of highs (x) and lows (y).
  public func over(_ input: Pair.Columns, into output: inout OutputColumns<Band>) {
    precondition(output.count == input.x.count, "the output must have a row for every input")
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    let (highs, lows, period) = (input.x.span, input.y.span, window.period)
    output.withColumns { upper, middle, lower in
      upper.fillMissing(period - 1)
      middle.fillMissing(period - 1)
      lower.fillMissing(period - 1)
      slidingExtremes(highs, lows, period, { $0.columns }) { row, both, part in
        let center = (both.first + both.second) * 0.5
        // 0, or NaN where one side is missing: then there is no channel.
        let missing = center - center
        upper.put(both.first + missing, at: row, part)
        middle.put(center, at: row, part)
        lower.put(both.second + missing, at: row, part)
      }
    }
  }
}

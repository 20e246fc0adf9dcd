/// The middle between the highest and the lowest of the last `period` values.
public struct MIDPOINT: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MIDPOINT", .overlap, "the middle between the highest and the lowest of the last values", parameters: [.period(14, least: 2)])

  @usableFromInline var window: Window<Extremes>

  /// The middle of the last `period` values, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = Window(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? { window.update(Pair(input, input)).map(\.middle) }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    output.fillMissing(window.inputsToCome)
    slidingExtremes(input, input, window.period, { ($0.greatest.best + $0.least.best) * 0.5 }) { output.put($1, at: $0, $2) }
  }
}

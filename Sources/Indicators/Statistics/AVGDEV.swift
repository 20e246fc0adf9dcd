/// Mean deviation: how far the last `period` values are from their mean, on average.
///
///     try AVGDEV(2).over([1, 3, 4])          // [nan, 1, 0.5]
public struct AVGDEV: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "AVGDEV", .statistics, "mean distance of the last values from their mean", parameters: [.period(14, least: 2)])

  @usableFromInline var window: DeviationWindow

  /// Of `period` values, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = DeviationWindow(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? { window.update(input)?.deviation }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    output.fillMissing(warmUp)
    var tails = BlockTails<SIMD2<Double>>()
    DeviationWindow.sweep(input, window.period, &tails) { output.put($1.second, at: $0, $2) }
  }
}

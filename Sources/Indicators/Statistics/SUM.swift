/// The sum of the last `period` values.
///
///     try SUM(2).over([1, 2, 3])          // [nan, 3, 5]
public struct SUM: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "SUM", .statistics, "sum of the last values", parameters: [.period(30, least: 2)])

  @usableFromInline var window: Window<StretchSum>

  /// Of `period` values, at least 2.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? { window.update(input)?.value }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    output.fillMissing(warmUp)
    var tails = BlockTails<SIMD2<Double>>()
    sweepBlocks(0..<input.count, window.period, &tails, { input.two(at: $0) }, { $0 }) { output.put($1, at: $0, $2) }
  }
}

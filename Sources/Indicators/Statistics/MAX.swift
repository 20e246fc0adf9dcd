/// The greatest of the last `period` values.
///
///     try MAX(2).over([1, 3, 2])          // [nan, 3, 3]
public struct MAX: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MAX", .statistics, "greatest of the last values", parameters: [.period(30, least: 2)])

  @usableFromInline var window: Window<Greatest>

  /// Of `period` values, at least 2.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = Window(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? { window.update(input).map { $0.value } }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    output.fillMissing(warmUp)
    slidingExtreme(GreatestLanes.self, input, window.period) { output.put($1, at: $0, $2) }
  }
}

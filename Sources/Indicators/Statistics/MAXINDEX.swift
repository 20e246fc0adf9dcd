/// In which row the greatest of the last `period` values lies, the rows counted from 0 at the first input.
///
///     try MAXINDEX(2).over([1, 3, 2])          // [0, 1, 1]
///
/// A row is a whole number, so that TA-Lib and we answer 0 while warming up. Of equal values see ``MINMAXINDEX``.
public struct MAXINDEX: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MAXINDEX", .statistics, "row of the greatest of the last values", parameters: [.period(30, least: 2)],
    zeroWhileWarmingUp: [WholeNumber.unnamed])

  @usableFromInline var window: IndexWindow

  /// Of `period` values, at least 2.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = IndexWindow(.maximum, Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> WholeNumber? { window.update(input).map(WholeNumber.init) }

  /// Computes a whole series.
  public func over(_ input: [Double], into output: inout OutputColumns<WholeNumber>) {
    if !window.fill(&output, from: input) { mapStep(over: input, into: &output) }
  }
}

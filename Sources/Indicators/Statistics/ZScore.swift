/// Rolling z-score: how many standard deviations the value is away from the mean of the last `period` values, itself among them.
///
/// The deviation divides by the count, as ``STDDEV`` does.
///
///     try ZScore(2).over([1, 3, 4])          // [nan, 1, 1]
public struct ZScore: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ZSCORE", .statistics, "distance from the mean of the last values in standard deviations", parameters: [.period(20, least: 2)])

  @usableFromInline var window: Window<Moments>

  /// Over `period` values, at least 2.
  public init(_ period: Int = 20) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next value; among values that never move the score is 0.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    window.update(input).map { $0.squares == 0 ? 0 : (input - $0.mean) / $0.populationVariance.squareRoot() }
  }
}

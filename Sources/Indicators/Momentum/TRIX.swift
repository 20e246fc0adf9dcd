/// Triple smoothed rate of change (Hutson): by how many percent an exponential average of an average of an average has grown in one step.
public struct TRIX: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "TRIX", .momentum, "growth in percent of an exponential average that is smoothed three times", parameters: [.period(30)],
    memory: .recursive)

  @usableFromInline var first: Smoothing
  @usableFromInline var second: Smoothing
  @usableFromInline var third: Smoothing
  @usableFromInline var previous: Double?

  /// With averages of `period` values, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    first = Smoothing(period: Int(period), weight: 2 / (period + 1))
    second = first
    third = first
  }

  /// Three times the warm-up of one average, and one step.
  public var warmUp: Int { 3 * first.warmUp + 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let once = first.update(input), let twice = second.update(once), let average = third.update(twice) else { return nil }
    guard let before = previous else {
      if average.isFinite { previous = average }
      return nil
    }
    guard average.isFinite else { return .nan }
    previous = average
    return ROC.rate(average, before)
  }
}

public import Market

/// Average directional movement rating (Wilder 1978): the mean of the ``ADX`` and of what it was `period` − 1 bars ago.
public struct ADXR: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ADXR", .momentum, "average directional movement rating: the mean of the ADX now and a period ago",
    parameters: [.period(14, least: 2)], inputs: ["high", "low", "close"], memory: .recursive)

  @usableFromInline var adx: ADX
  @usableFromInline var past: Delay

  /// Over `period` bars, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    adx = try ADX(parameters: [period])
    past = Delay(Int(period) - 1)
  }

  /// That of the ADX, and one less than the period.
  public var warmUp: Int { adx.warmUp + past.length }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Double? {
    guard let value = adx.update(bar) else { return nil }
    // A missing bar is passed over: the ADX of before is as many bars ago as were not missing.
    guard value.isFinite else { return past.values.count == past.length ? .nan : nil }
    return past.update(value).map { (value + $0) / 2 }
  }
}

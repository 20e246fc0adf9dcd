public import Market

/// Average directional movement index (Wilder 1978): the smoothed ``DX``, high in a trend whatever its direction.
public struct ADX: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ADX", .momentum, "average directional movement index: the strength of a trend whatever its direction",
    parameters: [.period(14, least: 2)], inputs: ["high", "low", "close"], memory: .recursive)

  @usableFromInline var indicators: DirectionalIndicators
  @usableFromInline var smoothing: Smoothing

  /// Smoothed over `period` bars, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    indicators = DirectionalIndicators(Int(period))
    smoothing = Smoothing(period: Int(period), weight: 1 / period)
  }

  /// The period of the indicators and that of the average.
  public var warmUp: Int { indicators.warmUp + smoothing.warmUp }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Double? {
    guard let averages = indicators.update(bar) else { return nil }
    return Self.smooth(averages.index, &smoothing)
  }

  /// As TA-Lib does it, an index that cannot be told counts as 0 in the seed and is passed over afterwards.
  @inlinable
  static func smooth(_ index: Double?, _ smoothing: inout Smoothing) -> Double? {
    guard let index else { return smoothing.seen == smoothing.period ? smoothing.average : smoothing.update(0) }
    return smoothing.update(index)
  }
}

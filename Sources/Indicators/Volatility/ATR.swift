public import Market

/// Average true range (Wilder): the smoothed true range, how far a bar reaches counting the gap before it.
///
/// Seeded, as TA-Lib does it, with the mean of the first `period` true ranges, the first of which belongs to the second bar.
public struct ATR: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ATR", .volatility, "average true range: Wilder's smoothed reach of a bar, gaps included", parameters: [.period(14)],
    inputs: ["high", "low", "close"], memory: .recursive)

  @usableFromInline var smoothing: Smoothing
  @usableFromInline var previousClose: Double?

  /// The average over `period` bars, at least 1.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    smoothing = Smoothing(period: Int(period), weight: 1 / period)
  }

  /// The period: the first bar has no close before it.
  public var warmUp: Int { smoothing.warmUp + 1 }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Double? {
    guard let previous = previousClose else {
      if bar.close.isFinite { previousClose = bar.close }
      return nil
    }
    if bar.close.isFinite { previousClose = bar.close }
    return smoothing.update(max(bar.high, previous) - min(bar.low, previous))
  }
}

public import Market

/// Commodity channel index (Lambert 1980): how many mean deviations the typical price is away from its average, divided by 0.015.
public struct CCI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "CCI", .momentum, "commodity channel index: distance of the typical price from its mean in mean deviations",
    parameters: [.period(14, least: 2)], inputs: ["high", "low", "close"])

  @usableFromInline var window: DeviationWindow

  /// Over `period` bars, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = DeviationWindow(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next bar; without any deviation the index is 0.
  @inlinable
  public mutating func update(_ bar: Bar) -> Double? {
    let price = (bar.high + bar.low + bar.close) / 3
    guard let (mean, deviation) = window.update(price) else { return nil }
    return Self.index(price, mean, deviation)
  }

  @inlinable
  @inline(__always)
  static func index(_ price: Double, _ mean: Double, _ deviation: Double) -> Double {
    isNoMoreThanRounding(deviation, of: abs(mean)) ? 0 : (price - mean) / (0.015 * deviation)
  }
}

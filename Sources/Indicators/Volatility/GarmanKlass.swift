public import Market

/// Volatility from open, high, low and close (Garman & Klass 1980): more efficient still, where prices have neither drift nor gaps.
///
/// The root of the mean of ½ ln(high / low)² − (2 ln 2 − 1) ln(close / open)².
public struct GarmanKlass: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "GARMANKLASS", .volatility, "volatility from open, high, low and close (Garman & Klass)", parameters: [.period(20), .barsPerYear],
    inputs: ["open", "high", "low", "close"])

  @usableFromInline var window: Window<StretchSum>
  @usableFromInline let barsPerYear: Double

  /// The volatility over `period` bars, at least 1; per bar, or per year of so many bars.
  public init(_ period: Int = 20, barsPerYear: Double = 1) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), barsPerYear])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    window = Window(Int(values[0]))
    barsPerYear = values[1]
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// What one bar tells of the variance.
  @inlinable
  static func variance(_ open: Double, _ high: Double, _ low: Double, _ close: Double) -> Double {
    let logarithms = logarithms(of: SIMD2(high, close), over: SIMD2(low, open))
    let squares = logarithms * logarithms
    let variance = squares.x / 2 - (2 * logarithmOf2 - 1) * squares.y
    // Written so that a NaN stays one.
    return variance < 0 ? 0 : variance
  }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    let factor = barsPerYear / Double(window.period)
    return window.update(Self.variance(bar.open, bar.high, bar.low, bar.close)).map { ($0.value * factor).squareRoot() }
  }
}

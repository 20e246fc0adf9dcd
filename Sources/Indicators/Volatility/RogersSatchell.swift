public import Market

/// Volatility from open, high, low and close that a drift does not disturb (Rogers & Satchell 1991).
///
/// The root of the mean of ln(high / close) · ln(high / open) + ln(low / close) · ln(low / open).
public struct RogersSatchell: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ROGERSSATCHELL", .volatility, "volatility that a drift does not disturb (Rogers & Satchell)", parameters: [.period(20), .barsPerYear],
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
    let ends = SIMD2(high, low)
    return variance(logarithms(of: ends, over: SIMD2(repeating: open)), logarithms(of: ends, over: SIMD2(repeating: close)))
  }

  /// The same from the logarithms of high and low over the open and over the close.
  @inlinable
  @inline(__always)
  static func variance(_ fromOpen: SIMD2<Double>, _ fromClose: SIMD2<Double>) -> Double {
    let products = fromOpen * fromClose
    return products.x + products.y
  }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    let factor = barsPerYear / Double(window.period)
    return window.update(Self.variance(bar.open, bar.high, bar.low, bar.close)).map { ($0.value * factor).squareRoot() }
  }
}

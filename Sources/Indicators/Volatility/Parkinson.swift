public import Market

/// Volatility from highs and lows (Parkinson 1980): five times as efficient as closes where prices move without gaps.
///
/// The root of the mean of ln(high / low)² / (4 ln 2).
public struct Parkinson: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PARKINSON", .volatility, "volatility from highs and lows (Parkinson)", parameters: [.period(20), .barsPerYear],
    inputs: ["high", "low"])

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
  static func variance(_ high: Double, _ low: Double) -> Double {
    let reach = logarithm(high / low)
    return reach * reach / (4 * logarithmOf2)
  }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Double? {
    let factor = barsPerYear / Double(window.period)
    return window.update(Self.variance(bar.high, bar.low)).map { ($0.value * factor).squareRoot() }
  }
}

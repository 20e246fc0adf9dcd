/// Angle of the linear regression: the slope of the line of least squares through the last `period` values in degrees.
public struct LinearRegressionAngle: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "LINEARREG_ANGLE", .statistics, "slope of the line of least squares through the last values in degrees",
    parameters: [.period(14, least: 2)])

  @usableFromInline var window: LineWindow

  /// A line through the last `period` values, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = LineWindow(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    let fit = window.fit
    return window.update(input).map { arcTangent(fit.slope($0)) * (180 / .pi) }
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    let fit = window.fit
    window.sweep(input, into: &output) { arcTangents(fit.slope($0, aged: $1)) * (180 / .pi) }
  }
}

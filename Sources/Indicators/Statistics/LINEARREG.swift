/// Linear regression: where the line of least squares through the last `period` values ends.
///
///     try LINEARREG(3).over([1, 2, 4])          // [nan, nan, 3.8333333333333335]
public struct LINEARREG: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "LINEARREG", .statistics, "end of the line of least squares through the last values", parameters: [.period(14, least: 2)])

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
    let weights = window.fit.weights(at: window.fit.count - 1)
    return window.update(input).map { weights.value($0) }
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    let weights = window.fit.weights(at: window.fit.count - 1)
    window.sweep(input, into: &output) { weights.value($0, aged: $1) }
  }
}

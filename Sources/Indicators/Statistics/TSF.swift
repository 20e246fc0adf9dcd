/// Time series forecast: where the line of least squares through the last `period` values will be one step on.
public struct TSF: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "TSF", .statistics, "where the line of least squares through the last values will be at the next step",
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
    let weights = window.fit.weights(at: window.fit.count)
    return window.update(input).map { weights.value($0) }
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    let weights = window.fit.weights(at: window.fit.count)
    window.sweep(input, into: &output) { weights.value($0, aged: $1) }
  }
}

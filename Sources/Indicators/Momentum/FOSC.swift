/// Forecast oscillator (Chande): how far the value is above what the line of least squares through those before it had forecast, in percent.
public struct FOSC: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "FOSC", .momentum, "forecast oscillator: the value above its forecast by the line through those before, in percent",
    parameters: [.period(5, least: 2)])

  @usableFromInline var window: LineWindow
  @usableFromInline var forecast: Double?

  /// A line through `period` values, at least 2.
  public init(_ period: Int = 5) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = LineWindow(Int(try Self.declaration.resolve(parameters)[0])) }

  /// The period.
  public var warmUp: Int { window.period }

  /// Takes the next value; for a value of 0 the answer is 0.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    let weights = window.fit.weights(at: window.fit.count)
    let expected = forecast
    forecast = window.update(input).map { weights.value($0) }
    return expected.map { Self.distance(input, $0) }
  }

  @inlinable
  @inline(__always)
  static func distance(_ value: Double, _ forecast: Double) -> Double {
    let distance = 100 * (value - forecast) / value
    // The first is 0, or NaN where there is no forecast.
    return value == 0 ? forecast - forecast : distance
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window.seen == 0, !input.isEmpty else { return mapStep(over: input, into: &output) }
    let weights = window.fit.weights(at: window.fit.count)
    window.sweep(input, into: &output) { weights.value($0, aged: $1) }
    // Backwards, because a row needs the forecast of the one before it.
    for row in stride(from: input.count - 1, to: 0, by: -1) { output.put(Self.distance(input.at(row), output.at(row &- 1)), at: row) }
    output[0] = .nan
  }
}

/// Wilder's smoothed moving average (1978): each value weighs 1 / period, what was known before weighs the rest.
///
/// Seeded, as TA-Lib does it, with the mean of the first `period` values. A missing value (NaN or infinite) is skipped.
public struct RMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "RMA", .overlap, "Wilder's smoothed moving average, seeded with the mean of the first values", parameters: [.period(30)],
    memory: .recursive)

  @usableFromInline var smoothing: Smoothing

  /// The average with a weight of 1 / period for each new value; `period` at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    smoothing = .wilder(try Self.declaration.resolve(parameters)[0])
  }

  /// One less than the period.
  public var warmUp: Int { smoothing.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? { smoothing.update(input) }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    var smoothing = smoothing
    smoothing.sweep(0..<input.count, { input.two(at: $0) }, { input.at($0) }, into: &output)
  }
}

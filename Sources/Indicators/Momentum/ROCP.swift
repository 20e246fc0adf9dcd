/// Rate of change as a share: by which part of itself the value has grown since `period` steps ago.
///
///     try ROCP(1).over([2, 3, 6])          // [nan, 0.5, 1]
public struct ROCP: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ROCP", .momentum, "rate of change: growth over some steps as a share", parameters: [.period(10)])

  @usableFromInline var past: Delay

  /// The rate over `period` steps, at least 1.
  public init(_ period: Int = 10) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { past = Delay(Int(try Self.declaration.resolve(parameters)[0])) }

  /// The period.
  public var warmUp: Int { past.length }

  /// Takes the next value; of a past value of zero the rate is given as 0.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let before = past.update(input) else { return nil }
    return Self.rate(input, before)
  }

  @inlinable
  @inline(__always)
  static func rate(_ value: Double, _ before: Double) -> Double { before == 0 ? 0 : (value - before) / before }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) { past.sweep(input, &output) { Self.rate($0, $1) } }
}

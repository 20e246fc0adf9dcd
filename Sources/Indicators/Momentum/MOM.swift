/// Momentum: how far the value has moved since `period` steps ago.
///
///     try MOM(2).over([1, 2, 4, 8])          // [nan, nan, 3, 6]
public struct MOM: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MOM", .momentum, "momentum: the value minus that of some steps ago", parameters: [.period(10)])

  @usableFromInline var past: Delay

  /// The change over `period` steps, at least 1.
  public init(_ period: Int = 10) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { past = Delay(Int(try Self.declaration.resolve(parameters)[0])) }

  /// The period.
  public var warmUp: Int { past.length }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let before = past.update(input) else { return nil }
    return input - before
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) { past.sweep(input, &output) { $0 - $1 } }
}

/// The sum of all values so far.
///
///     CUMSUM().over([1, 2, 3])          // [1, 3, 6]
///
/// A missing value adds nothing.
public struct CUMSUM: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration("CUMSUM", .math, "sum of all values so far", memory: .recursive)

  @usableFromInline var total = 0.0

  /// The sum of nothing yet.
  public init() {}

  /// The indicator; it has no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None.
  public var warmUp: Int { 0 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard input.isFinite else { return .nan }
    total += input
    return total
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    var total = total
    runningTotal(&total, 0..<input.count, isWhole: { _ in true }, two: { input.two(at: $0) }, exact: { input[$0] }) {
      output.put($1, at: $0, $2)
    }
  }
}

/// Relative strength index (Wilder 1978): which part of all movement was upwards, from 0 to 100.
///
/// Gains and losses are averaged as Wilder does, seeded with the mean of the first `period` of them. Without any movement the index is 0, as
/// TA-Lib has it.
///
///     try RSI(2).over([1, 2, 1, 2])          // [nan, nan, 50, 75]
public struct RSI: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "RSI", .momentum, "relative strength index: the part of all movement that was upwards", parameters: [.period(14, least: 2)],
    memory: .recursive)

  @usableFromInline var movement: GainsAndLosses

  /// The index over `period` changes, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    movement = GainsAndLosses(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// The period.
  public var warmUp: Int { movement.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let (gain, loss) = movement.update(input) else { return nil }
    return Self.index(gain, loss)
  }

  @inlinable
  @inline(__always)
  static func index(_ gain: Double, _ loss: Double) -> Double { gain + loss == 0 ? 0 : 100 * (gain / (gain + loss)) }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    movement.sweep(input, isNet: false) { output.put($1 * 100, at: $0, $2) }
  }
}

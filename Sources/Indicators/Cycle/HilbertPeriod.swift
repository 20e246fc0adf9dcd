/// The period of the dominant cycle (Ehlers), in rows.
///
/// A missing value is skipped.
public struct HilbertPeriod: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "HT_DCPERIOD", .cycle, "period of the dominant cycle, by Hilbert transforms (Ehlers)", memory: .recursive)

  @usableFromInline var cycle = HilbertCycle(head: 12)
  @usableFromInline var inputsToCome = 32

  /// The indicator, which has no parameters.
  public init() {}

  /// The indicator; there are no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// 32, as TA-Lib has it.
  public var warmUp: Int { 32 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard input.isFinite else { return inputsToCome > 0 ? nil : .nan }
    _ = cycle.advance(input)
    guard inputsToCome == 0 else {
      inputsToCome -= 1
      return nil
    }
    return cycle.smoothPeriod
  }
}

/// The phase of the dominant cycle (Ehlers), in degrees.
///
/// A missing value is skipped.
public struct HilbertPhase: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "HT_DCPHASE", .cycle, "phase of the dominant cycle, in degrees", memory: .recursive)

  @usableFromInline var phase = CyclePhase()
  @usableFromInline var inputsToCome = 63

  /// The indicator, which has no parameters.
  public init() {}

  /// The indicator; there are no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// 63, as TA-Lib has it.
  public var warmUp: Int { 63 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard input.isFinite else { return inputsToCome > 0 ? nil : .nan }
    _ = phase.advance(input)
    guard inputsToCome == 0 else {
      inputsToCome -= 1
      return nil
    }
    return phase.degrees
  }
}

/// The sine of the phase of the dominant cycle (Ehlers), and that of the phase an eighth of a cycle ahead; they cross at the turns of a cycle.
///
/// A missing value is skipped.
public struct HilbertSine: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "HT_SINE", .cycle, "sine of the phase of the dominant cycle, and of the phase an eighth of a cycle ahead",
    outputs: ["sine", "leadsine"], memory: .recursive)

  /// Both sines.
  public struct Output: MultipleOutput {
    /// The sine of the phase.
    public let sine: Double
    /// The sine of the phase 45 degrees on.
    public let leadSine: Double

    @inlinable
    init(sine: Double, leadSine: Double) {
      self.sine = sine
      self.leadSine = leadSine
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] { [("sine", \.sine), ("leadsine", \.leadSine)] }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? sine : leadSine }
  }

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
  public mutating func update(_ input: Double) -> Output? {
    guard input.isFinite else { return inputsToCome > 0 ? nil : Output(sine: .nan, leadSine: .nan) }
    _ = phase.advance(input)
    guard inputsToCome == 0 else {
      inputsToCome -= 1
      return nil
    }
    return Output(sine: CyclePhase.sine(phase.degrees), leadSine: CyclePhase.sine(phase.degrees + 45))
  }
}

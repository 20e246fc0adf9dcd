/// The phasor of the dominant cycle (Ehlers): its component in phase and the one a quarter of a cycle away.
///
/// A missing value is skipped.
public struct HilbertPhasor: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "HT_PHASOR", .cycle, "phasor of the dominant cycle: the component in phase and the one a quarter of a cycle away",
    outputs: ["inphase", "quadrature"], memory: .recursive)

  /// Both components.
  public struct Output: MultipleOutput {
    /// The component in phase.
    public let inPhase: Double
    /// The component a quarter of a cycle away.
    public let quadrature: Double

    @inlinable
    init(inPhase: Double, quadrature: Double) {
      self.inPhase = inPhase
      self.quadrature = quadrature
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] {
      [("inphase", \.inPhase), ("quadrature", \.quadrature)]
    }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? inPhase : quadrature }
  }

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
  public mutating func update(_ input: Double) -> Output? {
    guard input.isFinite else { return inputsToCome > 0 ? nil : Output(inPhase: .nan, quadrature: .nan) }
    _ = cycle.advance(input)
    guard inputsToCome == 0 else {
      inputsToCome -= 1
      return nil
    }
    return Output(inPhase: cycle.inPhase, quadrature: cycle.quadrature)
  }

  /// Computes a whole series.
  public func over(_ input: [Double], into output: inout OutputColumns<Output>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard cycle.seen == 0 else { return mapStep(over: input, into: &output) }
    let input = input.span
    output.withColumns { inPhase, quadratures in
      var live = self
      sweepBetweenSteps(
        &live, input,
        { row, parts in
          inPhase.put(parts?.inPhase ?? .nan, at: row)
          quadratures.put(parts?.quadrature ?? .nan, at: row)
        }
      ) { live, rows in
        live.cycle.sweep(input, rows) {
          inPhase.put($1.inPhase, at: $0)
          quadratures.put($1.quadrature, at: $0)
        }
      }
    }
  }
}

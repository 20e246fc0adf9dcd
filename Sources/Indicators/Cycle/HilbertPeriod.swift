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

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard cycle.seen == 0 else { return mapStep(over: input, into: &output) }
    var live = self
    sweepBetweenSteps(&live, input, { output.put($1 ?? .nan, at: $0) }) { live, rows in
      live.cycle.sweep(input, rows) { output.put($1.smoothPeriod, at: $0) }
    }
  }
}

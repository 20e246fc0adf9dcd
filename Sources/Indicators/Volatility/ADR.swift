/// Average day range: the mean range of the last bars, gaps not counted.
public struct ADR: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ADR", .volatility, "average range of the last bars, gaps not counted", parameters: [.period(14)], inputs: ["high", "low"])

  @usableFromInline var window: Window<StretchSum>

  /// Over `period` bars, at least 1.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next high (x) and low (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    // As the kernel does it, so that both give the same bits.
    let share = 1 / Double(window.period)
    return window.update(input.x - input.y).map { $0.value * share }
  }

  /// Computes a whole series of highs (x) and lows (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) { window.meanDifferences(input.x, input.y, into: &output) }
}

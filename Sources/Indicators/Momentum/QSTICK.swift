/// Qstick (Chande & Kroll 1994): the mean body of the last bars, close minus open.
public struct QSTICK: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "QSTICK", .momentum, "mean of close minus open over the last bars", parameters: [.period(10)], inputs: ["open", "close"])

  @usableFromInline var window: Window<StretchSum>

  /// Over `period` bars, at least 1.
  public init(_ period: Int = 10) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next open (x) and close (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    // As the kernel does it, so that both give the same bits.
    let share = 1 / Double(window.period)
    return window.update(input.y - input.x).map { $0.value * share }
  }

  /// Computes a whole series of opens (x) and closes (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) { window.meanDifferences(input.y, input.x, into: &output) }
}

public import Market

/// Positive directional movement (Wilder 1978): the sum of upward movements, of which each step forgets one part in `period`.
public struct PlusDM: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PLUS_DM", .momentum, "fading sum of upward movements beyond the bar before (Wilder)", parameters: [.period(14)],
    inputs: ["high", "low"], memory: .recursive)

  @usableFromInline var sum: DirectionalSum

  /// Over `period` bars, at least 1.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    sum = DirectionalSum(.plus, try Self.declaration.resolve(parameters)[0])
  }

  /// One less than the period, and at least one bar.
  public var warmUp: Int { sum.warmUp }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? { sum.update(bar) }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) { sum.over(input, into: &output) }
}

public import Market

/// Accumulation and distribution line (Chaikin): all volume so far, each weighted by where the close lay within its bar.
public struct AD: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "AD", .volume, "accumulation and distribution: volume so far, weighted by where the close lay in its bar",
    inputs: ["high", "low", "close", "volume"], memory: .recursive)

  @usableFromInline var total = 0.0

  /// The indicator, which has no parameters.
  public init() {}

  /// The indicator; there are no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None.
  public var warmUp: Int { 0 }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Double? {
    let flow = moneyFlowVolume(bar.high, bar.low, bar.close, bar.volume)
    guard flow.isFinite else { return .nan }
    total += flow
    return total
  }
}

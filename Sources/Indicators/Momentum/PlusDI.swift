public import Market

/// Positive directional indicator (Wilder 1978): smoothed upward movement in percent of the smoothed true range.
///
/// For a period of 1, which smooths nothing, TA-Lib answers with a share instead of a percentage, and so does this.
public struct PlusDI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PLUS_DI", .momentum, "smoothed upward movement in percent of the true range (Wilder)", parameters: [.period(14)],
    inputs: ["high", "low", "close"], memory: .recursive)

  @usableFromInline var indicators: DirectionalIndicators

  /// Smoothed over `period` bars, at least 1.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    indicators = DirectionalIndicators(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// The period.
  public var warmUp: Int { indicators.warmUp }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? { indicators.update(bar)?.plusIndicator(warmUp) }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    indicators.over(input, into: &output, { $0.plus }, { $0.first }, { $0.plusIndicator($1) })
  }
}

/// Puts the same share of the equity into every trade.
public struct FixedFraction: Sizer, Hashable {
  /// The value to trade as a fraction of the equity.
  public let fraction: Double

  /// A share of the equity, or an error that says what it may be.
  /// - Parameter fraction: 0.000001 to 10; above 1 borrows.
  public init(_ fraction: Double) throws(RiskError) {
    try RiskError.check(fraction, "FixedFraction", "fraction", in: 0.000_001...10)
    self.fraction = fraction
  }

  /// The share of the equity, in units of the symbol.
  public func size(_ request: SizingRequest) -> Sizing { Sizing(request, "fixed_fraction", share: fraction) }
}

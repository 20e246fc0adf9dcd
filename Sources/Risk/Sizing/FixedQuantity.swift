/// Trades the same number of units whatever the account is worth: contracts, shares, coins.
///
///     try FixedQuantity(3).size(request).quantity        // 3
///
/// It knows no share of the equity: an account that has shrunk trades as much as one that has grown. Cap it with ``SizingCaps`` where that may
/// not be, and with ``DrawdownScale`` where it should shrink.
public struct FixedQuantity: Sizer, Hashable {
  /// How many units.
  public let quantity: Double

  /// A number of units, or an error that says what it may be.
  /// - Parameter quantity: 0.000000000001 to 1e15.
  public init(_ quantity: Double) throws(RiskError) {
    try RiskError.check(quantity, "FixedQuantity", "quantity", in: 1e-12...1e15)
    self.quantity = quantity
  }

  /// The number of units; the factor says which share of the equity they are worth.
  public func size(_ request: SizingRequest) -> Sizing { Sizing(request, "fixed_quantity", quantity: quantity) }
}

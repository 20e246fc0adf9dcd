/// Decides how much to trade.
///
///     let sizer = try FixedFraction(0.1).scaled(by: ConfidenceScale())
///     let sizing = sizer.size(request)
///     print(sizing)                        // 12.5 units: fixed_fraction 0.1 × confidence 0.75
///
/// A sizer is a rule without memory: the same request gives the same answer. It never throws and never traps; a request it can't answer
/// (equity below zero, a volatility that is NaN) is answered by ``Sizing/refusal`` and a quantity of zero. It says nothing about whether
/// trading is allowed at all: that is what ``RiskChecker`` is for.
public protocol Sizer: Sendable {
  /// How much to trade, and why that much.
  func size(_ request: SizingRequest) -> Sizing
}

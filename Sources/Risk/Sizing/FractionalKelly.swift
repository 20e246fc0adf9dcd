import Market

/// Trades a part of the share that makes capital grow fastest (Kelly), less the more uncertain the estimates are.
///
/// From win probability *p* and payoff *b* of the trade on its side: `f = p - (1 - p) / b` (Kelly, 1956). From mean *m* and variance *v* of the
/// symbol's return over the trade: `f = m / v`, with the sign turned for a sell (Thorp, 2006). Where both are known, probability and payoff
/// count. An edge that is not above zero is a refusal.
///
/// Estimates are not truths: the share is shrunk by `edge² / (edge² + error²)`, the best factor for a standard error of that size (Baker and
/// McHale, 2013, "Optimal betting under parameter uncertainty", Decision Analysis 10). That needs ``SizingRequest/sampleCount``.
public struct FractionalKelly: Sizer, Hashable {
  /// What part of the Kelly share is traded.
  public let fraction: Double
  /// Whether the share is shrunk by the error of the estimates.
  public let isShrunk: Bool
  /// The greatest share of the equity.
  public let maximum: Double

  /// A part of the Kelly share, or an error.
  ///
  /// - Parameters:
  ///   - fraction: 0.001 to 1.
  ///   - isShrunk: false takes the estimates for truths.
  ///   - maximum: the greatest share of the equity, 0.001 to 20. Mean over variance knows no bound of its own.
  public init(_ fraction: Double = 0.25, isShrunk: Bool = true, maximum: Double = 1) throws(RiskError) {
    try RiskError.check(fraction, "FractionalKelly", "fraction", in: 0.001...1)
    try RiskError.check(maximum, "FractionalKelly", "maximum", in: 0.001...20)
    self.fraction = fraction
    self.isShrunk = isShrunk
    self.maximum = maximum
  }

  /// The part of the Kelly share, in units of the symbol.
  public func size(_ request: SizingRequest) -> Sizing {
    if let refusal = request.refusal { return Sizing(refusal: refusal) }
    let edge: Double
    let squaredError: Double
    let share: Double
    // Variances of estimates divided by the count; without one, the error is only needed if the share is to be shrunk.
    let count = request.sampleCount.map(Double.init) ?? .nan
    if let p = request.winProbability, let b = request.payoff {
      edge = (b + 1) * p - 1
      squaredError = (b + 1) * (b + 1) * p * (1 - p) / count
      share = edge / b
    } else if let mean = request.expectedReturn, let variance = request.returnVariance {
      edge = mean * request.side.sign
      squaredError = variance / count
      share = edge / variance
    } else if request.winProbability != nil || request.payoff != nil {
      return Sizing(refusal: SizingRefusal(missing: request.payoff == nil ? "payoff" : "win_probability"))
    } else if request.expectedReturn != nil || request.returnVariance != nil {
      return Sizing(refusal: SizingRefusal(missing: request.expectedReturn == nil ? "expected_return" : "return_variance"))
    } else {
      return Sizing(refusal: SizingRefusal(missing: "win_probability"))
    }
    guard edge > 0 else { return Sizing(refusal: SizingRefusal("edge", edge, "must be above 0: the trade is not expected to pay")) }
    var sizing = Sizing(checked: request, "kelly", share: share).multiplied(by: fraction, "kelly_fraction")
    if isShrunk {
      guard request.sampleCount != nil else { return Sizing(refusal: SizingRefusal(missing: "sample_count")) }
      // Dividing by the larger first keeps squares of extreme edges within range.
      let ratio = squaredError / edge / edge
      sizing = sizing.multiplied(by: 1 / (1 + ratio), "estimation_error")
    }
    return sizing.capped(at: maximum * request.equity / request.price, "kelly_maximum")
  }
}

/// Loses the same share of the equity on every trade that goes so many average true ranges the wrong way.
///
///     quantity = equity × risk / (multiple × average true range)
public struct RangeRisk: Sizer, Hashable {
  /// What the trade may lose, as a fraction of the equity.
  public let risk: Double
  /// How many average true ranges the loss is reckoned over.
  public let multiple: Double

  /// A sizer by average true range, or an error.
  ///
  /// - Parameters:
  ///   - risk: 0.000001 to 0.5 of the equity.
  ///   - multiple: 0.01 to 100 average true ranges.
  public init(risk: Double, multiple: Double) throws(RiskError) {
    try RiskError.check(risk, "RangeRisk", "risk", in: 0.000_001...0.5)
    try RiskError.check(multiple, "RangeRisk", "multiple", in: 0.01...100)
    self.risk = risk
    self.multiple = multiple
  }

  /// The quantity at which `multiple` average true ranges cost `risk` of the equity.
  public func size(_ request: SizingRequest) -> Sizing {
    if let refusal = request.refusal { return Sizing(refusal: refusal) }
    guard let range = request.averageTrueRange else { return Sizing(refusal: SizingRefusal(missing: "average_true_range")) }
    guard range > 0 else { return Sizing(refusal: SizingRefusal("average_true_range", range, "must be above 0")) }
    return Sizing(checked: request, "atr_risk", share: risk * request.price / (multiple * range))
  }
}

/// Loses the same share of the equity on every trade whose stop is reached.
///
///     quantity = equity × risk / |price - stop|
public struct StopRisk: Sizer, Hashable {
  /// What the trade may lose, as a fraction of the equity.
  public let risk: Double

  /// A sizer by the distance of the stop, or an error.
  /// - Parameter risk: 0.000001 to 0.5 of the equity.
  public init(risk: Double) throws(RiskError) {
    try RiskError.check(risk, "StopRisk", "risk", in: 0.000_001...0.5)
    self.risk = risk
  }

  /// The quantity at which the way to the stop costs `risk` of the equity.
  public func size(_ request: SizingRequest) -> Sizing {
    if let refusal = request.refusal { return Sizing(refusal: refusal) }
    guard let stop = request.stopPrice else { return Sizing(refusal: SizingRefusal(missing: "stop_price")) }
    return Sizing(checked: request, "stop_risk", share: risk * request.price / abs(request.price - stop))
  }
}

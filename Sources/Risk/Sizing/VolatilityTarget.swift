public import Market

/// Trades less of what moves more, so that every position moves the account about as much.
///
/// The factor is the volatility wanted over the symbol's own, both a year, held between two ends. As a sizer it is the share of the equity;
/// as a scale it multiplies another sizer's size.
public struct VolatilityTarget: Sizer, SizingScale, Hashable {
  /// The standard deviation of returns wanted, a year.
  public let target: Double
  /// Between which the factor is held.
  public let range: ClosedRange<Double>

  /// 15 % a year, with a factor of 0.05 to 1.5.
  public init() {
    target = 0.15
    range = 0.05...1.5
  }

  /// A target, or an error.
  ///
  /// - Parameters:
  ///   - target: 0.001 to 10 a year.
  ///   - range: within 0.001 to 20.
  public init(_ target: Double, within range: ClosedRange<Double> = 0.05...1.5) throws(RiskError) {
    try RiskError.check(target, "VolatilityTarget", "target", in: 0.001...10)
    try RiskError.check(range.lowerBound, "VolatilityTarget", "range", in: 0.001...20)
    try RiskError.check(range.upperBound, "VolatilityTarget", "range", in: 0.001...20)
    self.target = target
    self.range = range
  }

  /// The factor of the equity.
  public func size(_ request: SizingRequest) -> Sizing {
    if let refusal = request.refusal { return Sizing(refusal: refusal) }
    guard let factor = factor(request.annualVolatility) else { return refusal(request) }
    return Sizing(checked: request, "volatility", share: factor)
  }

  /// The size times the factor.
  public func scale(_ sizing: Sizing, for request: SizingRequest) -> Sizing {
    guard let factor = factor(request.annualVolatility) else { return refusal(request) }
    return sizing.multiplied(by: factor, "volatility")
  }

  private func factor(_ volatility: Double?) -> Double? {
    guard let volatility, volatility > 0, volatility < .infinity else { return nil }
    return min(max(target / volatility, range.lowerBound), range.upperBound)
  }

  private func refusal(_ request: SizingRequest) -> Sizing {
    guard let volatility = request.annualVolatility else { return Sizing(refusal: SizingRefusal(missing: "annual_volatility")) }
    return Sizing(refusal: SizingRefusal("annual_volatility", volatility, "must be above 0 and finite"))
  }

  /// The volatility a year of returns that vary so much from bar to bar, by the number of bars that a calendar's year really has.
  ///
  ///     try VolatilityTarget.annual(0.002, of: .hours(1), on: .continuous)               // 0.187…
  ///     try VolatilityTarget.annual(0.012, of: .days(1), on: .newYorkStockExchange)      // 0.190…
  ///
  /// - Parameters:
  ///   - deviation: the standard deviation of one bar's return, at least 0.
  ///   - timeframe: how long a bar is; bars of ticks, volume and value have no number a year and are an error.
  ///   - calendar: when the market is open.
  public static func annual(_ deviation: Double, of timeframe: Timeframe, on calendar: TradingCalendar) throws(RiskError) -> Double {
    try RiskError.check(deviation, "VolatilityTarget", "deviation", in: 0...1_000)
    guard let bars = calendar.observationsPerYear(timeframe) else {
      throw RiskError(
        .impossible, "VolatilityTarget", "timeframe",
        "\(timeframe) has no number of bars a year on the calendar \(calendar); use bars of time.")
    }
    return deviation * bars.squareRoot()
  }
}

public import Statistics

/// What may be lost: the value at risk, and the mean of what is lost beyond it.
///
///     let risk = try TailRisk(of: dailyReturns, confidence: 0.95, method: .historical)
///     print(risk.valueAtRisk, risk.conditional)        // 0.0166 0.0239
///
/// Both are fractions lost over one period of the returns: positive for a loss.
public struct TailRisk: Hashable, Sendable {
  /// How it is reckoned.
  public enum Method: Hashable, Sendable {
    /// From the returns as they were. The value at risk is the lower quantile of losses, the conditional one the mean of the worst
    /// (Rockafellar and Uryasev, 2002).
    case historical
    /// As if returns were normal, with their mean and deviation.
    case parametric
    /// As normal, with skewness and kurtosis bent in (Cornish and Fisher, 1938). The conditional value is the mean of the bent quantile.
    case cornishFisher
    /// Historical, over and over on resampled returns: the mean of the replicates, with intervals that say how sure it is.
    case bootstrap(replicates: Int, scheme: ResamplingScheme, seed: UInt64)
  }

  /// How it was reckoned.
  public let method: Method
  /// How sure: 0.95 means that one period in twenty loses more.
  public let confidence: Double
  /// What is lost or less, in that share of periods.
  public let valueAtRisk: Double
  /// What is lost on average in the others.
  public let conditional: Double
  /// Between which the value at risk lies, nine times of ten; `nil` unless bootstrapped.
  public let valueAtRiskInterval: ClosedRange<Double>?
  /// Between which the conditional value lies, nine times of ten; `nil` unless bootstrapped.
  public let conditionalInterval: ClosedRange<Double>?
  /// Whether the Cornish-Fisher expansion still rises with the probability: where it doesn't, skewness or kurtosis are beyond what it can
  /// tell (Maillard, 2012), and the historical method is to be preferred. True for the other methods.
  public let isMonotone: Bool

  /// The risk of a series of returns.
  ///
  /// - Parameters:
  ///   - returns: fractions, at least 20.
  ///   - confidence: above 0.5 and below 1.
  ///   - method: how.
  public init(of returns: [Double], confidence: Double, method: Method) throws(RiskError) {
    try ReturnColumns.check(returns, "TailRisk", "returns", atLeast: 20)
    guard confidence > 0.5, confidence < 1 else {
      throw RiskError(.outOfRange, "TailRisk", "confidence", "must be above 0.5 and below 1, got \(confidence).")
    }
    self.method = method
    self.confidence = confidence
    var intervals: (ClosedRange<Double>, ClosedRange<Double>)?
    var rises = true
    switch method {
    case .historical: (valueAtRisk, conditional) = TailRisk.historical(returns, confidence)
    case .parametric, .cornishFisher:
      let moments = Moments(returns)
      let (skewness, kurtosis) =
        method == .parametric || moments.variance == 0 ? (0, 0) : (moments.skewness, moments.excessKurtosis)
      (valueAtRisk, conditional, rises) = TailRisk.expanded(
        moments.mean, moments.standardDeviation, skewness, kurtosis, tail: 1 - confidence)
    case .bootstrap(let replicates, let scheme, let seed):
      try RiskError.check(replicates, "TailRisk", "replicates", in: 100...1_000_000)
      // The same draws for both, so that what is beyond is never less than the value itself.
      let (values, conditionals) = try TailRisk.replicates(returns, confidence, replicates, scheme, seed)
      valueAtRisk = Moments(values).mean
      conditional = Moments(conditionals).mean
      intervals = (TailRisk.interval(values), TailRisk.interval(conditionals))
    }
    valueAtRiskInterval = intervals?.0
    conditionalInterval = intervals?.1
    isMonotone = rises
  }

  private static func replicates(
    _ returns: [Double], _ confidence: Double, _ replicates: Int, _ scheme: ResamplingScheme, _ seed: UInt64
  ) throws(RiskError) -> ([Double], [Double]) {
    let generator = SeededGenerator(seed: seed)
    do {
      let values = try Bootstrap(of: returns, scheme: scheme, replicates: replicates, generator: generator) {
        historical($0, confidence).0
      }
      let conditionals = try Bootstrap(of: returns, scheme: scheme, replicates: replicates, generator: generator) {
        historical($0, confidence).1
      }
      return (values.replicates, conditionals.replicates)
    } catch {
      throw RiskError(.outOfRange, "TailRisk", error.parameter, error.message)
    }
  }

  private static func interval(_ values: [Double]) -> ClosedRange<Double> {
    let ends = Quantiles.of(values, [0.05, 0.95])
    return min(ends[0], ends[1])...max(ends[0], ends[1])
  }

  private static func historical(_ returns: [Double], _ confidence: Double) -> (Double, Double) {
    let sorted = returns.sorted()
    let n = Double(returns.count)
    let k = (1 - confidence) * n
    // The tolerance takes up the rounding of k, so that (1 - 0.9) × 10 counts as one.
    let at = min(returns.count - 1, Int((k + 4 * Double.ulpOfOne * n).rounded(.down)))
    let whole = max(0, Int(k.rounded(.up)) - 1)
    var sum = 0.0
    for position in 0..<whole { sum += sorted[position] }
    return (-sorted[at], -sum / k + sorted[whole] * (Double(whole) / k - 1))
  }

  private static func expanded(
    _ mean: Double, _ deviation: Double, _ s: Double, _ k: Double, tail: Double
  ) -> (Double, Double, Bool) {
    let normal = NormalDistribution.standard
    let z = normal.quantile(tail)
    let bent = z + (z * z - 1) * s / 6 + (z * z * z - 3 * z) * k / 24 - (2 * z * z * z - 5 * z) * s * s / 36
    // Means of the polynomials over the tail: E[z] = -φ/α, E[z² - 1] = -zφ/α, E[z³] = -(z² + 2)φ/α.
    let density = normal.density(z) / tail
    let mean3 = -(z * z + 2) * density
    let beyond =
      -density + -z * density * s / 6 + (mean3 + 3 * density) * k / 24 - (2 * mean3 + 5 * density) * s * s / 36
    // The derivative a + b z + c z² has no zero.
    let a = 1 - k / 8 + 5 * s * s / 36
    let c = k / 8 - s * s / 6
    let rises = a > 0 && s * s / 9 - 4 * a * c <= 0 || s == 0 && k == 0
    return (-(mean + deviation * bent), -(mean + deviation * beyond), rises)
  }
}

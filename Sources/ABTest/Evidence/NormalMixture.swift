#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The boundary that a sum without drift crosses at any time at all with at most a given probability.
///
///     let boundary = try NormalMixture(level: 0.05, tunedFor: 1000)
///     boundary.deviations(after: 1000)      // 3.04, where looking once would take 1.96
///
/// It is Robbins' mixture of normal likelihood ratios: a sum of n standard normal steps exceeds
/// `√((n + m) (ln(1 + n/m) + 2 ln(1/α)))` in either direction for some n with a probability of at most α (Robbins, "Statistical methods related to the
/// law of the iterated logarithm", Annals of Mathematical Statistics 41, 1970, equation 17). The likelihood ratio itself is the statistic of the
/// mixture sequential probability ratio test (Johari, Koomen, Pekelis & Walsh, "Always valid inference", Operations Research 70, 2022), and
/// test and interval are two views of it. For steps that are not normal it holds as the sample grows (Waudby-Smith, Arbour, Sinha,
/// Kennedy & Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences", Annals of Statistics 52, 2024).
public struct NormalMixture: Hashable, Sendable, Codable {
  /// The probability of ever crossing without drift.
  public let level: Double
  /// The m of the formula, in observations: small for an early decision, large for a late one.
  public let prior: Double

  /// A boundary.
  ///
  /// - Parameters:
  ///   - level: above 0 and at most 0.5.
  ///   - observations: the sample size at which the boundary should be tightest, 1 or more.
  public init(level: Double, tunedFor observations: Double) throws(ABTestError) {
    if !(level > 0 && level <= 0.5) {
      throw ABTestError("NormalMixture", "level", "is \(level); it must be above 0 and at most 0.5, such as 0.05.")
    }
    try ABTestError.check(observations, in: 1...1e12, "NormalMixture", "tunedFor")
    self.level = level
    // The m that makes the boundary least at n solves u − ln u = 1 + 2 ln(1/α) with u = 1 + n/m, u > 1: Newton's method on a convex function
    // from above its root.
    let target = 1 - 2 * log(level)
    var u = 2 * target + 1
    for _ in 0..<60 { u -= (u - log(u) - target) / (1 - 1 / u) }
    prior = observations / (u - 1)
  }

  /// A boundary with the m of the formula given.
  public init(level: Double, prior: Double) throws(ABTestError) {
    if !(level > 0 && level <= 0.5) {
      throw ABTestError("NormalMixture", "level", "is \(level); it must be above 0 and at most 0.5, such as 0.05.")
    }
    if !(prior > 0 && prior.isFinite) { throw ABTestError("NormalMixture", "prior", "is \(prior); it must be above 0.") }
    self.level = level
    self.prior = prior
  }

  /// How many standard errors the estimate may be away from the truth after so many observations.
  public func deviations(after observations: Double) -> Double {
    let ratio = observations / prior
    return ((1 + 1 / ratio) * (log1p(ratio) - 2 * log(level))).squareRoot()
  }

  /// The probability that luck alone ever shows as much as this, 0 to 1: valid whenever one looks.
  ///
  /// - Parameters:
  ///   - deviations: the distance from what was supposed, in standard errors.
  ///   - observations: how many there are.
  public func pValue(deviations: Double, after observations: Double) -> Double {
    let ratio = observations / prior
    let logarithm = ratio / (1 + ratio) * deviations * deviations / 2 - log1p(ratio) / 2
    return min(1, exp(-logarithm))
  }
}

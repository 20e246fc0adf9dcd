import Statistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The best Sharpe ratio that luck alone is expected to find.
///
///     try ExpectedMaximumSharpe.standardErrors(trials: 50)     // 2.25 standard errors
///     try ExpectedMaximumSharpe.of(trials: 100, variance: 0.5 / 250)
///
/// The expected maximum of N independent normal numbers, by extreme value theory: `(1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))`, γ being
/// Euler's constant. Bailey, Borwein, López de Prado & Zhu, "Pseudo-mathematics and financial charlatanism", Notices of the AMS 61, 2014,
/// proposition 1. The approximation lies within 0.07 of the exact value from two trials on.
public enum ExpectedMaximumSharpe {
  private static let euler = 0.5772156649015329

  /// The expected maximum of so many independent standard normal numbers.
  ///
  /// - Parameter trials: 1 or more; fractions are allowed, as effective numbers of trials are.
  public static func standardErrors(trials: Double) throws(WalkForwardError) -> Double {
    try WalkForwardError.check(trials: trials, "ExpectedMaximumSharpe")
    let normal = NormalDistribution.standard
    func formula(_ trials: Double) -> Double {
      (1 - euler) * normal.upperQuantile(1 / trials) + euler * normal.upperQuantile(1 / (trials * M_E))
    }
    // Towards one trial the approximation falls to −∞; the truth is a line's width from straight between 0 and two trials.
    return trials < 2 ? (trials - 1) * formula(2) : formula(trials)
  }

  /// The expected maximum of so many independent Sharpe ratios.
  ///
  /// - Parameters:
  ///   - trials: how many independent trials there were, 1 or more.
  ///   - variance: the variance of the trials' ratios, of one period each.
  ///   - mean: their mean; 0 is the hypothesis that there is no skill.
  public static func of(trials: Double, variance: Double, mean: Double = 0) throws(WalkForwardError) -> Double {
    if !(variance >= 0 && variance.isFinite) {
      throw WalkForwardError(
        .outOfRange,
        "ExpectedMaximumSharpe", "variance",
        "is \(variance); it must be 0 or more. It is the variance of the trials' Sharpe ratios: hand in ratios of one period each.")
    }
    return mean + variance.squareRoot() * (try standardErrors(trials: trials))
  }
}

/// How long a backtest must be so that the best of many worthless configurations is not expected to look good.
///
///     try MinimumBacktestLength.years(trials: 45, annualSharpe: 1)          // 5.0
///     try MinimumBacktestLength.greatestTrials(years: 5, annualSharpe: 1)   // 45
///
/// Bailey, Borwein, López de Prado & Zhu 2014, theorem 2.
public enum MinimumBacktestLength {
  /// The years under which the best of so many worthless configurations is expected to show this Sharpe ratio.
  ///
  /// - Parameters:
  ///   - trials: how many independent configurations were tried, 1 or more.
  ///   - annualSharpe: the ratio that is to be believed, above 0.
  public static func years(trials: Double, annualSharpe: Double) throws(WalkForwardError) -> Double {
    try check(annualSharpe)
    let expected = try ExpectedMaximumSharpe.standardErrors(trials: trials) / annualSharpe
    return expected * expected
  }

  /// The simple bound above it, `2 ln N / SR²`.
  public static func bound(trials: Double, annualSharpe: Double) throws(WalkForwardError) -> Double {
    try check(annualSharpe)
    try WalkForwardError.check(trials: trials, "MinimumBacktestLength")
    return 2 * log(trials) / (annualSharpe * annualSharpe)
  }

  /// The most independent configurations that so many years bear.
  ///
  /// - Parameters:
  ///   - years: the length of the backtest, above 0.
  ///   - annualSharpe: the ratio that is to be believed, above 0.
  /// - Returns: 1 or more; at most 10⁹, from where on it does not matter.
  public static func greatestTrials(years: Double, annualSharpe: Double) throws(WalkForwardError) -> Int {
    if !(years > 0 && years.isFinite) {
      throw WalkForwardError(.outOfRange, "MinimumBacktestLength", "years", "is \(years); it must be above 0.")
    }
    var (low, high) = (1, 1_000_000_000)
    while low < high {
      let middle = low + (high - low + 1) / 2
      if try self.years(trials: Double(middle), annualSharpe: annualSharpe) <= years { low = middle } else { high = middle - 1 }
    }
    return low
  }

  private static func check(_ annualSharpe: Double) throws(WalkForwardError) {
    if !(annualSharpe > 0 && annualSharpe.isFinite) {
      throw WalkForwardError(.outOfRange, "MinimumBacktestLength", "annualSharpe", "is \(annualSharpe); it must be above 0.")
    }
  }
}

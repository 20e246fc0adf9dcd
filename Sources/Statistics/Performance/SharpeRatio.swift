/// A Sharpe ratio that knows how many observations it rests on, how long each of them is, and how its returns were distributed.
///
///     let sharpe = try SharpeRatio(of: returns, periodsPerYear: 365.25 * 24)     // hourly, around the clock
///     sharpe.annualised                                  // nil under 30 observations
///     sharpe.probability(ofMoreThan: 0)                  // the probabilistic Sharpe ratio
///     sharpe.minimumTrackRecordLength(toExceed: 0)       // observations until 95 % sure
///
/// It is the mean of the excess returns divided by their standard deviation (n − 1). Under 30 observations there is no annual figure and every verdict is
/// *insufficient*: five lucky trades have the best Sharpe ratio in any ranking.
///
/// What it is not: adjusted for having been chosen. The module `WalkForward` deflates it by the number of trials.
public struct SharpeRatio: Sendable, Hashable, Codable {
  /// The fewest observations that a verdict is given on.
  public static let fewestObservations = 30

  /// The ratio of one period, not annualised.
  public let perPeriod: Double
  /// How many observations it rests on.
  public let count: Int
  /// How many periods a year has.
  public let periodsPerYear: Double
  /// The skewness of the returns; 0 for a normal distribution.
  public let skewness: Double
  /// The kurtosis of the returns, *not* the excess: 3 for a normal distribution.
  public let kurtosis: Double

  /// Measures returns.
  ///
  /// - Parameters:
  ///   - returns: what each period earned above the risk-free rate, at least two finite values that vary.
  ///   - periodsPerYear: above 0; 8766 for hours around the clock, 252 for the days of a stock exchange.
  public init(of returns: [Double], periodsPerYear: Double) throws(StatisticsError) {
    try StatisticsError.check(returns, atLeast: 2, "SharpeRatio", "returns")
    try self.init(Moments(returns), periodsPerYear: periodsPerYear)
  }

  /// Measures what has been taken in by moments, one period at a time.
  public init(_ moments: Moments, periodsPerYear: Double) throws(StatisticsError) {
    let skewness = moments.skewness
    guard moments.count >= 2, moments.mean.isFinite, skewness.isFinite else {
      throw moments.count < 2
        ? StatisticsError(.tooFewValues, "SharpeRatio", "returns", "there are \(moments.count); at least 2 are needed.")
        : StatisticsError(.constant, "SharpeRatio", "returns", "they do not vary, or are not finite, so there is no risk to divide by.")
    }
    try self.init(
      perPeriod: moments.mean / moments.standardDeviation, count: moments.count, periodsPerYear: periodsPerYear, skewness: skewness,
      kurtosis: moments.excessKurtosis + 3)
  }

  /// A ratio that was measured elsewhere.
  ///
  /// - Parameters:
  ///   - perPeriod: of one period, not annualised.
  ///   - count: how many observations it rests on, 2 or more.
  ///   - periodsPerYear: above 0.
  ///   - skewness: 0 unless told.
  ///   - kurtosis: at least 1 + skewness², below which no distribution is; 3 unless told.
  public init(
    perPeriod: Double, count: Int, periodsPerYear: Double, skewness: Double = 0, kurtosis: Double = 3
  ) throws(StatisticsError) {
    func refuse(_ parameter: String, _ message: String) -> StatisticsError { .init(.outOfRange, "SharpeRatio", parameter, message) }
    if !perPeriod.isFinite { throw refuse("perPeriod", "is \(perPeriod); it must be finite.") }
    if count < 2 { throw refuse("count", "is \(count); it must be 2 or more.") }
    if !(periodsPerYear > 0 && periodsPerYear.isFinite) {
      throw refuse("periodsPerYear", "is \(periodsPerYear); it must be above 0, such as 252 for the days of a stock exchange.")
    }
    // Measured moments of two values meet the bound exactly, so rounding gets a little room.
    if !(skewness.isFinite && kurtosis.isFinite && kurtosis >= (1 + skewness * skewness) * (1 - 1e-9)) {
      throw refuse(
        "kurtosis",
        "is \(kurtosis) with skewness \(skewness); it must be at least 1 + skewness². It is the plain kurtosis (3 for a normal distribution), "
          + "so add 3 to an excess.")
    }
    self.perPeriod = perPeriod
    self.count = count
    self.periodsPerYear = periodsPerYear
    self.skewness = skewness
    self.kurtosis = kurtosis
  }

  /// Whether there are enough observations to say anything.
  public var isSufficient: Bool { count >= Self.fewestObservations }

  /// The ratio of a year, if there are at least 30 observations.
  public var annualised: Double? { isSufficient ? perPeriod * periodsPerYear.squareRoot() : nil }

  /// How many years of observations there are.
  public var years: Double { Double(count) / periodsPerYear }

  /// The t-ratio of the mean return: the ratio of a period times √count.
  public var tRatio: Double { perPeriod * Double(count).squareRoot() }
}

// MARK: - Its uncertainty

extension SharpeRatio {
  /// The variance of the estimate times (count − 1), `1 − γ₃ SR + (γ₄ − 1)/4 SR²`.
  private var spread: Double { max(0, 1 - skewness * perPeriod + (kurtosis - 1) / 4 * perPeriod * perPeriod) }

  /// The standard error of the ratio of one period, with skewness and kurtosis.
  ///
  /// Mertens, "Comments on variance of the IID estimator in Lo (2002)", 2002.
  public var standardError: Double { (spread / Double(count - 1)).squareRoot() }

  /// The probabilistic Sharpe ratio: how sure it is that the true ratio lies above a benchmark.
  ///
  /// Bailey & López de Prado, "The Sharpe ratio efficient frontier", Journal of Risk 15, 2012, equation 9.
  ///
  /// - Parameter benchmark: a ratio of one period, not annualised.
  public func probability(ofMoreThan benchmark: Double) -> Double {
    // No spread is left only at the edge of what is possible, where the ratio is known exactly.
    let error = standardError
    if error == 0 { return perPeriod > benchmark ? 1 : perPeriod < benchmark ? 0 : 0.5 }
    return NormalDistribution.standard.cumulative((perPeriod - benchmark) / error)
  }

  /// How many observations it takes to be this sure that the true ratio lies above a benchmark, if the ratio measured is the true one.
  ///
  /// Bailey & López de Prado 2012, equation 11. Compare it with ``count``.
  ///
  /// - Parameters:
  ///   - benchmark: a ratio of one period.
  ///   - confidence: above 0.5 and below 1.
  /// - Returns: a number of observations, or `nil` if the ratio is not above the benchmark, so that no track record is long enough.
  public func minimumTrackRecordLength(toExceed benchmark: Double, confidence: Double = 0.95) throws(StatisticsError) -> Double? {
    if !(confidence > 0.5 && confidence < 1) {
      throw StatisticsError(.outOfRange, "SharpeRatio", "confidence", "is \(confidence); it must be above 0.5 and below 1, such as 0.95.")
    }
    guard perPeriod > benchmark else { return nil }
    let distance = NormalDistribution.standard.quantile(confidence) / (perPeriod - benchmark)
    return 1 + spread * distance * distance
  }

  /// Whether the true ratio lies above a benchmark; *insufficient* under 30 observations.
  ///
  /// - Parameters:
  ///   - name: what was asked.
  ///   - benchmark: an annual ratio.
  ///   - confidence: how sure it must be, above 0 and below 1.
  public func verdict(_ name: String, aboveAnnual benchmark: Double = 0, confidence: Double = 0.95) -> Verdict {
    guard let annualised else { return .insufficient(name, samples: count, needed: Self.fewestObservations) }
    let probability = probability(ofMoreThan: benchmark / periodsPerYear.squareRoot())
    let isSure = probability > confidence
    return Verdict(
      name: name, outcome: isSure ? .pass : .fail,
      reason:
        "An annual Sharpe ratio of \(Verdict.text(annualised)) over \(count) observations lies above \(Verdict.text(benchmark)) with probability "
        + "\(Verdict.text(probability)), \(isSure ? "more" : "not more") than \(confidence).",
      evidence: [
        .init(name: "probability", value: probability), .init(name: "confidence", value: confidence),
        .init(name: "annual_sharpe", value: annualised), .init(name: "benchmark", value: benchmark),
        .init(name: "samples", value: Double(count)), .init(name: "periods_per_year", value: periodsPerYear),
      ])
  }
}

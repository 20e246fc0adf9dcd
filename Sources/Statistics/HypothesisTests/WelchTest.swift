/// Welch's t test: do two samples with possibly different variances have the same mean?
///
///     let test = try WelchTest([27.5, 21.0, 19.0, 23.6], [27.1, 22.0, 20.8, 23.4, 23.4])
///     test.pValue                  // 0.7830…
///     test.difference              // −0.565, with test.interval around it
///
/// Welch, "The generalization of Student's problem when several different population variances are involved", Biometrika 34, 1947.
public struct WelchTest: HypothesisTest {
  /// The mean of the first sample minus the mean of the second.
  public let difference: Double
  /// The standard error of the difference.
  public let standardError: Double
  /// t: the difference in standard errors.
  public let statistic: Double
  /// Welch and Satterthwaite's degrees of freedom.
  public let degreesOfFreedom: Double
  /// The probability of so extreme a t if the means are the same.
  public let pValue: Double
  /// What counted as extreme.
  public let alternative: Alternative
  /// The level of `interval`.
  public let confidence: Double
  /// A confidence interval of the difference; one side of it is infinite if the alternative is one-sided.
  public let interval: ClosedRange<Double>
  /// How many values the first sample had.
  public let firstCount: Int
  /// How many values the second sample had.
  public let secondCount: Int

  /// Tests two samples.
  ///
  /// - Parameters:
  ///   - first: at least two finite values.
  ///   - second: at least two finite values.
  ///   - alternative: what counts as extreme.
  ///   - confidence: the level of the interval, above 0 and below 1.
  /// - Throws: `StatisticsError` if a sample is too small or not finite, or if neither varies.
  public init(
    _ first: [Double], _ second: [Double], alternative: Alternative = .twoSided, confidence: Double = 0.95
  ) throws(StatisticsError) {
    try StatisticsError.check(first, atLeast: 2, "WelchTest", "first")
    try StatisticsError.check(second, atLeast: 2, "WelchTest", "second")
    try self.init(Moments(first), Moments(second), alternative: alternative, confidence: confidence)
  }

  /// Tests two samples of which only the moments are known.
  ///
  /// - Parameters:
  ///   - first: the moments of at least two values.
  ///   - second: the moments of at least two values.
  ///   - alternative: what counts as extreme.
  ///   - confidence: the level of the interval, above 0 and below 1.
  /// - Throws: `StatisticsError` if a sample is too small or not finite, or if neither varies.
  public init(
    _ first: Moments, _ second: Moments, alternative: Alternative = .twoSided, confidence: Double = 0.95
  ) throws(StatisticsError) {
    try StatisticsError.check(share: confidence, "WelchTest", "confidence")
    for (moments, name) in [(first, "first"), (second, "second")] {
      if moments.count < 2 {
        throw StatisticsError(.tooFewValues, "WelchTest", name, "has \(moments.count) values; at least 2 are needed.")
      }
      if !(moments.mean.isFinite && moments.variance.isFinite) {
        throw StatisticsError(.notFinite, "WelchTest", name, "has a mean or variance that is not finite.")
      }
    }
    let a = first.variance / Double(first.count)
    let b = second.variance / Double(second.count)
    difference = first.mean - second.mean
    standardError = (a + b).squareRoot()
    if !(standardError > 0) {
      throw StatisticsError(.constant, "WelchTest", "first", "neither sample varies, so that no difference can be weighed.")
    }
    statistic = difference / standardError
    // In shares of the whole, so that tiny variances do not underflow when squared.
    let (shareA, shareB) = (a / (a + b), b / (a + b))
    degreesOfFreedom = 1 / (shareA * shareA / Double(first.count - 1) + shareB * shareB / Double(second.count - 1))
    let t = StudentTDistribution(degreesOfFreedom: degreesOfFreedom)
    switch alternative {
    case .twoSided:
      pValue = 2 * t.survival(statistic.magnitude)
      let reach = t.upperQuantile((1 - confidence) / 2) * standardError
      interval = difference - reach...difference + reach
    case .less:
      pValue = t.cumulative(statistic)
      interval = -Double.infinity...difference + t.upperQuantile(1 - confidence) * standardError
    case .greater:
      pValue = t.survival(statistic)
      interval = difference - t.upperQuantile(1 - confidence) * standardError...Double.infinity
    }
    self.alternative = alternative
    self.confidence = confidence
    firstCount = first.count
    secondCount = second.count
  }

  /// The difference, its degrees of freedom and the sample sizes.
  public var evidence: KeyValuePairs<String, Double> {
    [
      "difference": difference, "degrees_of_freedom": degreesOfFreedom, "first_count": Double(firstCount),
      "second_count": Double(secondCount),
    ]
  }
}

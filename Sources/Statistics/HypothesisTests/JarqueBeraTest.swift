/// The Jarque-Bera test: are skewness and kurtosis those of a normal distribution?
///
/// The p-value is asymptotic (chi-square with two degrees of freedom), and rough below a few hundred values.
///
/// Jarque & Bera, "A test for normality of observations and regression residuals", International Statistical Review 55, 1987.
public struct JarqueBeraTest: HypothesisTest {
  /// n/6 (skewness² + excess kurtosis² / 4).
  public let statistic: Double
  /// The probability of so large a statistic of normal values.
  public let pValue: Double
  /// The skewness.
  public let skewness: Double
  /// The excess kurtosis.
  public let excessKurtosis: Double
  /// How many values there were.
  public let count: Int

  /// Tests a sample.
  ///
  /// - Parameter values: at least three finite values that vary.
  /// - Throws: `StatisticsError` if there are too few, one is not finite, or all are the same.
  public init(_ values: [Double]) throws(StatisticsError) {
    try StatisticsError.check(values, atLeast: 3, "JarqueBeraTest", "values")
    let moments = Moments(values)
    skewness = moments.skewness
    excessKurtosis = moments.excessKurtosis
    count = values.count
    statistic = Double(count) / 6 * (skewness * skewness + excessKurtosis * excessKurtosis / 4)
    if statistic.isNaN {
      throw StatisticsError(.constant, "JarqueBeraTest", "values", "do not vary, or by more than a number can hold.")
    }
    pValue = ChiSquaredDistribution(degreesOfFreedom: 2).survival(statistic)
  }

  /// The two shape numbers and the sample size.
  public var evidence: KeyValuePairs<String, Double> {
    ["skewness": skewness, "excess_kurtosis": excessKurtosis, "count": Double(count)]
  }
}

/// The Ljung-Box test: does a series have no autocorrelation up to some lag?
///
/// Ljung & Box, "On a measure of lack of fit in time series models", Biometrika 65, 1978.
public struct LjungBoxTest: HypothesisTest {
  /// Q = n(n + 2) Σ ρₖ² / (n − k).
  public let statistic: Double
  /// The probability of so large a Q of a series without autocorrelation.
  public let pValue: Double
  /// The longest lag.
  public let lags: Int
  /// How many values there were.
  public let count: Int

  /// Tests a series.
  ///
  /// - Parameters:
  ///   - series: in the order of time, finite, varying, longer than `lags`.
  ///   - lags: the longest lag, 1 or more.
  ///   - fitted: how many parameters of a model the series is the residual of, fewer than `lags`.
  /// - Throws: `StatisticsError` if the series is too short, not finite or constant, or a parameter is out of range.
  public init(_ series: [Double], lags: Int, fitted: Int = 0) throws(StatisticsError) {
    if lags < 1 { throw StatisticsError(.outOfRange, "LjungBoxTest", "lags", "is \(lags); it must be 1 or more.") }
    if fitted < 0 || fitted >= lags {
      throw StatisticsError(.outOfRange, "LjungBoxTest", "fitted", "is \(fitted); it must be from 0 to below lags, \(lags).")
    }
    if lags >= series.count {
      throw StatisticsError(
        .tooFewValues, "LjungBoxTest", "series", "has \(series.count) values; more than lags, \(lags), are needed.")
    }
    try StatisticsError.check(series, atLeast: 2, "LjungBoxTest", "series")
    let correlations = Autocorrelation.of(series, lags: lags)
    let n = Double(series.count)
    var sum = 0.0
    for lag in 1...lags { sum += correlations[lag] * correlations[lag] / (n - Double(lag)) }
    statistic = n * (n + 2) * sum
    if statistic.isNaN { throw StatisticsError(.constant, "LjungBoxTest", "series", "does not vary.") }
    pValue = ChiSquaredDistribution(degreesOfFreedom: Double(lags - fitted)).survival(statistic)
    self.lags = lags
    count = series.count
  }

  /// The longest lag and the sample size.
  public var evidence: KeyValuePairs<String, Double> { ["lags": Double(lags), "count": Double(count)] }
}

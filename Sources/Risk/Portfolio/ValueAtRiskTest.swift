public import Statistics

/// Whether a value at risk has kept its promise: Kupiec's test of how often it was passed, Christoffersen's of whether passings come in a row.
///
///     let test = try ValueAtRiskTest(passed: zip(returns, limits).map { $0 < -$1 }, confidence: 0.95)
///     print(test.verdict(significance: 0.05))
///
/// Kupiec (1995), "Techniques for verifying the accuracy of risk measurement models"; Christoffersen (1998), "Evaluating interval forecasts".
public struct ValueAtRiskTest: Hashable, Sendable {
  /// A likelihood ratio and how probable one as large is if the value at risk is right.
  public struct Result: Hashable, Sendable {
    /// Twice the logarithm of the likelihood ratio.
    public let statistic: Double
    /// The probability of one as large or larger.
    public let pValue: Double
  }

  /// How many periods there were.
  public let observations: Int
  /// In how many the loss passed the value at risk.
  public let exceedances: Int
  /// How many there should have been.
  public let expected: Double
  /// Kupiec: is the number right?
  public let coverage: Result
  /// Christoffersen: does one passing say nothing about the next? `nil` if there was none, or nothing else.
  public let independence: Result?
  /// Both together; `nil` if independence can't be judged.
  public let conditionalCoverage: Result?

  /// The tests of a series.
  ///
  /// - Parameters:
  ///   - passed: whether the loss passed the value at risk, period by period; at least 2.
  ///   - confidence: of the value at risk; above 0 and below 1.
  public init(passed: [Bool], confidence: Double) throws(RiskError) {
    guard passed.count >= 2 else {
      throw RiskError(.tooFewValues, "ValueAtRiskTest", "passed", "has \(passed.count) periods; at least 2 are needed.")
    }
    guard confidence > 0, confidence < 1 else {
      throw RiskError(.outOfRange, "ValueAtRiskTest", "confidence", "must be above 0 and below 1, got \(confidence).")
    }
    observations = passed.count
    exceedances = passed.count { $0 }
    let p = 1 - confidence
    expected = p * Double(observations)
    let (hits, misses) = (Double(exceedances), Double(observations - exceedances))
    let share = hits / Double(observations)
    coverage = ValueAtRiskTest.result(
      ValueAtRiskTest.logLikelihood(misses, hits, share) - ValueAtRiskTest.logLikelihood(misses, hits, p), 1)
    guard exceedances > 0, exceedances < observations else {
      (independence, conditionalCoverage) = (nil, nil)
      return
    }
    var counts = [[0.0, 0.0], [0.0, 0.0]]
    for (before, after) in zip(passed, passed.dropFirst()) { counts[before ? 1 : 0][after ? 1 : 0] += 1 }
    let all = (counts[0][1] + counts[1][1]) / Double(observations - 1)
    var gain = -ValueAtRiskTest.logLikelihood(counts[0][0] + counts[1][0], counts[0][1] + counts[1][1], all)
    for row in counts where row[0] + row[1] > 0 {
      gain += ValueAtRiskTest.logLikelihood(row[0], row[1], row[1] / (row[0] + row[1]))
    }
    let independence = ValueAtRiskTest.result(gain, 1)
    self.independence = independence
    conditionalCoverage = ValueAtRiskTest.result((coverage.statistic + independence.statistic) / 2, 2)
  }

  /// The logarithm of how probable so many misses and hits are; nothing times the logarithm of nothing is nothing.
  private static func logLikelihood(_ misses: Double, _ hits: Double, _ p: Double) -> Double {
    (misses > 0 ? misses * logarithm(1 - p) : 0) + (hits > 0 ? hits * logarithm(p) : 0)
  }

  private static func result(_ gain: Double, _ degrees: Double) -> Result {
    let statistic = max(0, 2 * gain)
    return Result(statistic: statistic, pValue: ChiSquaredDistribution(degreesOfFreedom: degrees).survival(statistic))
  }

  /// Pass if neither test rejects, fail if one does, insufficient if fewer than five passings were to be expected.
  public func verdict(significance: Double = 0.05) -> Verdict {
    let name = "value_at_risk"
    if expected < 5 {
      return .insufficient(name, "\(expected) passings were to be expected, 5 are needed to judge.", ["expected": expected])
    }
    let lowest = min(coverage.pValue, independence?.pValue ?? 1, conditionalCoverage?.pValue ?? 1)
    let numbers: KeyValuePairs = [
      "exceedances": Double(exceedances), "expected": expected, "kupiec_p": coverage.pValue,
      "christoffersen_p": independence?.pValue ?? .nan, "conditional_p": conditionalCoverage?.pValue ?? .nan,
    ]
    return lowest < significance
      ? .fail(name, "\(exceedances) passings where \(expected) were expected: p \(lowest) is below \(significance).", numbers)
      : .pass(name, "\(exceedances) passings where \(expected) were expected: nothing speaks against it.", numbers)
  }
}

/// A finished test of a hypothesis: what was measured and how surprising it would be if nothing were going on.
///
/// One test at one level is right about "nothing" as often as promised. Several at once are not: pass their p-values through
/// `MultipleTesting` first.
public protocol HypothesisTest: Sendable, Hashable {
  /// The statistic that was measured.
  var statistic: Double { get }
  /// The probability of a statistic at least as extreme if the hypothesis tested were true.
  var pValue: Double { get }
  /// The numbers a verdict should carry besides statistic and p-value, such as the sample sizes.
  var evidence: KeyValuePairs<String, Double> { get }
}

extension HypothesisTest {
  /// A verdict that fails when the p-value is at most a level, as a drift check does; the hypothesis not rejected is a pass.
  ///
  /// - Parameters:
  ///   - name: what was asked, such as `drift`.
  ///   - level: the largest p-value that rejects, such as 0.01.
  public func verdict(_ name: String, failsAtOrBelow level: Double) -> Verdict {
    let rejected = pValue <= level
    let numbers = [("p_value", pValue), ("level", level), ("statistic", statistic)] + evidence.map { ($0.key, $0.value) }
    return Verdict(
      name: name, outcome: pValue.isNaN ? .insufficient : rejected ? .fail : .pass,
      reason: pValue.isNaN
        ? "The p-value is undefined." : "The p-value \(pValue) is \(rejected ? "at or below" : "above") the level \(level).",
      evidence: numbers.map { Verdict.Evidence(name: $0.0, value: $0.1) })
  }
}

extension Verdict {
  /// Insufficient, because a statistic refused its input.
  public static func insufficient(_ name: String, _ error: StatisticsError) -> Verdict {
    .insufficient(name, error.description)
  }
}

/// What counts as extreme.
public enum Alternative: String, Sendable, Hashable, Codable {
  /// A difference in either direction.
  case twoSided
  /// The first sample lies lower.
  case less
  /// The first sample lies higher.
  case greater
}

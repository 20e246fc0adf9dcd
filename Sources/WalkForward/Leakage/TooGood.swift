public import Statistics

/// Results that are too good to be believed before a leakage audit has explained them.
///
///     TooGood.verdict(accuracy: 1, f1: 1, rSquared: nil, samples: 400).outcome      // .fail
public enum TooGood {
  /// Judges metrics of rows that the model was not fitted on: fail at or above the limit, insufficient for ten samples or fewer.
  ///
  /// - Parameters:
  ///   - accuracy: the share of right classes; `nil` where it is not a question of classes.
  ///   - f1: of the class 1.
  ///   - rSquared: the explained share of the variance; `nil` for classes.
  ///   - samples: how many rows they rest on.
  ///   - limit: what is too good, above 0 and at most 1.
  public static func verdict(accuracy: Double?, f1: Double?, rSquared: Double?, samples: Int, limit: Double = 0.95) -> Verdict {
    let name = "too_good"
    let metrics = [("accuracy", accuracy), ("f1", f1), ("r2", rSquared)].compactMap { metric in metric.1.map { (metric.0, $0) } }
    let evidence =
      metrics.map { Verdict.Evidence(name: $0.0, value: $0.1) }
      + [Verdict.Evidence(name: "limit", value: limit), Verdict.Evidence(name: "samples", value: Double(samples))]
    func verdict(_ outcome: Verdict.Outcome, _ reason: String) -> Verdict {
      Verdict(name: name, outcome: outcome, reason: reason, evidence: evidence)
    }
    if samples <= 10 { return verdict(.insufficient, "\(samples) \(samples == 1 ? "sample" : "samples") where 11 are needed.") }
    guard let best = metrics.filter({ !$0.1.isNaN }).max(by: { $0.1 < $1.1 }) else {
      return verdict(.insufficient, "No metric is defined on these rows.")
    }
    if best.1 >= limit {
      return verdict(
        .fail,
        "\(best.0) is \(Verdict.text(best.1)) on \(samples) rows that the model was not fitted on; \(Verdict.text(limit)) is too good to be believed. Find out why."
      )
    }
    return verdict(.pass, "\(best.0) is \(Verdict.text(best.1)), below \(Verdict.text(limit)).")
  }

  static func verdict(predictions: [Double], labels: [Double], target: LabeledSamples.Target, limit: Double) -> Verdict {
    let rows = Array(labels.indices)
    return switch target {
    case .binary:
      verdict(
        accuracy: Score.accuracy(of: labels).value(predictions, rows), f1: Score.f1(of: labels).value(predictions, rows), rSquared: nil,
        samples: labels.count, limit: limit)
    case .value:
      verdict(
        accuracy: nil, f1: nil, rSquared: Score.rSquared(of: labels).value(predictions, rows), samples: labels.count, limit: limit)
    }
  }
}

import Calibration
import GradientBoost
import Market
import Statistics

/// What out-of-fold predictions are worth beside what a model without skill would have said.
struct Skill {
  private let rows: OutOfFold
  private let known: [Int]
  private let isProbability: Bool
  private let losses: [Double]
  private let baselines: [Double]

  init(_ rows: OutOfFold, isProbability: Bool) {
    self.rows = rows
    self.isProbability = isProbability
    let known = rows.labels.indices.filter { !rows.labels[$0].isNaN }
    self.known = known
    losses = known.map { Skill.loss(rows.predictions[$0], rows.labels[$0], isProbability) }
    baselines = known.map { Skill.loss(rows.baselines[$0], rows.labels[$0], isProbability) }
  }

  /// The mean loss: logarithmic for probabilities, squared for numbers.
  static func loss(_ predictions: [Double], _ labels: [Double], isProbability: Bool) -> Double {
    zip(predictions, labels).reduce(0) { $0 + loss($1.0, $1.1, isProbability) } / Double(max(1, labels.count))
  }

  /// The loss of one prediction.
  static func loss(_ prediction: Double, _ label: Double, _ isProbability: Bool) -> Double {
    guard isProbability else { return (prediction - label) * (prediction - label) }
    return LogLoss.of(prediction, label == 1)
  }

  /// The share of the loss without skill that the predictions save; 0 for none, negative for worse than none.
  var share: Double {
    let whole = baselines.reduce(0, +)
    return whole > 0 ? 1 - losses.reduce(0, +) / whole : 0
  }

  /// Whether the predictions save anything, asked of the means over stretches of time that share no label: rows of one stretch, of all symbols, are
  /// one witness.
  func verdict(level: Double) -> Verdict {
    var means: [Double] = []
    var (sum, count, end) = (0.0, 0, Timestamp.distantPast)
    func close() { if count > 0 { means.append(sum / Double(count)) } }
    for (place, row) in known.enumerated() {
      if rows.times[row] > end {
        close()
        (sum, count, end) = (0, 0, rows.ends[row])
      }
      sum += baselines[place] - losses[place]
      count += 1
    }
    close()
    guard means.count >= 30 else { return .insufficient("skill", samples: means.count, needed: 30) }
    let moments = Moments(means)
    // Where every stretch saves the same there is no scatter to measure the mean by, and none is needed.
    let p =
      moments.standardError > 0
      ? StudentTDistribution(degreesOfFreedom: Double(means.count - 1)).survival(moments.mean / moments.standardError)
      : moments.mean > 0 ? 0 : 1
    let evidence: KeyValuePairs<String, Double> = [
      "skill": share, "p_value": p, "level": level, "stretches": Double(means.count), "rows": Double(known.count),
    ]
    let text = "\(Verdict.text(100 * share)) % of the loss is saved over \(means.count) stretches of time (p = \(Verdict.text(p)))"
    return p <= level && share > 0 ? .pass("skill", "\(text).", evidence) : .fail("skill", "\(text): no better than the mean.", evidence)
  }

  /// What the registry keeps.
  func metrics(_ reliability: Reliability?) -> [String: Double] {
    let predictions = known.map { rows.predictions[$0] }
    let labels = known.map { rows.labels[$0] }
    var metrics: [String: Double] = ["rows": Double(known.count), "skill": share]
    let measured: [(String, Metric)] =
      isProbability
      ? [("log_loss", .logLoss), ("auc", .auc), ("accuracy", .accuracy), ("brier", .brier)]
      : [("r2", .r2), ("rmse", .rmse), ("mean_absolute_error", .mae)]
    for (name, metric) in measured { metrics[name] = metric.value(predictions: predictions, labels: labels) }
    if !isProbability {
      let correlation = Correlation.pearson(predictions, labels)
      if correlation.isFinite { metrics["correlation"] = correlation }
    }
    if let reliability {
      metrics["calibration_error"] = reliability.expectedCalibrationError
      metrics["calibrated_log_loss"] = reliability.logLoss
    }
    return metrics.filter { $0.value.isFinite }
  }
}

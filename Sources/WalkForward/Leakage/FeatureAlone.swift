internal import Statistics

/// Whether one feature alone predicts the label better than is plausible, in whatever shape: for each feature the mean label of 16 quantile bins,
/// learned on training rows, predicts the test rows. What the label's own past says as well is taken out.
struct FeatureAlone {
  private let samples: LabeledSamples
  private let past: LabelPast
  private let level: Double
  private let limit: Double
  private let threads: Int
  private static let bins = 16
  private static let mostFolds = 5
  private static let mostRows = 100_000
  private static let fewestRows = 50

  init(_ samples: LabeledSamples, _ past: LabelPast, level: Double, limit: Double, threads: Int) {
    self.samples = samples
    self.past = past
    self.level = level
    self.limit = limit
    self.threads = threads
  }

  func verdict(_ splits: Splits) -> Verdict {
    let name = "feature_alone"
    let folds = Self.chosen(splits, most: Self.mostFolds)
    let tested = folds.reduce(0) { $0 + min($1.test.count, Self.mostRows) }
    guard tested >= Self.fewestRows else { return .insufficient(name, samples: tested, needed: Self.fewestRows) }
    let parts = folds.map { (train: $0.train, rows: Array($0.test.prefix(Self.mostRows))) }
    let rows = parts.flatMap(\.rows)
    let beyond = past.beyond(rows)
    let labels = beyond(rows.map { samples.labels[$0] })
    let correlations = parallelMap(samples.columns, threads: threads) { column in
      beyond.correlation(parts.flatMap { predict(column, $0.train, $0.rows) }, labels)
    }
    let count = Double(tested) / max(1, samples.spans.labelOverlap)
    // A feature that predicts the opposite out of fold knows nothing.
    let bounds = correlations.map { CorrelationBound(max(0, $0), count: count, level: level / Double(correlations.count)) }
    guard let best = correlations.indices.max(by: { correlations[$0] < correlations[$1] }) else {
      return .insufficient(name, samples: 0, needed: 1)
    }
    let evidence: KeyValuePairs<String, Double> = [
      "features": Double(correlations.count), "correlation": correlations[best], "at_least": bounds[best].least, "limit": limit,
      "test_rows": Double(tested),
    ]
    if bounds[best].exceeds(limit) {
      return .fail(
        name,
        "'\(samples.names[best])' alone predicts what the label's own past does not say of it with correlation \(Verdict.text(correlations[best])), where \(Verdict.text(limit)) is plausible. It may be "
          + "the label, or made of it.", evidence)
    }
    return .pass(
      name,
      "No feature alone is better than plausible; the best is '\(samples.names[best])' with correlation \(Verdict.text(correlations[best])).",
      evidence)
  }

  /// At most so many folds, evenly chosen.
  static func chosen(_ splits: Splits, most: Int) -> [Fold] {
    if splits.count <= most { return splits.folds }
    return (0..<most).map { splits[$0 * (splits.count - 1) / (most - 1)] }
  }

  private func predict(_ column: [Double], _ train: Rows, _ rows: [Int]) -> [Double] {
    let step = max(1, train.count / Self.mostRows)
    let learned = step == 1 ? Array(train) : train.enumerated().filter { $0.offset % step == 0 }.map(\.element)
    let present = learned.map { column[$0] }.filter { !$0.isNaN }
    let probabilities = (1..<Self.bins).map { Double($0) / Double(Self.bins) }
    let borders = present.isEmpty ? [] : Quantiles.of(present, probabilities)
    // The last bin is for what is missing.
    func bin(_ value: Double) -> Int { value.isNaN ? Self.bins : borders.count { $0 < value } }
    var sums = [Double](repeating: 0, count: Self.bins + 1)
    var counts = sums
    for row in learned {
      let place = bin(column[row])
      sums[place] += samples.labels[row]
      counts[place] += 1
    }
    let mean = sums.reduce(0, +) / max(1, counts.reduce(0, +))
    return rows.map { row in
      let place = bin(column[row])
      return counts[place] > 0 ? sums[place] / counts[place] : mean
    }
  }
}

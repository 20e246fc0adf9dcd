public import Statistics

/// How the importance of features is counted.
public enum ImportanceKind: Sendable, Hashable, CaseIterable {
  /// How often a feature divides.
  case split
  /// How much its splits lowered the training loss, in all.
  case gain
}

extension Model {
  /// The importance of each feature, in the order of `featureNames`.
  public func importance(_ kind: ImportanceKind) -> [Double] {
    var sums = Array(repeating: 0.0, count: featureNames.count)
    for tree in trees {
      for node in tree.nodes { sums[node.feature] += kind == .split ? 1 : node.gain }
    }
    return sums
  }

  /// How much worse a metric gets when a feature's values are shuffled among the rows: the mean over repeats, for each feature.
  ///
  /// A feature the model does not need has about 0; a negative value is chance. Features that say the same share their importance.
  ///
  /// - Parameters:
  ///   - columns: rows the model has not seen in training.
  ///   - labels: what should be predicted for them.
  ///   - weights: how much each row counts; equally unless given.
  ///   - metric: how predictions are judged; it must be defined on these rows.
  ///   - repeats: how often each feature is shuffled; 1 or more.
  ///   - seed: where the shuffling comes from.
  ///   - threads: the greatest number of threads to use.
  public func permutationImportance(
    columns: [[Double]], labels: [Double], weights: [Double]? = nil, metric: Metric, repeats: Int = 5, seed: UInt64 = 0,
    threads: Int = ActiveProcessors.count
  ) throws(PredictionError) -> [Double] {
    precondition(repeats >= 1, "Model.permutationImportance: repeats is \(repeats); it must be 1 or more.")
    guard try rowCount(of: columns) == labels.count, weights.map({ $0.count == labels.count }) ?? true else {
      throw PredictionError("There are \(labels.count) labels for \(columns.first?.count ?? 0) rows; each row needs one.")
    }
    guard let base = metric.value(predictions: try predict(columns: columns, threads: threads), labels: labels, weights: weights) else {
      throw PredictionError("Metric \(metric.name) is not defined on these rows; give rows of every class.")
    }
    let generator = SeededGenerator(seed: seed)
    var losses: [Double] = []
    for feature in featureNames.indices {
      var sum = 0.0
      for index in 0..<repeats {
        var draws = generator.split(stream: UInt64(feature)).split(stream: UInt64(index))
        var changed = columns
        draws.shuffle(&changed[feature])
        let predictions = try predict(columns: changed, threads: threads)
        let value = metric.value(predictions: predictions, labels: labels, weights: weights) ?? base
        sum += metric.higherIsBetter ? base - value : value - base
      }
      losses.append(sum / Double(repeats))
    }
    return losses
  }
}

extension Metric {
  /// The metric of predictions; `nil` where it is not defined, such as the AUC of rows that are all of one class.
  ///
  /// - Parameters:
  ///   - predictions: a prediction for every row; for several classes the chances of each class, row after row.
  ///   - labels: what they should have been.
  ///   - weights: what each row counts for; `nil` if each counts for 1.
  ///   - queries: how many rows each query has, one after another, for metrics of rankings; all rows are one query if `nil`.
  /// - Complexity: O(n), for `auc`, `averagePrecision` and rankings O(n log n).
  public func value(predictions: [Double], labels: [Double], weights: [Double]? = nil, queries: [Int]? = nil) -> Double? {
    precondition(!labels.isEmpty ? predictions.count % labels.count == 0 : predictions.isEmpty, "every row has as many predictions")
    precondition(weights.map { $0.count == labels.count } ?? true, "every row has a weight")
    guard !labels.isEmpty else { return nil }
    let classes = predictions.count / labels.count
    func weight(_ row: Int) -> Double { weights?[row] ?? 1 }
    func mean(_ loss: (Int) -> Double) -> Double? {
      var sum = 0.0
      var total = 0.0
      for row in labels.indices {
        sum += loss(row) * weight(row)
        total += weight(row)
      }
      return total > 0 ? sum / total : nil
    }
    func log(_ value: Double) -> Double { Logarithm.of(max(value, 1e-300)) }
    switch self {
    case .mcc: return matthews(predictions, labels, classes, weight)
    case .ece, .maximumCalibrationError, .brierReliability, .brierResolution:
      return ReliabilityCurve(predictions: predictions, labels: labels, weights: weights)?.value(of: self)
    case .crossEntropy:
      return mean { row in
        let chance = min(max(predictions[row], 1e-15), 1 - 1e-15)
        return -labels[row] * Logarithm.of(chance) - (1 - labels[row]) * Logarithm.of(1 - chance)
      }
    case .mape: return mean { abs(predictions[$0] - labels[$0]) * PercentageErrorObjective.weight(of: labels[$0]) }
    case .poissonDeviance, .tweedieDeviance(power: 1):
      return mean { row in
        let (own, truth) = (predictions[row], labels[row])
        return 2 * ((truth > 0 ? truth * (log(truth) - log(own)) : 0) - truth + own)
      }
    case .gammaDeviance: return mean { 2 * (log(predictions[$0]) - log(labels[$0]) + labels[$0] / predictions[$0] - 1) }
    case .tweedieDeviance(let power):
      return mean { row in
        let (own, truth) = (log(predictions[row]), labels[row])
        let ideal = truth > 0 ? Exponential.of((2 - power) * log(truth)) / ((1 - power) * (2 - power)) : 0
        return 2 * (ideal - truth * Exponential.of((1 - power) * own) / (1 - power) + Exponential.of((2 - power) * own) / (2 - power))
      }
    case .ndcg, .map: return ofQueries(predictions, labels, weights, queries ?? [labels.count])
    case .logLoss:
      return mean { row in
        let own =
          classes > 1
          ? predictions[row * classes + Self.index(labels[row], classes)] : labels[row] > 0.5 ? predictions[row] : 1 - predictions[row]
        return -Logarithm.of(min(max(own, 1e-15), 1))
      }
    case .accuracy:
      return mean { row in
        if classes == 1 { return (predictions[row] > 0.5) == (labels[row] > 0.5) ? 1 : 0 }
        var likeliest = 0
        for index in 1..<classes where predictions[row * classes + index] > predictions[row * classes + likeliest] { likeliest = index }
        return Double(likeliest) == labels[row] ? 1 : 0
      }
    case .precision, .recall, .f1: return confusion(predictions, labels, weight)
    case .brier: return mean { (predictions[$0] - labels[$0]) * (predictions[$0] - labels[$0]) }
    case .rmse: return mean { (predictions[$0] - labels[$0]) * (predictions[$0] - labels[$0]) }?.squareRoot()
    case .mae: return mean { abs(predictions[$0] - labels[$0]) }
    case .pinball(let alpha):
      return mean { row in
        let rest = labels[row] - predictions[row]
        return rest >= 0 ? alpha * rest : (alpha - 1) * rest
      }
    case .r2:
      guard let center = mean({ labels[$0] }), let variance = mean({ (labels[$0] - center) * (labels[$0] - center) }), variance > 0,
        let error = mean({ (predictions[$0] - labels[$0]) * (predictions[$0] - labels[$0]) })
      else { return nil }
      return 1 - error / variance
    case .auc, .averagePrecision: return ranking(predictions, labels, weight)
    }
  }

  private static func index(_ label: Double, _ classes: Int) -> Int {
    label >= 0 && label < Double(classes) ? Int(label) : 0
  }

  private func confusion(_ predictions: [Double], _ labels: [Double], _ weight: (Int) -> Double) -> Double? {
    var hits = 0.0
    var called = 0.0
    var positive = 0.0
    for row in labels.indices {
      let isCalled = predictions[row] > 0.5
      let isPositive = labels[row] > 0.5
      if isCalled { called += weight(row) }
      if isPositive { positive += weight(row) }
      if isCalled && isPositive { hits += weight(row) }
    }
    switch self {
    case .precision: return called > 0 ? hits / called : nil
    case .recall: return positive > 0 ? hits / positive : nil
    default: return called + positive > 0 ? 2 * hits / (called + positive) : nil
    }
  }

  /// Both areas in one descent through the ranks; rows of equal prediction come together.
  private func ranking(_ predictions: [Double], _ labels: [Double], _ weight: (Int) -> Double) -> Double? {
    guard !predictions.contains(where: \.isNaN) else { return nil }
    let order = labels.indices.sorted { predictions[$0] > predictions[$1] }
    var positive = 0.0
    var negative = 0.0
    var area = 0.0
    var precisionSum = 0.0
    var place = 0
    while place < order.count {
      let prediction = predictions[order[place]]
      var tiedPositive = 0.0
      var tiedNegative = 0.0
      while place < order.count, predictions[order[place]] == prediction {
        let row = order[place]
        if labels[row] > 0.5 { tiedPositive += weight(row) } else { tiedNegative += weight(row) }
        place += 1
      }
      area += tiedNegative * (positive + tiedPositive / 2)
      positive += tiedPositive
      negative += tiedNegative
      if positive + negative > 0 { precisionSum += tiedPositive * positive / (positive + negative) }
    }
    if self == .auc { return positive > 0 && negative > 0 ? area / (positive * negative) : nil }
    return positive > 0 ? precisionSum / positive : nil
  }
}

internal import Market

/// How much each row should count: rows whose labels look at the same bars share what they tell, and old rows may count less.
///
///     let weights = SampleWeights.uniqueness(of: labels)
///     let decayed = try SampleWeights.timeDecay(of: labels, halfLife: .seconds(30 * 86_400))
///     let both = zip(weights, decayed).map { $0 * $1 }
public enum SampleWeights {
  /// The average uniqueness of each label: the mean, over the bars it looks at, of one over the number of labels that look at the same bar (López de
  /// Prado 2018, section 4.4). 1 for a label that shares nothing; 0 for one that is not resolved.
  ///
  /// Every symbol is counted by itself.
  /// - Complexity: O(n).
  public static func uniqueness(of labels: Labels) -> [Double] {
    var weights = [Double](repeating: 0, count: labels.rowCount)
    for stretch in labels.stretches {
      let first = stretch.rows.lowerBound
      let count = stretch.rows.count
      // A label looks at the bars after its row up to the one at whose end it is known; one known at once, at its own.
      func span(_ row: Int) -> ClosedRange<Int>? {
        labels.endRows[first + row].map { min(row + 1, $0)...$0 }
      }
      var changes = [Int](repeating: 0, count: count + 1)
      for row in 0..<count {
        guard let span = span(row) else { continue }
        changes[span.lowerBound] += 1
        changes[span.upperBound + 1] -= 1
      }
      var shares = [0.0]
      shares.reserveCapacity(count + 1)
      var labelsHere = 0
      for row in 0..<count {
        labelsHere += changes[row]
        shares.append((shares.last ?? 0) + (labelsHere > 0 ? 1 / Double(labelsHere) : 0))
      }
      for row in 0..<count {
        guard let span = span(row) else { continue }
        weights[first + row] = min((shares[span.upperBound + 1] - shares[span.lowerBound]) / Double(span.count), 1)
      }
    }
    return weights
  }

  /// Weights that halve with every half-life of age: 1 for the latest resolved row of all symbols, 0 for rows that are not resolved.
  public static func timeDecay(of labels: Labels, halfLife: Duration) throws(FeatureError) -> [Double] {
    let length = halfLife.inSeconds
    guard length > 0 else { throw .invalidRequest("a half-life must be longer than nothing, not \(halfLife)") }
    let newest = labels.resolvedRows.map { labels.time[$0] }.max() ?? .distantPast
    return labels.values.indices.map { row in
      labels.values[row].isNaN ? 0 : exponential(-(newest - labels.time[row]).inSeconds / length * naturalLogarithm(2))
    }
  }

  /// Weights that fall in a straight line with the uniqueness that came after a row (López de Prado 2018, section 4.7): 1 for the latest, `oldest`
  /// for the first of each symbol. Below 0, the oldest rows count nothing at all.
  public static func linearDecay(of labels: Labels, oldest: Double) throws(FeatureError) -> [Double] {
    guard oldest <= 1, oldest > -1 else { throw .invalidRequest("the oldest row's weight must be above -1 and at most 1, not \(oldest)") }
    var weights = uniqueness(of: labels)
    for stretch in labels.stretches {
      let total = stretch.rows.reduce(0) { $0 + weights[$1] }
      guard total > 0 else { continue }
      let slope = oldest >= 0 ? (1 - oldest) / total : 1 / ((oldest + 1) * total)
      var seen = 0.0
      for row in stretch.rows {
        guard weights[row] > 0 else { continue }
        seen += weights[row]
        weights[row] = max(0, 1 - slope * (total - seen))
      }
    }
    return weights
  }
}

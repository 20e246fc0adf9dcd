extension Metric {
  /// The mean over queries of how good each one's ranking is; a query counts for what its first row weighs.
  func ofQueries(_ predictions: [Double], _ labels: [Double], _ weights: [Double]?, _ queries: [Int]) -> Double? {
    guard queries.allSatisfy({ $0 >= 0 }), queries.reduce(0, +) == labels.count, !predictions.contains(where: \.isNaN),
      predictions.count == labels.count, labels.allSatisfy({ $0 >= 0 && $0 < 31 && $0 == $0.rounded(.down) })
    else { return nil }
    var start = 0
    var sum = 0.0
    var total = 0.0
    for count in queries where count > 0 {
      let rows = start..<start + count
      start += count
      // Of equal predictions the earlier row comes first, as a stable sort leaves it.
      let ranked = rows.sorted { (predictions[$0], $1) > (predictions[$1], $0) }.map { Int(labels[$0]) }
      let weight = weights?[rows.lowerBound] ?? 1
      sum += weight * ofQuery(ranked)
      total += weight
    }
    return total > 0 ? sum / total : nil
  }

  private func ofQuery(_ ranked: [Int]) -> Double {
    switch self {
    case .ndcg(let places):
      let ideal = Ranking.gain(ofSorted: ranked.sorted(by: >), Ranking.defaultGains, places)
      return ideal > 0 ? Ranking.gain(ofSorted: ranked, Ranking.defaultGains, places) / ideal : 1
    case .map(let places):
      let relevant = ranked.count { $0 > 0 }
      guard relevant > 0 else { return 1 }
      var hits = 0.0
      var sum = 0.0
      for (place, label) in ranked.prefix(places).enumerated() where label > 0 {
        hits += 1
        sum += hits / Double(place + 1)
      }
      return sum / Double(min(relevant, places))
    default: return .nan
    }
  }

  /// Gorodkin's correlation of several classes, which with two is Matthews'.
  ///
  /// Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
  func matthews(_ predictions: [Double], _ labels: [Double], _ classes: Int, _ weight: (Int) -> Double) -> Double? {
    let count = max(classes, 2)
    var called = Array(repeating: 0.0, count: count)
    var actual = called
    var hits = 0.0
    var total = 0.0
    for row in labels.indices {
      let truth = classes == 1 ? (labels[row] > 0.5 ? 1 : 0) : min(max(Int(labels[row]), 0), count - 1)
      var guess = classes == 1 && predictions[row] > 0.5 ? 1 : 0
      if classes > 1 {
        for index in 1..<classes where predictions[row * classes + index] > predictions[row * classes + guess] { guess = index }
      }
      called[guess] += weight(row)
      actual[truth] += weight(row)
      if guess == truth { hits += weight(row) }
      total += weight(row)
    }
    func product(_ left: [Double], _ right: [Double]) -> Double { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
    let together = hits * total - product(called, actual)
    let spread = (total * total - product(called, called)) * (total * total - product(actual, actual))
    return spread > 0 ? together / spread.squareRoot() : nil
  }
}

/// Ranking by pairs, each weighed by how much exchanging them would change the NDCG of their query.
///
/// Burges, "From RankNet to LambdaRank to LambdaMART: An Overview", Microsoft Research MSR-TR-2010-82, section 4; the norms are LightGBM's.
struct LambdaRank: Sendable {
  /// How far down a query's ranking at least one of a pair must be.
  let truncation: Int
  /// Whether pairs and queries are brought to the same size.
  let isNormed: Bool
  /// What each label is worth.
  let gains: [Double]

  init(_ parameters: Parameters) {
    truncation = parameters.lambdarankTruncationLevel
    isNormed = parameters.lambdarankNorm
    gains = parameters.labelGain.isEmpty ? Ranking.defaultGains : parameters.labelGain
  }

  /// The gradients of one query's rows.
  ///
  /// - Complexity: O(n × truncation), plus sorting.
  func gradients(scores: ArraySlice<Double>, labels: ArraySlice<Double>) -> [SIMD2<Double>] {
    let count = scores.count
    var gradients = [SIMD2<Double>](repeating: .zero, count: count)
    let scores = Array(scores)
    let labels = labels.map { Int($0) }
    let ideal = Ranking.gain(ofSorted: labels.sorted(by: >), gains, truncation)
    guard count > 1, ideal > 0 else { return gradients }
    let order = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
    let isFlat = scores[order[0]] == scores[order[count - 1]]
    let discounts = Ranking.discounts(count)
    var all = 0.0
    for first in 0..<min(count - 1, truncation) {
      for second in first + 1..<count where labels[order[first]] != labels[order[second]] {
        let firstIsBetter = labels[order[first]] > labels[order[second]]
        let (high, low) = firstIsBetter ? (first, second) : (second, first)
        let difference = scores[order[high]] - scores[order[low]]
        let gap = gains[labels[order[high]]] - gains[labels[order[low]]]
        var change = gap * abs(discounts[high] - discounts[low]) / ideal
        if isNormed && !isFlat { change /= 0.01 + abs(difference) }
        let chance = 1 / (1 + Exponential.of(difference))
        let pull = SIMD2(chance * change, chance * (1 - chance) * change)
        gradients[order[low]] += pull
        gradients[order[high]] += SIMD2(-pull.x, pull.y)
        all += 2 * pull.x
      }
    }
    if isNormed && all > 0 {
      let factor = Ranking.log2(1 + all) / all
      for row in gradients.indices { gradients[row] *= factor }
    }
    return gradients
  }
}

/// How good a ranking is: what its parts have in common.
enum Ranking {
  /// 2ˡ − 1 for a label l.
  static let defaultGains = (0..<31).map { Double(1 << $0 - 1) }

  static func log2(_ value: Double) -> Double { Logarithm.of(value) * 1.4426950408889634 }

  /// What each place counts, from the first on.
  static func discounts(_ count: Int) -> [Double] { (0..<count).map { 1 / log2(Double($0 + 2)) } }

  /// The discounted gain of labels in the order of a ranking.
  static func gain(ofSorted labels: some Collection<Int>, _ gains: [Double], _ places: Int) -> Double {
    var sum = 0.0
    for (place, label) in labels.prefix(places).enumerated() { sum += gains[label] / log2(Double(place + 2)) }
    return sum
  }
}

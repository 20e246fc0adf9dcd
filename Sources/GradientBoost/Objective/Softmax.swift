/// Log loss of several classes by softmax; each class has a score and a tree of its own in every iteration.
enum Softmax {
  /// Writes the gradients of all classes, class after class.
  ///
  /// - Parameter scores: class after class, a score for every row.
  static func gradients(scores: [Double], labels: Span<Double>, classes: Int, weights: Span<Double>?) -> [SIMD2<Double>] {
    let rows = labels.count
    var gradients = [SIMD2<Double>](repeating: .zero, count: rows * classes)
    var chances = [Double](repeating: 0, count: classes)
    // With one class left to explain the others' hessian is twice too small: Friedman, "Greedy function approximation", 2001, eq. 38.
    let factor = Double(classes) / Double(classes - 1)
    for row in 0..<rows {
      for index in 0..<classes { chances[index] = scores[index * rows + row] }
      apply(&chances)
      let weight = weights?[row] ?? 1
      for index in 0..<classes {
        let chance = chances[index]
        let target = labels[row] == Double(index) ? 1.0 : 0
        gradients[index * rows + row] = SIMD2((chance - target) * weight, factor * chance * (1 - chance) * weight)
      }
    }
    return gradients
  }

  /// Turns scores into chances that sum to 1.
  static func apply(_ scores: inout [Double]) {
    let greatest = scores.max() ?? 0
    var sum = 0.0
    for index in scores.indices {
      scores[index] = Exponential.of(scores[index] - greatest)
      sum += scores[index]
    }
    for index in scores.indices { scores[index] /= sum }
  }

  /// The logarithm of each class's share of the labels: where training begins.
  static func initialScores(labels: Span<Double>, weights: Span<Double>?, classes: Int) -> [Double] {
    (0..<classes).map { index in
      var sum = 0.0
      var total = 0.0
      for row in 0..<labels.count {
        let weight = weights?[row] ?? 1
        total += weight
        if labels[row] == Double(index) { sum += weight }
      }
      return Logarithm.of(max(total > 0 ? sum / total : 0, 1e-15))
    }
  }
}

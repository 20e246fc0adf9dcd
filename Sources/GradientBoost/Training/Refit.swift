public import Statistics

extension Model {
  /// The same trees with leaf values drawn to what new rows say: the questions stay, the answers follow.
  ///
  /// Tree after tree, each on what those before it leave; a leaf becomes `decay` of what it was and the rest of what the new rows would make
  /// it. Leaves that no new row comes to stay as they are.
  ///
  /// - Parameters:
  ///   - columns: new rows, one column for each of `featureNames`.
  ///   - labels: what should be predicted for them.
  ///   - weights: what each row counts for; `nil` if each counts for 1.
  ///   - decay: how much of the old values stays, 0 to 1.
  ///   - threads: the greatest number of threads to use.
  /// - Throws: an error if the model was not trained here, ranks, has linear leaves or an objective of one's own, or the rows do not fit.
  public func refitted(
    columns: [[Double]], labels: [Double], weights: [Double]? = nil, decay: Double = 0.9, threads: Int = ActiveProcessors.count
  ) throws -> Model {
    precondition(decay >= 0 && decay <= 1, "Model.refitted: decay is \(decay); it must be from 0 to 1.")
    guard let parameters else {
      throw TrainingError(
        "The model was not trained here, so that its learning rate and penalties are not known; train it here to refit it.")
    }
    let function = objective.function(parameters)
    guard function != nil || scoresPerRow > 1, !trees.contains(where: \.isLinear) else {
      throw TrainingError("Objective \(objective.name), or its linear leaves, cannot be refitted; train anew.")
    }
    let rows = try rowCount(of: columns)
    guard rows > 0, labels.count == rows, weights.map({ $0.count == rows && $0.allSatisfy { $0 >= 0 && $0.isFinite } }) ?? true else {
      throw TrainingError("There are \(labels.count) labels for \(rows) rows; each row needs one, and weights must be 0 or more.")
    }
    if let row = labels.firstIndex(where: { !$0.isFinite || objective.problem(ofLabel: $0) != nil }) {
      throw TrainingError("The label of row \(row) is \(labels[row]), which objective \(objective.text) cannot mean.")
    }
    let leaves = try leafIndices(columns: columns, threads: threads)
    var scores = initialScores.flatMap { Array(repeating: $0, count: rows) }
    var trees: [Tree] = []
    for start in stride(from: 0, to: self.trees.count, by: scoresPerRow) {
      let gradients: [SIMD2<Double>]
      if let function {
        var own = Array(repeating: SIMD2<Double>.zero, count: rows)
        var span = own.mutableSpan
        function.gradients(scores: scores.span, labels: labels.span, into: &span)
        gradients = own.indices.map { own[$0] * (weights?[$0] ?? 1) }
      } else {
        gradients = Self.softmax(scores, labels, weights, classes: scoresPerRow)
      }
      for index in 0..<scoresPerRow {
        let tree = self.trees[start + index]
        let members = Dictionary(grouping: 0..<rows) { leaves[$0][start + index] }
        let made = tree.leaves.indices.map { leaf -> Tree.Leaf in
          let old = tree.leaves[leaf]
          guard let own = members[leaf] else { return old }
          let sum = own.reduce(SIMD2<Double>.zero) { $0 + gradients[index * rows + $1] }
          let fresh = objective.leafQuantile.map { share in
            let rests = own.map { labels[$0] - scores[$0] }
            guard weights != nil || objective == .mape else { return WeightedQuantile.of(rests.span, nil, share) }
            let counts = own.map { quantileWeight($0, labels, weights) }
            return WeightedQuantile.of(rests.span, counts.span, share)
          }
          let value = decay * old.value + (1 - decay) * (fresh ?? Self.step(sum, parameters)) * tree.learningRate
          return Tree.Leaf(value: value, count: own.count, weight: sum.y)
        }
        let changed = tree.replacing(leaves: made)
        trees.append(changed)
        // Every tree of a forest learns from where all begin.
        guard !isAverage else { continue }
        for row in 0..<rows { scores[index * rows + row] += made[leaves[row][start + index]].value }
      }
    }
    return replacing(trees: trees)
  }

  private static func softmax(_ scores: [Double], _ labels: [Double], _ weights: [Double]?, classes: Int) -> [SIMD2<Double>] {
    guard let weights else { return Softmax.gradients(scores: scores, labels: labels.span, classes: classes, weights: nil) }
    return Softmax.gradients(scores: scores, labels: labels.span, classes: classes, weights: weights.span)
  }

  private func quantileWeight(_ row: Int, _ labels: [Double], _ weights: [Double]?) -> Double {
    (objective == .mape ? PercentageErrorObjective.weight(of: labels[row]) : 1) * (weights?[row] ?? 1)
  }

  private static func step(_ sum: SIMD2<Double>, _ parameters: Parameters) -> Double {
    guard sum.y + parameters.lambdaL2 > 0 else { return 0 }
    let value = -SplitRules.shrunk(sum.x, parameters.lambdaL1) / (sum.y + parameters.lambdaL2)
    return parameters.maxDeltaStep > 0 ? min(max(value, -parameters.maxDeltaStep), parameters.maxDeltaStep) : value
  }
}

extension Training {
  /// Gives a grown tree its values and adds it to the model and to all scores.
  mutating func add(_ grown: TreeGrower.Grown, ofClass index: Int, isSampled: Bool) {
    let rate = rate
    var values = LeafValues(grown, parameters)
    if let share = parameters.objective.leafQuantile, !grown.nodes.isEmpty {
      values.leaves = residualQuantiles(share, leaves: values.leaves.count)
      if parameters.pathSmooth > 0 { values.smooth(grown, parameters) }
    }
    var tree = grown.tree(data: data, values: values, learningRate: rate, parameters)
    // The first trees bring the scores near the labels; a linear leaf would explain the labels themselves.
    if parameters.linearTree, trees.count >= classes, !grown.nodes.isEmpty { tree = linear(tree, grown) }
    trees.append(tree)
    let needsBins = isSampled || scoring.isNeeded || tree.isLinear || parameters.boosting != .gbdt
    if needsBins, let binned = BinnedTree(tree, bins: data.bins, usedFeatures: data.usedFeatures) {
      scoring.add(binned, ofClass: index)
      dropout?.keep(binned)
      // Every tree of a forest learns from where all begin.
      if parameters.boosting == .rf { return }
      if isSampled || tree.isLinear || parameters.boosting != .gbdt {
        addToScores(binned, ofClass: index)
        return
      }
    }
    let adds = tree.leaves.map(\.value)
    let blocks = grower.blocks
    if classes == 1 {
      // Added when the next gradients are computed, while the scores are at hand.
      for block in blocks { block.value.pending = adds }
    } else {
      crew.run(blocks.count) { blocks[$0].value.addToScores(adds, ofClass: index) }
    }
  }

  /// Adds a tree to the scores of all rows.
  func addToScores(_ tree: BinnedTree, ofClass index: Int) {
    let blocks = grower.blocks
    let values = data.values
    crew.run(blocks.count) {
      if tree.isLinear, let values {
        blocks[$0].value.addToScores(tree, ofClass: index, values: values)
      } else {
        blocks[$0].value.addToScores(tree, ofClass: index)
      }
    }
  }

  /// Adds what is still to be added to the scores.
  func settle() {
    let blocks = grower.blocks
    crew.run(blocks.count) { blocks[$0].value.settle() }
  }

  /// What each row counts for in quantiles of residuals.
  private var quantileWeights: [Double]? {
    guard parameters.objective == .mape else { return weights }
    return data.labels.indices.map { PercentageErrorObjective.weight(of: data.labels[$0]) * (weights?[$0] ?? 1) }
  }

  /// The quantile of what is left to explain in each leaf.
  func residualQuantiles(_ share: Double, leaves: Int) -> [Double] {
    let data = data, weights = quantileWeights, blocks = grower.blocks
    return crew.map(leaves) { leaf in
      var rests: [Double] = []
      var counts: [Double] = []
      for block in blocks {
        let first = block.value.rows.lowerBound
        let scores = block.value.scores
        block.value.withRows(ofLeaf: leaf) { rows in
          for index in 0..<rows.count {
            let row = Int(rows[index])
            rests.append(data.labels[first + row] - scores[row])
            if let weights { counts.append(weights[first + row]) }
          }
        }
      }
      return weights == nil ? WeightedQuantile.of(rests.span, nil, share) : WeightedQuantile.of(rests.span, counts.span, share)
    }
  }
}

/// The values of a grown tree's nodes and leaves from the exact sums of their gradients, before the learning rate.
struct LeafValues {
  /// The value each inner node would have as a leaf.
  private(set) var nodes: [Double]
  var leaves: [Double]
  /// The sums of the inner nodes' gradients and hessians.
  let nodeSums: [SIMD2<Double>]

  init(_ grown: TreeGrower.Grown, _ parameters: Parameters) {
    let rounding = grown.rounding
    let rules = SplitRules(parameters, rounding: rounding)
    let count = grown.nodes.count
    var sums = Array(repeating: SIMD2<Int64>.zero, count: count)
    // Children are made after their parents, so that from the back every child is summed up before it is asked for.
    func sum(_ child: Int) -> SIMD2<Int64> { child >= 0 ? sums[child] : grown.sums[~child] }
    for index in grown.nodes.indices.reversed() { sums[index] = sum(grown.nodes[index].left) &+ sum(grown.nodes[index].right) }
    let nodeSums = sums.map(rounding.value)
    func value(_ sums: SIMD2<Double>, _ bounds: ValueBounds, _ addedL2: Double, _ rows: Int, _ parent: Double) -> Double {
      let l2 = parameters.lambdaL2 + (rounding.scale.y > 0 ? addedL2 / rounding.scale.y : 0)
      guard sums.y + l2 > 0 else { return 0 }
      var value = -SplitRules.shrunk(sums.x, parameters.lambdaL1) / (sums.y + l2)
      if parameters.maxDeltaStep > 0 { value = min(max(value, -parameters.maxDeltaStep), parameters.maxDeltaStep) }
      if parameters.pathSmooth > 0 { value = Self.smoothed(value, rows, parent, parameters) }
      return min(max(value, bounds.low * rules.valueScale), bounds.high * rules.valueScale)
    }
    var nodes = Array(repeating: 0.0, count: count)
    var leaves = Array(repeating: 0.0, count: grown.sums.count)
    for (index, node) in grown.nodes.enumerated() {
      // A node's value is there before its children's, which are drawn to it.
      if index == 0 { nodes[0] = value(nodeSums[0], ValueBounds(), node.addedL2, node.totals.count, 0) }
      for child in [node.left, node.right] {
        if child >= 0 {
          nodes[child] = value(
            nodeSums[child], ValueBounds(), grown.nodes[child].addedL2, grown.nodes[child].totals.count, nodes[index])
        } else {
          leaves[~child] = value(
            rounding.value(grown.sums[~child]), grown.bounds[~child], grown.addedL2[~child], grown.counts[~child], nodes[index])
        }
      }
    }
    self.nodes = nodes
    self.leaves = leaves
    self.nodeSums = nodeSums
  }

  /// Draws values of leaves, which came from elsewhere, to their parents'.
  mutating func smooth(_ grown: TreeGrower.Grown, _ parameters: Parameters) {
    for (index, node) in grown.nodes.enumerated() {
      for child in [node.left, node.right] where child < 0 {
        leaves[~child] = Self.smoothed(leaves[~child], grown.counts[~child], nodes[index], parameters)
      }
    }
  }

  private static func smoothed(_ value: Double, _ rows: Int, _ parent: Double, _ parameters: Parameters) -> Double {
    (value * Double(rows) + parent * parameters.pathSmooth) / (Double(rows) + parameters.pathSmooth)
  }
}

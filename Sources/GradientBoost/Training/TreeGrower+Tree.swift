extension TreeGrower.Grown {
  /// The tree with thresholds and values as numbers.
  ///
  /// - Parameters:
  ///   - values: what each leaf adds to the score.
  ///   - innerValue: the same for sums of gradients and hessians.
  func tree(
    data: Dataset, rounding: GradientRounding, gainScale: Double, learningRate: Double, values: [Double],
    innerValue: (SIMD2<Double>) -> Double
  ) -> Tree {
    var nodeSums = Array(repeating: SIMD2<Int64>.zero, count: nodes.count)
    // Children are made after their parents, so that from the back every child is summed up before it is asked for.
    func sum(_ child: Int) -> SIMD2<Int64> { child >= 0 ? nodeSums[child] : sums[~child] }
    for index in nodes.indices.reversed() { nodeSums[index] = sum(nodes[index].left) &+ sum(nodes[index].right) }
    return Tree(
      nodes: nodes.indices.map { index in
        let node = nodes[index]
        let feature = data.usedFeatures[node.candidate.column]
        let total = rounding.value(nodeSums[index])
        return Tree.Node(
          feature: feature, threshold: data.bins[feature].upperBounds[node.candidate.bin], missingGoesLeft: node.candidate.missingGoesLeft,
          missing: .nan, left: node.left, right: node.right,
          gain: min(node.candidate.gain * gainScale, .greatestFiniteMagnitude), value: innerValue(total), count: node.totals.count,
          weight: total.y)
      },
      leaves: counts.indices.map { Tree.Leaf(value: values[$0], count: counts[$0], weight: rounding.value(sums[$0]).y) },
      learningRate: learningRate)
  }
}

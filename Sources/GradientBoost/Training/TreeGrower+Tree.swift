extension TreeGrower.Grown {
  /// The tree with thresholds, categories and values as numbers.
  func tree(data: Dataset, values: LeafValues, learningRate: Double, _ parameters: Parameters) -> Tree {
    let gainScale = SplitRules(parameters, rounding: rounding).gainScale
    return Tree(
      nodes: nodes.indices.map { index in
        let node = nodes[index]
        let feature = data.usedFeatures[node.candidate.column]
        let bins = data.bins[feature]
        let categories = node.candidate.categories.map { set in
          CategorySet(bins.categories.indices.filter { set.contains(UInt8($0)) == 1 }.map { bins.categories[$0] })
        }
        return Tree.Node(
          feature: feature, threshold: categories == nil ? bins.upperBounds[node.candidate.bin] : 0,
          missingGoesLeft: node.candidate.missingGoesLeft, missing: .nan, left: node.left, right: node.right,
          gain: min(node.candidate.gain * gainScale, .greatestFiniteMagnitude), value: values.nodes[index] * learningRate,
          count: node.totals.count, weight: values.nodeSums[index].y, categories: categories)
      },
      leaves: counts.indices.map {
        Tree.Leaf(
          value: nodes.isEmpty ? 0 : values.leaves[$0] * learningRate, count: counts[$0], weight: rounding.value(sums[$0]).y)
      },
      learningRate: learningRate)
  }
}

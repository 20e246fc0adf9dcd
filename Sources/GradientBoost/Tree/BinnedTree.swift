/// A tree whose questions are about bins, to send rows of a data set through it.
struct BinnedTree: Sendable {
  private struct Node: Sendable {
    var test: BinTest
    var left: Int
    var right: Int
  }

  private let nodes: [Node]
  private let values: [Double]

  /// The tree in the bins of a data set; `nil` where a threshold lies inside a bin, so that bins can't answer its question.
  init?(_ tree: Tree, bins: [FeatureBins], usedFeatures: [Int]) {
    var columns: [Int: Int] = [:]
    for (column, feature) in usedFeatures.enumerated() { columns[feature] = column }
    var nodes: [Node] = []
    for node in tree.nodes {
      let feature = bins[node.feature]
      guard node.missing == .nan, let column = columns[node.feature],
        let bin = feature.upperBounds.firstIndex(where: { $0 >= node.threshold }), feature.upperBounds[bin] == node.threshold
      else { return nil }
      let test = BinTest(column: column, threshold: bin, missing: feature.missingBin, missingGoesLeft: node.missingGoesLeft)
      nodes.append(Node(test: test, left: node.left, right: node.right))
    }
    self.nodes = nodes
    values = tree.leaves.map(\.value)
  }

  /// Adds each row's leaf value to its score.
  ///
  /// - Parameters:
  ///   - columns: a block of a matrix, column after column.
  ///   - scores: a score for each row from `offset` on.
  func add(to scores: inout [Double], offset: Int, rows: Int, columns: [UInt8]) {
    guard !nodes.isEmpty else {
      for row in 0..<rows { scores[offset + row] += values[0] }
      return
    }
    let bins = columns.span
    let nodes = nodes.span
    var scores = scores.mutableSpan
    for row in 0..<rows {
      var place = 0
      while place >= 0 {
        let test = nodes[place].test
        place = test.goesLeft(bins[test.column &* rows &+ row]) == 1 ? nodes[place].left : nodes[place].right
      }
      scores[offset &+ row] += values[~place]
    }
  }
}

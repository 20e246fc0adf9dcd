/// A tree whose questions are about bins, to send rows of a data set through it.
struct BinnedTree: Sendable {
  private struct Node: Sendable {
    var test: BinTest
    var left: Int
    var right: Int
    /// The bins that go left, where the question is about categories, by its place among `sets`; else negative.
    var set: Int
  }

  private let nodes: [Node]
  private let sets: [BinSet]
  private let values: [Double]
  private let linear: [LinearLeaf?]
  /// Whether leaves add more than a number, for which it takes the values of the features.
  let isLinear: Bool

  /// The tree in the bins of a data set; `nil` where a threshold lies inside a bin, so that bins can't answer its question.
  init?(_ tree: Tree, bins: [FeatureBins], usedFeatures: [Int]) {
    var columns: [Int: Int] = [:]
    for (column, feature) in usedFeatures.enumerated() { columns[feature] = column }
    var nodes: [Node] = []
    var sets: [BinSet] = []
    for node in tree.nodes {
      let feature = bins[node.feature]
      if let categories = node.categories {
        guard feature.isCategorical, !node.missingGoesLeft, let column = columns[node.feature],
          let set = Self.bins(of: categories, in: feature)
        else { return nil }
        let test = BinTest(column: column, threshold: 0, missing: 255, missingGoesLeft: false)
        nodes.append(Node(test: test, left: node.left, right: node.right, set: sets.count))
        sets.append(set)
        continue
      }
      guard node.missing == .nan, let column = columns[node.feature],
        let bin = feature.upperBounds.firstIndex(where: { $0 >= node.threshold }), feature.upperBounds[bin] == node.threshold
      else { return nil }
      let test = BinTest(column: column, threshold: bin, missing: feature.missingBin, missingGoesLeft: node.missingGoesLeft)
      nodes.append(Node(test: test, left: node.left, right: node.right, set: -1))
    }
    self.nodes = nodes
    self.sets = sets
    values = tree.leaves.map(\.value)
    linear = tree.leaves.map(\.linear)
    isLinear = tree.isLinear
  }

  /// The bins of categories; `nil` if one has no bin of its own.
  private static func bins(of categories: CategorySet, in feature: FeatureBins) -> BinSet? {
    var set = BinSet()
    for category in categories.members {
      guard let bin = feature.categories.firstIndex(of: category) else { return nil }
      set.insert(bin)
    }
    return set
  }

  private init(_ other: BinnedTree, factor: Double) {
    nodes = other.nodes
    sets = other.sets
    values = other.values.map { $0 * factor }
    linear = other.linear.map { $0?.scaled(by: factor) }
    isLinear = other.isLinear
  }

  /// The tree with all it adds multiplied.
  func scaled(by factor: Double) -> BinnedTree { BinnedTree(self, factor: factor) }

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
    guard sets.isEmpty else {
      for row in 0..<rows { scores[offset + row] += values[leaf(row, rows: rows, columns: columns)] }
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

  /// The leaf that a row of a block comes to.
  func leaf(_ row: Int, rows: Int, columns: [UInt8]) -> Int {
    guard !nodes.isEmpty else { return 0 }
    var place = 0
    while place >= 0 {
      let node = nodes[place]
      let bin = columns[node.test.column * rows + row]
      let goesLeft = node.set < 0 ? node.test.goesLeft(bin) : sets[node.set].contains(bin)
      place = goesLeft == 1 ? node.left : node.right
    }
    return ~place
  }

  /// Adds to each row's score what its leaf says of its values.
  ///
  /// - Parameters:
  ///   - rows: the block's rows in the data set.
  ///   - values: the data set's columns of values.
  func addLinear(to scores: inout [Double], offset: Int, rows: Range<Int>, columns: [UInt8], values: [[Double]]) {
    for row in 0..<rows.count {
      let leaf = leaf(row, rows: rows.count, columns: columns)
      scores[offset + row] += linear[leaf]?.value { values[$0][rows.lowerBound + row] } ?? self.values[leaf]
    }
  }
}

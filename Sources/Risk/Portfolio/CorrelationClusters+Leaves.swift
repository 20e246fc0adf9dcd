extension CorrelationClusters {
  /// In which order the leaves of a tree stand; every join may turn its two groups around.
  public enum LeafOrder: String, Hashable, Sendable, Codable, CaseIterable {
    /// As they were joined, the group with the lower number first (SciPy's `leaves_list`).
    case joined
    /// Every join turns the two groups that it joins so that all neighbours within it are nearest; joins above it do not ask again. This is what
    /// SciPy's `optimal_leaf_ordering` answers, and with it skfolio.
    case stepwise
    /// The order whose neighbours are nearest of all that the tree allows (Bar-Joseph, Gifford and Jaakkola, 2001, "Fast optimal leaf ordering for
    /// hierarchical clustering"); never longer than `stepwise`.
    case shortest
  }

  /// The assets in the order of the tree's leaves.
  ///
  /// - Complexity: O(n) as joined, else O(n³).
  public func leaves(_ order: LeafOrder) -> [Int] {
    guard assets > 1 else { return [0] }
    let tree = LeafPaths(self, needsLengths: order != .joined)
    switch order {
    case .joined: return tree.leaves[tree.leaves.count - 1]
    case .stepwise: return tree.stepwise()
    case .shortest: return tree.shortest()
    }
  }
}

/// How long the shortest orders of every group of a tree are, by their first and last asset.
private struct LeafPaths {
  let clusters: CorrelationClusters
  /// The assets of every group, as joined.
  private(set) var leaves: [[Int]]
  /// Of the smallest group that holds both assets: its shortest order that begins with the one and ends with the other.
  private var lengths: SymmetricMatrix

  init(_ clusters: CorrelationClusters, needsLengths: Bool) {
    self.clusters = clusters
    leaves = (0..<clusters.assets).map { [$0] }
    lengths = SymmetricMatrix(zeros: clusters.assets)
    for join in clusters.joins {
      leaves.append(leaves[join.left] + leaves[join.right])
      if needsLengths { measure(join) }
    }
  }

  /// Both ways of splitting a group into the part where its order begins and that where it ends.
  private func ends(_ group: Int) -> [(outer: [Int], inner: [Int])] {
    guard group >= clusters.assets else { return [(leaves[group], leaves[group])] }
    let join = clusters.joins[group - clusters.assets]
    return [(leaves[join.left], leaves[join.right]), (leaves[join.right], leaves[join.left])]
  }

  private mutating func measure(_ join: CorrelationClusters.Join) {
    var bridged = Array(repeating: Double.infinity, count: clusters.assets)
    for left in ends(join.left) {
      for first in left.outer {
        // From the first asset through the left group to every asset of the right one.
        for inner in leaves[join.right] {
          var best = Double.infinity
          for edge in left.inner { best = min(best, lengths[first, edge] + clusters.distances[edge, inner]) }
          bridged[inner] = best
        }
        for right in ends(join.right) {
          for last in right.outer {
            var best = Double.infinity
            for inner in right.inner { best = min(best, bridged[inner] + lengths[inner, last]) }
            lengths[first, last] = best
            lengths[last, first] = best
          }
        }
      }
    }
  }

  /// The first and the last asset of a join's shortest order; of orders that are as short, the first one.
  private func bestEnds(_ join: CorrelationClusters.Join) -> (first: Int, last: Int) {
    var best = (length: Double.infinity, first: leaves[join.left][0], last: leaves[join.right][0])
    for first in leaves[join.left] {
      for last in leaves[join.right] where lengths[first, last] < best.length { best = (lengths[first, last], first, last) }
    }
    return (best.first, best.last)
  }

  func stepwise() -> [Int] {
    var orders = (0..<clusters.assets).map { [$0] }
    for join in clusters.joins {
      let (first, last) = bestEnds(join)
      var (left, right) = (orders[join.left], orders[join.right])
      if join.left >= clusters.assets, !leaves[clusters.joins[join.left - clusters.assets].left].contains(first) { left.reverse() }
      if join.right >= clusters.assets, !leaves[clusters.joins[join.right - clusters.assets].right].contains(last) { right.reverse() }
      orders.append(left + right)
    }
    return orders[orders.count - 1]
  }

  func shortest() -> [Int] {
    let root = clusters.joins[clusters.joins.count - 1]
    let (first, last) = bestEnds(root)
    var order: [Int] = []
    // Groups whose order is still to be found, the next one last.
    var open = [(group: clusters.assets + clusters.joins.count - 1, first: first, last: last)]
    while let (group, first, last) = open.popLast() {
      guard group >= clusters.assets else {
        order.append(first)
        continue
      }
      var (one, other) = (clusters.joins[group - clusters.assets].left, clusters.joins[group - clusters.assets].right)
      if !leaves[one].contains(first) { swap(&one, &other) }
      let edges = ends(one).first { $0.outer.contains(first) }?.inner ?? [first]
      let inners = ends(other).first { $0.outer.contains(last) }?.inner ?? [last]
      var best = (length: Double.infinity, edge: edges[0], inner: inners[0])
      for edge in edges {
        for inner in inners {
          let length = lengths[first, edge] + clusters.distances[edge, inner] + lengths[inner, last]
          if length < best.length { best = (length, edge, inner) }
        }
      }
      open.append((other, best.inner, last))
      open.append((one, first, best.edge))
    }
    return order
  }
}

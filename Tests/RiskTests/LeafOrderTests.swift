import Risk
import Statistics
import Testing

@Suite struct LeafOrderTests {
  struct Tree: CustomTestStringConvertible, Sendable {
    let linkage: CorrelationClusters.Linkage
    let assets: Int
    var testDescription: String { "\(linkage), \(assets) assets" }
  }

  static let trees = CorrelationClusters.Linkage.allCases.flatMap { linkage in (1...8).map { Tree(linkage: linkage, assets: $0) } }

  private func correlation(_ assets: Int, seed: UInt64) throws -> SymmetricMatrix {
    var random = SeededGenerator(seed: seed)
    let market = (0..<40).map { _ in random.normal() }
    var returns: [[Double]] = []
    for _ in 0..<assets {
      let beta = random.uniform() * 2 - 0.5
      returns.append(market.map { (move: Double) -> Double in beta * move + random.normal() })
    }
    return try SymmetricMatrix(CovarianceEstimate(returns, by: .sample).matrix.correlations().rows)
  }

  private func length(_ order: [Int], _ correlation: SymmetricMatrix) -> Double {
    zip(order, order.dropFirst()).reduce(0) { $0 + ((1 - correlation[$1.0, $1.1]) / 2).squareRoot() }
  }

  /// Every order that the tree allows, the groups of each join in both ways.
  private func orders(_ group: Int, _ clusters: CorrelationClusters) -> [[Int]] {
    guard group >= clusters.assets else { return [[group]] }
    let join = clusters.joins[group - clusters.assets]
    let left = orders(join.left, clusters)
    let right = orders(join.right, clusters)
    return left.flatMap { one in right.flatMap { other in [one + other, other + one] } }
  }

  /// Each join for itself: which side of its groups the best of all its orders begins and ends with.
  private func stepwise(_ clusters: CorrelationClusters, _ correlation: SymmetricMatrix) -> [Int] {
    var found = (0..<clusters.assets).map { [$0] }
    var joined = found
    for (position, join) in clusters.joins.enumerated() {
      let allowed = orders(clusters.assets + position, clusters).filter { joined[join.left].contains($0[0]) }
      let best = allowed.min { length($0, correlation) < length($1, correlation) } ?? []
      func turned(_ group: Int, outermost asset: Int, isOutsideFirst: Bool) -> [Int] {
        guard group >= clusters.assets else { return [group] }
        let inner = clusters.joins[group - clusters.assets]
        let outside = joined[isOutsideFirst ? inner.left : inner.right]
        return outside.contains(asset) ? found[group] : found[group].reversed()
      }
      found.append(
        turned(join.left, outermost: best[0], isOutsideFirst: true)
          + turned(join.right, outermost: best[best.count - 1], isOutsideFirst: false))
      joined.append(joined[join.left] + joined[join.right])
    }
    return found[found.count - 1]
  }

  @Test(arguments: trees) func ordersAreThoseOfTryingAll(tree: Tree) throws {
    for seed in UInt64(1)...6 {
      let correlation = try correlation(tree.assets, seed: seed &* 101 &+ UInt64(tree.assets))
      let clusters = try CorrelationClusters(correlation, linkage: tree.linkage)
      let all = tree.assets == 1 ? [[0]] : orders(clusters.assets + clusters.joins.count - 1, clusters)
      let least = all.map { length($0, correlation) }.min() ?? 0
      let shortest = clusters.leaves(.shortest)
      #expect(all.contains(shortest), "seed \(seed)")
      #expect(abs(length(shortest, correlation) - least) < 1e-12, "seed \(seed)")
      #expect(clusters.leaves(.stepwise) == stepwise(clusters, correlation), "seed \(seed)")
    }
  }

  @Test func aHundredAssetsAndDuplicatesAreOrdered() throws {
    let rows = try correlation(40, seed: 5).rows
    let places = (0..<100).map { $0 % 40 }
    let matrix = try SymmetricMatrix(places.map { row in places.map { rows[row][$0] } })
    for linkage in CorrelationClusters.Linkage.allCases {
      let clusters = try CorrelationClusters(matrix, linkage: linkage)
      for order in CorrelationClusters.LeafOrder.allCases { #expect(clusters.leaves(order).sorted() == Array(0..<100)) }
      let (shortest, stepwise) = (clusters.leaves(.shortest), clusters.leaves(.stepwise))
      #expect(length(shortest, matrix) <= length(stepwise, matrix) + 1e-9)
    }
  }
}

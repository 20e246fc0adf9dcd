/// Assets joined by how much they move together, two groups at a time, the nearest first.
///
/// The distance of two assets is `√((1 - ρ) / 2)`: 0 if they move as one, 1 if they move against each other (López de Prado, 2016). Joins are those
/// of SciPy's `linkage`, in its order.
public struct CorrelationClusters: Hashable, Sendable {
  /// How the distance of two groups is reckoned from those of their members.
  public enum Linkage: String, Hashable, Sendable, Codable, CaseIterable {
    /// The least one.
    case single
    /// The greatest one.
    case complete
    /// The mean of all.
    case average
    /// What joining adds to the sum of squares within groups.
    case ward
  }

  /// Two groups that became one. Numbers below that of assets are assets; the others count joins from there.
  public struct Join: Hashable, Sendable {
    /// The group with the lower number.
    public let left: Int
    /// The group with the higher number.
    public let right: Int
    /// How far apart they were.
    public let height: Double
    /// How many assets the new group has.
    public let count: Int
  }

  /// How many assets there are.
  public let assets: Int
  /// Every join, the lowest first.
  public let joins: [Join]
  /// How far apart every two assets are.
  let distances: SymmetricMatrix

  /// The clusters of a correlation.
  ///
  /// - Parameters:
  ///   - correlation: or covariance, of which the correlation is taken; every variance above 0.
  ///   - linkage: how the distance of groups is reckoned.
  /// - Complexity: O(n³).
  public init(_ correlation: SymmetricMatrix, linkage: Linkage) throws(RiskError) {
    let rho = try correlation.correlations()
    let n = rho.size
    assets = n
    var distance = SymmetricMatrix(zeros: n)
    for i in 0..<n {
      for j in 0..<n where i != j { distance[i, j] = ((1 - rho[i, j]) / 2).squareRoot() }
    }
    distances = distance
    // The row of a group is that of one of its assets; the number tells which join made it.
    var alive = Array(0..<n)
    var number = Array(0..<n)
    var count = Array(repeating: 1, count: n)
    var joins: [Join] = []
    while alive.count > 1 {
      var (best, one, other) = (Double.infinity, alive[0], alive[1])
      for (position, i) in alive.enumerated() {
        for j in alive[(position + 1)...] where distance[i, j] < best { (best, one, other) = (distance[i, j], i, j) }
      }
      for k in alive where k != one && k != other {
        let joined = CorrelationClusters.joined(
          linkage, distance[one, k], distance[other, k], best, Double(count[one]), Double(count[other]), Double(count[k]))
        distance[one, k] = joined
        distance[k, one] = joined
      }
      count[one] += count[other]
      joins.append(
        Join(left: min(number[one], number[other]), right: max(number[one], number[other]), height: best, count: count[one]))
      number[one] = n + joins.count - 1
      alive.removeAll { $0 == other }
    }
    self.joins = joins
  }

  /// The distance of a joined group from a third: Lance and Williams, 1967.
  private static func joined(
    _ linkage: Linkage, _ one: Double, _ other: Double, _ between: Double, _ n1: Double, _ n2: Double, _ n3: Double
  ) -> Double {
    switch linkage {
    case .single: return min(one, other)
    case .complete: return max(one, other)
    case .average: return (n1 * one + n2 * other) / (n1 + n2)
    case .ward:
      let squares = (n1 + n3) * one * one + (n2 + n3) * other * other - n3 * between * between
      return (max(squares, 0) / (n1 + n2 + n3)).squareRoot()
    }
  }

  /// The groups whose joins are no further apart than assets of a correlation are, each ascending, in the order of their first asset.
  ///
  /// - Parameter correlation: -1 to 1; with 0.5, groups are joined up to the distance of two assets correlated 0.5.
  public func groups(correlatedAtLeast correlation: Double) throws(RiskError) -> [[Int]] {
    try RiskError.check(correlation, "CorrelationClusters", "correlation", in: -1...1)
    let limit = ((1 - correlation) / 2).squareRoot()
    var members = (0..<assets).map { [$0] } + joins.map { _ in [] }
    for (position, join) in joins.enumerated() where join.height <= limit {
      members[assets + position] = (members[join.left] + members[join.right]).sorted()
      members[join.left] = []
      members[join.right] = []
    }
    return members.filter { !$0.isEmpty }.sorted { $0[0] < $1[0] }
  }
}

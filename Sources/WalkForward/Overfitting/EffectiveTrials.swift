public import Statistics

/// How many independent trials a set of correlated ones amounts to, found by clustering.
///
///     let effective = try EffectiveTrials(returns: returnsOfEveryTrial)
///     effective.clusters     // which trials are variations of one idea
///     effective.count        // between their number and the number of trials
///
/// Trials are joined by average linkage of the distance `√((1 − ρ)/2)`, and the number of clusters is the one with the greatest mean
/// silhouette (Rousseeuw 1987), as in López de Prado & Lewis, "Detection of false investment strategies using unsupervised learning
/// methods", Quantitative Finance 19, 2019. Where the silhouette stays under 0.25 there is no structure (Kaufman & Rousseeuw 1990) and all
/// are one cluster.
///
/// A cluster is more than one trial unless its members are the same: c of them with a mean correlation of ρ̄ count for `ρ̄ + (1 − ρ̄) c`
/// (Bailey & López de Prado 2014, appendix 3). So unrelated trials all count, and copies count once.
public struct EffectiveTrials: Sendable, Hashable, Codable {
  /// How many trials there were.
  public let trials: Int
  /// The trials of each cluster, ascending; clusters in the order of their first trial.
  public let clusters: [[Int]]
  /// How many independent trials they amount to: 1 to `trials`.
  public let count: Double
  /// The mean silhouette of the clusters, from −1 to 1; `nil` where all are one cluster.
  public let silhouette: Double?

  /// Clusters the returns of trials.
  ///
  /// - Parameters:
  ///   - returns: of every trial, on the same times; one that does not vary counts as unrelated to all.
  ///   - threads: the greatest number of threads; the result does not depend on it.
  /// - Complexity: O(trials² × observations + trials³).
  public init(returns: [[Double]], threads: Int = ActiveProcessors.count) throws(WalkForwardError) {
    try WalkForwardError.check(strategies: returns, atLeast: 1, observations: 2, "EffectiveTrials")
    let covariance = Covariance.matrix(returns, threads: threads)
    let indices = Array(returns.indices)
    try self.init(
      correlations: indices.map { row in
        indices.map { column in
          if row == column { return 1 }
          let scale = covariance[row][row].squareRoot() * covariance[column][column].squareRoot()
          let correlation = covariance[row][column] / scale
          return correlation.isFinite ? max(-1, min(1, correlation)) : 0
        }
      })
  }

  /// Clusters trials by their correlations.
  ///
  /// - Parameter correlations: a symmetric matrix, each from −1 to 1.
  public init(correlations: [[Double]]) throws(WalkForwardError) {
    let count = correlations.count
    guard count >= 1, correlations.allSatisfy({ $0.count == count }) else {
      throw WalkForwardError(.outOfRange, "EffectiveTrials", "correlations", "are not a square matrix of at least one row.")
    }
    for row in correlations.indices {
      for column in 0...row {
        let value = correlations[row][column]
        if !(value >= -1 && value <= 1) || (value - correlations[column][row]).magnitude > 1e-9 {
          throw WalkForwardError(
            .outOfRange,
            "EffectiveTrials", "correlations",
            "row \(row), column \(column) is \(value), its mirror \(correlations[column][row]); each must be from −1 to 1 and the same both ways."
          )
        }
      }
    }
    trials = count
    let best = ClusterTree(distances: correlations.map { row in row.map { ((1 - $0) / 2).squareRoot() } }).bestCut()
    if let best, best.silhouette >= 0.25 {
      clusters = best.clusters
      silhouette = best.silhouette
    } else {
      clusters = [Array(0..<count)]
      silhouette = nil
    }
    self.count = clusters.reduce(0) { total, members in
      guard members.count > 1 else { return total + 1 }
      var sum = 0.0
      for (place, member) in members.enumerated() {
        for other in members[..<place] { sum += correlations[member][other] }
      }
      let pairs = Double(members.count) * Double(members.count - 1) / 2
      let mean = max(0, min(1, sum / pairs))
      return total + mean + (1 - mean) * Double(members.count)
    }
  }
}

/// Average-linkage clustering that looks at every number of clusters on its way up.
struct ClusterTree {
  private let distances: [[Double]]

  init(distances: [[Double]]) { self.distances = distances }

  struct Cut {
    let clusters: [[Int]]
    let silhouette: Double
  }

  /// The number of clusters, between two and one less than the members, with the greatest mean silhouette; the fewer where two tie.
  func bestCut() -> Cut? {
    let count = distances.count
    guard count >= 3 else { return nil }
    // sums[i][c]: the distances of member i to all members of cluster c; a cluster is known by its first member.
    var sums = distances
    var clusters = (0..<count).map { [$0] }
    var home = Array(0..<count)
    var alive = Array(0..<count)
    var between = distances
    var best: Cut?
    while alive.count > 2 {
      var (left, right, nearest) = (alive[0], alive[1], Double.infinity)
      for (place, cluster) in alive.enumerated() {
        for other in alive[..<place] where between[cluster][other] < nearest {
          (left, right, nearest) = (other, cluster, between[cluster][other])
        }
      }
      let (leftSize, rightSize) = (Double(clusters[left].count), Double(clusters[right].count))
      for other in alive where other != left && other != right {
        let mean = (leftSize * between[left][other] + rightSize * between[right][other]) / (leftSize + rightSize)
        between[left][other] = mean
        between[other][left] = mean
      }
      for member in clusters[right] { home[member] = left }
      clusters[left] += clusters[right]
      clusters[right] = []
      alive.removeAll { $0 == right }
      for member in 0..<count { sums[member][left] += sums[member][right] }
      let silhouette = meanSilhouette(sums, clusters, home, alive)
      if silhouette >= best?.silhouette ?? -.infinity {
        let members = alive.map { clusters[$0].sorted() }.sorted { $0[0] < $1[0] }
        best = Cut(clusters: members, silhouette: silhouette)
      }
    }
    return best
  }

  private func meanSilhouette(_ sums: [[Double]], _ clusters: [[Int]], _ home: [Int], _ alive: [Int]) -> Double {
    var total = 0.0
    for member in home.indices {
      let own = clusters[home[member]].count
      // A cluster of one has a silhouette of 0.
      if own == 1 { continue }
      let within = sums[member][home[member]] / Double(own - 1)
      var outside = Double.infinity
      for other in alive where other != home[member] {
        outside = min(outside, sums[member][other] / Double(clusters[other].count))
      }
      let larger = max(within, outside)
      if larger > 0 { total += (outside - within) / larger }
    }
    return total / Double(home.count)
  }
}

/// How a portfolio's money is spread over assets, by their covariance.
///
///     let covariance = try CovarianceEstimate(returns, by: .ledoitWolf).matrix
///     let weights = try PortfolioWeights.riskParity(covariance)      // adds up to 1, one weight an asset
///
/// All weights are long. Every answer is the one answer: methods that search converge, or say that they have not.
public enum PortfolioWeights {
  /// Less of what varies more: in proportion to one over the standard deviation.
  public static func inverseVolatility(_ covariance: SymmetricMatrix) throws(RiskError) -> [Double] {
    try covariance.checkVariances("PortfolioWeights.inverseVolatility")
    return normalised(covariance.diagonal.map { 1 / $0.squareRoot() })
  }

  /// So that every asset adds its budget of the portfolio's risk; the same for all unless told.
  ///
  /// The only minimum of `½ wᵀΣw - Σ b ln w`, one weight after the other (Griveau-Billion, Richard and Roncalli, 2013, "A fast algorithm for
  /// computing high-dimensional risk parity portfolios").
  ///
  /// - Parameters:
  ///   - covariance: positive definite.
  ///   - budgets: what share of the risk each asset may add, above 0; brought to a sum of 1.
  public static func riskParity(_ covariance: SymmetricMatrix, budgets: [Double]? = nil) throws(RiskError) -> [Double] {
    let subject = "PortfolioWeights.riskParity"
    let n = covariance.size
    _ = try Cholesky(covariance)
    let budgets = budgets ?? Array(repeating: 1 / Double(n), count: n)
    guard budgets.count == n else {
      throw RiskError(.lengthMismatch, subject, "budgets", "has \(budgets.count) values where \(n) are needed, one an asset.")
    }
    for (asset, budget) in budgets.enumerated() where !(budget > 0 && budget <= 1e6) {
      throw RiskError(
        budget.isFinite ? .outOfRange : .notFinite, subject, "budgets[\(asset)]", "must be above 0 and at most 1e6, got \(budget).")
    }
    let shares = normalised(budgets)
    // Solved for correlations: assets of the size of 1e-9 and of 1e9 are the same problem there.
    let correlation = try covariance.correlations()
    var x = shares.map { $0.squareRoot() }
    for _ in 0..<100_000 {
      var change = 0.0
      for i in 0..<n {
        var others = 0.0
        for j in 0..<n where j != i { others += correlation[i, j] * x[j] }
        let root = (others * others + 4 * shares[i]).squareRoot()
        // Two forms of the same root: the one that doesn't subtract like from like.
        let next = others > 0 ? 2 * shares[i] / (others + root) : (root - others) / 2
        change = max(change, abs(next - x[i]) / next)
        x[i] = next
      }
      if change <= 1e-14 { return normalised(zip(x, covariance.diagonal).map { $0 / $1.squareRoot() }) }
    }
    // Rounding may keep the last digit in motion: what matters is whether the risks are what they should be.
    let weights = normalised(zip(x, covariance.diagonal).map { $0 / $1.squareRoot() })
    let risks = try RiskContributions(of: weights, covariance).shares
    guard zip(risks, shares).allSatisfy({ abs($0 - $1) < 1e-9 }) else {
      throw RiskError(
        .didNotConverge, subject, "covariance", "is so near to one that can't be solved that 100000 sweeps were not enough. Shrink it.")
    }
    return weights
  }

  /// Down the tree of clusters, each time split between the two halves by one over their variances (López de Prado, 2016, "Building diversified
  /// portfolios that outperform out of sample"). Needs no inverse: duplicated assets are no problem.
  ///
  /// - Parameters:
  ///   - covariance: every variance above 0.
  ///   - linkage: how the distance of two clusters is reckoned.
  ///   - leaves: in which order the tree's leaves stand; `stepwise` is skfolio's default, `joined` leaves them as they are.
  public static func hierarchicalRiskParity(
    _ covariance: SymmetricMatrix, linkage: CorrelationClusters.Linkage = .ward, leaves: CorrelationClusters.LeafOrder = .stepwise
  ) throws(RiskError) -> [Double] {
    let order = try CorrelationClusters(covariance, linkage: linkage).leaves(leaves)
    var weights = Array(repeating: 1.0, count: covariance.size)
    var clusters = [order]
    while let cluster = clusters.popLast() {
      guard cluster.count > 1 else { continue }
      let halves = (Array(cluster.prefix(cluster.count / 2)), Array(cluster.dropFirst(cluster.count / 2)))
      let (left, right) = (clusterVariance(covariance, halves.0), clusterVariance(covariance, halves.1))
      guard left + right > 0 else {
        throw RiskError(
          .notPositiveDefinite, "PortfolioWeights.hierarchicalRiskParity", "covariance", "gives two clusters a variance of zero or less.")
      }
      let share = right / (left + right)
      for asset in halves.0 { weights[asset] *= share }
      for asset in halves.1 { weights[asset] *= 1 - share }
      clusters.append(halves.0)
      clusters.append(halves.1)
    }
    return normalised(weights)
  }

  private static func clusterVariance(_ covariance: SymmetricMatrix, _ assets: [Int]) -> Double {
    let inverse = normalised(assets.map { 1 / covariance[$0, $0] })
    var variance = 0.0
    for (row, i) in assets.enumerated() {
      for (column, j) in assets.enumerated() { variance += inverse[row] * inverse[column] * covariance[i, j] }
    }
    return max(variance, 0)
  }

  /// The least variance.
  ///
  /// - Parameters:
  ///   - covariance: positive definite.
  ///   - bounds: between which every weight must lie, within 0 to 1; together they must allow a sum of 1.
  public static func minimumVariance(_ covariance: SymmetricMatrix, bounds: ClosedRange<Double> = 0...1) throws(RiskError) -> [Double] {
    try minimumVariance(covariance, bounds: Array(repeating: bounds, count: covariance.size))
  }

  /// The least variance with bounds of its own for every asset.
  public static func minimumVariance(_ covariance: SymmetricMatrix, bounds: [ClosedRange<Double>]) throws(RiskError) -> [Double] {
    let nothing = Array(repeating: 0.0, count: covariance.size)
    return try solve(
      "PortfolioWeights.minimumVariance", covariance, factor: 1, gains: nothing, cost: 0, previous: nothing, bounds: bounds)
  }

  /// The most diversified: the greatest ratio of the weighted mean of volatilities to the portfolio's (Choueifaty and Coignard, 2008). Long
  /// only and without caps: the minimum variance of the correlations, divided by volatilities.
  public static func maximumDiversification(_ covariance: SymmetricMatrix) throws(RiskError) -> [Double] {
    let correlation = try covariance.correlations()
    let nothing = Array(repeating: 0.0, count: covariance.size)
    let weights = try solve(
      "PortfolioWeights.maximumDiversification", correlation, factor: 1, gains: nothing, cost: 0, previous: nothing,
      bounds: Array(repeating: 0...1, count: covariance.size))
    return normalised(zip(weights, covariance.diagonal).map { $0 / $1.squareRoot() })
  }

  /// The greatest expected return less `aversion` times the variance, less what it costs to get there.
  ///
  /// - Parameters:
  ///   - covariance: positive definite.
  ///   - expectedReturns: one an asset, over the same period as the covariance.
  ///   - aversion: above 0: how much return one unit of variance must bring.
  ///   - turnoverCost: what trading costs, as a fraction of what is traded, 0 to 1.
  ///   - previous: the weights that are held.
  ///   - bounds: between which every weight must lie.
  public static func meanVariance(
    _ covariance: SymmetricMatrix, expectedReturns: [Double], aversion: Double, turnoverCost: Double = 0, previous: [Double]? = nil,
    bounds: ClosedRange<Double> = 0...1
  ) throws(RiskError) -> [Double] {
    let subject = "PortfolioWeights.meanVariance"
    guard aversion > 0, aversion <= 1e9 else {
      throw RiskError(.outOfRange, subject, "aversion", "must be above 0 and at most 1e9, got \(aversion).")
    }
    try RiskError.check(turnoverCost, subject, "turnoverCost", in: 0...1)
    guard turnoverCost == 0 || previous != nil else {
      throw RiskError(.impossible, subject, "previous", "is needed to reckon what turning over costs.")
    }
    let previous = previous ?? Array(repeating: 0, count: covariance.size)
    for (name, values) in [("expectedReturns", expectedReturns), ("previous", previous)] {
      guard values.count == covariance.size else {
        throw RiskError(.lengthMismatch, subject, name, "has \(values.count) values where \(covariance.size) are needed, one an asset.")
      }
      try ReturnColumns.check(values, subject, name, atLeast: 1)
    }
    return try solve(
      subject, covariance, factor: 2 * aversion, gains: expectedReturns, cost: turnoverCost, previous: previous,
      bounds: Array(repeating: bounds, count: covariance.size))
  }

  private static func solve(
    _ subject: String, _ covariance: SymmetricMatrix, factor: Double, gains: [Double], cost: Double, previous: [Double],
    bounds: [ClosedRange<Double>]
  ) throws(RiskError) -> [Double] {
    guard bounds.count == covariance.size else {
      throw RiskError(
        .lengthMismatch, subject, "bounds", "has \(bounds.count) values where \(covariance.size) are needed, one an asset.")
    }
    for range in bounds {
      try RiskError.check(range.lowerBound, subject, "bounds", in: 0...1)
      try RiskError.check(range.upperBound, subject, "bounds", in: 0...1)
    }
    _ = try Cholesky(covariance)
    var matrix = covariance
    for index in matrix.elements.indices { matrix.elements[index] *= factor }
    return try BoundedQuadratic(matrix: matrix, gains: gains, cost: cost, previous: previous, bounds: bounds).solve(sum: 1, subject)
  }

  static func normalised(_ values: [Double]) -> [Double] {
    let sum = values.reduce(0, +)
    return values.map { $0 / sum }
  }
}

/// What every asset adds to the risk of a portfolio.
public struct RiskContributions: Hashable, Sendable {
  /// The portfolio's standard deviation.
  public let volatility: Double
  /// What each asset adds to it; they add up to it.
  public let contributions: [Double]

  /// What each adds, as a fraction of all.
  public var shares: [Double] { contributions.map { $0 / volatility } }

  /// The contributions of weights, which may be short too.
  public init(of weights: [Double], _ covariance: SymmetricMatrix) throws(RiskError) {
    guard weights.count == covariance.size else {
      throw RiskError(
        .lengthMismatch, "RiskContributions", "weights", "has \(weights.count) values where \(covariance.size) are needed, one an asset.")
    }
    try ReturnColumns.check(weights, "RiskContributions", "weights", atLeast: 1)
    let slope = covariance.times(weights)
    let variance = zip(weights, slope).reduce(0) { $0 + $1.0 * $1.1 }
    guard variance > 0 else {
      throw RiskError(
        .notPositiveDefinite, "RiskContributions", "covariance", "gives the portfolio a variance of \(variance); there is no risk to share."
      )
    }
    volatility = variance.squareRoot()
    contributions = zip(weights, slope).map { $0 * $1 / variance.squareRoot() }
  }
}

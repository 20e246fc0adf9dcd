import Statistics

/// How a covariance is estimated from returns.
public enum CovarianceEstimator: Hashable, Sendable {
  /// The sample's own, divided by n - 1. Not positive definite with fewer observations than assets.
  case sample
  /// The sample's, drawn towards equal variances without correlation, as far as is best in the limit (Ledoit and Wolf, 2004, "A
  /// well-conditioned estimator for large-dimensional covariance matrices").
  case ledoitWolf
  /// The same with a better amount for normal returns and few of them (Chen, Wiesel, Eldar and Hero, 2010, "Shrinkage algorithms for MMSE
  /// covariance estimation").
  case oracleApproximating
  /// Weights that halve every so many observations, with a mean of zero; the weights add up to 1.
  case exponential(halfLife: Double)
}

/// How assets move together.
public struct CovarianceEstimate: Hashable, Sendable {
  /// The covariance, asset by asset.
  public let matrix: SymmetricMatrix
  /// How far it was drawn towards its target, 0 to 1; 0 if it was not shrunk.
  public let shrinkage: Double
  /// How many observations it rests on.
  public let observations: Int

  /// The covariance of returns, or an error that says what is wrong with them.
  ///
  /// - Parameters:
  ///   - returns: one column of returns an asset, all as long, oldest first; at least two observations.
  ///   - estimator: how.
  public init(_ returns: [[Double]], by estimator: CovarianceEstimator) throws(RiskError) {
    let n = try ReturnColumns.check(returns, "CovarianceEstimate", atLeast: 2)
    observations = n
    let p = returns.count
    if case .exponential(let halfLife) = estimator {
      guard halfLife > 0, halfLife < .infinity else {
        throw RiskError(.outOfRange, "CovarianceEstimate", "halfLife", "must be above 0 and finite, got \(halfLife).")
      }
      shrinkage = 0
      matrix = CovarianceEstimate.exponential(returns, halfLife)
      return
    }
    let sample = try SymmetricMatrix(Covariance.matrix(returns))
    if estimator == .sample {
      (matrix, shrinkage) = (sample, 0)
      return
    }
    var cov = sample
    let toPopulation = Double(n - 1) / Double(n)
    for index in cov.elements.indices { cov.elements[index] *= toPopulation }
    let mu = cov.diagonal.reduce(0, +) / Double(p)
    let squares = cov.elements.reduce(0) { $0 + $1 * $1 }
    if estimator == .ledoitWolf {
      let means = returns.map { Moments($0).mean }
      var fourth = 0.0
      for row in 0..<n {
        var length = 0.0
        for asset in 0..<p {
          let deviation = returns[asset][row] - means[asset]
          length += deviation * deviation
        }
        fourth += length * length
      }
      let delta = (squares - Double(p) * mu * mu) / Double(p)
      let beta = min((fourth / Double(n) - squares) / (Double(p) * Double(n)), delta)
      shrinkage = beta > 0 ? beta / delta : 0
    } else {
      let alpha = squares / Double(p * p)
      let denominator = Double(n + 1) * (alpha - mu * mu / Double(p))
      shrinkage = denominator > 0 ? min(1, (alpha + mu * mu) / denominator) : 1
    }
    for index in cov.elements.indices { cov.elements[index] *= 1 - shrinkage }
    for asset in 0..<p { cov[asset, asset] += shrinkage * mu }
    matrix = cov
  }

  private static func exponential(_ returns: [[Double]], _ halfLife: Double) -> SymmetricMatrix {
    let n = returns[0].count
    let decay = Risk.exponential(-0.693_147_180_559_945_309_417 / halfLife)
    var weights = [Double](repeating: 1, count: n)
    for row in (0..<n - 1).reversed() { weights[row] = weights[row + 1] * decay }
    let total = weights.reduce(0, +)
    var result = SymmetricMatrix(zeros: returns.count)
    for one in returns.indices {
      for other in 0...one {
        var sum = 0.0
        for row in 0..<n { sum += weights[row] * returns[one][row] * returns[other][row] }
        result[one, other] = sum / total
        result[other, one] = sum / total
      }
    }
    return result
  }
}

enum ReturnColumns {
  /// Throws unless there is at least one column and all are as long and finite; answers how long.
  static func check(_ columns: [[Double]], _ subject: String, atLeast minimum: Int) throws(RiskError) -> Int {
    guard let n = columns.first?.count else { throw RiskError(.tooFewValues, subject, "returns", "has no asset; at least one is needed.") }
    for (asset, column) in columns.enumerated() {
      guard column.count == n else {
        throw RiskError(
          .lengthMismatch, subject, "returns[\(asset)]", "has \(column.count) observations where the first asset has \(n).")
      }
      try check(column, subject, "returns[\(asset)]", atLeast: minimum)
    }
    return n
  }

  static func check(_ values: [Double], _ subject: String, _ parameter: String, atLeast minimum: Int) throws(RiskError) {
    guard values.count >= minimum else {
      throw RiskError(.tooFewValues, subject, parameter, "has \(values.count) values; at least \(minimum) are needed.")
    }
    if let index = values.firstIndex(where: { !(abs($0) <= 1e100) }) {
      throw RiskError(
        .notFinite, subject, "\(parameter)[\(index)]",
        "is \(values[index]); only finite numbers up to 1e100 are allowed. Drop missing rows first.")
    }
  }
}

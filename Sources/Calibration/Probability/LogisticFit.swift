/// A logistic regression on one to three columns by Newton's method with halved steps, to the last digits.
enum LogisticFit {
  /// - Parameters:
  ///   - columns: the features, the constant one included if there is to be an intercept.
  ///   - targets: 0 to 1.
  ///   - weights: of each row; all 1 if `nil`.
  ///   - start: where to begin.
  static func fit(_ columns: [[Double]], targets: [Double], weights: [Double]? = nil, start: [Double]) throws(CalibrationError) -> [Double]
  {
    var beta = start
    var loss = Self.loss(columns, targets, weights, beta)
    let rows = targets.count
    let size = columns.count
    for _ in 0..<200 {
      var gradient = [Double](repeating: 0, count: size)
      var hessian = [[Double]](repeating: gradient, count: size)
      for row in 0..<rows {
        var eta = 0.0
        for j in 0..<size { eta += beta[j] * columns[j][row] }
        let p = LogisticMath.logistic(eta)
        let w = weights?[row] ?? 1
        let slope = w * (p - targets[row])
        let curve = w * p * (1 - p)
        for j in 0..<size {
          gradient[j] += slope * columns[j][row]
          for k in 0...j { hessian[j][k] += curve * columns[j][row] * columns[k][row] }
        }
      }
      for j in 0..<size { for k in 0..<j { hessian[k][j] = hessian[j][k] } }
      guard let step = solve(hessian, gradient) else {
        throw CalibrationError(
          .notConverged, "the scores separate the labels, or do not vary: no curve fits best. Take a longer fold or isotonic calibration.")
      }
      var factor = 1.0
      var next = zip(beta, step).map { $0 - $1 }
      var nextLoss = Self.loss(columns, targets, weights, next)
      while !(nextLoss <= loss + abs(loss) * 1e-14) && factor > 1e-10 {
        factor /= 2
        next = zip(beta, step).map { $0 - factor * $1 }
        nextLoss = Self.loss(columns, targets, weights, next)
      }
      let change = zip(next, beta).map { abs($0 - $1) / max(1, abs($0)) }.max() ?? 0
      beta = next
      loss = nextLoss
      // Labels that the scores separate have their best curve at infinity.
      if beta.contains(where: { !(abs($0) < 1e8) }) {
        throw CalibrationError(
          .notConverged, "the scores separate the labels: the best curve is infinitely steep. Take a longer fold or isotonic calibration.")
      }
      if change < 1e-13 || factor <= 1e-10 { return beta }
    }
    return beta
  }

  /// The mean log loss against targets from 0 to 1.
  static func loss(_ columns: [[Double]], _ targets: [Double], _ weights: [Double]?, _ beta: [Double]) -> Double {
    var sum = 0.0
    for row in targets.indices {
      var eta = 0.0
      for j in columns.indices { eta += beta[j] * columns[j][row] }
      // ln(1 + e^η) − t η
      let soft = max(eta, 0) + LogisticMath.logarithmOnePlus(LogisticMath.exponential(-abs(eta)))
      sum += (weights?[row] ?? 1) * (soft - targets[row] * eta)
    }
    return sum
  }

  /// Gaussian elimination with pivots; `nil` if singular.
  static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    var a = matrix
    var b = right
    let size = b.count
    for column in 0..<size {
      guard let pivot = (column..<size).max(by: { abs(a[$0][column]) < abs(a[$1][column]) }), abs(a[pivot][column]) > 1e-300 else {
        return nil
      }
      a.swapAt(column, pivot)
      b.swapAt(column, pivot)
      for row in column + 1..<max(size, column + 1) {
        let factor = a[row][column] / a[column][column]
        for k in column..<size { a[row][k] -= factor * a[column][k] }
        b[row] -= factor * b[column]
      }
    }
    var x = b
    for row in (0..<size).reversed() {
      for k in row + 1..<max(size, row + 1) { x[row] -= a[row][k] * x[k] }
      x[row] /= a[row][row]
    }
    return x.allSatisfy(\.isFinite) ? x : nil
  }
}

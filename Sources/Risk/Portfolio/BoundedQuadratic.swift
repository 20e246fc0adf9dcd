/// Finds the weights that make `½ wᵀQw - mᵀw + c |w - w₀|₁` least, with a given sum and each between two bounds.
///
/// Two weights at a time, the pair that promises most, one up and the other down by the exact amount that is best for both: sequential
/// minimal optimisation (Keerthi et al., 2001). It converges for every positive semidefinite Q (Lin, 2001), since what is not smooth (the cost
/// of turning over) belongs to one weight each. At the end the weights between bounds are solved for exactly.
struct BoundedQuadratic {
  let matrix: SymmetricMatrix
  let gains: [Double]
  let cost: Double
  let previous: [Double]
  let bounds: [ClosedRange<Double>]

  /// Throws unless bounds and sum can be kept together.
  func solve(sum: Double, _ subject: String) throws(RiskError) -> [Double] {
    let n = matrix.size
    let (least, most) = (bounds.reduce(0) { $0 + $1.lowerBound }, bounds.reduce(0) { $0 + $1.upperBound })
    guard least <= sum + 1e-12, most >= sum - 1e-12 else {
      throw RiskError(
        .impossible, subject, "bounds",
        "let weights add up to between \(least) and \(most), but they must add up to \(sum). Widen the bounds.")
    }
    var w = start(sum)
    var slope = matrix.times(w)
    for i in 0..<n { slope[i] -= gains[i] }
    let scale = matrix.diagonal.reduce(0, max) + gains.reduce(0) { max($0, abs($1)) } + cost
    guard scale > 0 else { return w }
    var steps = 0
    while true {
      if steps % 1_000 == 999 {
        slope = matrix.times(w)
        for i in 0..<n { slope[i] -= gains[i] }
      }
      // What a little more of one costs, what a little less of another saves.
      var (up, down) = (-1, -1)
      var (least, most) = (Double.infinity, -Double.infinity)
      for i in 0..<n {
        if w[i] < bounds[i].upperBound {
          let rise = slope[i] + (w[i] >= previous[i] ? cost : -cost)
          if rise < least { (least, up) = (rise, i) }
        }
        if w[i] > bounds[i].lowerBound {
          let fall = slope[i] + (w[i] <= previous[i] ? -cost : cost)
          if fall > most { (most, down) = (fall, i) }
        }
      }
      guard up >= 0, down >= 0, up != down, most - least > 1e-13 * scale else { break }
      steps += 1
      if steps > 2_000_000 {
        throw RiskError(
          .didNotConverge, subject, "covariance",
          "is so near to one that can't be solved that two million steps were not enough. Shrink it (Ledoit-Wolf).")
      }
      let curve = matrix[up, up] + matrix[down, down] - 2 * matrix[up, down]
      var step = curve > 0 ? (most - least) / curve : .infinity
      var (toUp, toDown) = (bounds[up].upperBound, bounds[down].lowerBound)
      if cost > 0, w[up] < previous[up] { toUp = min(toUp, previous[up]) }
      if cost > 0, w[down] > previous[down] { toDown = max(toDown, previous[down]) }
      step = min(step, toUp - w[up], w[down] - toDown)
      let (oldUp, oldDown) = (w[up], w[down])
      // Whoever reaches an end stands on it exactly, or the next step would be towards it again.
      w[up] = step >= toUp - w[up] ? toUp : w[up] + step
      w[down] = step >= w[down] - toDown ? toDown : w[down] - step
      guard w[up] != oldUp || w[down] != oldDown else { break }
      for i in 0..<n { slope[i] += matrix[i, up] * (w[up] - oldUp) + matrix[i, down] * (w[down] - oldDown) }
    }
    return polished(w, sum)
  }

  /// The previous weights, or equal ones, held to their bounds and brought to the sum.
  private func start(_ sum: Double) -> [Double] {
    var w = zip(previous, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) }
    let missing = sum - w.reduce(0, +)
    // Everybody moves by the same part of the room there is in that direction.
    let room = zip(w, bounds).map { missing > 0 ? $1.upperBound - $0 : $0 - $1.lowerBound }
    let total = room.reduce(0, +)
    if total > 0 {
      for i in w.indices { w[i] += missing * room[i] / total }
      for i in w.indices { w[i] = min(max(w[i], bounds[i].lowerBound), bounds[i].upperBound) }
    }
    return w
  }

  /// Solves exactly for the weights that stand on no end, if what comes out still keeps to their ends.
  private func polished(_ w: [Double], _ sum: Double) -> [Double] {
    let free = w.indices.filter { i in
      w[i] > bounds[i].lowerBound && w[i] < bounds[i].upperBound && (cost == 0 || w[i] != previous[i])
    }
    guard free.count > 1 else { return w }
    var part = SymmetricMatrix(zeros: free.count)
    for (row, i) in free.enumerated() {
      for (column, j) in free.enumerated() { part[row, column] = matrix[i, j] }
    }
    guard let factor = try? Cholesky(part) else { return w }
    var fixed = w
    for i in free { fixed[i] = 0 }
    let pull = matrix.times(fixed)
    let right = free.map { gains[$0] - pull[$0] - (w[$0] > previous[$0] ? cost : w[$0] < previous[$0] ? -cost : 0) }
    let (x, y) = (factor.solve(right), factor.solve(Array(repeating: 1, count: free.count)))
    let price = (sum - fixed.reduce(0, +) - x.reduce(0, +)) / y.reduce(0, +)
    var result = fixed
    for (row, i) in free.enumerated() {
      let value = x[row] + price * y[row]
      guard bounds[i].contains(value), abs(value - w[i]) < 1e-4, cost == 0 || (value > previous[i]) == (w[i] > previous[i]) else {
        return w
      }
      result[i] = value
    }
    return result
  }
}

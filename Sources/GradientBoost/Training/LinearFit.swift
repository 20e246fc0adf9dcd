extension Training {
  /// The tree with a linear function of the features on its way in each leaf.
  ///
  /// A Newton step in the space of those functions: with gradients g and hessians h it makes Σ g f + h f² / 2 + λ‖β‖² / 2 small, as LightGBM
  /// does (Shi et al., "Gradient Boosting With Piece-Wise Linear Regression Trees", IJCAI 2019). Rows with a missing value take no part.
  func linear(_ tree: Tree, _ grown: TreeGrower.Grown) -> Tree {
    guard let values = data.values else { return tree }
    let (blocks, rounding, lambda, rate, data) = (grower.blocks, grown.rounding, parameters.linearLambda, rate, data)
    let leaves = crew.map(tree.leaves.count) { leaf in
      let features = grown.branches[leaf].map { data.usedFeatures[$0] }.filter { !data.bins[$0].isCategorical }.sorted()
      var fit = LinearFit(features: features.count)
      for block in blocks {
        let first = block.value.rows.lowerBound
        block.value.withRows(ofLeaf: leaf) { rows in
          for index in 0..<rows.count {
            let row = Int(rows[index])
            fit.add(features.map { values[$0][first + row] }, rounding.value(block.value.exactGradient(row)))
          }
        }
      }
      var made = tree.leaves[leaf]
      if let (constant, coefficients) = fit.solution(lambda: lambda) {
        let used = features.indices.filter { coefficients[$0] != 0 }
        made.linear = LinearLeaf(
          constant: constant * rate, features: used.map { features[$0] }, coefficients: used.map { coefficients[$0] * rate })
      }
      return made
    }
    return tree.replacing(leaves: leaves)
  }
}

/// Sums for a weighted least-squares fit, and its solution by Cholesky's decomposition.
struct LinearFit {
  private let count: Int
  /// The lower triangle of Σ h x xᵀ, row after row; x ends with a 1.
  private var products: [Double]
  /// Σ g x.
  private var pulls: [Double]
  private var rows = 0

  init(features: Int) {
    count = features + 1
    products = Array(repeating: 0, count: count * (count + 1) / 2)
    pulls = Array(repeating: 0, count: count)
  }

  /// Adds a row, unless one of its values is missing.
  mutating func add(_ values: [Double], _ gradient: SIMD2<Double>) {
    guard values.allSatisfy(\.isFinite) else { return }
    rows += 1
    var place = 0
    for row in 0..<count {
      let left = row < values.count ? values[row] : 1
      pulls[row] += gradient.x * left
      for column in 0...row {
        products[place] += gradient.y * left * (column < values.count ? values[column] : 1)
        place += 1
      }
    }
  }

  /// The constant and the coefficients that make Σ g f + h f² / 2 small; `nil` where there are too few rows.
  ///
  /// A feature that the others tell already gets 0.
  func solution(lambda: Double) -> (constant: Double, coefficients: [Double])? {
    guard count > 1, rows > count else { return nil }
    // The constant comes first, so that what a feature adds is judged beside it; every row and column has a diagonal of 1.
    let order = [count - 1] + Array(0..<count - 1)
    func product(_ left: Int, _ right: Int) -> Double {
      let (low, high) = (min(left, right), max(left, right))
      return products[high * (high + 1) / 2 + low] + (left == right && left < count - 1 ? lambda : 0)
    }
    let scales = (0..<count).map { product($0, $0) > 0 ? 1 / product($0, $0).squareRoot() : 0 }
    guard scales[count - 1] > 0, scales.allSatisfy(\.isFinite), pulls.allSatisfy(\.isFinite) else { return nil }
    var lower = Array(repeating: Array(repeating: 0.0, count: count), count: count)
    var isUsed = Array(repeating: true, count: count)
    for row in 0..<count {
      for column in 0...row {
        var sum = product(order[row], order[column]) * scales[order[row]] * scales[order[column]]
        for inner in 0..<column { sum -= lower[row][inner] * lower[column][inner] }
        if row == column {
          isUsed[row] = sum > 1e-9
          lower[row][row] = isUsed[row] ? sum.squareRoot() : 1
          if !isUsed[row] { for inner in 0..<row { lower[row][inner] = 0 } }
        } else {
          lower[row][column] = isUsed[column] ? sum / lower[column][column] : 0
        }
      }
    }
    var solved = order.indices.map { isUsed[$0] ? -pulls[order[$0]] * scales[order[$0]] : 0 }
    for row in 0..<count {
      for inner in 0..<row { solved[row] -= lower[row][inner] * solved[inner] }
      solved[row] = isUsed[row] ? solved[row] / lower[row][row] : 0
    }
    for row in (0..<count).reversed() {
      for inner in row + 1..<max(count, row + 1) { solved[row] -= lower[inner][row] * solved[inner] }
      solved[row] = isUsed[row] ? solved[row] / lower[row][row] : 0
    }
    var values = Array(repeating: 0.0, count: count)
    for (place, own) in order.enumerated() { values[own] = solved[place] * scales[own] }
    guard values.allSatisfy(\.isFinite) else { return nil }
    return (values[count - 1], Array(values.dropLast()))
  }
}

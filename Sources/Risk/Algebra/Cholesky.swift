/// The lower triangle whose product with its own transpose is a positive definite matrix; what linear equations are solved with.
///
/// Source: Golub and Van Loan, Matrix Computations, 4th edition, algorithm 4.2.1.
public struct Cholesky: Hashable, Sendable {
  /// How many rows there are.
  public let size: Int
  private var lower: [Double]

  /// The triangle of a matrix, or an error that names the first row that is a combination of those before it.
  /// - Complexity: O(n³).
  public init(_ matrix: SymmetricMatrix) throws(RiskError) {
    size = matrix.size
    lower = Array(repeating: 0, count: size * size)
    for column in 0..<size {
      var pivot = matrix[column, column]
      for k in 0..<column { pivot -= lower[column * size + k] * lower[column * size + k] }
      // What is left of a variance after the others have explained theirs; below this it is rounding.
      guard pivot > 1e-12 * abs(matrix[column, column]), pivot < .infinity else {
        throw RiskError(
          .notPositiveDefinite, "Cholesky", "matrix",
          "is not positive definite at asset \(column): it is a combination of those before it (\(Cholesky.reason(matrix, column))). Leave it out, use more observations, or shrink the covariance (Ledoit-Wolf)."
        )
      }
      let root = pivot.squareRoot()
      lower[column * size + column] = root
      for row in column + 1..<max(size, column + 1) {
        var sum = matrix[row, column]
        for k in 0..<column { sum -= lower[row * size + k] * lower[column * size + k] }
        lower[row * size + column] = sum / root
      }
    }
  }

  private static func reason(_ matrix: SymmetricMatrix, _ asset: Int) -> String {
    if !(matrix[asset, asset] > 0) { return "its variance is \(matrix[asset, asset])" }
    for other in 0..<asset {
      let product = (matrix[asset, asset] * matrix[other, other]).squareRoot()
      if abs(matrix[asset, other]) >= product * (1 - 1e-9) { return "a duplicate of asset \(other)" }
    }
    return "there may be fewer observations than assets"
  }

  /// The vector that the matrix turns into another.
  public func solve(_ right: [Double]) -> [Double] {
    precondition(right.count == size, "the right side must have as many values as the matrix has rows")
    var x = right
    for row in 0..<size {
      for k in 0..<row { x[row] -= lower[row * size + k] * x[k] }
      x[row] /= lower[row * size + row]
    }
    for row in (0..<size).reversed() {
      for k in row + 1..<max(size, row + 1) { x[row] -= lower[k * size + row] * x[k] }
      x[row] /= lower[row * size + row]
    }
    return x
  }
}

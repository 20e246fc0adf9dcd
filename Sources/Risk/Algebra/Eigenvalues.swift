/// The eigenvalues of a symmetric matrix, ascending, with a vector of length 1 for each.
///
/// Cyclic Jacobi rotations: Golub and Van Loan, Matrix Computations, 4th edition, section 8.5. They always converge, at the end quadratically.
public struct Eigenvalues: Hashable, Sendable {
  /// Ascending.
  public let values: [Double]
  /// The vector of each value.
  public let vectors: [[Double]]

  /// The largest value over the smallest: how near the matrix is to one that can't be solved; infinite if the smallest is not above 0.
  public var condition: Double {
    guard let smallest = values.first, let largest = values.last, smallest > 0 else { return .infinity }
    return largest / smallest
  }

  /// The eigenvalues of a matrix, or an error if rotations have not made it diagonal after a hundred sweeps.
  /// - Complexity: O(n³) a sweep; about ten sweeps.
  public init(of matrix: SymmetricMatrix) throws(RiskError) {
    let n = matrix.size
    var a = matrix
    var v = SymmetricMatrix(zeros: n)
    for i in 0..<n { v[i, i] = 1 }
    let scale = matrix.elements.reduce(0) { max($0, abs($1)) }
    var sweeps = 0
    while scale > 0 {
      var largest = 0.0
      for row in 1..<max(n, 1) {
        for column in 0..<row { largest = max(largest, abs(a[row, column])) }
      }
      if largest <= 1e-15 * scale { break }
      sweeps += 1
      if sweeps > 100 {
        throw RiskError(.didNotConverge, "Eigenvalues", "matrix", "is not diagonal after 100 sweeps; scale it to numbers near 1.")
      }
      for p in 0..<n - 1 {
        for q in p + 1..<n where a[p, q] != 0 { Eigenvalues.rotate(&a, &v, p, q) }
      }
    }
    let order = (0..<n).sorted { a[$0, $0] < a[$1, $1] }
    values = order.map { a[$0, $0] }
    vectors = order.map { column in (0..<n).map { v[$0, column] } }
  }

  /// Turns the plane of two axes so that their common element vanishes.
  private static func rotate(_ a: inout SymmetricMatrix, _ v: inout SymmetricMatrix, _ p: Int, _ q: Int) {
    let tau = (a[q, q] - a[p, p]) / (2 * a[p, q])
    let t = tau.magnitude > 1e150 ? 0.5 / tau : (tau >= 0 ? 1 : -1) / (abs(tau) + (1 + tau * tau).squareRoot())
    let c = 1 / (1 + t * t).squareRoot()
    let s = t * c
    for k in 0..<a.size {
      let (kp, kq) = (a[k, p], a[k, q])
      a[k, p] = c * kp - s * kq
      a[k, q] = s * kp + c * kq
    }
    for k in 0..<a.size {
      let (pk, qk) = (a[p, k], a[q, k])
      a[p, k] = c * pk - s * qk
      a[q, k] = s * pk + c * qk
      let (kp, kq) = (v[k, p], v[k, q])
      v[k, p] = c * kp - s * kq
      v[k, q] = s * kp + c * kq
    }
    a[p, q] = 0
    a[q, p] = 0
  }
}

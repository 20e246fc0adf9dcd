/// A small dense symmetric matrix, such as a covariance.
public struct SymmetricMatrix: Hashable, Sendable {
  /// How many rows and columns it has.
  public let size: Int
  /// Row by row.
  var elements: [Double]

  /// Nothing but zeros.
  init(zeros size: Int) {
    self.size = size
    elements = Array(repeating: 0, count: size * size)
  }

  /// A matrix, or an error that says where it is not square, finite or symmetric.
  ///
  /// - Parameter rows: at least one; opposite elements may differ by rounding (1e-9 of the larger diagonal) and are averaged.
  public init(_ rows: [[Double]]) throws(RiskError) {
    guard !rows.isEmpty else { throw RiskError(.tooFewValues, "SymmetricMatrix", "rows", "has none; at least one is needed.") }
    self.init(zeros: rows.count)
    for (row, values) in rows.enumerated() {
      guard values.count == size else {
        throw RiskError(
          .lengthMismatch, "SymmetricMatrix", "rows[\(row)]", "has \(values.count) values where \(size) are needed, one a row.")
      }
      for (column, value) in values.enumerated() where !value.isFinite {
        throw RiskError(.notFinite, "SymmetricMatrix", "rows[\(row)][\(column)]", "is \(value); only finite numbers are allowed.")
      }
    }
    for row in 0..<size {
      for column in 0...row {
        let (one, other) = (rows[row][column], rows[column][row])
        let scale = max(abs(rows[row][row]), abs(rows[column][column]))
        guard abs(one - other) <= 1e-9 * scale || one == other else {
          throw RiskError(
            .notPositiveDefinite, "SymmetricMatrix", "rows[\(row)][\(column)]",
            "is \(one), but rows[\(column)][\(row)] is \(other); a symmetric matrix has the same there.")
        }
        self[row, column] = one / 2 + other / 2
        self[column, row] = self[row, column]
      }
    }
  }

  /// The element of a row and a column.
  public internal(set) subscript(row: Int, column: Int) -> Double {
    get { elements[row * size + column] }
    set { elements[row * size + column] = newValue }
  }

  /// Row by row.
  public var rows: [[Double]] { (0..<size).map { Array(elements[$0 * size..<($0 + 1) * size]) } }

  /// The elements from the upper left to the lower right.
  public var diagonal: [Double] { (0..<size).map { self[$0, $0] } }

  /// The matrix times a vector of its size.
  public func times(_ vector: [Double]) -> [Double] {
    precondition(vector.count == size, "a matrix is multiplied by a vector of its size")
    return (0..<size).map { row in
      var sum = 0.0
      for column in 0..<size { sum += elements[row * size + column] * vector[column] }
      return sum
    }
  }

  /// The vector times the matrix times the vector: a portfolio's variance if the matrix is a covariance.
  public func quadratic(_ vector: [Double]) -> Double { zip(vector, times(vector)).reduce(0) { $0 + $1.0 * $1.1 } }

  /// The correlations that belong to a covariance; every diagonal element must be above 0.
  public func correlations() throws(RiskError) -> SymmetricMatrix {
    try checkVariances("SymmetricMatrix")
    let deviations = diagonal.map { $0.squareRoot() }
    var result = SymmetricMatrix(zeros: size)
    for row in 0..<size {
      for column in 0..<size {
        result[row, column] = row == column ? 1 : min(max(self[row, column] / deviations[row] / deviations[column], -1), 1)
      }
    }
    return result
  }

  /// Throws unless every variance is a number above 0.
  func checkVariances(_ subject: String) throws(RiskError) {
    for (asset, variance) in diagonal.enumerated() where !(variance > 0) {
      throw RiskError(
        .notPositiveDefinite, subject, "covariance",
        "has a variance of \(variance) at asset \(asset); an asset that never moves can't be weighed by its risk. Leave it out.")
    }
  }
}

/// Some rows of a stream, their values one row after another.
public struct RowChunk: Sendable {
  /// A value for each feature of each row, NaN for missing.
  public var values: [Double]
  /// What each row's prediction should be.
  public var labels: [Double]
  /// What each row counts for; empty if each counts for 1.
  public var weights: [Double]
  /// The query each row belongs to, rows of a query side by side; empty where rows are not ranked.
  public var queries: [Double]

  /// Some rows.
  public init(values: [Double], labels: [Double], weights: [Double] = [], queries: [Double] = []) {
    self.values = values
    self.labels = labels
    self.weights = weights
    self.queries = queries
  }
}

/// Rows that can be gone through more than once, some at a time, because there is no room for all of them.
public protocol RowStream {
  /// The names of the features, each once.
  var featureNames: [String] { get throws }

  /// Goes through all rows from the first on, in the same order every time.
  ///
  /// - Parameter body: takes some rows; how many at a time changes nothing.
  func forEachChunk(_ body: (RowChunk) throws -> Void) throws
}

public import Market

/// A table of features: a column for each, a row for each bar, with its symbol and the time at which it was known.
///
///     let matrix = try plan.matrix(of: series)
///     matrix["rsi_14"]                                 // a column; NaN where there is no value
///     matrix.time[0]                                   // when the first row was known: the end of its bar
///     let clean = matrix.rows(matrix.completeRows)     // rows with a value in every column: a choice, never made silently
///
/// Nothing is ever filled. Rows of several symbols follow each other in stretches, see ``stretches``; within each, time ascends.
public struct FeatureMatrix: Sendable {
  /// What the columns are called.
  public let names: [String]
  /// The columns, each as long as ``time``.
  public let columns: [[Double]]
  /// When each row was known: the end of its bar.
  public let time: [Timestamp]
  /// The rows of each symbol, one after the other; together all rows.
  public let stretches: [Stretch]
  /// What the columns are.
  public let fingerprint: FeatureFingerprint

  /// The rows of one symbol.
  public struct Stretch: Hashable, Sendable {
    /// Whose rows they are.
    public let symbol: Symbol
    /// Which rows.
    public let rows: Range<Int>

    /// Rows of a symbol.
    public init(symbol: Symbol, rows: Range<Int>) {
      self.symbol = symbol
      self.rows = rows
    }
  }

  /// A table from its parts, which must fit together.
  public init(names: [String], columns: [[Double]], time: [Timestamp], stretches: [Stretch], fingerprint: FeatureFingerprint) {
    precondition(
      names.count == columns.count && columns.allSatisfy { $0.count == time.count }, "every column has a name and a value per row")
    precondition(
      stretches.first?.rows.lowerBound ?? 0 == 0 && stretches.last?.rows.upperBound ?? 0 == time.count
        && zip(stretches, stretches.dropFirst()).allSatisfy { $0.rows.upperBound == $1.rows.lowerBound },
      "stretches follow each other over all rows")
    self.names = names
    self.columns = columns
    self.time = time
    self.stretches = stretches
    self.fingerprint = fingerprint
  }

  /// How many rows there are.
  public var rowCount: Int { time.count }

  /// The column of a name; `nil` if there is none.
  public subscript(name: String) -> [Double]? { names.firstIndex(of: name).map { columns[$0] } }

  /// The values of a row, in the order of the columns.
  public func row(_ index: Int) -> [Double] { columns.map { $0[index] } }

  /// Whose row it is.
  /// - Complexity: O(log of the number of symbols).
  public func symbol(ofRow index: Int) -> Symbol {
    precondition(time.indices.contains(index), "there are \(time.count) rows, none at position \(index)")
    var (low, high) = (0, stretches.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].rows.upperBound <= index { low = middle + 1 } else { high = middle }
    }
    return stretches[low].symbol
  }

  /// The rows that have a value in every column.
  public var completeRows: [Int] {
    var isComplete = [Bool](repeating: true, count: rowCount)
    for column in columns {
      for row in column.indices where column[row].isNaN { isComplete[row] = false }
    }
    return isComplete.indices.filter { isComplete[$0] }
  }

  /// The columns that have no value at all: of features whose warm-up is longer than the series.
  public var emptyColumns: [String] { zip(names, columns).filter { $0.1.allSatisfy(\.isNaN) }.map(\.0) }

  /// These rows alone, which must ascend.
  public func rows(_ indices: [Int]) -> FeatureMatrix {
    precondition(zip(indices, indices.dropFirst()).allSatisfy { $0 < $1 }, "rows are taken in ascending order, each once")
    var cut: [Stretch] = []
    var position = 0
    for stretch in stretches {
      let start = position
      while position < indices.count, indices[position] < stretch.rows.upperBound { position += 1 }
      if position > start { cut.append(Stretch(symbol: stretch.symbol, rows: start..<position)) }
    }
    return FeatureMatrix(
      names: names, columns: columns.map { column in indices.map { column[$0] } }, time: indices.map { time[$0] }, stretches: cut,
      fingerprint: fingerprint)
  }

  /// Several tables under each other, which must hold the same features.
  public init(joining parts: [FeatureMatrix]) throws(FeatureError) {
    guard let first = parts.first else { throw .invalidRequest("at least one table is needed to join") }
    for part in parts { try part.fingerprint.check(against: first.fingerprint) }
    var stretches: [Stretch] = []
    var offset = 0
    for part in parts {
      for stretch in part.stretches {
        if stretches.contains(where: { $0.symbol == stretch.symbol }) { throw .repeated("rows of \(stretch.symbol)") }
        stretches.append(
          Stretch(symbol: stretch.symbol, rows: stretch.rows.lowerBound + offset..<stretch.rows.upperBound + offset))
      }
      offset += part.rowCount
    }
    self.init(
      names: first.names,
      columns: first.columns.indices.map { index in Array(parts.map { $0.columns[index] }.joined()) },
      time: Array(parts.map(\.time).joined()), stretches: stretches, fingerprint: first.fingerprint)
  }
}

/// Where the values of a data set come from: columns, or a matrix row after row.
struct ColumnSource: Sendable {
  private let columns: [[Double]]
  private let matrix: [Double]
  /// How many columns there are.
  let count: Int

  init(columns: [[Double]]) {
    self.columns = columns
    matrix = []
    count = columns.count
  }

  init(matrix: [Double], columnCount: Int, rowCount: Int) throws(DatasetError) {
    let (cells, overflow) = columnCount.multipliedReportingOverflow(by: rowCount)
    guard columnCount > 0, !overflow, matrix.count == cells else {
      throw DatasetError("A matrix of \(rowCount) rows and \(columnCount) columns has not \(matrix.count) values.")
    }
    columns = []
    self.matrix = matrix
    count = columnCount
  }

  /// How many rows a column has.
  func rowCount(of column: Int) -> Int { columns.isEmpty ? matrix.count / count : columns[column].count }

  /// Calls `body` with some rows of a column.
  func withValues(of column: Int, rows: Range<Int>, _ body: (Span<Double>) -> Void) {
    if columns.isEmpty {
      let values = rows.map { matrix[$0 * count + column] }
      body(values.span)
    } else {
      let values = columns[column]
      let all = values.span
      body(all.extracting(rows))
    }
  }

  /// Some or all rows of a column.
  func values(of column: Int, rows: [Int]?) -> [Double] {
    guard columns.isEmpty else { return rows.map { $0.map { columns[column][$0] } } ?? columns[column] }
    return rows.map { $0.map { matrix[$0 * count + column] } } ?? stride(from: column, to: matrix.count, by: count).map { matrix[$0] }
  }

  /// Whether a column has a missing value.
  func holdsMissing(_ column: Int) -> Bool {
    guard columns.isEmpty else { return columns[column].contains(where: \.isNaN) }
    return stride(from: column, to: matrix.count, by: count).contains { matrix[$0].isNaN }
  }
}

extension Dataset {
  /// Refuses what cannot be trained on.
  static func check(
    _ source: ColumnSource, names: [String], labels: [Double], weights: [Double]?, rows: [Int]?
  ) throws(DatasetError) {
    guard source.count > 0 else { throw DatasetError("There is no feature; a data set needs at least one column.") }
    guard !labels.isEmpty else { throw DatasetError("There is no row; a data set needs at least one label.") }
    guard names.count == source.count else {
      throw DatasetError("There are \(source.count) columns but \(names.count) names; each column needs one.")
    }
    var seen: Set<String> = []
    for (index, name) in names.enumerated() {
      guard !name.isEmpty else { throw DatasetError("Column \(index) has an empty name.") }
      guard seen.insert(name).inserted else { throw DatasetError("The name '\(name)' stands for two columns.", feature: name) }
      let count = source.rowCount(of: index)
      guard count == labels.count else {
        throw DatasetError("Column '\(name)' has \(count) rows, the labels have \(labels.count).", feature: name)
      }
    }
    if let row = labels.firstIndex(where: { !$0.isFinite }) {
      throw DatasetError("The label of row \(row) is \(labels[row]); labels must be finite. Leave the row out.", row: row)
    }
    if let weights {
      guard weights.count == labels.count else {
        throw DatasetError("There are \(weights.count) weights for \(labels.count) rows.")
      }
      if let row = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
        throw DatasetError("The weight of row \(row) is \(weights[row]); weights must be finite and 0 or more.", row: row)
      }
    }
    if let rows {
      guard !rows.isEmpty else { throw DatasetError("The bins need at least one row to be fitted on.") }
      if let row = rows.first(where: { !labels.indices.contains($0) }) {
        throw DatasetError("Row \(row), which the bins should be fitted on, does not exist: there are \(labels.count) rows.", row: row)
      }
    }
  }
}

extension Dataset {
  /// Refuses queries that do not cover the rows.
  static func check(_ queries: [Int]?, rowCount: Int) throws(DatasetError) {
    guard let queries else { return }
    if let query = queries.firstIndex(where: { $0 < 1 }) {
      throw DatasetError("Query \(query) has \(queries[query]) rows; every query needs at least one.")
    }
    // One after another, so that numbers too large for a sum are refused too.
    var rest = rowCount
    for count in queries {
      guard count <= rest else { throw DatasetError("The queries have more rows than the \(rowCount) there are.") }
      rest -= count
    }
    guard rest == 0 else { throw DatasetError("The queries have \(rowCount - rest) rows, there are \(rowCount).") }
  }

  /// How many rows the queries of chosen rows have.
  static func queries(_ queries: [Int], of rows: [Int]) -> [Int] {
    let owners = queries.enumerated().flatMap { Array(repeating: $0, count: $1) }
    var counts: [Int] = []
    for (index, row) in rows.enumerated() {
      if index > 0, owners[rows[index - 1]] == owners[row] { counts[counts.count - 1] += 1 } else { counts.append(1) }
    }
    return counts
  }

  /// The numbers of rows that follow each other with the same identifier: what LightGBM calls a group.
  ///
  /// - Parameter identifiers: a query's identifier for every row, rows of a query side by side.
  public static func queries(identifiers: [Double]) throws(DatasetError) -> [Int] {
    var counts: [Int] = []
    var seen: Set<Double> = []
    for (row, identifier) in identifiers.enumerated() {
      guard identifier.isFinite else { throw DatasetError("The query of row \(row) is \(identifier); it must be a number.", row: row) }
      if row > 0, identifiers[row - 1] == identifier {
        counts[counts.count - 1] += 1
      } else {
        guard seen.insert(identifier).inserted else {
          throw DatasetError(
            "The rows of query \(identifier) do not lie side by side: row \(row) comes after others. Sort by query.", row: row)
        }
        counts.append(1)
      }
    }
    return counts
  }
}

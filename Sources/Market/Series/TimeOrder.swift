/// What is wrong with a column of times before it becomes a series: times that go back and times that come twice.
///
///     let order = TimeOrder(of: times)
///     if !order.isStrictlyAscending { print(order.duplicateCount, order.backwardCount, order.backward) }
public struct TimeOrder: Hashable, Codable, Sendable {
  /// How many times there are.
  public let count: Int
  /// How many times lie before the one in the row before.
  public let backwardCount: Int
  /// The first rows whose time lies before the one in the row before, counted from 0.
  public let backward: [Int]
  /// How many rows have a time that an earlier row has, wherever that row is.
  public let duplicateCount: Int
  /// The first rows that have a time that an earlier row has.
  public let duplicates: [Int]

  /// Whether every time lies after the one before.
  public var isStrictlyAscending: Bool { backwardCount == 0 && duplicateCount == 0 }
  /// Whether no time lies before the one before.
  public var isAscending: Bool { backwardCount == 0 }

  /// Looks through a column.
  /// - Parameters:
  ///   - times: the column, as it was read.
  ///   - limit: how many rows are listed of each kind; all are counted.
  /// - Complexity: O(n) where times ascend; otherwise O(n) on average and as much memory again.
  public init(of times: [Timestamp], limit: Int = 20) {
    var backward = (count: 0, rows: [Int]())
    var equal = (count: 0, rows: [Int]())
    let column = times.span
    for row in column.indices.dropFirst() where column[row] <= column[row - 1] {
      if column[row] < column[row - 1] {
        backward.count += 1
        if backward.rows.count < limit { backward.rows.append(row) }
      } else {
        equal.count += 1
        if equal.rows.count < limit { equal.rows.append(row) }
      }
    }
    if backward.count > 0 {
      // Out of order, equal times need not be neighbours.
      equal = (0, [])
      var seen = Set<Timestamp>(minimumCapacity: times.count)
      for row in column.indices where !seen.insert(column[row]).inserted {
        equal.count += 1
        if equal.rows.count < limit { equal.rows.append(row) }
      }
    }
    count = times.count
    (backwardCount, self.backward) = backward
    (duplicateCount, duplicates) = equal
  }
}

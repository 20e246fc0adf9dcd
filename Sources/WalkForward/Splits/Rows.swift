/// Rows of a dataset as ascending ranges: a million training rows with a hole are two ranges, not a million numbers.
///
///     let rows = Rows([0..<3, 5..<7])
///     rows.count              // 5
///     Array(rows)             // [0, 1, 2, 5, 6]
///     rows.gather(labels)     // the labels of these rows
public struct Rows: Sendable, Hashable {
  /// The ranges: ascending, apart from each other, none empty.
  public private(set) var ranges: [Range<Int>] = []
  /// How many rows there are.
  public private(set) var count = 0

  /// No rows.
  public init() {}

  /// The rows of a range.
  public init(_ range: Range<Int>) { append(range) }

  /// The rows of ranges in any order; a row that is in several counts once. O(n log n).
  public init(_ ranges: some Sequence<Range<Int>>) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      append(
        Swift.max(
          range.lowerBound, self.ranges.last?.upperBound ?? .min)..<Swift.max(range.upperBound, self.ranges.last?.upperBound ?? .min))
    }
  }

  /// Rows by their numbers, in any order; a row that comes twice counts once. O(n log n).
  public init(rows: some Sequence<Int>) {
    for row in rows.sorted() where row != (ranges.last?.upperBound).map({ $0 - 1 }) { append(row) }
  }

  /// Whether there are none.
  public var isEmpty: Bool { count == 0 }
  /// The first row; `nil` if there is none.
  public var first: Int? { ranges.first?.lowerBound }
  /// The last row; `nil` if there is none.
  public var last: Int? { ranges.last.map { $0.upperBound - 1 } }

  /// Whether a row is among them. O(log ranges).
  public func contains(_ row: Int) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = low + (high - low) / 2
      if ranges[middle].upperBound <= row { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= row
  }

  /// Whether any row is in both. O(ranges).
  public func overlaps(_ other: Rows) -> Bool {
    var (own, theirs) = (0, 0)
    while own < ranges.count, theirs < other.ranges.count {
      if ranges[own].overlaps(other.ranges[theirs]) { return true }
      if ranges[own].upperBound <= other.ranges[theirs].lowerBound { own += 1 } else { theirs += 1 }
    }
    return false
  }

  /// The values of these rows out of a column, in order. O(rows).
  ///
  /// - Parameter column: has a value for every row.
  public func gather<Value>(_ column: [Value]) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    for range in ranges { values.append(contentsOf: column[range]) }
    return values
  }

  /// Adds rows beyond the last.
  mutating func append(_ range: Range<Int>) {
    if range.isEmpty { return }
    count += range.count
    if let last = ranges.last, last.upperBound == range.lowerBound {
      ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
    } else {
      ranges.append(range)
    }
  }

  /// Adds a row beyond the last.
  mutating func append(_ row: Int) { append(row..<row + 1) }
}

extension Rows: Sequence {
  /// Goes through the rows in ascending order.
  public struct Iterator: IteratorProtocol {
    private let ranges: [Range<Int>]
    private var range = 0
    private var row: Int

    init(_ rows: Rows) {
      ranges = rows.ranges
      row = rows.first ?? 0
    }

    /// The next row.
    public mutating func next() -> Int? {
      guard range < ranges.count else { return nil }
      let result = row
      row += 1
      if row == ranges[range].upperBound {
        range += 1
        if range < ranges.count { row = ranges[range].lowerBound }
      }
      return result
    }
  }

  /// The rows one by one.
  public func makeIterator() -> Iterator { Iterator(self) }

  /// How many rows there are.
  public var underestimatedCount: Int { count }
}

extension Rows: CustomStringConvertible {
  /// The ranges, such as `0..<3, 5..<7`.
  public var description: String { ranges.isEmpty ? "none" : ranges.map { "\($0)" }.joined(separator: ", ") }
}

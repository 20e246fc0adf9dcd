public import Market
internal import Statistics

/// When each sample of a dataset could be acted on, and when its label was known: what splits, purging and embargoes need to know.
///
///     let spans = try SampleSpans(times: closes, ends: labelEnds)
///     let folds = try PurgedKFold(5, embargo: .time(.hours(24))).splits(of: spans)
///
/// Rows are in ascending order of time. Several symbols share the clock: their rows stand mixed, sorted by time, and rows of the same
/// instant are never torn apart by a split. ``sortingOrder(of:)`` gives the order that puts other rows right.
///
/// It holds no features and no labels: those stay wherever the caller keeps them, and are found by row number.
public struct SampleSpans: Sendable, Hashable {
  /// When each sample could be acted on, ascending; equal times are allowed.
  public let times: [Timestamp]
  /// When each sample's label was known: at its time or later.
  public let ends: [Timestamp]
  /// The symbol of each sample, where there are several.
  public let symbols: [Symbol]?
  /// Whether the ends were given. Without them every label is taken to be known at its sample's time, and nothing can be purged.
  public let hasEnds: Bool

  /// Samples with the times their labels were known at, or an error that says which row is wrong. O(n).
  ///
  /// - Parameters:
  ///   - times: ascending; at least one.
  ///   - ends: as many, none before its time; `nil` where a label is known at once. Labels that look ahead need their ends: without
  ///     them a training row may know what the test row is asked.
  ///   - symbols: as many; `nil` where there is only one symbol.
  public init(times: [Timestamp], ends: [Timestamp]? = nil, symbols: [Symbol]? = nil) throws(WalkForwardError) {
    func fail(_ kind: WalkForwardError.Kind, _ parameter: String, _ message: String) -> WalkForwardError {
      WalkForwardError(kind, "SampleSpans", parameter, message)
    }
    if times.isEmpty { throw fail(.tooFewSamples, "times", "there are no samples; at least one is needed") }
    if let ends, ends.count != times.count {
      throw fail(.lengthMismatch, "ends", "there are \(ends.count) ends for \(times.count) times; give one for each sample")
    }
    if let symbols, symbols.count != times.count {
      throw fail(.lengthMismatch, "symbols", "there are \(symbols.count) symbols for \(times.count) times; give one for each sample")
    }
    let column = times.span
    for row in column.indices.dropFirst() where column[row] < column[row - 1] {
      throw fail(
        .unsortedTimes, "times",
        "row \(row) is at \(times[row]), before row \(row - 1) at \(times[row - 1]); sort all rows by time, those of several symbols "
          + "together: SampleSpans.sortingOrder(of:) gives the order")
    }
    if let ends {
      let last = ends.span
      for row in column.indices where last[row] < column[row] {
        throw fail(
          .endBeforeTime, "ends",
          "the label of row \(row) ends at \(ends[row]), before its time \(times[row]); a label is known at its sample's time or later: "
            + "check which column is which, and leave out samples whose label is not known yet")
      }
    }
    self.times = times
    self.ends = ends ?? times
    self.symbols = symbols
    hasEnds = ends != nil
  }

  /// How many samples there are.
  public var count: Int { times.count }

  /// The order in which rows must be taken to be ascending in time; rows of the same time keep their order. O(n log n).
  ///
  /// - Parameter times: in any order.
  public static func sortingOrder(of times: [Timestamp]) -> [Int] {
    times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
  }
}

extension SampleSpans {
  /// The first row at or after an instant; `count` if there is none. O(log n).
  public func row(atOrAfter instant: Timestamp) -> Int { firstRow { $0 >= instant } }

  /// The first row after an instant; `count` if there is none. O(log n).
  public func row(after instant: Timestamp) -> Int { firstRow { $0 > instant } }

  private func firstRow(where isBeyond: (Timestamp) -> Bool) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = low + (high - low) / 2
      if isBeyond(times[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

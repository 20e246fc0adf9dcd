public import Market

/// One split of the rows: what to train on, what to select on and what to report on, and what was dropped between them.
///
/// The parts never share a row, and no training row's span, from its time to its label's end, touches the span of the test or of the
/// validation rows.
public struct Fold: Sendable, Hashable {
  /// Its place among the folds, from 0.
  public let index: Int
  /// The rows to fit on; whatever is fitted (bins, scalers, features chosen, the model) is fitted on these.
  public let train: Rows
  /// The rows to select on (early stopping, parameters, thresholds); empty where none was asked for.
  public let validation: Rows
  /// The rows to report on.
  public let test: Rows
  /// Rows that would be in training or validation, but whose span touches that of a later part or of the test.
  public let purged: Rows
  /// Rows that would be in training or validation, but lie within the embargo.
  public let embargoed: Rows
  /// The numbers of the groups that are tested, for combinatorial splits; empty for others.
  public let testGroups: [Int]

  /// A fold made by hand, such as one that another library computed. A ``LeakageAudit`` tells whether it leaks.
  public init(
    index: Int, train: Rows, validation: Rows = Rows(), test: Rows, purged: Rows = Rows(), embargoed: Rows = Rows(),
    testGroups: [Int] = []
  ) {
    self.index = index
    self.train = train
    self.validation = validation
    self.test = test
    self.purged = purged
    self.embargoed = embargoed
    self.testGroups = testGroups
  }
}

extension Fold {
  /// What the fold is made of, in one line: rows and spans of each part, and what was dropped.
  ///
  ///     fold 2: train 4000 rows 2024-01-01T00:00:00Z to 2024-06-15T15:00:00Z; 5 purged, 24 embargoed; test 720 rows 2024-06-17…
  ///
  /// - Parameter spans: the samples that were split.
  public func explanation(_ spans: SampleSpans) -> String {
    var parts = ["train \(Fold.part(train, spans))"]
    if !validation.isEmpty { parts.append("validation \(Fold.part(validation, spans))") }
    parts.append("test \(Fold.part(test, spans)), labels known by \(spans.latestEnd(of: test).map { "\($0)" } ?? "never")")
    if let gap = gap(spans) { parts.append("gap before the test \(SpanLength.time(gap))") }
    parts.append("\(purged.count) purged, \(embargoed.count) embargoed")
    return "fold \(index): " + parts.joined(separator: "; ")
  }

  /// The time from the latest label end of the training rows before the test to the first test row; `nil` if none lie before it.
  ///
  /// It is what really lies between what was learned and what is asked. O(rows).
  public func gap(_ spans: SampleSpans) -> Duration? {
    guard let start = test.first else { return nil }
    let before = Rows(train.ranges.filter { $0.lowerBound < start }.map { $0.clamped(to: 0..<start) })
    return spans.latestEnd(of: before).map { spans.times[start] - $0 }
  }

  private static func part(_ rows: Rows, _ spans: SampleSpans) -> String {
    guard let first = rows.first, let last = rows.last else { return "no rows" }
    let pieces = rows.ranges.count > 1 ? " in \(rows.ranges.count) pieces" : ""
    return "\(rows.count) rows \(spans.times[first]) to \(spans.times[last])\(pieces)"
  }
}

extension SampleSpans {
  /// The latest label end of some rows; `nil` if there are none. O(rows).
  public func latestEnd(of rows: Rows) -> Timestamp? {
    let column = ends.span
    guard let first = rows.first else { return nil }
    var latest = column[first]
    for range in rows.ranges {
      for row in range where column[row] > latest { latest = column[row] }
    }
    return latest
  }
}

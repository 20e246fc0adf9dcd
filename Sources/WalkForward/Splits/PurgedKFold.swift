internal import Statistics

/// K-fold cross-validation by time: each of k runs of rows is tested once, the others train, purged and embargoed.
///
///     let splits = try PurgedKFold(5, embargo: .hours(24)).splits(of: spans)
///
/// Rows are never shuffled. Sizes differ by one row at most, as in scikit-learn's `KFold`, unless rows of one instant must stay together.
/// A training row is purged if its span, from its time to its label's end, touches that of the test. The embargo drops the rows that
/// follow: their features still remember the test.
///
/// Training rows lie on both sides of the test, so it tells how well something generalises, not what could have been earned: use
/// ``WalkForwardSplitter`` for that.
///
/// López de Prado, "Advances in Financial Machine Learning", 2018, section 7.4.
public struct PurgedKFold: Splitter, Hashable {
  /// How many folds.
  public let folds: Int
  /// What is dropped after the last label of a test is known.
  public let embargo: SpanLength

  /// A scheme; parameters are checked when it is applied.
  ///
  /// - Parameters:
  ///   - folds: 2 or more, at most as many as there are instants.
  ///   - embargo: 0 or more.
  public init(_ folds: Int, embargo: SpanLength = .none) {
    self.folds = folds
    self.embargo = embargo
  }

  /// The folds. O(n + k (k + log n + rows near the borders)), on all processors.
  public func splits(of spans: SampleSpans) throws(WalkForwardError) -> Splits {
    try embargo.check("PurgedKFold", "embargo", isNeeded: false)
    if folds < 2 || folds > spans.count {
      throw WalkForwardError(.outOfRange, "PurgedKFold", "folds", "is \(folds); it must be from 2 to the number of samples, \(spans.count)")
    }
    let groups = try Groups(spans, count: folds, embargo: embargo, remainder: .spread, "PurgedKFold")
    let made = parallelMap(0..<folds) { groups.fold(index: $0, testing: [$0], isCombinatorial: false) }
    try Groups.check(made, "PurgedKFold")
    return Splits(spans: spans, folds: made, maker: description, skipped: 0, paths: nil)
  }
}

extension PurgedKFold: CustomStringConvertible {
  /// The scheme with its parameters.
  public var description: String { "purged \(folds)-fold" + (embargo.isNone ? "" : ", embargo \(embargo)") }
}

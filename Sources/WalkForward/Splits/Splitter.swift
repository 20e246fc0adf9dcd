/// A way to split samples by time into folds to train and to test on. Nothing is ever shuffled.
///
/// Conformers: ``WalkForwardSplitter``, ``PurgedKFold``, ``CombinatorialPurgedKFold``, ``HoldOut``.
public protocol Splitter: Sendable {
  /// The folds.
  ///
  /// - Throws: ``WalkForwardError`` if a parameter is out of range, a span does not fit into the data, or a fold would be empty; it says
  ///   what to change.
  func splits(of spans: SampleSpans) throws(WalkForwardError) -> Splits
}

/// What happens to a fold that has no rows to train on, to select on or to test on.
public enum EmptyFolds: String, Sendable, Hashable, Codable {
  /// It is an error that says which fold, why and what to change.
  case fail
  /// It is left out and counted in ``Splits/skipped``.
  case skip
}

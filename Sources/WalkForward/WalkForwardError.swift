/// What was wrong with the input of a validation, where, what is allowed and what to do.
///
///     PurgedKFold, embargo: fold 3 has no training rows left: 400 of 400 were purged; use fewer folds or shorter labels
public struct WalkForwardError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of bad input.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// There are no samples, or fewer than the procedure needs.
    case tooFewSamples
    /// Two columns that belong together have different lengths.
    case lengthMismatch
    /// A time lies before the one in the row before.
    case unsortedTimes
    /// A label's end lies before its sample's time.
    case endBeforeTime
    /// A span does not fit into the data.
    case spanTooLong
    /// A fold is left without rows to train on, to select on or to test on.
    case emptyFold
    /// Rows that do not lie within the data, or that are in two parts of a fold.
    case badRows
    /// A number is NaN or infinite where only finite numbers are allowed.
    case notFinite
    /// A parameter is outside its range.
    case outOfRange
    /// Something is quarantined and must not be promoted.
    case quarantined
  }

  /// The kind of bad input.
  public let kind: Kind
  /// The procedure that was asked for, such as `PurgedKFold`.
  public let procedure: String
  /// The parameter at fault, such as `times`.
  public let parameter: String
  /// What was wrong, what is allowed and what to do.
  public let message: String

  init(_ kind: Kind, _ procedure: String, _ parameter: String, _ message: String) {
    self.kind = kind
    self.procedure = procedure
    self.parameter = parameter
    self.message = message
  }

  /// The procedure, the parameter and the sentence.
  public var description: String { "\(procedure), \(parameter): \(message)" }
}

/// Why a probability could not be calibrated or judged: what was wrong, where, and what to do.
public struct CalibrationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of bad input.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// There are fewer labels than needed.
    case tooFewLabels
    /// All labels are the same.
    case oneClass
    /// A score is NaN or infinite, or no probability where one is needed.
    case badScore
    /// Folds that must be apart touch each other.
    case overlappingFolds
    /// A saved calibrator does not hold what one can hold.
    case badState
    /// The fit did not come to an end.
    case notConverged
  }

  /// The kind of bad input.
  public let kind: Kind
  /// What was wrong, what is allowed and what to do.
  public let message: String

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The message.
  public var description: String { message }
}

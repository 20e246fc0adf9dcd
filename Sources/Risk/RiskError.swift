/// What was wrong with a number, a document or data handed to this module, where, and what would be right.
public struct RiskError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of bad input.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// A number is outside its range.
    case outOfRange
    /// A number is NaN or infinite.
    case notFinite
    /// There are fewer values, assets or observations than the procedure needs.
    case tooFewValues
    /// Two inputs that must have the same length or shape do not.
    case lengthMismatch
    /// A matrix is not symmetric or not positive definite.
    case notPositiveDefinite
    /// What is asked for cannot be had, such as weights that add up to 1 under caps that add up to less.
    case impossible
    /// A document has a key that nothing reads, lacks one, or holds something of another kind.
    case malformed
    /// A symbol that was never named, or one that is named twice.
    case unknownSymbol
    /// An event is older than the one before it.
    case clockWentBack
    /// A procedure did not reach its goal within its steps.
    case didNotConverge
  }

  /// The kind of bad input.
  public let kind: Kind
  /// What was to be made or done, such as `FixedFraction`.
  public let subject: String
  /// The parameter at fault, such as `fraction`.
  public let parameter: String
  /// What was wrong, what is allowed and what to do, in one or two sentences.
  public let message: String

  /// An error about one parameter.
  public init(_ kind: Kind, _ subject: String, _ parameter: String, _ message: String) {
    self.kind = kind
    self.subject = subject
    self.parameter = parameter
    self.message = message
  }

  /// The subject, the parameter and the sentence.
  public var description: String { "\(subject), \(parameter): \(message)" }
}

extension RiskError {
  /// Throws unless a number lies in its range, ends included.
  static func check(_ value: Double, _ subject: String, _ parameter: String, in range: ClosedRange<Double>) throws(RiskError) {
    guard range.contains(value) else {
      throw RiskError(
        value.isFinite ? .outOfRange : .notFinite, subject, parameter,
        "must be between \(range.lowerBound) and \(range.upperBound), got \(value).")
    }
  }

  /// Throws unless a whole number lies in its range, ends included.
  static func check(_ value: Int, _ subject: String, _ parameter: String, in range: ClosedRange<Int>) throws(RiskError) {
    guard range.contains(value) else {
      throw RiskError(
        .outOfRange, subject, parameter, "must be between \(range.lowerBound) and \(range.upperBound), got \(value).")
    }
  }
}

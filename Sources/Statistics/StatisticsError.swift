/// What was wrong with the input of a statistic, where, and what would be right.
///
/// Descriptive numbers (a mean, a quantile) answer NaN where they are undefined; procedures that claim something (a test, an interval)
/// throw this instead of claiming it.
public struct StatisticsError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of bad input.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// There are fewer values than the procedure needs.
    case tooFewValues
    /// A value is NaN or infinite.
    case notFinite
    /// Two inputs that must have the same length do not.
    case lengthMismatch
    /// A parameter is outside its range.
    case outOfRange
    /// The values do not vary, so that the statistic divides by zero.
    case constant
  }

  /// The kind of bad input.
  public let kind: Kind
  /// The procedure that was asked for, such as `WelchTest`.
  public let procedure: String
  /// The parameter at fault, such as `reference`.
  public let parameter: String
  /// What was wrong, what is allowed and what to do, in one or two sentences.
  public let message: String

  package init(_ kind: Kind, _ procedure: String, _ parameter: String, _ message: String) {
    self.kind = kind
    self.procedure = procedure
    self.parameter = parameter
    self.message = message
  }

  /// The procedure, the parameter and the sentence.
  public var description: String { "\(procedure), \(parameter): \(message)" }
}

extension StatisticsError {
  /// Throws unless there are at least `minimum` values, all of them finite.
  static func check(_ values: [Double], atLeast minimum: Int, _ procedure: String, _ parameter: String) throws(StatisticsError) {
    if values.count < minimum {
      throw StatisticsError(
        .tooFewValues, procedure, parameter,
        "has \(values.count) values; at least \(minimum) are needed. Collect more, or report insufficient evidence.")
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw StatisticsError(
        .notFinite, procedure, parameter,
        "the value at index \(index) is \(values[index]); only finite numbers are allowed. Remove missing values first.")
    }
  }

  /// Throws unless a number lies strictly between 0 and 1.
  static func check(share: Double, _ procedure: String, _ parameter: String) throws(StatisticsError) {
    if !(share > 0 && share < 1) {
      throw StatisticsError(.outOfRange, procedure, parameter, "is \(share); it must be above 0 and below 1.")
    }
  }
}

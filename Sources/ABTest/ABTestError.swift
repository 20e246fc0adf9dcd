import Statistics

/// What was wrong with the input of a test of arms, where, and what would be right.
public struct ABTestError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The type or procedure that was asked for, such as `Experiment`.
  public let subject: String
  /// The parameter at fault, such as `weight`.
  public let parameter: String
  /// What was wrong, what is allowed and what to do.
  public let message: String

  init(_ subject: String, _ parameter: String, _ message: String) {
    self.subject = subject
    self.parameter = parameter
    self.message = message
  }

  init(_ error: StatisticsError) {
    self.init(error.procedure, error.parameter, error.message)
  }

  /// The subject, the parameter and the sentence.
  public var description: String { "\(subject), \(parameter): \(message)" }

  /// Throws unless a number lies in a range.
  static func check<Number: Comparable>(
    _ value: Number, in range: ClosedRange<Number>, _ subject: String, _ parameter: String
  ) throws(ABTestError) {
    if !range.contains(value) {
      throw ABTestError(subject, parameter, "is \(value); it must be between \(range.lowerBound) and \(range.upperBound).")
    }
  }

  /// Throws unless a number lies strictly between 0 and 1.
  static func check(share: Double, _ subject: String, _ parameter: String) throws(ABTestError) {
    if !(share > 0 && share < 1) { throw ABTestError(subject, parameter, "is \(share); it must be above 0 and below 1.") }
  }
}

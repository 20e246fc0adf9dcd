/// Why an evaluation ended: in which fold, while doing what, and what to do.
public struct EvaluationError: Error, Sendable, CustomStringConvertible {
  /// What was being done.
  public enum Step: String, Sendable, Hashable, Codable {
    /// A model was being fitted.
    case fit
    /// Rows were being predicted.
    case predict
    /// Predictions were being scored.
    case score
  }

  /// The fold; `nil` where the whole was being looked at.
  public let fold: Int?
  /// What was being done.
  public let step: Step
  /// What went wrong and what to do.
  public let message: String
  /// The caller's own error, if that is what went wrong.
  public let cause: (any Error)?

  init(fold: Int?, _ step: Step, _ message: String) {
    self.fold = fold
    self.step = step
    self.message = message
    cause = nil
  }

  init(fold: Int?, _ step: Step, cause: any Error) {
    self.fold = fold
    self.step = step
    message = "\(cause)"
    self.cause = cause
  }

  /// The fold, the step and the sentence.
  public var description: String { (fold.map { "fold \($0), " } ?? "") + "\(step.rawValue): \(message)" }
}

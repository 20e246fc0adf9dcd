/// Why a training could not begin or go on.
public struct TrainingError: Error, Sendable, CustomStringConvertible {
  /// What is wrong and what to do about it.
  public let description: String
  /// The error behind it, if there is one.
  public let cause: (any Error)?

  init(_ description: String, cause: (any Error)? = nil) {
    self.description = description
    self.cause = cause
  }

  init(_ error: ParameterError) { self.init(error.description, cause: error) }
}

/// What went wrong, where, and what to do.
public struct PipelineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What it is about: a step, a file, a setting.
  public let subject: String
  /// What is wrong with it.
  public let message: String
  /// What to do.
  public let remedy: String?

  /// What went wrong, where, and what to do.
  public init(_ subject: String, _ message: String, remedy: String? = nil) {
    self.subject = subject
    self.message = message
    self.remedy = remedy
  }

  /// In a sentence.
  public var description: String { "\(subject): \(message)\(remedy.map { "; \($0)" } ?? "")" }
}

public import Market

/// Why a run could not be made, or had to end: what was wrong, at which bar, and what to do.
public struct BacktestError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of reasons.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The series, the window or the engine's arguments.
    case input
    /// A wish of the strategy that is impossible.
    case intent
    /// The strategy threw an error.
    case strategy
    /// The run would have scored bars that a model was trained on.
    case trainingSpan
  }

  /// The kind of reason.
  public let kind: Kind
  /// What was wrong and what to do.
  public let message: String
  /// The close of the bar at which it happened, if it was at one.
  public let time: Timestamp?

  @usableFromInline
  init(_ kind: Kind, _ message: String, at time: Timestamp? = nil) {
    self.kind = kind
    self.message = message
    self.time = time
  }

  /// What was wrong, and when.
  public var description: String { (time.map { "at the bar that closed at \($0): " } ?? "") + message }
}

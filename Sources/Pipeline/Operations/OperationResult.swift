public import Statistics
public import Store

/// What an operation came to: whether it was done, why, on which numbers, and what is to be written.
///
/// Nothing has been written yet. Whoever commits the changes does all of it or nothing; whoever only wanted to know drops them.
public struct OperationResult: Sendable {
  /// How it ended.
  public enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// There is something to write, and it is in ``changes``.
    case done
    /// It was done although a rule said no, because a person insists.
    case forced
    /// A rule said no.
    case blocked
    /// There was no reason to do anything.
    case nothingToDo = "nothing_to_do"
  }

  /// How it ended.
  public let outcome: Outcome
  /// One sentence.
  public let summary: String
  /// What was asked, with its numbers.
  public let verdicts: [Verdict]
  /// What was done, or would be, a sentence each.
  public let actions: [String]
  /// How many configurations were tried.
  public let trials: Int
  /// What is to be written.
  public let changes: StoreChanges

  /// The part of it that is told to people and programs.
  public var record: Record {
    Record(outcome: outcome, summary: summary, verdicts: verdicts, actions: actions, trials: trials)
  }

  /// An operation's result without its writes.
  public struct Record: Codable, Hashable, Sendable {
    /// How it ended.
    public let outcome: Outcome
    /// One sentence.
    public let summary: String
    /// What was asked, with its numbers.
    public let verdicts: [Verdict]
    /// What was done, or would be.
    public let actions: [String]
    /// How many configurations were tried.
    public let trials: Int
  }

  init(
    _ outcome: Outcome, _ summary: String, verdicts: [Verdict] = [], actions: [String] = [], trials: Int = 0,
    changes: StoreChanges = StoreChanges()
  ) {
    self.outcome = outcome
    self.summary = summary
    self.verdicts = verdicts
    self.actions = actions
    self.trials = trials
    self.changes = changes
  }
}

/// Where operations keep what they know.
public enum OperationKeys {
  /// The experiments, by name.
  public static let experiments = "experiments/"
  /// Every transition of an experiment.
  public static let audit: StoreKey = "experiments-audit"
  /// Every attempt to train again.
  public static let retraining: StoreKey = "retraining"
  /// Every configuration of a model that was ever tried.
  public static let trials: StoreKey = "model-trials"
}

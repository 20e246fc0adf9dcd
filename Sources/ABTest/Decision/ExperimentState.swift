public import Market

/// An experiment with its past: who was champion before, and how often it has changed.
///
/// It changes only through a ``Transition``, which holds the next state and the record of why. Whoever keeps it writes both in one commit, or neither.
public struct ExperimentState: Hashable, Sendable, Codable {
  /// The experiment as it is now.
  public let experiment: Experiment
  /// Every earlier champion, the last one at the end. None is ever dropped, so that there is always one to go back to.
  public let previous: [FormerChampion]
  /// How many transitions have been made.
  public let revision: Int
  /// When the last one was made.
  public let changed: Timestamp

  /// A champion that was replaced.
  public struct FormerChampion: Hashable, Sendable, Codable {
    /// The arm.
    public let arm: Arm
    /// When it was replaced.
    public let until: Timestamp
  }

  /// The first state of an experiment.
  public init(_ experiment: Experiment, at time: Timestamp) {
    self.init(experiment: experiment, previous: [], revision: 0, changed: time)
  }

  /// The same past with another division of the keys: challengers that come, or a champion that was put to use elsewhere.
  ///
  /// - Parameters:
  ///   - experiment: of the same name and seed.
  ///   - time: not before the last change.
  /// - Throws: ``ABTestError`` if it is another experiment, or the clock went back.
  public func replacing(_ experiment: Experiment, at time: Timestamp) throws(ABTestError) -> ExperimentState {
    if experiment.name != self.experiment.name || experiment.seed != self.experiment.seed {
      throw ABTestError(
        "ExperimentState", "experiment",
        "is \(experiment.name) with seed \(experiment.seed), not \(self.experiment.name) with seed \(self.experiment.seed).")
    }
    if time < changed {
      throw ABTestError("ExperimentState", "time", "is \(time), before the last change at \(changed); the clock went back.")
    }
    if experiment == self.experiment { return self }
    let old = self.experiment.champion
    let previous = old.name == experiment.champion.name ? previous : previous + [FormerChampion(arm: old, until: time)]
    return ExperimentState(experiment: experiment, previous: previous, revision: revision + 1, changed: time)
  }

  private init(experiment: Experiment, previous: [FormerChampion], revision: Int, changed: Timestamp) {
    self.experiment = experiment
    self.previous = previous
    self.revision = revision
    self.changed = changed
  }
}

/// One transaction's worth of writes: the next state of an experiment, and the record that belongs to it.
public struct Transition: Hashable, Sendable, Codable {
  /// The state to put in the place of the last one.
  public let state: ExperimentState
  /// The record to append to the journal.
  public let record: AuditRecord
}

/// What was done to an experiment, when, by whom, and on which numbers.
public struct AuditRecord: Hashable, Sendable, Codable {
  /// What was done.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Looked, and nothing changed.
    case evaluation
    /// A challenger became champion because it passed every rule.
    case promotion
    /// A challenger was taken out.
    case stop
    /// A challenger's share was changed.
    case ramp
    /// A person made a challenger champion.
    case forcedSwap = "forced_swap"
    /// An earlier champion was put back.
    case rollback
  }

  /// The experiment.
  public let experiment: String
  /// What was done.
  public let kind: Kind
  /// Whether rules were passed over.
  public let isForced: Bool
  /// Whether it was only tried: the state is the one before.
  public let isDryRun: Bool
  /// When.
  public let time: Timestamp
  /// The revision of the state it led to.
  public let revision: Int
  /// The champion before.
  public let from: String
  /// The champion after.
  public let to: String
  /// Who asked for it, if a person did.
  public let person: String?
  /// Why.
  public let reason: String
  /// All the numbers, if there were any.
  public let evaluation: ChallengerEvaluation?
}

// MARK: - Transitions

extension ExperimentState {
  /// Does what an evaluation decided.
  ///
  /// - Parameters:
  ///   - evaluation: of one of the challengers against the champion of this state.
  ///   - isDryRun: whether to record what would be done, and leave the state as it is.
  public func applying(_ evaluation: ChallengerEvaluation, isDryRun: Bool = false) throws(ABTestError) -> Transition {
    if evaluation.experiment != experiment.name || evaluation.champion.name != experiment.champion.name {
      throw ABTestError(
        "ExperimentState", "evaluation",
        "compares with '\(evaluation.champion.name)' in \(evaluation.experiment), but the champion of \(experiment.name) is '\(experiment.champion.name)' by now; evaluate again."
      )
    }
    let name = evaluation.challenger.name
    guard let arm = experiment.challenger(name) else { throw experiment.unknown(name) }
    let others = experiment.challengers.filter { $0.name != name }
    switch evaluation.decision.outcome {
    case .promote:
      return try transition(
        .promotion, to: promoting(arm, at: evaluation.time), at: evaluation.time, reason: evaluation.decision.reason, isDryRun: isDryRun,
        evaluation: evaluation)
    case .stop, .keep:
      return try transition(
        .stop, to: (experiment.replacing(others), previous), at: evaluation.time, reason: evaluation.decision.reason, isDryRun: isDryRun,
        evaluation: evaluation)
    case .wait:
      return try transition(
        .evaluation, to: (experiment, previous), at: evaluation.time, reason: evaluation.decision.reason, isDryRun: isDryRun,
        evaluation: evaluation)
    }
  }

  /// Gives a challenger another share of the keys.
  public func giving(_ name: String, share: Double, at time: Timestamp, reason: String) throws(ABTestError) -> Transition {
    try transition(.ramp, to: (experiment.giving(name, share: share), previous), at: time, reason: reason)
  }

  /// Takes a challenger out that may not be used, whatever the evidence says; the champion stays.
  public func barring(_ name: String, at time: Timestamp, because reason: String) throws(ABTestError) -> Transition {
    guard experiment.challenger(name) != nil else { throw experiment.unknown(name) }
    let others = experiment.challengers.filter { $0.name != name }
    return try transition(.stop, to: (experiment.replacing(others), previous), at: time, reason: reason)
  }

  /// Makes a challenger champion because a person says so: recorded as forced, whatever the rules say.
  public func swapping(
    to name: String, at time: Timestamp, by person: String, reason: String, evaluation: ChallengerEvaluation? = nil, isDryRun: Bool = false
  ) throws(ABTestError) -> Transition {
    guard let arm = experiment.challenger(name) else { throw experiment.unknown(name) }
    return try transition(
      .forcedSwap, to: promoting(arm, at: time), at: time, reason: reason, isDryRun: isDryRun, isForced: true, person: person,
      evaluation: evaluation)
  }

  /// Puts an earlier champion back.
  ///
  /// - Parameters:
  ///   - name: of an earlier champion; the last one if left out.
  ///   - time: now.
  ///   - person: who asked for it, if a person did.
  ///   - reason: why.
  ///   - isDryRun: whether it is only said what would happen.
  public func rollingBack(
    to name: String? = nil, at time: Timestamp, by person: String? = nil, reason: String, isDryRun: Bool = false
  ) throws(ABTestError) -> Transition {
    guard let former = previous.last(where: { name == nil || $0.arm.name == name }) else {
      let names = previous.map(\.arm.name)
      throw ABTestError(
        "ExperimentState", "rollback",
        "there is no earlier champion\(name.map { " '\($0)'" } ?? ""); \(names.isEmpty ? "there never was another one" : "there are \(names.joined(separator: ", "))")."
      )
    }
    if former.arm.name == experiment.champion.name {
      throw ABTestError("ExperimentState", "rollback", "'\(former.arm.name)' is the champion already.")
    }
    return try transition(.rollback, to: promoting(former.arm, at: time), at: time, reason: reason, isDryRun: isDryRun, person: person)
  }

  /// The experiment with another champion, which gets the weight of the one before.
  private func promoting(_ arm: Arm, at time: Timestamp) throws(ABTestError) -> (Experiment, [FormerChampion]) {
    let old = experiment.champion
    let next = try Experiment(
      name: experiment.name, seed: experiment.seed, champion: arm.live(weight: old.weight),
      challengers: experiment.challengers.filter { $0.name != arm.name })
    return (next, previous + [FormerChampion(arm: old, until: time)])
  }

  private func transition(
    _ kind: AuditRecord.Kind, to next: (experiment: Experiment, previous: [FormerChampion]), at time: Timestamp, reason: String,
    isDryRun: Bool = false, isForced: Bool = false, person: String? = nil, evaluation: ChallengerEvaluation? = nil
  ) throws(ABTestError) -> Transition {
    if time < changed {
      throw ABTestError("ExperimentState", "time", "is \(time), before the last change at \(changed); the clock went back.")
    }
    let changes = next.experiment != experiment && !isDryRun
    let state =
      changes ? ExperimentState(experiment: next.experiment, previous: next.previous, revision: revision + 1, changed: time) : self
    return Transition(
      state: state,
      record: AuditRecord(
        experiment: experiment.name, kind: kind, isForced: isForced, isDryRun: isDryRun, time: time, revision: state.revision,
        from: experiment.champion.name, to: next.experiment.champion.name, person: person, reason: reason, evaluation: evaluation))
  }
}

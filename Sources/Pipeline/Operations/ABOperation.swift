public import ABTest
import Backtest
public import Market
import Statistics
import Store

/// Looks at every experiment, and puts the challenger to use that has shown to be better.
///
///     let result = try ABOperation().run(experiments, registry, trades: book.trades, at: now)
///
/// A challenger that may not be used, because it is in quarantine or its file is gone, is taken out, and the champion stays: that is a decision and no
/// failure. Each arm's trades are those of its own days. Looking every day costs nothing: the evidence stays valid however often it is looked at.
public struct ABOperation: Sendable {
  /// What a challenger must show.
  public let policy: PromotionPolicy

  /// An operation.
  public init(policy: PromotionPolicy = .standard) { self.policy = policy }

  /// What stands between the arms of an experiment.
  public struct Standing: Codable, Hashable, Sendable {
    /// The experiment.
    public let experiment: String
    /// The arm that is trusted.
    public let champion: String
    /// Each challenger against it.
    public let evaluations: [ChallengerEvaluation]
  }

  /// How every experiment stands.
  public func standings(_ experiments: [StoredExperiment], trades: [PaperTrade], at time: Timestamp) throws -> [Standing] {
    try experiments.map { stored in
      let experiment = stored.state.experiment
      return Standing(
        experiment: experiment.name, champion: experiment.champion.name,
        evaluations: try experiment.challengers.map { try evaluation($0.name, experiment, trades, time) })
    }
  }

  /// Decides.
  ///
  /// - Parameters:
  ///   - experiments: all of them.
  ///   - registry: the models behind the arms.
  ///   - trades: every paper trade.
  ///   - time: now, in the time of the data.
  ///   - person: who makes the challenger champion whatever the evidence says; `nil` to go by the evidence.
  ///   - only: the experiment that is meant, if it is one.
  public func run(
    _ experiments: [StoredExperiment], _ registry: Registry, trades: [PaperTrade], at time: Timestamp, forcedBy person: String? = nil,
    only: String? = nil
  ) throws -> OperationResult {
    var registry = registry
    var changes = StoreChanges()
    var (actions, verdicts, records): ([String], [Verdict], [AuditRecord]) = ([], [], [])
    var hasChanged = false
    let meant = experiments.filter { only == nil || $0.state.experiment.name == only }
    guard !meant.isEmpty else {
      let names = experiments.map(\.state.experiment.name)
      return OperationResult(
        .nothingToDo,
        only.map { "There is no experiment '\($0)'; there \(names.isEmpty ? "are none" : "are \(names.joined(separator: ", "))")." }
          ?? "There is no experiment: nothing challenges a model that is in use.")
    }
    for stored in meant {
      var state = stored.state
      for arm in state.experiment.challengers {
        if person == nil, let model = stored.model(arm.name), let reason = registry.bar(of: model) {
          let (name, champion) = (state.experiment.name, state.experiment.champion.name)
          let transition = try state.barring(arm.name, at: time, because: "\(champion) is kept: \(arm.name) is barred. \(reason)")
          records.append(transition.record)
          verdicts.append(.fail("challenger", "\(model) may not be used: \(reason)"))
          actions.append("\(name): \(transition.record.reason)")
          (state, hasChanged) = (transition.state, true)
          continue
        }
        let evaluation = try evaluation(arm.name, state.experiment, trades, time)
        verdicts += evaluation.checks
        let transition =
          try person.map {
            try state.swapping(to: arm.name, at: time, by: $0, reason: "\($0) asked for it.", evaluation: evaluation)
          } ?? state.applying(evaluation)
        records.append(transition.record)
        let name = state.experiment.name
        switch transition.record.kind {
        case .promotion, .forcedSwap:
          if let winner = stored.model(arm.name) {
            try registry.activate(winner, at: time, reason: transition.record.reason, person: person)
          }
          actions.append("\(name): \(arm.name) takes the place of \(transition.record.from). \(transition.record.reason)")
        case .stop:
          if let loser = stored.model(arm.name), try registry.model(loser).status == .candidate {
            try registry.setStatus(of: loser, to: .disabled, at: time, reason: transition.record.reason)
          }
          actions.append("\(name): \(arm.name) is taken out. \(transition.record.reason)")
        default: actions.append("\(name): \(arm.name) goes on. \(transition.record.reason)")
        }
        hasChanged = hasChanged || transition.state != state
        state = transition.state
        // With another champion, the other challengers have someone else to meet, from now on.
        if transition.record.from != transition.record.to { break }
      }
      if state != stored.state { try StoredExperiment(state, version: stored.version).put(in: &changes) }
    }
    for record in records { try changes.append(record, to: OperationKeys.audit, at: RecordTime(time)) }
    changes.append(contentsOf: try registry.takeChanges())
    let outcome: OperationResult.Outcome = hasChanged ? person == nil ? .done : .forced : .nothingToDo
    let summary =
      records.isEmpty ? "No experiment has a challenger." : hasChanged ? "An experiment has changed." : "Nothing has been decided yet."
    return OperationResult(outcome, summary, verdicts: verdicts, actions: actions, changes: changes)
  }

  private func evaluation(
    _ challenger: String, _ experiment: Experiment, _ trades: [PaperTrade], _ time: Timestamp
  ) throws -> ChallengerEvaluation {
    func results(_ arm: String) throws -> ArmResults {
      try ArmResults(arm, trades: trades.filter { $0.arm?.experiment == experiment.name && $0.arm?.name == arm }.map(\.record.trade))
    }
    // Both arms are looked at over the time in which both traded.
    return try ChallengerEvaluation(
      of: challenger, in: experiment, champion: results(experiment.champion.name), challenger: results(challenger), policy: policy,
      at: time,
      replicates: 500)
  }
}

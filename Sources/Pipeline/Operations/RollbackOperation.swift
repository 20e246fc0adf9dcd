import ABTest
public import Market
import Store

/// Puts an earlier version of a model back, in one commit with the experiment it is champion of.
///
///     let result = try RollbackOperation("direction-all-1h", to: 3).run(registry, experiments, at: now, by: "Ada")
public struct RollbackOperation: Sendable {
  /// The model.
  public let name: String
  /// Which version; the one that was in use before if `nil`.
  public let version: Int?

  /// An operation.
  public init(_ name: String, to version: Int? = nil) {
    self.name = name
    self.version = version
  }

  /// Decides what comes back.
  ///
  /// - Parameters:
  ///   - registry: every model.
  ///   - experiments: all of them.
  ///   - time: now, in the time of the data.
  ///   - person: who asks for it.
  ///   - reason: why.
  public func run(
    _ registry: Registry, _ experiments: [StoredExperiment], at time: Timestamp, by person: String, reason: String
  ) throws -> OperationResult {
    var registry = registry
    let before = registry.activeModel(name)?.id
    let target = try registry.rollBack(name, to: version, at: time, reason: reason, person: person)
    var changes = try registry.takeChanges()
    var actions = ["\(target) is in use\(before.map { " in the place of \($0)" } ?? "")."]
    if let stored = experiments.first(where: { $0.state.experiment.name == name }) {
      let arm = "v\(target.version)"
      let state = stored.state
      if state.experiment.champion.name != arm {
        let next: ExperimentState
        if state.previous.contains(where: { $0.arm.name == arm }) {
          let transition = try state.rollingBack(to: arm, at: time, by: person, reason: reason)
          try changes.append(transition.record, to: OperationKeys.audit, at: RecordTime(time))
          next = transition.state
        } else {
          next = try state.replacing(
            Experiment(name: name, seed: state.experiment.seed, champion: Arm(arm), challengers: []), at: time)
        }
        try StoredExperiment(next, version: stored.version).put(in: &changes)
        actions.append("\(arm) is the champion of the experiment \(name) again.")
      }
    }
    return OperationResult(.done, "\(target) was put back: \(reason)", actions: actions, changes: changes)
  }
}

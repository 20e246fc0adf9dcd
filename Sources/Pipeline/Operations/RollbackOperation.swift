import ABTest
public import Market
import Store

/// Puts earlier versions of models back, in one commit with the experiments they are champions of.
///
///     let result = try RollbackOperation("direction-all-1h", to: 3).run(registry, experiments, at: now, by: "Ada")
public struct RollbackOperation: Sendable {
  /// The model; those that were put to use last, or that have the version, if `nil`.
  public let name: String?
  /// Which version; the one that was in use before if `nil`.
  public let version: Int?

  /// An operation.
  public init(_ name: String? = nil, to version: Int? = nil) {
    self.name = name
    self.version = version
  }

  /// The models that go back: the one that is named; else of those that can go back, whichever were put to use last.
  ///
  /// - Throws: ``PipelineError`` if there is none.
  public func subjects(_ registry: Registry) throws -> [String] {
    if let name { return [name] }
    var sinceByName: [String: Timestamp] = [:]
    for name in Set(registry.models.map(\.id.name)) {
      guard let target = try? registry.rollbackTarget(name, to: version), try registry.model(target).hasFile,
        (try? registry.clearance(of: target)) != nil
      else { continue }
      sinceByName[name] = registry.activeModel(name)?.since ?? .distantPast
    }
    let last = sinceByName.values.max()
    let names = sinceByName.filter { version != nil || $0.value == last }.keys.sorted()
    guard !names.isEmpty else {
      throw PipelineError(
        "rollback", version.map { "no model has a version \($0) that could be put back" } ?? "no model was in use in an earlier version",
        remedy: "name the model and a version of it (--model NAME --to VERSION)")
    }
    return names
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
    let names = try subjects(registry)
    var registry = registry
    var targets: [ModelReference] = []
    var actions: [String] = []
    for name in names {
      let before = registry.activeModel(name)?.id
      let target = try registry.rollBack(name, to: version, at: time, reason: reason, person: person)
      targets.append(target)
      actions.append("\(target) is in use\(before.map { " in the place of \($0)" } ?? "").")
    }
    var changes = try registry.takeChanges()
    for target in targets {
      guard let stored = experiments.first(where: { $0.state.experiment.name == target.name }) else { continue }
      let arm = "v\(target.version)"
      let state = stored.state
      if state.experiment.champion.name == arm { continue }
      let next: ExperimentState
      if state.previous.contains(where: { $0.arm.name == arm }) {
        let transition = try state.rollingBack(to: arm, at: time, by: person, reason: reason)
        try changes.append(transition.record, to: OperationKeys.audit, at: RecordTime(time))
        next = transition.state
      } else {
        next = try state.replacing(
          Experiment(name: target.name, seed: state.experiment.seed, champion: Arm(arm), challengers: []), at: time)
      }
      try StoredExperiment(next, version: stored.version).put(in: &changes)
      actions.append("\(arm) is the champion of the experiment \(target.name) again.")
    }
    let put = targets.map(\.description).joined(separator: ", ")
    return OperationResult(.done, "\(put) \(targets.count == 1 ? "was" : "were") put back: \(reason)", actions: actions, changes: changes)
  }
}

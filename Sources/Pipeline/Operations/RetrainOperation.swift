public import ABTest
import Backtest
public import Market
public import Statistics
import Store
public import WalkForward

/// Trains the models of a group again, if there is a reason and the gates let it.
///
///     let operation = try RetrainOperation(group, seed: 7)
///     let result = try operation.run(state, on: series, before: cutoff, at: now, threads: 2)
///     try await store.commit(result.changes)
///
/// The first models of a group need no gate. Later ones are candidates: what passes its audit and shows skill takes part. A model of direction meets the one
/// in use in an experiment, each trading its own days; the other kinds, which trade nothing themselves, take over. Nothing in quarantine does either.
public struct RetrainOperation: Sendable {
  /// Whose models.
  public let group: ModelGroup
  /// How they are trained.
  public let settings: TrainingSettings
  /// What gates and schedule ask.
  public let policy: RetrainPolicy
  /// The share of the days that a challenger trades: above 0 and at most 0.99.
  public let share: Double
  /// What everything random is drawn from.
  public let seed: UInt64

  /// An operation.
  public init(
    _ group: ModelGroup, _ settings: TrainingSettings = TrainingSettings(), policy: RetrainPolicy = .standard, share: Double = 0.5,
    seed: UInt64
  ) throws(RegistryError) {
    try settings.validate()
    guard share > 0, share <= 0.99 else { throw RegistryError(.invalid, "retrain.share is \(share), but must be above 0 and at most 0.99") }
    self.group = group
    self.settings = settings
    self.policy = policy
    self.share = share
    self.seed = seed
  }

  /// What is known when the question is asked.
  public struct State: Sendable {
    /// The registry.
    public var registry: Registry
    /// Paper trading.
    public var paper: PaperBook
    /// The experiment of the group's direction model; `nil` if there is none.
    public var experiment: StoredExperiment?
    /// When training was last tried; `nil` if never.
    public var lastAttempt: Timestamp?
    /// What the group's direction model in use predicts with; `nil` if there is none that may be used.
    public var direction: ModelFile?

    /// What is known.
    public init(
      registry: Registry, paper: PaperBook, experiment: StoredExperiment?, lastAttempt: Timestamp?, direction: ModelFile? = nil
    ) {
      self.direction = direction
      self.registry = registry
      self.paper = paper
      self.experiment = experiment
      self.lastAttempt = lastAttempt
    }
  }

  /// Every attempt, as it is journaled.
  public struct Attempt: Codable, Hashable, Sendable {
    /// The group.
    public let group: String
    /// Gates and triggers.
    public let decision: RetrainDecision
    /// The versions that were registered.
    public let registered: [ModelReference]
    /// What could not be trained.
    public let missing: [Verdict]
  }

  /// The name of the group's direction model, and of its experiment.
  public var direction: String { ModelReference.name(.direction, group) }

  /// Decides, and trains where the answer is yes.
  ///
  /// - Parameters:
  ///   - state: what is known.
  ///   - series: the bars.
  ///   - cutoff: no bar that ends later trains anything.
  ///   - time: now, in the time of the data.
  ///   - isForced: whether to train whatever the gates say.
  ///   - person: who asks for it, if a person does.
  ///   - isDryRun: whether only to decide: nothing is trained.
  ///   - threads: the greatest number of threads.
  public func run(
    _ state: State, on series: [BarSeries], before cutoff: Timestamp, at time: Timestamp, isForced: Bool = false, person: String? = nil,
    isDryRun: Bool = false, threads: Int
  ) throws -> OperationResult {
    let known = state.registry.models.filter { $0.group.name == group.name }
    let decision = try RetrainDecision(
      evidence(state, known, series, cutoff, time, person ?? (isForced ? "a person" : nil), threads), policy: policy, isForced: isForced)
    // Gates compare with what is there: where nothing is, nothing can be worse than nothing.
    let isFirst = known.isEmpty
    let verdicts = decision.gates + decision.observations
    guard isFirst || decision.isGo else {
      return OperationResult(
        decision.outcome == .blocked ? .blocked : .nothingToDo, decision.reason, verdicts: verdicts)
    }
    let summary = isFirst ? "\(group.name) has no models yet: nothing is compared." : decision.reason
    let outcome: OperationResult.Outcome = !isFirst && decision.outcome == .forced ? .forced : .done
    if isDryRun {
      return OperationResult(outcome, summary, verdicts: verdicts, actions: ["Five models of \(group.name) would be trained."])
    }
    return try train(state, series, cutoff, time, decision, (outcome, summary, verdicts), person, threads)
  }

  private func train(
    _ state: State, _ series: [BarSeries], _ cutoff: Timestamp, _ time: Timestamp, _ decision: RetrainDecision,
    _ answer: (outcome: OperationResult.Outcome, summary: String, verdicts: [Verdict]), _ person: String?, _ threads: Int
  ) throws -> OperationResult {
    var registry = state.registry
    var parents: [ModelKind: ModelReference] = [:]
    for kind in ModelKind.allCases { parents[kind] = registry.activeModel(ModelReference.name(kind, group))?.id }
    let trained = try ModelTraining(group, settings, seed: seed).train(on: series, before: cutoff, replacing: parents, threads: threads)
    var actions: [String] = []
    var references: [ModelKind: ModelReference] = [:]
    var experiment = state.experiment
    var audit: [AuditRecord] = []
    for model in trained.models {
      let reference = try registry.register(model, at: time)
      references[model.kind] = reference
      let record = try registry.model(reference)
      if record.status == .quarantined {
        let reasons = record.quarantine.reasons.map(\.name).joined(separator: ", ")
        actions.append("\(reference) was put into quarantine (\(reasons)).")
      } else if !model.skill.isPass {
        try registry.setStatus(of: reference, to: .disabled, at: time, reason: "It shows no skill: \(model.skill.reason)")
        actions.append("\(reference) shows no skill and is not used.")
      } else if let champion = parents[model.kind], model.kind == .direction {
        let (next, records) = try challenging(experiment, champion, reference, at: time)
        experiment = next
        audit += records
        actions.append("\(reference) challenges \(champion): each trades its own days.")
      } else {
        try registry.activate(reference, at: time, reason: "It passed its audit and shows skill.", person: person)
        actions.append("\(reference) is in use\(parents[model.kind].map { " in the place of \($0)" } ?? "").")
      }
    }
    for missing in trained.missing { actions.append("\(missing.name) was not trained: \(missing.reason)") }
    var members = references
    for (kind, reference) in references where try registry.model(reference).status == .quarantined { members[kind] = nil }
    let ensembles = Ensemble.trained(on: trained, members: members, level: settings.skillLevel)
    for ensemble in ensembles { actions.append("The ensemble \(ensemble.id) was tested: \(ensemble.skill.reason)") }

    var changes = try registry.takeChanges()
    try Ensemble.put(ensembles, at: time, in: &changes)
    for model in trained.models {
      if let reference = references[model.kind] { try changes.put(ModelSheet(model), at: ModelSheet.key(reference)) }
    }
    for model in trained.models {
      for trial in model.trials {
        try changes.append(
          ModelTrial(model: ModelReference.name(model.kind, group), trial: trial), to: OperationKeys.trials, at: RecordTime(time))
      }
    }
    if let experiment, experiment.state != state.experiment?.state { try experiment.put(in: &changes) }
    for record in audit { try changes.append(record, to: OperationKeys.audit, at: RecordTime(time)) }
    try changes.append(
      Attempt(group: group.name, decision: decision, registered: references.values.sorted(), missing: trained.missing),
      to: OperationKeys.retraining, at: RecordTime(time))
    return OperationResult(
      answer.outcome, answer.summary, verdicts: answer.verdicts, actions: actions, trials: trained.trials, changes: changes)
  }

  /// The experiment with one more challenger.
  private func challenging(
    _ stored: StoredExperiment?, _ champion: ModelReference, _ challenger: ModelReference, at time: Timestamp
  ) throws -> (StoredExperiment, [AuditRecord]) {
    let name = "v\(challenger.version)"
    let current: Experiment
    if let stored, stored.state.experiment.champion.name == "v\(champion.version)" {
      current = stored.state.experiment
    } else {
      current = try Experiment(name: direction, seed: seed, champion: Arm("v\(champion.version)"), challengers: [])
    }
    // It comes as a shadow, and the ramp gives it its share: the record says so.
    let joined = try current.replacing(current.challengers + [Arm(name, weight: 1, isShadow: true)])
    let state = try stored.map { try $0.state.replacing(joined, at: time) } ?? ExperimentState(joined, at: time)
    let transition = try state.giving(name, share: share, at: time, reason: "\(challenger) passed its audit and shows skill.")
    return (StoredExperiment(transition.state, version: stored?.version), [transition.record])
  }

  private func evidence(
    _ state: State, _ known: [ModelRecord], _ series: [BarSeries], _ cutoff: Timestamp, _ time: Timestamp, _ person: String?,
    _ threads: Int
  ) throws -> RetrainEvidence {
    let inUse = known.filter { $0.status == .active }
    let last = inUse.map(\.lineage.dataTo).max() ?? known.map(\.lineage.dataTo).max()
    let own = series.filter { $0.timeframe == group.timeframe && group.symbols.contains($0.symbol) }
    let rows = own.reduce(0) { sum, one in sum + one.indices.count { one.end(at: $0) > last ?? .distantPast && one.end(at: $0) <= cutoff } }
    let trades = state.paper.trades.filter { $0.arm == nil || $0.arm?.isShadow == false }
    let since = state.paper.state.seats.map(\.seat.from).min()
    func volatility(_ from: Timestamp, _ to: Timestamp) -> [Double] {
      own.flatMap { MarketRegimes(of: $0.part(from: from, to: to)).volatility }
    }
    let modelTrades = trades.filter { $0.model?.name == direction }
    let drift =
      try inUse.first { $0.id.name == direction }.map {
        try ModelDrift(of: $0, state.direction, settings, on: series, before: cutoff, threads: threads)
      } ?? ModelDrift()
    return RetrainEvidence(
      time: time, lastTraining: inUse.map(\.since).max() ?? known.map(\.since).max(), lastAttempt: state.lastAttempt, paperSince: since,
      closedTrades: trades.count, newRows: rows, paperVolatility: since.map { volatility($0, time) } ?? [],
      referenceVolatility: since.map { volatility(.distantPast, $0) } ?? [],
      featureDrift: drift.features, referenceErrors: drift.referenceErrors, recentErrors: drift.recentErrors,
      recentResults: modelTrades.suffix(200).map { $0.record.trade.resultFraction },
      requestedBy: person)
  }
}

/// A configuration of a model that was tried.
public struct ModelTrial: Codable, Sendable {
  /// The model.
  public let model: String
  /// What was tried, and how it scored.
  public let trial: Trial
}

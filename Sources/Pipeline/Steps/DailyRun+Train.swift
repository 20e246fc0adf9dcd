import Calibration
public import Market
public import Statistics
import Store
import WalkForward

/// What the step `train` says.
public struct TrainRecord: Codable, Hashable, Sendable {
  /// The models that were trained, with their versions.
  public var trained: [ModelReference]
  /// Those of them that are in quarantine.
  public var quarantined: [ModelReference]
  /// What could not be trained, and why.
  public var missing: [Verdict]
  /// Whether training is allowed at all.
  public var convergence: Verdict
  /// The models of the last training, the best first.
  public var rows: [DailyReport.ModelRow]
  /// When that was.
  public var last: CivilDate?
}

/// When models were last trained, and what came of it.
struct TrainingState: Codable, Sendable {
  let date: CivilDate
  let rows: [DailyReport.ModelRow]
  /// How many ensembles have ever been tested.
  var ensemblesTested: Int

  static let key: StoreKey = "training/last"
}

extension DailyRun {
  /// Trains the models of each group when they are due.
  var trainStep: Step {
    let (settings, groups) = (settings, ModelGroups(settings))
    return Step(
      "train", after: ["ingest"], following: ["tune"], budget: settings.budget("train"),
      restore: { (context, record: TrainRecord) in
        // Training the same on the same gives the same: what the next step needs and nobody keeps is made again.
        guard !record.trained.isEmpty else { return [] }
        let ingested: Ingested = try context.product(of: "ingest")
        return try groups.train(ingested, before: context.instant, seed: context.seed, registry: Registry(), threads: context.threads)
      }
    ) { context -> StepResult<TrainRecord, [TrainingOutcome]> in
      let ingested: Ingested = try context.product(of: "ingest")
      var registry = try await context.state.registry()
      let last = try await context.state.get(TrainingState.key, as: TrainingState.self)
      let convergence = Gates.convergence(
        models: registry.models.count, ensemblesTested: last?.ensemblesTested ?? 0, settings.gates)
      var record = TrainRecord(
        trained: [], quarantined: [], missing: [], convergence: convergence, rows: last?.rows ?? [], last: last?.date)
      if let last, context.date.daysSinceEpoch - last.date.daysSinceEpoch < settings.trainDays {
        return StepResult(
          record: record, product: [], message: "trained on \(last.date), due every \(settings.trainDays) days", status: .skipped)
      }
      guard !convergence.isFail else {
        return StepResult(record: record, product: [], warnings: [convergence.reason], message: convergence.reason, status: .blocked)
      }
      let outcomes = try groups.train(
        ingested, before: context.instant, seed: context.seed, registry: registry, threads: context.threads)
      try context.checkpoint()
      var trials = RecordBatch()
      var rows: [(skill: Double, row: DailyReport.ModelRow)] = []
      for outcome in outcomes {
        record.missing += outcome.missing
        for model in outcome.models {
          let reference = try registry.register(model, at: context.instant)
          record.trained.append(reference)
          for (number, _) in model.trials.enumerated() {
            try trials.append(TrialRecord("\(reference) configuration \(number + 1)", purpose: "model", sharpe: nil), at: context.time)
          }
          let kept = try registry.model(reference)
          if kept.status == .quarantined {
            record.quarantined.append(reference)
          } else if registry.activeModel(reference.name) == nil, model.skill.isPass {
            try registry.activate(reference, at: context.instant, reason: "It is the first that shows skill. \(model.skill.reason)")
          }
          rows.append((model.metrics["skill"] ?? -.infinity, try ModelRows.row(model, registry.model(reference))))
        }
      }
      record.rows = rows.enumerated().sorted { ($1.element.skill, $0.offset) < ($0.element.skill, $1.offset) }.map(\.element.row)
      record.last = context.date
      var changes = try registry.takeChanges()
      changes.append(trials, to: TrialJournal.key)
      try changes.put(
        TrainingState(date: context.date, rows: record.rows, ensemblesTested: last?.ensemblesTested ?? 0), at: TrainingState.key)
      let quarantined = record.quarantined.map { reference in
        "\(reference) is in quarantine: \((try? registry.model(reference))?.quarantine.reasons.first?.description ?? "it must be looked at")"
      }
      return StepResult(
        record: record, product: outcomes, changes: changes, warnings: quarantined,
        message: record.trained.isEmpty
          ? "nothing could be trained: \(record.missing.first?.reason ?? "there are no groups")"
          : "\(record.trained.count) models, \(record.quarantined.count) of them in quarantine")
    }
  }
}

/// The groups of symbols that models are trained for: all symbols of a timeframe together.
struct ModelGroups: Sendable {
  let settings: PipelineSettings

  init(_ settings: PipelineSettings) { self.settings = settings }

  /// Trains every group that has enough bars.
  func train(_ ingested: Ingested, before instant: Timestamp, seed: UInt64, registry: Registry, threads: Int) throws -> [TrainingOutcome] {
    var outcomes: [TrainingOutcome] = []
    var timeframes: [Timeframe] = []
    for series in ingested.series where !timeframes.contains(series.timeframe) { timeframes.append(series.timeframe) }
    for timeframe in timeframes {
      let series = ingested.series.filter { $0.timeframe == timeframe }
      let group = try ModelGroup("all-\(timeframe)", symbols: series.map(\.symbol), timeframe: timeframe)
      var parents: [ModelKind: ModelReference] = [:]
      for kind in ModelKind.allCases { parents[kind] = registry.activeModel(ModelReference.name(kind, group))?.id }
      let training = try ModelTraining(group, settings.training, seed: seed ^ stableHash("train/\(timeframe)"))
      outcomes.append(try training.train(on: series, before: instant, replacing: parents, threads: threads))
    }
    return outcomes
  }
}

/// Models as the report lists them.
enum ModelRows {
  static func row(_ model: TrainedModel, _ record: ModelRecord) -> DailyReport.ModelRow {
    let metric = model.kind.isProbability ? "auc" : "r2"
    var row = DailyReport.ModelRow(
      model: "\(record.id)", target: model.file.label, status: record.status.rawValue, metric: metric, value: model.metrics[metric],
      interval: nil, noSkill: model.kind.isProbability ? 0.5 : 0, rows: Int(model.metrics["rows"] ?? 0),
      leakage: .combining(model.audit, name: "leakage"))
    row.importance = model.importance.prefix(10).map { .init($0.feature, $0.share) }
    for bin in model.reliability?.bins ?? [] where bin.count > 0 {
      row.reliability.append(
        .init(count: bin.count, predicted: bin.predicted, observed: bin.observed, interval: bin.interval.lower...bin.interval.upper))
    }
    return row
  }
}

import ABTest
import Calibration
import Market
public import Statistics
import Store
import WalkForward

/// What the step `train` says.
public struct TrainRecord: Codable, Hashable, Sendable {
  /// What became of each group, in the order of their names.
  public var groups: [Group]
  /// Whether training is allowed at all.
  public var convergence: Verdict

  /// What became of a group.
  public struct Group: Codable, Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Whether its models were trained, and why or why not.
    public let result: OperationResult.Record
    /// The versions that were registered.
    public let registered: [ModelReference]
    /// How many of them are in quarantine.
    public let quarantined: Int
    /// How many ensembles were tested.
    public let ensembles: Int
  }
}

/// What the step `ensembles` says.
public struct EnsembleRecord: Codable, Hashable, Sendable {
  /// The models, the best first.
  public var models: [DailyReport.ModelRow]
  /// The ensembles, the best first.
  public var ensembles: [DailyReport.EnsembleRow]
  /// How many ensembles have ever been tested.
  public var tested: Int
}

extension DailyRun {
  /// Trains the models of each group where there are none, or there is a reason and the gates let it; puts together what was trained.
  var trainStep: Step {
    let settings = settings
    return Step("train", after: ["ingest"], following: ["tune"], budget: settings.budget("train")) {
      context -> StepResult<TrainRecord, TrainRecord> in
      let ingested: Ingested = try context.product(of: "ingest")
      let store = context.state.store
      let models = try await context.state.registry().models.count
      let convergence = Gates.convergence(
        models: models, ensemblesTested: try await context.state.extent(of: Ensemble.journal).end, settings.gates)
      var record = TrainRecord(groups: [], convergence: convergence)
      guard !convergence.isFail else {
        return StepResult(record: record, warnings: [convergence.reason], message: convergence.reason, status: .blocked)
      }
      var changes = StoreChanges()
      for group in try ModelGroup.groups(of: ingested.series) {
        try context.checkpoint()
        let operation = try RetrainOperation(group, settings.training, seed: context.seed ^ stableHash("train/\(group.name)"))
        let state = try await store.retrainState(of: operation)
        let known = Set(state.registry.models.map(\.id))
        let result = try operation.run(
          state, on: ingested.series, before: context.instant, at: context.instant, threads: context.threads)
        changes.append(contentsOf: result.changes)
        var registered: [ModelRecord] = []
        var ensembles = 0
        for change in result.changes.changes {
          switch change {
          case .put(let key, let json, _) where key.hasPrefix("registry/models/"):
            let model = try json.decode(ModelRecord.self)
            if !known.contains(model.id) { registered.append(model) }
          case .append(Ensemble.journal, let batch): ensembles += batch.count
          default: break
          }
        }
        record.groups.append(
          .init(
            name: group.name, result: result.record, registered: registered.map(\.id).sorted(),
            quarantined: registered.count { $0.status == .quarantined }, ensembles: ensembles))
      }
      let trained = record.groups.reduce(0) { $0 + $1.registered.count }
      let told = record.groups.flatMap { group in group.result.actions.filter { $0.contains("quarantine") } }
      return StepResult(
        record: record, changes: changes, warnings: told,
        message: trained > 0 ? "\(trained) models" : record.groups.map { "\($0.name): \($0.result.summary)" }.joined(separator: " "),
        status: trained > 0 ? .done : record.groups.contains { $0.result.outcome == .blocked } ? .blocked : .skipped)
    }
  }

  /// Lists models and what they say together, the best first.
  var ensemblesStep: Step {
    let settings = settings
    return Step("ensembles", after: ["train"], budget: settings.budget("ensembles")) {
      context -> StepResult<EnsembleRecord, EnsembleRecord> in
      let registry = try await context.state.registry()
      var ensembles: [Ensemble] = []
      for document in try await context.state.documents(under: Ensemble.prefix) { ensembles.append(try document.decode(Ensemble.self)) }
      ensembles.sort { (($1.metrics["skill"] ?? -.infinity), $0.id) < (($0.metrics["skill"] ?? -.infinity), $1.id) }
      let models = registry.models.filter { $0.status != .archived }
        .sorted { (($1.metrics["skill"] ?? -.infinity), $0.id) < (($0.metrics["skill"] ?? -.infinity), $1.id) }
      var sheets: [DailyReport.ModelRow] = []
      for model in models.prefix(settings.listed.models) { sheets.append(try await ModelRows.row(model, context.state)) }
      let record = EnsembleRecord(
        models: sheets, ensembles: ensembles.prefix(settings.listed.ensembles).map(ModelRows.row),
        tested: try await context.state.extent(of: Ensemble.journal).end)
      return StepResult(
        record: record, message: "\(models.count) models, \(ensembles.count) ensembles", status: models.isEmpty ? .skipped : .done)
    }
  }
}

/// Models and ensembles as the report lists them.
enum ModelRows {
  static func row(_ record: ModelRecord, _ state: StateReader) async throws -> DailyReport.ModelRow {
    let metric = record.kind.isProbability ? "auc" : "r2"
    var row = DailyReport.ModelRow(
      model: "\(record.id)", target: record.kind.rawValue, status: record.status.rawValue, metric: metric, value: record.metrics[metric],
      interval: nil, noSkill: record.kind.isProbability ? 0.5 : 0, rows: Int(record.metrics["rows"] ?? 0),
      leakage: record.quarantine.isQuarantined
        ? .fail("leakage", record.quarantine.reasons.map(\.description).joined(separator: " "))
        : .pass("leakage", "Nothing stands against it."))
    if let sheet = try await state.get(ModelSheet.key(record.id), as: ModelSheet.self) {
      row.target = sheet.label
      row.importance = sheet.importance
      row.reliability = sheet.reliability
    }
    return row
  }

  static func row(_ ensemble: Ensemble) -> DailyReport.EnsembleRow {
    DailyReport.EnsembleRow(
      ensemble: ensemble.id, kind: ensemble.method.rawValue, members: ensemble.members.map { .init("\($0.model)", $0.weight) },
      metric: "skill",
      value: ensemble.metrics["skill"], interval: nil, bestMember: nil, rows: Int(ensemble.metrics["rows"] ?? 0))
  }
}

/// What a report shows of a model beside its numbers, kept when it is trained.
struct ModelSheet: Codable, Sendable {
  let label: String
  let importance: [DailyReport.Share]
  let reliability: [DailyReport.ReliabilityBin]

  init(_ model: TrainedModel) {
    label = model.file.label
    importance = model.importance.prefix(10).map { DailyReport.Share($0.feature, $0.share) }
    reliability = (model.reliability?.bins ?? []).filter { $0.count > 0 }.map { bin in
      DailyReport.ReliabilityBin(
        count: bin.count, predicted: bin.predicted, observed: bin.observed, interval: bin.interval.lower...bin.interval.upper)
    }
  }

  static func key(_ model: ModelReference) throws(StoreError) -> StoreKey { try StoreKey("model-sheets/\(model.name)/v\(model.version)") }
}

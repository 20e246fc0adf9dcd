import Calibration
import Market
import Statistics
import Store

extension DailyRun {
  /// Looks at the experiments of models, and lets the one that has shown to be better take over.
  var abStep: Step {
    let settings = settings
    return Step("ab", after: ["paper"], following: ["train"], budget: settings.budget("ab")) {
      context -> StepResult<OperationResult.Record, OperationResult.Record> in
      let store = context.state.store
      let experiments = try await store.experiments()
      let trades = try await store.paperBook().trades
      let result = try ABOperation().run(experiments, await context.state.registry(), trades: trades, at: context.instant)
      return StepResult(
        record: result.record, changes: result.changes, message: result.summary, status: result.outcome == .nothingToDo ? .skipped : .done)
    }
  }

  /// Measures what trading costs; it takes the place of what is assumed once it can be relied on.
  var calibrateStep: Step {
    let settings = settings
    return Step("calibrate", after: ["paper"], budget: settings.budget("calibrate")) {
      context -> StepResult<OperationResult.Record, OperationResult.Record> in
      let state = try await context.state.store.calibrationState()
      let (result, _) = try CalibrationOperation().run(state, assumed: settings.costs)
      return StepResult(
        record: result.record, changes: result.changes, message: result.summary, status: result.outcome == .done ? .done : .skipped)
    }
  }

  /// The seats of models of direction: the one in use, or both arms of its experiment.
  func modelSeats(
    _ registry: Registry, _ experiments: [StoredExperiment], _ store: any Storage
  ) async throws -> (seats: [PaperSeat], models: [ModelReference: ModelFile], warnings: [String]) {
    var (seats, models, warnings): ([PaperSeat], [ModelReference: ModelFile], [String]) = ([], [:], [])
    func sit(_ reference: ModelReference, _ arm: PaperArm?) async throws {
      let record = try registry.model(reference)
      do {
        models[reference] = try await store.modelFile(reference, of: registry)
      } catch {
        warnings.append("The model \(reference) does not trade: \(error)")
        return
      }
      for symbol in record.group.symbols {
        seats.append(
          PaperSeat(
            try .modelDriven(symbol: symbol, timeframe: record.group.timeframe), from: record.lineage.dataTo, model: reference, arm: arm))
      }
    }
    let names = Set(registry.models.filter { $0.kind == .direction }.map(\.id.name)).sorted()
    for name in names {
      if let stored = experiments.first(where: { $0.state.experiment.name == name }), !stored.state.experiment.challengers.isEmpty {
        let experiment = stored.state.experiment
        for arm in [experiment.champion] + experiment.challengers {
          guard let reference = stored.model(arm.name) else { continue }
          try await sit(reference, PaperArm(arm.name, of: experiment.name, isShadow: arm.isShadow))
        }
      } else if let active = registry.activeModel(name) {
        try await sit(active.id, nil)
      }
    }
    return (seats, models, warnings)
  }
}

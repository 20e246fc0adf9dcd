import Calibration
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
}

/// Watches the deciding metric: the first one of the first validation set.
struct EarlyStopping {
  private let rounds: Int
  private let minimumDelta: Double
  /// The best iteration so far and the metric's value there; `nil` while nothing decides.
  private(set) var best: (iteration: Int, value: Double)?

  init(parameters: Parameters) {
    rounds = parameters.earlyStoppingRound
    minimumDelta = parameters.earlyStoppingMinDelta
  }

  /// Takes note of an iteration, counted from 1; gives back why training should stop, if it should.
  mutating func decide(_ evaluation: TrainingRecord.Evaluation?, iteration: Int) -> TrainingRecord.StopReason? {
    guard rounds > 0, let evaluation, let value = evaluation.values.last else { return nil }
    let improvement = best.map { evaluation.metric.higherIsBetter ? value - $0.value : $0.value - value } ?? .infinity
    // A metric that is not defined is no improvement; nor is it a first value to be beaten.
    if !value.isNaN && improvement > minimumDelta { best = (iteration, value) }
    guard iteration - (best?.iteration ?? 0) >= rounds else { return nil }
    return .earlyStopping(afterIteration: iteration)
  }
}

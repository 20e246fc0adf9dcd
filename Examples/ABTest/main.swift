// Has the new model earned its place? Two arms trade side by side; the evidence is looked at every day, and looking does no harm.
//
//   swift run -c release ab-test
//
// It prints:
//
//   Planned: 553 trades find a difference of 0.33 standard deviations four times out of five.
//   Day 0: ramp. the stage before went well
//   Day 24: ramp. the stage before went well
//   Day 31: promotion. It passes every rule.
//   536 trades against 104.
//   A trade earns 0.05 % to 0.72 % more, however often one looked.
//   Champion: v13; to go back to: v12.
import Assay

// The champion wins a little more than it loses; the challenger is better by a third of a standard deviation. Results are made up from a seed.
var experiment = try Experiment(name: "direction", seed: 7, champion: Arm("v12"), challengers: [Arm("v13", isShadow: true)])
let plan = try PowerAnalysis(effect: 0.33)
print("Planned: \(plan.trades) trades find a difference of 0.33 standard deviations four times out of five.")

let ramp = try CanaryRamp(shares: [0.1, 0.5], tradesPerStage: 40)
let policy = try PromotionPolicy(effect: 0.33, largestDrawdown: 0.5)
var state = ExperimentState(experiment, at: Timestamp(seconds: 0))
var journal: [AuditRecord] = []
var generator = SeededGenerator(seed: 21)
var results: [String: (values: [Double], times: [Timestamp])] = [:]

for day in 0..<365 {
  // Twenty symbols trade once a day; each one belongs to the arm that its name was dealt to.
  for symbol in 0..<20 {
    let arm = state.experiment.assignment.arm(for: "SYMBOL-\(symbol) day \(day)").name
    let mean = arm == "v13" ? 0.0043 : 0.001
    results[arm, default: ([], [])].values.append(generator.normal(mean: mean, standardDeviation: 0.01))
    results[arm, default: ([], [])].times.append(Timestamp(seconds: Int64(day) * 86_400 + Int64(symbol)))
  }
  let evening = Timestamp(seconds: Int64(day + 1) * 86_400)
  func arm(_ name: String) throws -> ArmResults {
    try ArmResults(name, results: results[name]?.values ?? [], times: results[name]?.times ?? [])
  }
  let evaluation = try ChallengerEvaluation(
    of: "v13", in: state.experiment, champion: arm("v12"), challenger: arm("v13"), policy: policy, at: evening, replicates: 0)
  let share = state.experiment.shadows.isEmpty ? state.experiment.assignment.share(of: "v13") : 0
  let transition: Transition
  switch ramp.step(after: evaluation, share: share) {
  case .raise(let share): transition = try state.giving("v13", share: share, at: evening, reason: "the stage before went well")
  case .hold, .promote, .stop: transition = try state.applying(evaluation)
  }
  // The new state and its record belong into one commit of a store.
  state = transition.state
  journal.append(transition.record)
  guard transition.record.kind != .evaluation else { continue }
  print("Day \(day): \(transition.record.kind.rawValue). \(transition.record.reason)")
  if transition.record.kind != .ramp { break }
}

if let numbers = journal.last?.evaluation, let difference = numbers.difference {
  func percent(_ value: Double) -> String { "\((value * 10_000).rounded() / 100) %" }
  print("\(numbers.champion.trades) trades against \(numbers.challenger.trades).")
  print("A trade earns \(percent(difference.lower)) to \(percent(difference.upper)) more, however often one looked.")
}
print("Champion: \(state.experiment.champion.name); to go back to: \(state.previous.map(\.arm.name).joined(separator: ", ")).")

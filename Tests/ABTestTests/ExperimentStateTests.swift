import ABTest
import Foundation
import Market
import Testing

@Suite struct ExperimentStateTests {
  static func evaluation(old: Double, new: Double, count: Int = 400, in experiment: Experiment, at time: Timestamp = EvaluationTests.now)
    throws -> ChallengerEvaluation
  {
    try ChallengerEvaluation(
      of: "new", in: experiment, champion: Draws.normal(experiment.champion.name, count: count, mean: old, seed: 1),
      challenger: Draws.normal("new", count: count, mean: new, seed: 2), policy: .standard, at: time, replicates: 0)
  }

  static func state() throws -> ExperimentState {
    try ExperimentState(
      Experiment(name: "e", seed: 1, champion: Arm("old", weight: 4), challengers: [Arm("new"), Arm("third")]), at: Timestamp(seconds: 0))
  }

  @Test("A promotion swaps, keeps the old champion, and can be taken back")
  func promotion() throws {
    let first = try Self.state()
    let promoted = try first.applying(Self.evaluation(old: 0, new: 1, in: first.experiment))
    #expect(promoted.record.kind == .promotion && !promoted.record.isForced && !promoted.record.isDryRun)
    #expect(try promoted.state.experiment.champion == Arm("new", weight: 4))
    #expect(promoted.state.experiment.challengers.map(\.name) == ["third"])
    #expect(promoted.state.previous.map(\.arm.name) == ["old"])
    #expect(promoted.state.revision == 1)
    let later = EvaluationTests.now + .seconds(60)
    let back = try promoted.state.rollingBack(at: later, by: "ann", reason: "it misbehaves")
    #expect(try back.state.experiment.champion == Arm("old", weight: 4))
    #expect(back.state.previous.map(\.arm.name) == ["old", "new"])
    #expect(back.record.kind == .rollback && back.record.person == "ann" && back.record.from == "new" && back.record.to == "old")
    // And forth again, by name.
    let forth = try back.state.rollingBack(to: "new", at: later, reason: "it was the feed")
    #expect(forth.state.experiment.champion.name == "new" && forth.state.revision == 3)
    #expect(throws: ABTestError.self) { try first.rollingBack(at: later, reason: "nothing to go back to") }
    #expect(throws: ABTestError.self) { try forth.state.rollingBack(to: "nobody", at: later, reason: "") }
    #expect(throws: ABTestError.self) { try forth.state.rollingBack(to: "new", at: later, reason: "is champion already") }
  }

  @Test("A dry run records everything and changes nothing")
  func dryRun() throws {
    let first = try Self.state()
    let tried = try first.applying(Self.evaluation(old: 0, new: 1, in: first.experiment), isDryRun: true)
    #expect(tried.state == first)
    #expect(tried.record.isDryRun && tried.record.kind == .promotion && tried.record.to == "new")
    #expect(tried.record.evaluation?.decision.outcome == .promote)
  }

  @Test("Waiting changes nothing and leaves a record, harm and keeping take the challenger out")
  func others() throws {
    let first = try Self.state()
    let waiting = try first.applying(Self.evaluation(old: 0, new: 0, count: 50, in: first.experiment))
    #expect(waiting.state == first && waiting.record.kind == .evaluation)
    let harm = try first.applying(Self.evaluation(old: 1, new: 0, in: first.experiment))
    #expect(harm.state.experiment.challengers.map(\.name) == ["third"] && harm.record.kind == .stop)
    #expect(harm.state.experiment.champion == first.experiment.champion && harm.state.previous.isEmpty)
  }

  @Test("A forced swap says that it was forced, and by whom")
  func forced() throws {
    let first = try Self.state()
    let evaluation = try Self.evaluation(old: 1, new: 0, in: first.experiment)
    let swapped = try first.swapping(to: "new", at: EvaluationTests.now, by: "bob", reason: "I know better", evaluation: evaluation)
    #expect(swapped.record.isForced && swapped.record.kind == .forcedSwap && swapped.record.person == "bob")
    #expect(swapped.record.evaluation?.decision.outcome == .stop)
    #expect(swapped.state.experiment.champion.name == "new" && swapped.state.previous.map(\.arm.name) == ["old"])
    #expect(throws: ABTestError.self) { try first.swapping(to: "nwe", at: EvaluationTests.now, by: "bob", reason: "") }
  }

  @Test("An evaluation against a champion of yesterday is refused, and so is a clock that goes back")
  func stale() throws {
    let first = try Self.state()
    let evaluation = try Self.evaluation(old: 0, new: 1, in: first.experiment)
    let swapped = try first.swapping(to: "third", at: EvaluationTests.now, by: "bob", reason: "")
    let error = #expect(throws: ABTestError.self) { try swapped.state.applying(evaluation) }
    #expect(error?.description.contains("third") == true)
    #expect(throws: ABTestError.self) { try swapped.state.giving("new", share: 0.5, at: Timestamp(seconds: 5), reason: "") }
  }

  @Test("A transition survives JSON")
  func json() throws {
    let first = try Self.state()
    let transition = try first.applying(Self.evaluation(old: 0, new: 1, in: first.experiment))
    #expect(try JSONDecoder().decode(Transition.self, from: JSONEncoder().encode(transition)) == transition)
  }

  @Test("A ramp raises stage by stage, holds for lack of trades, stops for harm, and ends in promotion")
  func ramp() throws {
    let experiment = try Self.state().experiment
    let ramp = try CanaryRamp(tradesPerStage: 40)
    func step(_ old: Double, _ new: Double, _ count: Int, share: Double) throws -> CanaryRamp.Step {
      ramp.step(after: try Self.evaluation(old: old, new: new, count: count, in: experiment), share: share)
    }
    #expect(try step(0, 0, 0, share: 0) == .raise(0.01))
    #expect(try step(0, 0, 39, share: 0.01) != .raise(0.05))
    #expect(try step(0, 0, 40, share: 0.01) == .raise(0.05))
    #expect(try step(0, 0, 80, share: 0.05) == .raise(0.25))
    if case .hold = try step(0, 0, 200, share: 0.25) {} else { Issue.record("the last stage waits for the evidence") }
    #expect(try step(0, 1, 400, share: 0.25) == .promote)
    if case .stop = try step(1, 0, 400, share: 0.05) {} else { Issue.record("harm stops the ramp") }
    #expect(throws: ABTestError.self) { try CanaryRamp(shares: [0.5, 0.1]) }
    #expect(throws: ABTestError.self) { try CanaryRamp(shares: [0.5, 1]) }
    #expect(throws: ABTestError.self) { try CanaryRamp(shares: []) }
  }
}

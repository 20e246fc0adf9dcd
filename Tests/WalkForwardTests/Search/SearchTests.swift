import Foundation
import Market
import Statistics
import Testing
import WalkForward

@Suite("A search")
struct SearchTests {
  struct Odd: Error {}

  static let samplers: [Sampler] = [.random, .treeParzen, .grid(points: 5), .treeParzen(TreeParzen(startupTrials: 3, candidates: 8))]

  private func objective(_ function: TestFunction) -> Search.Objective {
    { configuration, run in
      // One in nine fails, one in nine is undefined, and all report on their way.
      if run.number % 9 == 4 { throw Odd() }
      let value = try function.value(configuration)
      if run.number % 9 == 7 { return .nan }
      for step in 1...3 { try run.report(value + 10 / Double(step), at: step) }
      return value
    }
  }

  @Test(
    "is the same on any number of threads, and goes on where it stopped as if it had not",
    arguments: samplers, [1, 4])
  func resumes(sampler: Sampler, batch: Int) throws {
    let search = try Search(
      TestFunction.mixed.space(), .minimize, sampler: sampler, pruning: MedianPruning(startupTrials: 4), batch: batch, seed: 11)
    let whole = try search.run(.trials(40), threads: 1, objective: objective(.mixed))
    #expect(try search.run(.trials(40), threads: 3, objective: objective(.mixed)) == whole)
    for stop in [1, 3, 10, 17, 39] {
      var kept: [Trial] = []
      let part = try search.run(.trials(stop), sink: { kept.append($0) }, objective: objective(.mixed))
      #expect(part.trials == Array(whole.trials.prefix(stop)) && kept == part.trials)
      // Through JSON, as a journal would have it.
      let journal = try JSONDecoder().decode([Trial].self, from: JSONEncoder().encode(kept))
      #expect(try search.run(.trials(40), resuming: journal, objective: objective(.mixed)) == whole, "stopped after \(stop)")
    }
    let other = try Search(
      TestFunction.mixed.space(), .minimize, sampler: sampler, pruning: MedianPruning(startupTrials: 4), batch: batch, seed: 12)
    if case .grid = sampler { return }
    #expect(try other.run(.trials(5), objective: objective(.mixed)).trials != Array(whole.trials.prefix(5)))
  }

  @Test("is the same with a sink that is awaited, and stops at the sink's error with nothing lost")
  func sinks() async throws {
    let search = try Search(TestFunction.branin.space(), .minimize, sampler: .treeParzen, batch: 3, seed: 5)
    let whole = try search.run(.trials(20), objective: objective(.branin))
    actor Journal {
      var trials: [Trial] = []
      func append(_ trial: Trial) throws {
        if trials.count == 13 { throw Odd() }
        trials.append(trial)
      }
    }
    let journal = Journal()
    await #expect(throws: Odd.self) {
      try await search.run(.trials(20), sink: { try await journal.append($0) }, objective: objective(.branin))
    }
    let kept = await journal.trials
    #expect(kept == Array(whole.trials.prefix(13)))
    #expect(try search.run(.trials(20), resuming: kept, objective: objective(.branin)) == whole)
  }

  @Test("records failed, undefined and pruned trials, which never win", arguments: [Search.Direction.maximize, .minimize])
  func losers(direction: Search.Direction) throws {
    let space = try SearchSpace([.real("x", from: 0, to: 1)])
    let search = try Search(space, direction, sampler: .treeParzen, seed: 1)
    let result = try search.run(.trials(30)) { configuration, run in
      switch run.number % 3 {
      case 0: throw Odd()
      case 1: return direction == .maximize ? .infinity : -.infinity
      default: return try configuration.real("x")
      }
    }
    #expect(result.trials.count == 30 && result.configurationCount == 30)
    #expect(result.trials[0].outcome == .failed(error: "Odd()") && result.trials[0].score == nil)
    #expect(result.trials[1].outcome == .undefined(score: direction == .maximize ? "inf" : "-inf"))
    let scores = result.trials.compactMap(\.score)
    #expect(scores.count == 10 && result.best?.score == (direction == .maximize ? scores.max() : scores.min()))
    let none = try search.run(.trials(5)) { _, _ in .nan }
    #expect(none.best == nil && none.trials.allSatisfy { $0.outcome == .undefined(score: "nan") })
  }

  // The medians of Optuna 5.0's multivariate TPE (n_startup_trials 10, 24 candidates) over seeds 0..<20, at equal trials; at full size in
  // Benchmarks/truth.
  @Test("by TPE finds what Optuna finds, and more than chance", arguments: TestFunction.allCases)
  func optuna(function: TestFunction) throws {
    let best = try parallelMap(0..<6) { seed throws -> Double in
      let search = try Search(function.space(), .minimize, sampler: .treeParzen, seed: UInt64(seed))
      let result = try search.run(.trials(function.trials), threads: 1) { configuration, _ in try function.value(configuration) }
      return result.best?.score ?? .infinity
    }
    let moments = Moments(best)
    // Both means have an error: three of their standard errors.
    let error = function.optuna.deviation * (1.0 / 20 + 1.0 / 6).squareRoot()
    #expect(moments.mean < function.optuna.mean + 3 * error, "seeds 0..<6: \(best)")
    #expect(moments.mean < function.random)
  }

  @Test("stops when the clock it was handed says so, between batches")
  func clock() throws {
    final class Ticking: Clock, @unchecked Sendable {
      struct Instant: InstantProtocol {
        var seconds: Int
        func advanced(by duration: Duration) -> Instant { Instant(seconds: seconds + Int(duration.components.seconds)) }
        func duration(to other: Instant) -> Duration { .seconds(other.seconds - seconds) }
        static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }
      }
      var reads = 0
      var minimumResolution: Duration { .seconds(1) }
      var now: Instant {
        reads += 1
        return Instant(seconds: reads)
      }
      func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
    }
    let search = try Search(TestFunction.branin.space(), .minimize, sampler: .random, batch: 2, seed: 1)
    let result = try search.run(.time(.seconds(4), on: Ticking())) { _, _ in 1 }
    #expect(result.trials.count == 6 && result.ending == .budget, "the clock advances a second with every look")
    #expect(try search.run(.time(.seconds(4), on: Ticking(), atMost: 3)) { _, _ in 1 }.trials.count == 3)
    #expect(throws: WalkForwardError.self) { try search.run(.time(.zero, on: ContinuousClock())) { _, _ in 1 } }
    #expect(throws: WalkForwardError.self) { try search.run(.trials(0)) { _, _ in 1 } }
  }

  @Test("over a grid tries every combination once, conditional ones only under their condition")
  func grid() throws {
    let space = try SearchSpace([
      .choice("kind", ["a", "b"]), .real("x", from: 0, to: 1), .whole("n", from: 1, to: 2),
      .real("only", from: 1, to: 100, scale: .logarithmic).when("kind", is: "b"),
    ])
    let result = try Search(space, .maximize, sampler: .grid(points: 3), seed: 1).run(.trials(1_000)) { _, _ in 1 }
    #expect(result.ending == .exhausted && result.trials.count == 3 * 2 + 3 * 2 * 3 && result.configurationCount == 24)
    let last = result.trials.suffix(3).map(\.configuration)
    #expect(last.allSatisfy { $0.description.hasPrefix("kind=b x=1.0 n=2 only=") })
    for (configuration, expected) in zip(last, [1.0, 10, 100]) { #expect(isNear(try configuration.real("only"), expected)) }
    #expect(result.best?.number == 0, "of equals the first")
  }

  @Test("refuses trials that are not its own, and says what to do")
  func foreign() throws {
    let space = try TestFunction.branin.space()
    let search = try Search(space, .minimize, sampler: .random, seed: 1)
    let trials = try search.run(.trials(6)) { _, _ in 1 }.trials
    func message(_ trials: [Trial], _ search: Search) -> String {
      do {
        _ = try search.run(.trials(9), resuming: trials) { _, _ in 1 }
        return ""
      } catch { return "\(error)" }
    }
    #expect(message(trials, search) == "")
    #expect(message(Array(trials.dropFirst()), search).contains("trial 0 is missing"))
    #expect(message(trials, try Search(space, .minimize, sampler: .random, seed: 2)).contains("seed the search began with"))
    #expect(
      message(trials, try Search(TestFunction.mixed.space(), .minimize, sampler: .random, seed: 1)).contains("does not lie in the space"))
  }

  @Test("inside folds gives every fold a search of its own, and resumes each")
  func nested() throws {
    let search = try Search(TestFunction.branin.space(), .minimize, sampler: .treeParzen, seed: 3)
    var kept: [[Trial]] = [[], [], []]
    let folds = [0.0, 5, 10]
    let objective: @Sendable (Double, Configuration, inout TrialRun) throws -> Double = { fold, configuration, _ in
      try (configuration.real("x") - fold).magnitude
    }
    let results = try search.nested(in: folds, .trials(25), sink: { kept[$0].append($1) }, objective: objective)
    #expect(results.map(\.trials) == kept && Set(results.map { $0.trials[0].configuration }).count == 3)
    for (fold, result) in zip(folds, results) { #expect((try #require(result.best).configuration.real("x") - fold).magnitude < 1.5) }
    let again = try search.nested(in: folds, .trials(25), earlier: [kept[0], Array(kept[1].prefix(7))], objective: objective)
    #expect(again == results)
    #expect(throws: WalkForwardError.self) { try search.nested(in: [Double](), .trials(1), objective: objective) }
    #expect(throws: WalkForwardError.self) { try search.nested(in: [1.0], .trials(1), earlier: [[], []], objective: objective) }
  }
}

@Suite("A search inside purged folds")
struct NestedSearchTests {
  @Test("chooses by each fold's validation rows, and its test rows have no say")
  func folds() throws {
    // What is right changes with time: only a search inside the fold can follow, and only its own rows can tell.
    let times = (0..<600).map { Timestamp(seconds: Int64($0) * 3_600) }
    let truth = (0..<600).map { Double($0 / 100) / 6 }
    let splits = try WalkForwardSplitter(.rolling, train: .rows(100), validation: .rows(50), test: .rows(50)).splits(
      of: SampleSpans(times: times))
    let search = try Search(SearchSpace([.real("guess", from: 0, to: 1)]), .minimize, sampler: .treeParzen, seed: 6)
    func searched(_ truth: [Double]) throws -> [SearchResult] {
      try search.nested(in: splits.folds, .trials(40)) { fold, configuration, _ in
        let guess = try configuration.real("guess")
        return fold.validation.gather(truth).reduce(0) { $0 + ($1 - guess).magnitude }
      }
    }
    let results = try searched(truth)
    #expect(results.count == splits.folds.count && results.count > 3)
    for (fold, result) in zip(splits.folds, results) {
      let values = fold.validation.gather(truth)
      let mean = values.reduce(0, +) / Double(values.count)
      #expect((try #require(result.best).configuration.real("guess") - mean).magnitude < 0.15, "fold \(fold.index)")
      var spoiled = truth
      for row in fold.test { spoiled[row] = .nan }
      #expect(try searched(spoiled)[fold.index].trials == result.trials, "fold \(fold.index)")
    }
  }
}

@Suite("Halving and pruning")
struct HalvingTests {
  @Test("gives many little and few much, and the best are those that go on", arguments: [1, 4])
  func halving(batch: Int) throws {
    let space = try SearchSpace([.real("x", from: 0, to: 1)])
    let search = try Search(
      space, .maximize, sampler: .random, halving: Halving(configurations: 27, reduction: 3, from: 10, to: 270), batch: batch, seed: 4)
    let objective: Search.Objective = { configuration, run in try configuration.real("x") - 1 / run.resource }
    let result = try search.run(.trials(80), objective: objective)
    let first = Array(result.trials.prefix(40))
    for (rung, expected) in [(27, 10.0), (9, 30), (3, 90), (1, 270)].enumerated() {
      let members = first.filter { $0.rung == rung }
      #expect(members.count == expected.0 && members.allSatisfy { $0.resource == expected.1 })
      if rung > 0 {
        let below = first.filter { $0.rung == rung - 1 }.sorted { ($0.score ?? 0) > ($1.score ?? 0) }.prefix(expected.0)
        #expect(Set(members.compactMap(\.origin)) == Set(below.map(\.number)))
        for member in members { #expect(first[try #require(member.origin)].configuration == member.configuration) }
      }
    }
    #expect(result.trials.count == 80 && result.trials[40].rung == 0 && result.configurationCount == 54)
    #expect(result.best?.rung == 3)
    for stop in [13, 28, 40, 41, 66] {
      let part = try search.run(.trials(stop), objective: objective).trials
      #expect(try search.run(.trials(80), resuming: part, threads: 2, objective: objective) == result, "stopped after \(stop)")
    }
  }

  @Test("goes on when nearly everything fails, and ends with the grid")
  func failures() throws {
    let space = try SearchSpace([.whole("x", from: 1, to: 10)])
    let halving = Halving(configurations: 4, reduction: 2, from: 1, to: 8)
    let search = try Search(space, .minimize, sampler: .grid(points: 10), halving: halving, seed: 1)
    let nothing = try search.run(.trials(100)) { _, _ in .nan }
    #expect(nothing.ending == .exhausted && nothing.trials.count == 10 && nothing.best == nil)
    let one = try search.run(.trials(100)) { configuration, _ in try configuration.whole("x") == 3 ? 1 : .nan }
    #expect(one.ending == .exhausted && one.trials.count == 12 && one.best?.rung == 2)
  }

  @Test("stops what is worse than the median, from a step and a number of trials on", arguments: [1, 5])
  func pruning(batch: Int) throws {
    let space = try SearchSpace([.real("x", from: 0, to: 1)])
    let search = try Search(
      space, .minimize, sampler: .random, pruning: MedianPruning(startupTrials: 6, firstStep: 2), batch: batch, seed: 8)
    let result = try search.run(.trials(60)) { configuration, run in
      let x = try configuration.real("x")
      for step in 1...4 { try run.report(x, at: step) }
      return x
    }
    var completed: [Double] = []
    for (number, trial) in result.trials.enumerated() {
      let x = try trial.configuration.real("x")
      let known = result.trials[..<(number / batch * batch)].compactMap(\.score)
      let isHopeless = known.count >= 6 && Quantiles.median(known) < x
      #expect(trial.outcome == (isHopeless ? .pruned(step: 2) : .completed(score: x)))
      #expect(trial.reports.count == (isHopeless ? 2 : 4))
      if !isHopeless { completed.append(x) }
    }
    #expect(completed.count > 10 && completed.count < 50 && result.best?.score == completed.min())
  }
}

@Suite("A search space")
struct SearchSpaceTests {
  @Test(
    "refuses dimensions that make no sense, and says what would",
    arguments: [
      ([SearchSpace.Dimension](), "nothing to search"), ([.real("a", from: 2, to: 1)], "Swap them"),
      ([.whole("a", from: 2, to: 1)], "Swap them"),
      ([.real("a", from: 0, to: 1, scale: .logarithmic)], "must begin above 0"),
      ([.whole("a", from: 0, to: 9, scale: .logarithmic)], "begin at 1 or more"),
      ([.real("a", from: .nan, to: 1)], "finite"), ([.real("a", from: -1.7e308, to: 1.7e308)], "too wide"),
      ([.whole("a", from: .min, to: .max)], "2⁵²"),
      ([.choice("a", [])], "no choices"), ([.choice("a", ["x", "x"])], "twice"), ([.real("", from: 0, to: 1)], "empty"),
      ([.real("a", from: 0, to: 1), .real("a", from: 0, to: 1)], "twice"),
      ([.real("a", from: 0, to: 1).when("b", is: "x")], "does not stand before"),
      ([.choice("kind", ["x"]), .real("a", from: 0, to: 1).when("kin", is: "x")], "Did you mean 'kind'"),
      ([.choice("kind", ["x"]), .real("a", from: 0, to: 1).when("kind", is: "y")], "it may be x"),
      ([.real("kind", from: 0, to: 1), .real("a", from: 0, to: 1).when("kind", is: "y")], "not a choice"),
    ])
  func refusals(dimensions: [SearchSpace.Dimension], advice: String) {
    let error = #expect(throws: WalkForwardError.self) { try SearchSpace(dimensions) }
    #expect(error?.description.contains(advice) == true, "\(error?.description ?? "")")
  }

  @Test("is never left, whatever the sampler", arguments: SearchTests.samplers)
  func containment(sampler: Sampler) throws {
    let space = try SearchSpace([
      .choice("kind", ["a", "b"]), .real("tiny", from: 1e-300, to: 1e300, scale: .logarithmic), .real("point", from: 3, to: 3),
      .whole("one", from: 7, to: 7),
      .whole("huge", from: -(1 << 52), to: 1 << 52), .whole("n", from: 1, to: 1_000_000, scale: .logarithmic).when("kind", is: "b"),
      .choice("deep", ["x", "y", "z"]).when("kind", is: "b"), .real("deeper", from: -1, to: 1).when("deep", is: "y", "z"),
    ])
    let search = try Search(space, .maximize, sampler: sampler, seed: 21)
    let result = try search.run(.trials(60)) { configuration, run in
      let deeper = configuration["deeper"] == nil ? 0 : try configuration.real("deeper")
      return Double(run.number % 5) + deeper
    }
    for trial in result.trials { #expect(space.contains(trial.configuration), "\(trial.configuration)") }
    #expect(!space.contains(Configuration([])) && !space.contains(Configuration([.init(name: "kind", value: .choice("c"))])))
  }

  @Test("draws each scale evenly")
  func evenness() throws {
    let space = try SearchSpace([
      .real("log", from: 0.01, to: 100, scale: .logarithmic), .whole("n", from: 1, to: 4), .choice("c", ["a", "b", "c"]),
    ])
    let trials = try Search(space, .maximize, sampler: .random, seed: 2).run(.trials(2_000)) { _, _ in 1 }.trials
    let below = try trials.count { try $0.configuration.real("log") < 1 }
    #expect(isNear(Double(below), 1_000, absolute: 110), "seed 2")
    for value in 1...4 {
      #expect(isNear(Double(try trials.count { try $0.configuration.whole("n") == value }), 500, absolute: 100), "seed 2")
    }
    for word in ["a", "b", "c"] {
      #expect(isNear(Double(try trials.count { try $0.configuration.choice("c") == word }), 667, absolute: 110), "seed 2")
    }
  }

  @Test("has its values asked for by name and kind")
  func configuration() throws {
    let configuration = Configuration([
      .init(name: "n", value: .whole(3)), .init(name: "x", value: .real(0.5)), .init(name: "c", value: .choice("a")),
    ])
    #expect(
      try configuration.real("n") == 3 && configuration.whole("n") == 3 && configuration.real("x") == 0.5
        && configuration.choice("c") == "a")
    #expect(configuration.description == "n=3 x=0.5 c=a")
    #expect(throws: WalkForwardError.self) { try configuration.whole("x") }
    #expect(throws: WalkForwardError.self) { try configuration.choice("n") }
    #expect(throws: WalkForwardError.self) { try configuration.real("missing") }
    #expect(try JSONDecoder().decode(Configuration.self, from: JSONEncoder().encode(configuration)) == configuration)
  }

  @Test("makes a search that refuses settings out of range")
  func settings() throws {
    let space = try TestFunction.branin.space()
    func refuse(_ sampler: Sampler = .random, _ halving: Halving? = nil, _ pruning: MedianPruning? = nil, batch: Int = 1) -> Bool {
      (try? Search(space, .minimize, sampler: sampler, halving: halving, pruning: pruning, batch: batch, seed: 1)) == nil
    }
    #expect(!refuse() && refuse(batch: 0) && refuse(.grid(points: 0)) && refuse(.grid(points: 2_000)))
    #expect(
      refuse(.treeParzen(TreeParzen(startupTrials: 0))) && refuse(.treeParzen(TreeParzen(goodShare: 1)))
        && refuse(.treeParzen(TreeParzen(candidates: 0))))
    #expect(
      refuse(.random, Halving(configurations: 1, reduction: 3, from: 1, to: 9))
        && refuse(.random, Halving(configurations: 9, reduction: 1, from: 1, to: 9)))
    #expect(
      refuse(.random, Halving(configurations: 9, reduction: 3, from: 0, to: 9))
        && refuse(.random, Halving(configurations: 9, reduction: 3, from: 3, to: 1)))
    #expect(refuse(.random, nil, MedianPruning(startupTrials: 0)))
  }
}

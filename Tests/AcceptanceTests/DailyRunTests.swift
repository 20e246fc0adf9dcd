import Backtest
import Market
import Pipeline
import Statistics
import Store
import Strategies
import Testing

@Suite("A daily run")
struct DailyRunTests {
  @Test("does everything once, and tells a day that is done again as it was")
  func again() async throws {
    let workspace = try SmallWorkspace()
    let store = MemoryStore()
    let days = try await workspace.days(3, on: store)
    #expect(days.allSatisfy { $0.report.summary.outcome == .done })
    #expect(days[0].report.activity.strategiesDesigned > 10)
    #expect(days[1].report.activity.strategiesDesigned > 0)
    #expect(days[1].report.activity.paperBars == 48, "two symbols have 24 hours each")
    let before = try await contents(store)
    let again = try await workspace.run(store).run(workspace.first.adding(days: 1))
    #expect(again.report.withoutTimings == days[1].report.withoutTimings)
    #expect(again.result.outcomes.allSatisfy { $0.status != .done })
    #expect(try await contents(store) == before)
  }

  @Test("leaves the same bytes on one thread and on several")
  func threads() async throws {
    let workspace = try SmallWorkspace()
    let (one, other) = (MemoryStore(), MemoryStore())
    let days = try await workspace.days(2, on: one, threads: 1)
    let others = try await workspace.days(2, on: other, threads: 3)
    #expect(try await contents(one) == contents(other))
    for (day, same) in zip(days, others) { #expect(try day.report.withoutTimings.json() == same.report.withoutTimings.json()) }
  }

  @Test("whose disk is full says so, and goes on to the state it would have come to once there is room", arguments: [0, 1, 8])
  func diskFull(commits: Int) async throws {
    let workspace = try SmallWorkspace(symbols: 1, days: 40)
    let (undisturbed, store) = (MemoryStore(), MemoryStore())
    let day = try await workspace.days(1, on: undisturbed)[0]
    let broken = try? await workspace.run(MortalStore(store, dyingAfter: commits)).run(workspace.first)
    if let broken {
      #expect(broken.isFailed)
      #expect(broken.report.summary.headline.contains("No space is left on the disk"))
    }
    let whole = try await workspace.run(store).run(workspace.first)
    #expect(whole.report.withoutTimings == day.report.withoutTimings)
    #expect(try await contents(store) == contents(undisturbed))
  }

  @Test("lets what has too little to learn from wait, and scores it once there is enough")
  func waiting() async throws {
    let workspace = try SmallWorkspace(symbols: 1, days: 40)
    // A learner that wants 66 bars before its first window: a day more of data than there is on the first day.
    let learner = StrategyEntry("learner", "learns", bars: .learning) { backtest, _ -> BuyAndHold in
      let bars = backtest.series[0].part(to: backtest.from).count
      if bars < 66 { throw StrategyError("there are \(bars) bars to learn from, but 66 are needed", isInsufficient: true) }
      return BuyAndHold()
    }
    let store = MemoryStore()
    func day(_ day: Int) async throws -> (DailyRun.Day, StrategyRecord) {
      let run = try DailyRun(
        workspace.settings, source: .series(workspace.bars), store: store, threads: 1,
        catalogue: StrategyCatalogue(SmallWorkspace.catalogue.entries + [learner]))
      let day = try await run.run(workspace.first.adding(days: day))
      return (day, try #require(try await store.registry().strategies.first { $0.specification.strategy == "learner" }))
    }
    let (first, waiting) = try await day(0)
    #expect(waiting.status == .candidate && !waiting.isScored)
    #expect(first.report.steps.first { $0.name == "score" }?.message.contains("1 more wait for a longer history") == true)
    let (second, scored) = try await day(1)
    #expect(scored.isScored && scored.status != .archived && scored.cutoff > waiting.cutoff, "\(second.report.warnings)")
    let (_, kept) = try await day(2)
    #expect(kept.cutoff == scored.cutoff, "what has been seen of it is where it was")
  }

  @Test("trains models, and refuses one whose file was changed since")
  func models() async throws {
    var workspace = try SmallWorkspace(symbols: 1, days: 60)
    workspace.trainsQuickly()
    let store = MemoryStore()
    let first = try await workspace.days(1, on: store)[0]
    #expect(first.report.activity.modelsTrained == 5)
    #expect(first.report.activity.ensemblesTested == 3)
    #expect(first.report.topModels.count == 5)
    // On the next day there is nothing to train for.
    let second = try await workspace.run(store).run(workspace.first.adding(days: 1))
    #expect(!second.isFailed, "\(second.report.summary.headline)")
    #expect(second.report.activity.modelsTrained == 0)
    // Somebody puts another model to use, and its trees in the place of those that were registered.
    var registry = try await store.registry()
    let (one, other) = (
      try #require(registry.models.first { $0.kind == .direction }), try #require(registry.models.first { $0.kind == .momentum })
    )
    if one.status == .disabled { try registry.activate(one.id, at: second.report.date.nextMidnight, reason: "a test", person: "somebody") }
    try await store.commit(registry.takeChanges())
    let foreign = try #require(try await store.document(Registry.fileKey(of: other.id)))
    try await store.commit { changes in try changes.put(foreign.json, at: Registry.fileKey(of: one.id)) }
    let third = try await workspace.run(store).run(workspace.first.adding(days: 2))
    let told = third.report.warnings.filter { $0.source == "paper" }.map(\.message)
    #expect(
      told.contains { $0.contains("A model does not trade") && $0.contains("the file of \(one.id)") },
      "\(told), \(one.status), \(third.report.summary)")
    #expect(third.result.isComplete)
  }

  @Test("finds nothing where there is nothing, and what is planted where something is")
  func truth() async throws {
    let nothing = try await SmallWorkspace(symbols: 1, days: 120).days(2, on: MemoryStore())
    #expect(nothing.allSatisfy { $0.report.deploymentCandidates.isEmpty })
    // In ten months an edge must be large to be told from luck.
    var planted = try SmallWorkspace(symbols: 1, days: 300, edge: 14)
    (planted.settings.gates.trades, planted.settings.gates.paperTrades) = (40, 15)
    let found = try await planted.days(1, on: MemoryStore())
    let candidates = found[0].report.deploymentCandidates.map(\.strategy)
    let trends = ["ema_crossover", "breakout", "rate_of_change", "momentum"]
    #expect(!candidates.isEmpty && candidates.allSatisfy { name in trends.contains { name.hasPrefix($0) } }, "\(candidates)")
  }
}

extension CivilDate {
  /// The instant the day ends.
  fileprivate var nextMidnight: Timestamp { Timestamp(adding(days: 1)) }
}

import ABTest
import Backtest
import Calibration
import Market
import Statistics
import Store
import Testing
import WalkForward

@testable import Pipeline

@Suite("Operations on a workspace")
struct OperationTests {
  private let now = Timestamp(seconds: 1717200000)
  private var direction: String { "direction-pair" }

  private func later(_ days: Int) -> Timestamp { now + .seconds(86_400 * days) }

  /// A registry with two versions, the first in use, and the experiment between them.
  private func challenged() throws -> (Registry, StoredExperiment) {
    var registry = Registry()
    let one = try registry.register(TestModel.trained(1), at: now)
    try registry.register(TestModel.trained(2), at: now)
    try registry.activate(one, at: now, reason: "first")
    let experiment = try Experiment(name: direction, seed: 1, champion: Arm("v1"), challengers: [Arm("v2")])
    return (registry, StoredExperiment(ExperimentState(experiment, at: now), version: nil))
  }

  /// Trades of both arms, day by day, with these mean results.
  private func trades(_ champion: Double, _ challenger: Double, count: Int, seed: UInt64 = 1) -> [PaperTrade] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).flatMap { index in
      [("v1", champion), ("v2", challenger)].map { arm, mean in
        let result = generator.normal(mean: mean, standardDeviation: 0.01)
        let time = now + .seconds(3_600 * index)
        let trade = Trade(
          symbol: "SYN-A", side: .buy, quantity: 1, entryTime: time, entryPrice: 100, exitTime: time + .seconds(1_800),
          exitPrice: 100 * (1 + result), exitReason: .signal, fees: 0, carry: 0)
        return PaperTrade(
          seat: 1, strategy: "model_direction", model: ModelReference(direction, version: arm == "v1" ? 1 : 2),
          arm: PaperArm(arm, of: direction),
          record: TradeRecord(trade: trade, barsHeld: 1, adverseExcursion: 0, favourableExcursion: 0, isAmbiguous: false))
      }
    }
  }

  @Test("promote a challenger that has shown to be better, in one commit with the registry")
  func promotion() async throws {
    let (registry, experiment) = try challenged()
    let store = MemoryStore()
    let result = try ABOperation().run([experiment], registry, trades: trades(0, 0.005, count: 400), at: later(60))
    #expect(result.outcome == .done, "\(result.summary) \(result.actions)")
    try await store.commit(result.changes)
    #expect(try await store.registry().activeModel(direction)?.id.version == 2)
    let state = try #require(await store.experiments().first).state
    #expect(state.experiment.champion.name == "v2" && state.previous.map(\.arm.name) == ["v1"])
    #expect(try await store.count(of: OperationKeys.audit) == 1)
  }

  @Test("wait where nothing has been shown, and take out what is worse")
  func waiting() throws {
    let (registry, experiment) = try challenged()
    let few = try ABOperation().run([experiment], registry, trades: trades(0, 0.005, count: 20), at: later(60))
    #expect(few.outcome == .nothingToDo && few.actions.first?.contains("v2 goes on") == true, "\(few.actions)")
    let none = try ABOperation().run([experiment], registry, trades: [], at: later(60))
    #expect(none.outcome == .nothingToDo)
    let worse = try ABOperation().run([experiment], registry, trades: trades(0.005, 0, count: 400), at: later(60))
    #expect(worse.outcome == .done && worse.actions.first?.contains("taken out") == true, "\(worse.actions)")
    #expect(try ABOperation().run([], registry, trades: [], at: now).outcome == .nothingToDo)
    let unknown = try ABOperation().run([experiment], registry, trades: [], at: now, only: "nothing")
    #expect(unknown.summary == "There is no experiment 'nothing'; there are direction-pair.")
  }

  @Test("keep the champion where the challenger has been barred since, and say why, however well it did")
  func barred() async throws {
    let (known, experiment) = try challenged()
    var registry = known
    let challenger = ModelReference(direction, version: 2)
    try registry.quarantine(challenger, because: [.fail("future_correlation", "It knows the future.")], at: later(1))
    let result = try ABOperation().run([experiment], registry, trades: trades(0, 0.005, count: 400), at: later(60))
    #expect(result.outcome == .done)
    #expect(
      result.actions.first?.hasPrefix("direction-pair: v1 is kept: v2 is barred. \(challenger) is in quarantine") == true,
      "\(result.actions)")
    #expect(result.verdicts.first { $0.name == "challenger" }?.isFail == true)
    let store = MemoryStore()
    try await store.commit(result.changes)
    #expect(try await store.registry().activeModel(direction)?.id.version == 1)
    let state = try #require(await store.experiments().first).state
    #expect(state.experiment.champion.name == "v1" && state.experiment.challengers.isEmpty)
    #expect(try await store.count(of: OperationKeys.audit) == 1)
    // A person who insists on it is told that it can't be.
    #expect(throws: RegistryError.self) {
      try ABOperation().run([experiment], registry, trades: [], at: later(60), forcedBy: "Ada", only: direction)
    }
  }

  @Test("measure how far features and errors have moved from the part of the training that trees have not seen")
  func drift() throws {
    let (group, series) = try ModelTrainingTests.market(seed: 12, bars: 2_400)
    let cutoff = series[0].end(at: 1_499)
    let settings = ModelTrainingTests.settings
    let trained = try ModelTraining(group, settings, seed: 5).train(on: series, before: cutoff, threads: 2)
    let model = try #require(trained.models.first { $0.kind == .direction })
    var registry = Registry()
    let reference = try registry.register(model, at: cutoff)
    let record = try registry.model(reference)
    func drift(_ series: [BarSeries], file: ModelFile? = model.file) throws -> ModelDrift {
      try ModelDrift(of: record, file, settings, on: series, before: .distantFuture, threads: 2)
    }
    let same = try drift(series)
    #expect(same.referenceErrors.count >= 30 && same.recentErrors.count >= 30, "\(same.referenceErrors.count) \(same.recentErrors.count)")
    #expect(ErrorDrift.verdict(reference: same.referenceErrors, recent: same.recentErrors).isPass)
    #expect(try drift(series, file: nil).referenceErrors.isEmpty)
    // Too little has come since: nothing is measured, and nothing is made of it.
    let early = try drift(series.map { $0.part(0..<1_540) })
    #expect(early.features == nil && early.recentErrors.isEmpty)
    // Bars that scatter ten times as much from the end of the training on are seen in the features.
    let wild = try series.map { one in
      func grown(_ column: [Double]) -> [Double] {
        let base = one.close[1_499]
        return column.indices.map { $0 < 1_500 ? column[$0] : base * pow10(column[$0] / base) }
      }
      return try BarSeries(
        symbol: one.symbol, timeframe: one.timeframe, time: one.time, open: grown(one.open), high: grown(one.high), low: grown(one.low),
        close: grown(one.close), volume: one.volume)
    }
    #expect(try drift(wild).features?.verdict.isFail == true)
  }

  /// The tenth power.
  private func pow10(_ value: Double) -> Double {
    let square = value * value
    let fourth = square * square
    return fourth * fourth * square
  }

  @Test("swap by force only under somebody's name, and never to what is in quarantine")
  func force() async throws {
    let (known, experiment) = try challenged()
    var registry = known
    let swap = try ABOperation().run([experiment], registry, trades: [], at: later(1), forcedBy: "Ada", only: direction)
    #expect(swap.outcome == .forced)
    let store = MemoryStore()
    try await store.commit(swap.changes)
    let record = try #require(await store.last(of: OperationKeys.audit)).decode(AuditRecord.self)
    #expect(record.isForced && record.person == "Ada" && record.kind == .forcedSwap)
    try registry.quarantine(ModelReference(direction, version: 2), because: [.fail("too_good", "accuracy is 1.")], at: later(1))
    #expect { try ABOperation().run([experiment], registry, trades: [], at: later(2), forcedBy: "Ada") } throws: {
      "\($0)".contains("quarantine")
    }
  }

  @Test("roll back model and experiment together")
  func rollback() async throws {
    let (registry, experiment) = try challenged()
    let store = MemoryStore()
    try await store.commit(ABOperation().run([experiment], registry, trades: trades(0, 0.005, count: 400), at: later(60)).changes)
    let result = try await RollbackOperation(direction).run(
      store.registry(), store.experiments(), at: later(61), by: "Ada", reason: "v2 loses.")
    #expect(result.actions.count == 2)
    try await store.commit(result.changes)
    #expect(try await store.registry().activeModel(direction)?.id.version == 1)
    let state = try #require(await store.experiments().first).state
    #expect(state.experiment.champion.name == "v1")
    let last = try #require(await store.last(of: Registry.journal)).decode(RegistryTransition.self)
    #expect(last.person == "Ada" && last.reason == "v2 loses.")
    await #expect(throws: RegistryError.self) {
      try await RollbackOperation("risk-pair").run(store.registry(), store.experiments(), at: later(62), by: "Ada", reason: "none")
    }
  }

  @Test("roll back what was put to use last where no model is named")
  func rollbackOfTheLast() async throws {
    let (registry, experiment) = try challenged()
    #expect { try RollbackOperation().subjects(registry) } throws: { "\($0)".contains("no model was in use in an earlier version") }
    #expect { try RollbackOperation(to: 9).subjects(registry) } throws: { "\($0)".contains("no model has a version 9") }
    let store = MemoryStore()
    try await store.commit(ABOperation().run([experiment], registry, trades: trades(0, 0.005, count: 400), at: later(60)).changes)
    let swapped = try await store.registry()
    #expect(try RollbackOperation().subjects(swapped) == [direction] && RollbackOperation(to: 1).subjects(swapped) == [direction])
    let result = try await RollbackOperation().run(swapped, store.experiments(), at: later(61), by: "Ada", reason: "It loses.")
    try await store.commit(result.changes)
    #expect(try await store.registry().activeModel(direction)?.id.version == 1)
  }

  private func retrain() throws -> (RetrainOperation, [BarSeries]) {
    let (group, series) = try ModelTrainingTests.market(seed: 12, bars: 1_500)
    return (try RetrainOperation(group, ModelTrainingTests.settings, seed: 5), series)
  }

  @Test("train the first models without a gate, and the next only if every gate passes or a person insists")
  func retraining() async throws {
    let (operation, series) = try retrain()
    let store = MemoryStore()
    let cutoff = series[0].end(at: 1_199)
    let first = try await operation.run(store.retrainState(of: operation), on: series, before: cutoff, at: cutoff, threads: 2)
    #expect(first.outcome == .done && first.trials == 10, "\(first.summary)")
    try await store.commit(first.changes)
    let registry = try await store.registry()
    #expect(registry.models.count == 5)
    #expect(try await store.count(of: OperationKeys.trials) == 10)
    // What shows no skill, or stands in quarantine, is not used; volatility can be foretold in every market.
    #expect(registry.activeModel("volatility-two") != nil, "\(first.actions)")
    for model in registry.models where model.status == .active { #expect(model.skill.isPass && !model.quarantine.isQuarantined) }

    let end = series[0].end(at: 1_499)
    let second = try await operation.run(store.retrainState(of: operation), on: series, before: end, at: end, threads: 2)
    #expect(second.outcome == .blocked && second.changes.isEmpty, "\(second.summary)")
    #expect(second.verdicts.contains { $0.name == "paper_period" && $0.isInsufficient })
    let dry = try await operation.run(
      store.retrainState(of: operation), on: series, before: end, at: end, isForced: true, person: "Ada", isDryRun: true, threads: 2)
    #expect(dry.outcome == .forced && dry.changes.isEmpty && dry.trials == 0)
    let forced = try await operation.run(
      store.retrainState(of: operation), on: series, before: end, at: end, isForced: true, person: "Ada", threads: 2)
    #expect(forced.outcome == .forced && !forced.changes.isEmpty)
    try await store.commit(forced.changes)
    #expect(try await store.registry().models.count == 10)
    let attempt = try #require(await store.last(of: OperationKeys.retraining)).decode(RetrainOperation.Attempt.self)
    #expect(attempt.decision.outcome == .forced && attempt.registered.count == 5)
    // Versions remember whom they were to replace.
    let volatility = try await store.registry().model(ModelReference("volatility-two", version: 2))
    #expect(volatility.lineage.parent == "volatility-two v1" && volatility.lineage.origin == "retrained")
    #expect(try await store.retrainState(of: operation).lastAttempt == end)
  }

  @Test("learn costs only from enough fills whose reference is the market's own")
  func calibration() async throws {
    let costs = try Costs(makerFee: 0.0002, takerFee: 0.0005, slippage: 0.0002)
    var generator = SeededGenerator(seed: 1)
    var state = CalibrationOperation.State()
    #expect(try CalibrationOperation().run(state, assumed: costs).result.outcome == .blocked)
    for index in 0..<80 {
      let time = now + .seconds(3_600 * index)
      let side: Side = index % 2 == 0 ? .buy : .sell
      let price = 100 * (1 + side.sign * (0.0006 + 0.0002 * generator.normal()))
      state.fills.append(
        ExecutedFill(
          Fill(
            symbol: "A", side: side, quantity: 1, price: price, referencePrice: 100, decided: time, time: time + .seconds(1),
            fee: 0.0004 * price,
            liquidity: .taker)))
      state.trades.append(
        Trade(
          symbol: "A", side: .buy, quantity: 1, entryTime: time, entryPrice: 100, exitTime: time + .seconds(60), exitPrice: 100.1,
          exitReason: .signal, fees: 0.08, carry: 0))
    }
    let (result, calibration) = try CalibrationOperation().run(state, assumed: costs)
    #expect(result.outcome == .done && abs(calibration.costs.takerFee - 0.0004) < 1e-9, "\(result.summary)")
    #expect(abs(calibration.slippage.value - 0.0006) < 0.0002)
    #expect(try CalibrationOperation(minimumTrades: 81).run(state, assumed: costs).result.outcome == .blocked)
  }

  @Test("never take a paper engine's own assumption for a measurement")
  func ownAssumption() async throws {
    let market = try PaperMarket(days: 40, symbols: 2)
    let store = MemoryStore()
    var trader = try market.trader()
    try trader.feed(market.series)
    try await store.commit(trader.takeChanges())
    let (result, calibration) = try await CalibrationOperation().run(store.calibrationState(), assumed: market.settings.costs)
    #expect(result.outcome == .blocked && result.changes.isEmpty)
    #expect(try await store.count(of: PaperKeys.fills) > 100)
    #expect(calibration.verdict.isInsufficient, "\(calibration.verdict)")
  }
}

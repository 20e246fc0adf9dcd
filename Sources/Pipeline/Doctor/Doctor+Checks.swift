import ABTest
import Calibration
import Features
import GradientBoost
import Market
import Risk
public import Statistics
import Store

extension Doctor {
  /// The store's checksums.
  static func store(_ findings: [StoreFinding]) -> Verdict {
    let damage = findings.filter { $0.severity == .damage }
    guard let first = damage.first else { return .pass("store", "Every checksum is right.", ["findings": Double(findings.count)]) }
    return .fail(
      "store",
      "\(first)\(damage.count > 1 ? " and \(damage.count - 1) more" : ""): put it back from a backup, or see 'assay store repair'.",
      ["damaged": Double(damage.count)])
  }

  /// Whether the gates of retraining let through what they should, and nothing else.
  static func gates(
    _ decide: (RetrainEvidence, Bool) throws -> RetrainDecision.Outcome = {
      try RetrainDecision($0, policy: .standard, isForced: $1).outcome
    }
  ) -> Verdict {
    let now = Timestamp(seconds: 1_700_000_000)
    func evidence() -> RetrainEvidence {
      RetrainEvidence(
        time: now, lastTraining: now - .seconds(30 * 86_400), lastAttempt: now - .seconds(30 * 86_400),
        paperSince: now - .seconds(60 * 86_400),
        closedTrades: 500, newRows: 5_000, paperVolatility: (0..<60).map { 0.01 + 0.0002 * Double($0 % 30) },
        referenceVolatility: (0..<120).map { 0.011 + 0.0001 * Double($0 % 30) })
    }
    var cases: [(String, RetrainEvidence, Bool, RetrainDecision.Outcome)] = [("all is well", evidence(), false, .train)]
    func add(_ name: String, forced: Bool = false, _ outcome: RetrainDecision.Outcome, _ change: (inout RetrainEvidence) -> Void) {
      var changed = evidence()
      change(&changed)
      cases.append((name, changed, forced, outcome))
    }
    add("no paper period", .blocked) { $0.paperSince = nil }
    add("too few trades", .blocked) { $0.closedTrades = 0 }
    add("nothing new", .blocked) { $0.newRows = 0 }
    add("days of one kind", .blocked) { $0.paperVolatility = $0.paperVolatility.map { _ in 0.0125 } }
    add("tried just now", .blocked) { $0.lastAttempt = now }
    add("not due", .notDue) { $0.lastTraining = now }
    add("forced", forced: true, .forced) {
      $0.closedTrades = 0
      $0.requestedBy = "doctor"
    }
    for (name, evidence, isForced, expected) in cases {
      do {
        let outcome = try decide(evidence, isForced)
        if outcome != expected { return .fail("gates", "'\(name)' should be \(expected.rawValue) and is \(outcome.rawValue).") }
      } catch {
        return .fail("gates", "'\(name)' can't be decided: \(error)")
      }
    }
    return .pass("gates", "\(cases.count) cases are decided as they should be.", ["cases": Double(cases.count)])
  }

  /// Whether what models are fed sees the future.
  static func features(_ make: ((BarSeries) throws -> [LookaheadAudit.Column])? = nil) -> Verdict {
    do {
      let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(1), seed: 1)
      let series = try market.bars(.hours(1), count: 320)[0]
      let set = try FeatureSet(named: TrainingSettings().features)
      let plan = try FeaturePlan(set, symbol: series.symbol, timeframe: series.timeframe)
      let report = try LookaheadAudit(cuts: 6, seed: 1).run(on: series) { bars in
        if let make { return try make(bars) }
        let matrix = try plan.matrix(of: bars, threads: 1)
        return zip(matrix.names, matrix.columns).map { LookaheadAudit.Column($0, $1) }
      }
      let verdict = report.verdict
      return Verdict(name: "features", outcome: verdict.outcome, reason: verdict.reason, evidence: verdict.evidence)
    } catch {
      return .fail("features", "\(error)")
    }
  }

  /// Whether every model in use, or waiting to be, has the file that was registered, and features that can still be computed as they were.
  static func models(_ registry: Registry, _ store: some Storage) async -> Verdict {
    var checked = 0
    for record in registry.models
    where record.hasFile && (record.status == .active || record.status == .candidate || record.status == .disabled) {
      do {
        let file = try await store.modelFile(record.id, of: registry)
        let plan = try FeaturePlan(
          FeatureSet(file.fingerprint.entries.map(\.name)), symbol: record.group.symbols[0], timeframe: record.group.timeframe)
        try plan.fingerprint.check(against: file.fingerprint)
        checked += 1
      } catch {
        return .fail("models", "\(error)")
      }
    }
    let quarantined = registry.models.count { $0.status == .quarantined }
    let numbers: KeyValuePairs = ["models": Double(registry.models.count), "checked": Double(checked), "quarantined": Double(quarantined)]
    if checked == 0 { return .insufficient("models", "No model has been trained that could be used.", numbers) }
    return .pass("models", "The files of \(checked) models are those that were registered.", numbers)
  }

  /// Whether every experiment's champion is the model in use.
  static func experiments(_ experiments: [StoredExperiment], _ registry: Registry) -> Verdict {
    for stored in experiments {
      let experiment = stored.state.experiment
      guard let champion = stored.model(experiment.champion.name), registry.activeModel(experiment.name)?.id == champion else {
        return .fail(
          "experiments",
          "The champion of \(experiment.name) is \(experiment.champion.name), but \(registry.activeModel(experiment.name)?.id.description ?? "no version") is in use: roll back to one of them."
        )
      }
      for arm in experiment.challengers {
        guard let model = stored.model(arm.name), let record = try? registry.model(model), record.status != .quarantined else {
          return .fail("experiments", "\(arm.name) challenges in \(experiment.name), but is not registered or in quarantine.")
        }
      }
    }
    if experiments.isEmpty { return .insufficient("experiments", "There is none.") }
    return .pass("experiments", "\(experiments.count) experiments agree with the registry.", ["experiments": Double(experiments.count)])
  }

  /// Whether paper trading can go on.
  static func paper(_ book: PaperBook) -> Verdict {
    guard let portfolio = book.state.portfolio else { return .insufficient("paper", "Nothing has been traded on paper.") }
    let numbers: KeyValuePairs = [
      "seats": Double(book.state.seats.count), "trades": Double(book.trades.count), "equity": portfolio.ledger.equity,
    ]
    let tolerance = 1e-6 * max(1, portfolio.ledger.equity.magnitude)
    guard portfolio.ledger.imbalance.magnitude <= tolerance else {
      return .fail("paper", "The books do not balance: \(portfolio.ledger.imbalance) is missing.", numbers)
    }
    if let stop = portfolio.stops.first {
      return .fail("paper", "Paper trading has stopped: \(stop.reason) A person must take the stop off.", numbers)
    }
    return .pass("paper", "State and journals belong together, and the books balance.", numbers)
  }

  /// Whether a slippage that was put in comes out again.
  static func calibration(
    _ calibrate: ([ExecutedFill], [Trade], Costs) -> (verdict: Verdict, slippage: Double) = { fills, trades, assumed in
      let calibration = ExecutionCalibration(fills: fills, orders: [], trades: trades, assumed: assumed)
      return (calibration.verdict, calibration.slippage.value)
    }
  ) -> Verdict {
    var generator = SeededGenerator(seed: 5)
    var (fills, trades): ([ExecutedFill], [Trade]) = ([], [])
    for index in 0..<200 {
      let time = Timestamp(seconds: 1_700_000_000 + 3_600 * Int64(index))
      let side: Side = index % 2 == 0 ? .buy : .sell
      let price = 100 * (1 + side.sign * (0.0007 + 0.0002 * generator.normal()))
      fills.append(
        ExecutedFill(
          Fill(
            symbol: "CHECK", side: side, quantity: 1, price: price, referencePrice: 100, decided: time, time: time + .seconds(1), fee: 0.05,
            liquidity: .taker)))
      trades.append(
        Trade(
          symbol: "CHECK", side: .buy, quantity: 1, entryTime: time, entryPrice: 100, exitTime: time + .seconds(60), exitPrice: 100,
          exitReason: .signal, fees: 0.1, carry: 0))
    }
    let (verdict, slippage) = calibrate(fills, trades, .frictionless)
    let numbers: KeyValuePairs = ["put_in": 0.0007, "found": slippage]
    guard verdict.isPass, (slippage - 0.0007).magnitude < 0.0001 else {
      return .fail("calibration", "A slippage of 0.0007 was put in, and \(slippage) was found (\(verdict.outcome.rawValue)).", numbers)
    }
    return .pass("calibration", "A slippage that was put in was found again.", numbers)
  }

  /// Whether models can be trained, registered, put to use, read back, and rolled back: on a small made-up market, in memory.
  public static func training(threads: Int) async -> Verdict {
    do {
      let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(2), seed: 3)
      let group = try ModelGroup("check", symbols: market.symbols, timeframe: .hours(1))
      var settings = TrainingSettings()
      settings.features = "retrain11"
      settings.horizon = 4
      settings.mostRows = 1_600
      settings.trees = 5
      settings.trials = 1
      settings.folds = 2
      settings.auditRows = 300
      let series = try market.bars(.hours(1), count: 900)
      let outcome = try ModelTraining(group, settings, seed: 1).train(on: series, before: .distantFuture, threads: threads)
      guard outcome.models.count == ModelKind.allCases.count, let volatility = outcome.models.last else {
        return .fail("training", "\(outcome.models.count) of 5 models could be trained: \(outcome.missing.first?.reason ?? "")")
      }
      let store = MemoryStore()
      var registry = Registry()
      let now = series[0].end(at: series[0].count - 1)
      let versions = try [registry.register(volatility, at: now), registry.register(volatility, at: now)]
      for version in versions where try registry.model(version).status == .quarantined {
        try registry.release(version, by: "doctor", because: "It is thrown away at once.", at: now)
      }
      for version in versions { try registry.activate(version, at: now, reason: "check") }
      let back = try registry.rollBack(versions[0].name, at: now, reason: "check")
      try await store.commit(registry.takeChanges())
      let file = try await store.modelFile(back, of: store.registry())
      guard back == versions[0], file.model.json() == volatility.file.model.json() else {
        return .fail("training", "What was rolled back to is not what was registered.")
      }
      return .pass("training", "Five models were trained; one was registered, put to use, rolled back and read again.", ["models": 5])
    } catch {
      return .fail("training", "\(error)")
    }
  }

  /// Whether the clock agrees with what has been run.
  static func clock(_ now: Timestamp, lastRun: CivilDate?) -> Verdict {
    guard let lastRun else { return .insufficient("clock", "No day has been run to compare the clock with.") }
    let over = Timestamp(lastRun.adding(days: 1))
    if now < over {
      return .fail(
        "clock",
        "It says \(now), but the day \(lastRun) has been run, which is over only at \(over): it went back, or that data is of the future.")
    }
    return .pass("clock", "It says \(now), after the last day that was run (\(lastRun)).")
  }

  /// Whether there is room to write.
  static func disk(_ free: Int64?) -> Verdict {
    guard let free else { return .insufficient("disk", "How much room there is can't be told.") }
    let numbers: KeyValuePairs = ["free_bytes": Double(free), "needed": 1e9]
    let megabytes = free / 1_000_000
    return free >= 1_000_000_000
      ? .pass("disk", "\(megabytes) MB are free.", numbers)
      : .fail("disk", "\(megabytes) MB are free where 1000 are needed: make room.", numbers)
  }

  /// Whether the workspace may be written to.
  static func permissions(_ canWrite: Bool) -> Verdict {
    canWrite
      ? .pass("permissions", "The workspace may be written to.")
      : .fail("permissions", "The workspace is not there, or may not be written to: begin with 'assay run', or change its owner.")
  }

  /// Whether units start what they should when they should.
  static func units(_ units: [String: String]?) -> Verdict {
    guard let units else { return .insufficient("units", "Nobody said where unit files are (--units DIR).") }
    let timers = units.filter { $0.key.hasSuffix(".timer") }
    guard !timers.isEmpty else { return .fail("units", "There is no timer among \(units.count) unit files.") }
    for (name, text) in timers.sorted(by: { $0.key < $1.key }) {
      let calendars = text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("OnCalendar=") }
      if calendars.isEmpty { return .fail("units", "\(name) never fires: it has no OnCalendar.") }
      if let local = calendars.first(where: { !$0.hasSuffix("UTC") }) {
        return .fail("units", "\(name) goes by local time: '\(local)' does not end with UTC.")
      }
      if !text.contains("Persistent=true") {
        return .fail("units", "\(name) does not make up for a day on which the machine was off: it lacks Persistent=true.")
      }
      let service = name.dropLast(".timer".count) + ".service"
      guard units[String(service)]?.contains("ExecStart=") == true else {
        return .fail("units", "\(name) starts \(service), which is not there or starts nothing.")
      }
    }
    return .pass("units", "\(timers.count) timers go by UTC and start a service each.", ["timers": Double(timers.count)])
  }
}

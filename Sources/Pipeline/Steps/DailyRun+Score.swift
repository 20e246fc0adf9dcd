import Backtest
import Calibration
import Market
import Statistics
import Store
import WalkForward

extension DailyRun {
  /// The digest of what scores rest on beside the bars: when it changes, everything is scored again.
  static let basisKey: StoreKey = "scores/basis"

  /// Scores every strategy that has no score, or one with other costs.
  var scoreStep: Step {
    let (settings, catalogue) = (settings, catalogue)
    return Step("score", after: ["ingest", "design"], budget: settings.budget("score")) { context -> StepResult<ScoreRecord, ScoreRecord> in
      let ingested: Ingested = try context.product(of: "ingest")
      var registry = try await context.state.registry()
      let costs = try await CostsInUse.read(context.state, settings)
      let scorer = StrategyScorer(settings, costs: costs.costs, catalogue: catalogue)
      let basis = try SHA256.hex(of: JSONText(encoding: costs.costs).description)
      let isNewBasis = try await context.state.get(DailyRun.basisKey, as: String.self).map { $0 != basis } ?? false
      let due = registry.strategies.filter { record in
        record.status != .archived && record.status != .quarantined && (isNewBasis || !record.isScored)
          && ingested.series(of: record.specification.symbol, record.specification.timeframe) != nil
      }
      let scores = try parallelMap(due, threads: context.threads) { record throws -> Scored in
        try context.checkpoint()
        return Scored(record, on: ingested, scorer)
      }
      var (failed, waiting): ([String: String], [String: String]) = ([:], [:])
      var trials = RecordBatch()
      for (record, score) in zip(due, scores) {
        switch score {
        case .scored(let metrics, let cutoff):
          // The same rules scored again are the same trial.
          if !record.isScored {
            try trials.append(TrialRecord(record.id, purpose: "score", sharpe: metrics["sharpe"]), at: context.time)
          }
          try registry.update(record.specification) {
            $0.metrics = metrics.merging($0.metrics.filter { $0.key.hasPrefix("paper_") }) { new, _ in new }
            $0.cutoff = cutoff
          }
        case .waiting(let reason): waiting[record.id] = reason
        case .failed(let reason):
          failed[record.id] = reason
          if record.status.allows(.archived) {
            try registry.setStatus(of: record.specification, to: .archived, at: context.instant, reason: "It can't be scored: \(reason)")
          }
        }
      }
      let scored = due.count - failed.count - waiting.count
      var changes = try registry.takeChanges()
      changes.append(trials, to: TrialJournal.key)
      try changes.put(basis, at: DailyRun.basisKey)
      return StepResult(
        record: ScoreRecord(scored: scored, failed: failed, waiting: waiting, costs: costs.text), changes: changes,
        warnings: failed.sorted { $0.key < $1.key }.prefix(5).map { "\($0.key) can't be scored, and was archived: \($0.value)" },
        message:
          "\(scored) strategies\(waiting.isEmpty ? "" : ", \(waiting.count) more wait for a longer history"), costs \(costs.text)")
    }
  }

  /// Looks for better numbers for the worst strategies at work, and believes only what choosing earns where it did not choose.
  var tuneStep: Step {
    let (settings, catalogue) = (settings, catalogue)
    return Step("tune", after: ["ingest", "score"], budget: settings.budget("tune")) { context -> StepResult<TuneRecord, TuneRecord> in
      let ingested: Ingested = try context.product(of: "ingest")
      var registry = try await context.state.registry()
      let scorer = StrategyScorer(settings, costs: try await CostsInUse.read(context.state, settings).costs, catalogue: catalogue)
      let worst = registry.activeStrategies
        .filter { record in
          guard let entry = try? catalogue.entry(record.specification.strategy), entry.bars != .learning, !entry.parameters.isEmpty else {
            return false
          }
          return record.sharpe != nil && ingested.series(of: record.specification.symbol, record.specification.timeframe) != nil
        }
        .sorted { (($0.sharpe?.perPeriod ?? 0), $0.id) < (($1.sharpe?.perPeriod ?? 0), $1.id) }
        .prefix(settings.tunings)
      let known = Set(registry.strategies.map(\.id))
      let tunings = try parallelMap(Array(worst), threads: context.threads) { record throws -> Tuning? in
        try context.checkpoint()
        guard let series = ingested.series(of: record.specification.symbol, record.specification.timeframe),
          let cutoff = scorer.cutoff(of: series)
        else { return nil }
        var generator = context.generator(record.id)
        return try Tuning(record.specification, before: cutoff, on: ingested, scorer, known: known, &generator)
      }
      var attempts: [TuneRecord.Attempt] = []
      var trials = RecordBatch()
      for (record, tuning) in zip(worst, tunings) {
        guard let tuning else { continue }
        for (name, sharpe) in tuning.tried { try trials.append(TrialRecord(name, purpose: "tuning", sharpe: sharpe), at: context.time) }
        var isArchived = false
        var failures = 0
        if tuning.verdict.isPass, let child = tuning.best, registry.strategy(child) == nil {
          try registry.register(
            child, cutoff: tuning.cutoff,
            lineage: Lineage(
              dataFrom: record.lineage.dataFrom, dataTo: tuning.cutoff, dataDigest: record.lineage.dataDigest,
              parameters: child.values.mapValues { ShortNumber.text($0) }, seed: context.seed, parent: record.id, origin: "tuning"),
            at: context.instant)
          try registry.update(child) { $0.metrics = tuning.metrics }
          try registry.update(record.specification) { $0.failedTunings = 0 }
        } else {
          failures = record.failedTunings + 1
          try registry.update(record.specification) { $0.failedTunings = failures }
          if failures >= settings.failedTunings {
            isArchived = true
            try registry.setStatus(
              of: record.specification, to: .archived, at: context.instant, reason: "Tuning it failed \(failures) times in a row.")
          }
        }
        attempts.append(
          TuneRecord.Attempt(
            strategy: record.id, verdict: tuning.verdict, child: tuning.verdict.isPass ? tuning.best?.description : nil, failures: failures,
            isArchived: isArchived))
      }
      var changes = try registry.takeChanges()
      changes.append(trials, to: TrialJournal.key)
      let successes = attempts.count { $0.child != nil }
      return StepResult(
        record: TuneRecord(attempts: attempts), changes: changes,
        message: attempts.isEmpty ? "nothing to tune yet" : "\(attempts.count) strategies, \(successes) with success",
        status: attempts.isEmpty ? .skipped : .done)
    }
  }
}

/// What became of scoring a strategy.
private enum Scored: Sendable {
  case scored([String: Double], cutoff: Timestamp)
  /// There is too little yet.
  case waiting(String)
  case failed(String)

  init(_ record: StrategyRecord, on ingested: Ingested, _ scorer: StrategyScorer) {
    self = .waiting("there are no bars of it")
    var cutoffs = [record.cutoff]
    // What has never been scored has nothing to lose by a later cutoff.
    if !record.isScored, let series = ingested.series(of: record.specification.symbol, record.specification.timeframe),
      let later = scorer.cutoff(of: series), later > record.cutoff
    {
      cutoffs.append(later)
    }
    for cutoff in cutoffs {
      do {
        self = .scored(try scorer.score(record.specification, before: cutoff, on: ingested).metrics, cutoff: cutoff)
        return
      } catch let error as StrategyError where error.isInsufficient && !record.isScored {
        self = .waiting("\(error)")
      } catch {
        self = .failed((error as? PipelineError)?.message ?? "\(error)")
        return
      }
    }
  }
}

/// The costs that scores are reckoned with: those of the settings, until enough fills have been measured.
struct CostsInUse: Sendable {
  let costs: Costs
  let isMeasured: Bool

  /// As the report writes them.
  var text: String {
    "taker \(ShortNumber.text(costs.takerFee * 100)) %, maker \(ShortNumber.text(costs.makerFee * 100)) %, slippage \(ShortNumber.text(costs.slippage * 100)) % a side, \(isMeasured ? "measured" : "assumed")"
  }

  static func read(_ state: StateReader, _ settings: PipelineSettings) async throws -> CostsInUse {
    guard let measured = try await state.get(CalibrationOperation.document, as: ExecutionCalibration.self), measured.verdict.isPass else {
      return CostsInUse(costs: settings.costs, isMeasured: false)
    }
    return CostsInUse(costs: measured.costs, isMeasured: true)
  }
}

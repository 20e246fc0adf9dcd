import Backtest
public import Market
public import Statistics
public import Store

/// What the step `gates` says.
public struct GateRecord: Codable, Hashable, Sendable {
  /// A strategy's answers.
  public struct Row: Codable, Hashable, Sendable {
    /// The strategy.
    public let specification: StrategySpecification
    /// Its tier after the gates.
    public let tier: Int
    /// What a candidate for deployment is asked.
    public let deployment: [Verdict]
    /// Whether it may go on.
    public let pruning: [Verdict]
  }

  /// Strategies at work, and those that were disabled for what they did on paper.
  public var rows: [Row]
  /// What passed everything.
  public var candidates: [String]
  /// What was decided.
  public var decisions: [DailyReport.Decision]
  /// Numbers of the day, by name, for comparison with other days.
  public var numbers: [String: Double]
}

/// Numbers of a day, as they are journaled.
public struct DayNumbers: Codable, Hashable, Sendable {
  /// The day.
  public let date: CivilDate
  /// The numbers, by name.
  public let numbers: [String: Double]
  /// Where they are journaled.
  public static let journal: StoreKey = "days"
}

extension DailyRun {
  /// Asks every strategy at work whether it may go on, and whether it is fit for more.
  var gatesStep: Step {
    let (settings, catalogue) = (settings, catalogue)
    return Step("gates", after: ["ingest", "rank", "paper"], budget: settings.budget("gates")) {
      context -> StepResult<GateRecord, GateRecord> in
      let ingested: Ingested = try context.product(of: "ingest")
      let (paper, rank): (PaperRecord, RankRecord) = (try context.record(of: "paper"), try context.record(of: "rank"))
      var registry = try await context.state.registry()
      let scorer = StrategyScorer(settings, costs: try await CostsInUse.read(context.state, settings).costs, catalogue: catalogue)
      let limits = settings.gates
      let judged = registry.strategies.filter { record in
        (record.status == .active || record.status == .disabled && record.isPruned)
          && ingested.series(of: record.specification.symbol, record.specification.timeframe) != nil
      }
      let after = try parallelMap(judged, threads: context.threads) { record throws -> StrategyScore? in
        try context.checkpoint()
        return try? scorer.after(record.specification, from: record.cutoff, on: ingested)
      }
      var record = GateRecord(rows: [], candidates: [], decisions: [], numbers: [:])
      for (strategy, score) in zip(judged, after) {
        let row = paper.rows.first { $0.strategy == strategy.id }
        let deployment = Gates.deployment(strategy, trials: rank.trials, paper: row, limits)
        let pruning = Gates.pruning(row, returns: score?.returns ?? [], times: score?.times ?? [], at: context.instant, limits)
        let tier = try Tiers.move(
          &registry, strategy, deployment: deployment, pruning: pruning, at: context.instant, &record.decisions)
        record.rows.append(GateRecord.Row(specification: strategy.specification, tier: tier, deployment: deployment, pruning: pruning))
        if tier == 3 { record.candidates.append(strategy.id) }
      }
      record.numbers = [
        "active": Double(registry.activeStrategies.count), "candidates": Double(record.candidates.count), "trials": Double(rank.trials),
        "paper_trades": Double(paper.trades),
      ]
      record.numbers["best_sharpe"] = rank.rows.first { $0.rank == 1 }?.metrics["sharpe"]
      record.numbers["best_deflated_sharpe"] = rank.rows.first { $0.rank == 1 }?.deflatedSharpe
      record.numbers["paper_equity"] = paper.equity.last?.equity
      var changes = try registry.takeChanges()
      try changes.append(DayNumbers(date: context.date, numbers: record.numbers), to: DayNumbers.journal, at: context.time)
      return StepResult(
        record: record, changes: changes,
        message: record.candidates.isEmpty
          ? "\(judged.count) strategies asked, none fit to deploy" : "fit to deploy: \(record.candidates.joined(separator: ", "))")
    }
  }
}

/// How far strategies come: 0 none, 1 on paper, 2 what paper confirms, 3 what may be named for real money.
enum Tiers {
  static let names = ["candidate", "paper", "proven", "deployable"]

  /// Moves a strategy, up by as much as it passes, down at once.
  static func move(
    _ registry: inout Registry, _ strategy: StrategyRecord, deployment: [Verdict], pruning: [Verdict], at time: Timestamp,
    _ decisions: inout [DailyReport.Decision]
  ) throws -> Int {
    let failed = pruning.filter(\.isFail)
    let isActive = strategy.status == .active
    if isActive, !failed.isEmpty {
      let reason = failed.map(\.reason).joined(separator: " ")
      try registry.setStatus(of: strategy.specification, to: .disabled, at: time, reason: reason)
      try registry.update(strategy.specification) {
        $0.tier = 0
        $0.metrics["paper_pruned"] = 1
      }
      decisions.append(.init("disable", strategy.id, reason))
      return 0
    }
    if !isActive {
      // It comes back when what it was disabled for is seen to be over, not when nobody can tell.
      guard failed.isEmpty, let recovered = pruning.first(where: { $0.name == "negative_sharpe" && $0.isPass }),
        (recovered["share"] ?? 1) <= 0.2
      else {
        return 0
      }
      try registry.setStatus(of: strategy.specification, to: .active, at: time, reason: "It has recovered. \(recovered.reason)")
      try registry.update(strategy.specification) {
        $0.tier = 1
        $0.metrics["paper_pruned"] = 0
        $0.metrics["paper_from"] = time.seconds
      }
      decisions.append(.init("enable", strategy.id, "It has recovered. \(recovered.reason)"))
      return 1
    }
    let agrees = deployment.first { $0.name == "paper_agreement" }?.isPass ?? false
    let tier = deployment.allSatisfy(\.isPass) ? 3 : agrees ? 2 : 1
    if tier != strategy.tier {
      try registry.update(strategy.specification) { $0.tier = tier }
      let reason =
        tier > strategy.tier
        ? (tier == 3 ? "It passed every gate." : "Paper trading confirms it.")
        : deployment.filter { !$0.isPass }.map(\.reason).joined(separator: " ")
      decisions.append(
        .init(
          tier > strategy.tier ? "promote" : "demote", strategy.id, "\(names[min(3, max(0, strategy.tier))]) to \(names[tier]): \(reason)"))
    }
    return tier
  }
}

import Market
import Statistics
import Store

extension DailyRun {
  /// The report of a run, made of what its steps said: the same whether they said it now or before an interruption.
  func report(_ result: RunResult, unfinished: [RunHeader]) async throws -> DailyReport {
    let ingested = try result.record(of: "ingest", as: IngestRecord.self)
    let score = try result.record(of: "score", as: ScoreRecord.self)
    var report = DailyReport(
      date: result.date, summary: DailyReport.Summary(.done, ""),
      provenance: DailyReport.Origin(
        data: ingested?.data ?? "nothing could be read", isSynthetic: ingested?.isSynthetic ?? false, dataDigest: ingested?.digest ?? "",
        settingsDigest: try result.inputs["settings"] ?? settings.digest, seed: result.seed,
        costs: score?.costs ?? CostsInUse(costs: settings.costs, isMeasured: false).text))
    report.markets = (ingested?.markets ?? []).map {
      DailyReport.MarketRow(
        symbol: $0.symbol, timeframe: $0.timeframe, bars: $0.bars, missing: $0.missing, from: $0.from, to: $0.to, quality: $0.quality)
    }
    try addStrategies(to: &report, result)
    try addDecisions(to: &report, result)
    try await addTrends(to: &report, result)
    addWarnings(to: &report, result, ingested, unfinished)
    report.steps = result.outcomes.map { DailyReport.StepRow($0.name, $0.status == .resumed ? .done : $0.status, $0.message) }
    report.timings = result.timings.mapValues(\.inSeconds)
    addSummary(to: &report, result, ingested)
    return report
  }

  private func addStrategies(to report: inout DailyReport, _ result: RunResult) throws {
    let rank = try result.record(of: "rank", as: RankRecord.self)
    let paper = try result.record(of: "paper", as: PaperRecord.self)
    let gates = try result.record(of: "gates", as: GateRecord.self)
    report.topStrategies = (rank?.rows ?? []).map { row in
      let onPaper = paper?.rows.first { $0.strategy == row.specification.description }
      let gate = gates?.rows.first { $0.specification == row.specification }
      return DailyReport.StrategyRow(
        rank: row.rank, strategy: row.specification.description, symbol: row.specification.symbol, timeframe: row.specification.timeframe,
        tier: Tiers.names[gate?.tier ?? 0], trades: Int(row.metrics["trades"] ?? 0), winRate: row.metrics["win_rate"],
        profitFactor: row.metrics["profit_factor"], sharpe: row.metrics["sharpe"], sharpeInterval: row.interval.map { $0[0]...$0[1] },
        deflatedSharpe: row.deflatedSharpe, drawdown: row.metrics["max_drawdown"], paperTrades: onPaper?.trades ?? 0,
        paperWinRate: onPaper?.winRate, gates: gate?.deployment ?? [])
    }
    for row in gates?.rows ?? [] {
      let name = row.specification.description
      for verdict in row.deployment + row.pruning { report.gates.append(.init(name, verdict)) }
      if row.tier == 3 {
        report.deploymentCandidates.append(
          .init(strategy: name, symbol: row.specification.symbol, timeframe: row.specification.timeframe, gates: row.deployment))
      }
    }
    report.equity = paper?.equity ?? []
    if let train = try result.record(of: "train", as: TrainRecord.self) {
      report.activity.modelsTrained = train.groups.reduce(0) { $0 + $1.registered.count }
      report.activity.modelsQuarantined = train.groups.reduce(0) { $0 + $1.quarantined }
      report.activity.ensemblesTested = train.groups.reduce(0) { $0 + $1.ensembles }
      report.gates.append(.init("models", train.convergence))
      for group in train.groups { for verdict in group.result.verdicts { report.gates.append(.init(group.name, verdict)) } }
    }
    if let ensembles = try result.record(of: "ensembles", as: EnsembleRecord.self) {
      report.topModels = ensembles.models
      report.topEnsembles = ensembles.ensembles
    }
  }

  private func addDecisions(to report: inout DailyReport, _ result: RunResult) throws {
    let (design, tune) = (try result.record(of: "design", as: DesignRecord.self), try result.record(of: "tune", as: TuneRecord.self))
    let (rank, gates) = (try result.record(of: "rank", as: RankRecord.self), try result.record(of: "gates", as: GateRecord.self))
    let paper = try result.record(of: "paper", as: PaperRecord.self)
    for attempt in tune?.attempts ?? [] {
      report.gates.append(.init(attempt.strategy, attempt.verdict))
      if let child = attempt.child {
        report.decisions.append(.init("tune", attempt.strategy, "\(child) is a candidate for its place. \(attempt.verdict.reason)"))
      } else if attempt.isArchived {
        report.decisions.append(.init("archive", attempt.strategy, "Tuning it failed \(attempt.failures) times in a row."))
      }
    }
    report.decisions += (rank?.decisions ?? []) + (gates?.decisions ?? [])
    for group in try result.record(of: "train", as: TrainRecord.self)?.groups ?? [] {
      for action in group.result.actions { report.decisions.append(.init("train", group.name, action)) }
    }
    for name in ["ab", "calibrate"] {
      guard let operation = try result.record(of: name, as: OperationResult.Record.self) else { continue }
      for verdict in operation.verdicts { report.gates.append(.init(name, verdict)) }
      for action in operation.actions { report.decisions.append(.init(name, "models", action)) }
    }
    report.activity.strategiesDesigned = design?.designed.count ?? 0
    report.activity.strategiesScored = try result.record(of: "score", as: ScoreRecord.self)?.scored ?? 0
    report.activity.strategiesTuned = tune?.attempts.count ?? 0
    report.activity.trialsEver = rank?.trials ?? 0
    report.activity.paperBars = paper?.bars ?? 0
    report.activity.paperTrades = paper?.trades ?? 0
    for decision in report.decisions {
      switch decision.kind {
      case "disable": report.activity.disabled += 1
      case "enable": report.activity.enabled += 1
      case "archive": report.activity.archived += 1
      default: break
      }
    }
  }

  private func addTrends(to report: inout DailyReport, _ result: RunResult) async throws {
    guard let today = try result.record(of: "gates", as: GateRecord.self)?.numbers else { return }
    // Those before it, however long ago it was: a day that is told again is told as it was.
    var before: [DayNumbers] = []
    var end = try await store.extent(of: DayNumbers.journal).end
    while before.count < 30, end > 0 {
      let begin = max(0, end - 31)
      let records = try await store.records(of: DayNumbers.journal, in: begin..<end, atMost: end - begin)
      before = try records.map { try $0.decode(DayNumbers.self) }.filter { $0.date < result.date } + before
      end = begin
    }
    before = before.suffix(30)
    report.trends = today.sorted { $0.key < $1.key }.map { name, value in
      let values = before.compactMap { $0.numbers[name] }
      return DailyReport.Trend(
        name, today: value, before: values.isEmpty ? nil : values.reduce(0, +) / Double(values.count), days: values.count)
    }
  }

  private func addWarnings(to report: inout DailyReport, _ result: RunResult, _ ingested: IngestRecord?, _ unfinished: [RunHeader]) {
    if report.provenance.isSynthetic {
      report.warnings.append(
        .init("data", "The prices are made up: \(report.provenance.data)", remedy: "give market data of your own (--bars DIR)"))
    }
    for issue in ingested?.issues ?? [] { report.warnings.append(.init(issue.subject, issue.message, remedy: issue.remedy)) }
    for header in unfinished {
      let missing =
        header.missing.isEmpty ? "it was interrupted" : "without a result: \(header.missing.keys.sorted().joined(separator: ", "))"
      report.warnings.append(
        .init(
          "run", "the run of \(header.date) was never finished (\(missing)); what was done of it is kept",
          remedy: "nothing: its bars are in this run"))
    }
    for warning in result.warnings { report.warnings.append(.init("run", warning)) }
    for outcome in result.outcomes { for warning in outcome.warnings { report.warnings.append(.init(outcome.name, warning)) } }
  }

  private func addSummary(to report: inout DailyReport, _ result: RunResult, _ ingested: IngestRecord?) {
    let failed = result.outcomes.filter { !$0.status.hasResult }
    let broken = (ingested?.issues ?? []).filter(\.isFailure)
    if let first = failed.first {
      let more = failed.count == 1 ? "" : ", and \(failed.count - 1) more have no result"
      report.summary = .init(
        .failed, "Step '\(first.name)' \(first.status == .overBudget ? "took too long" : "failed"): \(first.message)\(more).")
    } else if let first = broken.first {
      report.summary = .init(.failed, "\(first.subject): \(first.message). Everything else was done.")
    } else {
      let names = report.deploymentCandidates.map(\.strategy)
      report.summary = .init(
        .done,
        names.isEmpty
          ? "Nothing passed every gate: \(report.activity.trialsEver) trials so far, and none is surely more than luck."
          : "\(names.count) \(names.count == 1 ? "strategy" : "strategies") passed every gate: \(names.prefix(3).joined(separator: ", "))\(names.count > 3 ? " and others" : "")."
      )
    }
    report.health = Health.of(report, ingested)
  }
}

/// How well a workspace stands.
enum Health {
  static func of(_ report: DailyReport, _ ingested: IngestRecord?) -> PortfolioHealth {
    let markets = ingested?.markets ?? []
    let good = markets.count { $0.quality.isPass }
    let steps = report.steps.isEmpty ? nil : Double(report.steps.count { !$0.status.isFailure }) / Double(report.steps.count)
    let issues = (ingested?.issues ?? []).count { $0.isFailure || $0.kind == .noNews }
    let deflated = report.topStrategies.first { $0.rank == 1 }?.deflatedSharpe
    let judged = report.gates.filter { $0.verdict.name == "paper_agreement" && !$0.verdict.isInsufficient }
    let (first, last) = (report.equity.first?.equity, report.equity.last?.equity)
    let peak = report.equity.map(\.equity).max()
    let fall: Double? = if let last, let peak, peak > 0 { 1 - last / peak } else { nil }
    return PortfolioHealth([
      .init(
        "data", markets.isEmpty ? nil : Double(good) / Double(markets.count) - 0.25 * Double(issues), weight: 2,
        "\(good) of \(markets.count) series keep the rules, \(issues) \(issues == 1 ? "symbol lacks" : "symbols lack") bars"),
      .init("run", steps, weight: 2, "\(report.steps.count { !$0.status.isFailure }) of \(report.steps.count) steps have a result"),
      .init(
        "evidence", deflated, weight: 2,
        deflated.map { "the best strategy is more than luck with probability \(Verdict.text($0))" }
          ?? "no strategy has enough trades to be ranked"),
      .init(
        "paper", judged.isEmpty ? nil : Double(judged.count { $0.verdict.isPass }) / Double(judged.count), weight: 2,
        judged.isEmpty
          ? "no strategy has enough trades on paper"
          : "\(judged.count { $0.verdict.isPass }) of \(judged.count) strategies do on paper what they promised"),
      .init(
        "drawdown", fall.map { 1 - 5 * $0 }, weight: 2,
        fall.map { "\(Verdict.text($0 * 100)) % under the peak of the paper account" } ?? "nothing has been traded"),
      .init(
        "result", first.flatMap { first in last.map { 0.5 + 5 * ($0 / first - 1) } }, weight: 1,
        first.flatMap { first in last.map { "the paper account has changed by \(Verdict.text(($0 / first - 1) * 100)) %" } }
          ?? "nothing has been traded"),
    ])
  }
}

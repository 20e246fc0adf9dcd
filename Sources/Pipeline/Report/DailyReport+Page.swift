import Market
public import Plots
import Statistics

extension DailyReport {
  /// `report.html`: the report as one self-contained page, for a phone, a desktop and paper, light and dark.
  public func page() -> Page {
    var notices: [Page.Item] = []
    if provenance.isSynthetic { notices.append(.notice("Synthetic data, not a market's: \(provenance.data).")) }
    if summary.outcome == .failed { notices.append(.notice("This run is not whole: see the steps that failed.")) }
    let parts = [
      Page.Section("", notices + [.text(summary.headline), .facts(keyFigures)]), deploymentSection, warningSection, healthSection,
      equitySection,
      strategySection, modelSection, ensembleSection, gateSection, decisionSection, trendSection, marketSection, stepSection,
    ]
    return Page(
      title: "Daily report, \(date)", subtitle: provenance.isSynthetic ? "Synthetic data" : provenance.data,
      sections: parts.compactMap { $0 })
  }

  private var keyFigures: [Page.Fact] {
    [
      Page.Fact("Health", health.score.map { NumberStyle.plain.text($0, decimals: 0) } ?? "–", note: health.label.rawValue),
      Page.Fact("To deploy", "\(deploymentCandidates.count)", note: deploymentCandidates.isEmpty ? "an answer too" : "passed every gate"),
      Page.Fact("Scored today", "\(activity.strategiesScored)", note: "\(activity.trialsEver) trials ever"),
      Page.Fact("Models today", "\(activity.modelsTrained)", note: "\(activity.modelsQuarantined) quarantined"),
      Page.Fact("Paper trades today", "\(activity.paperTrades)", note: "\(activity.paperBars) bars"),
    ]
  }

  private var deploymentSection: Page.Section {
    guard !deploymentCandidates.isEmpty else {
      return Page.Section(
        "To deploy", [.text("Nothing passed every gate. That is an answer too: nothing here is known to be better than luck.")])
    }
    let rows = deploymentCandidates.map { candidate in
      [candidate.strategy, candidate.gates.map { "\($0.name): \($0.reason)" }.joined(separator: " ")]
    }
    return Page.Section(
      "To deploy", [.table(Page.Table(title: "Passed every gate", columns: [.text("Strategy"), .text("By")], rows: rows))])
  }

  private var warningSection: Page.Section? {
    guard !warnings.isEmpty else { return nil }
    return Page.Section("Warnings", warnings.map { .notice("\($0.source): \($0.message)\($0.remedy.map { "; \($0)" } ?? "")") })
  }

  private var healthSection: Page.Section? {
    guard !health.parts.isEmpty else { return nil }
    let rows = health.parts.map { part in
      [
        part.name, part.value.map { NumberStyle.plain.text($0 * 100, decimals: 0) } ?? "unknown",
        NumberStyle.plain.text(part.weight, decimals: 1), part.reason,
      ]
    }
    return Page.Section(
      "Portfolio health",
      [
        .text("80 and more is excellent, 60 good, 40 fair, 20 poor, less critical. What can't be told counts for nothing."),
        .table(
          Page.Table(title: "What it is made of", columns: [.text("Part"), .number("Of 100"), .number("Weight"), .text("Why")], rows: rows)),
      ])
  }

  private var equitySection: Page.Section? {
    guard equity.count > 1 else { return nil }
    let times = equity.map { DailyReport.seconds($0.time) }
    let worth = equity.map(\.equity)
    var peak = -Double.infinity
    let drawdowns = worth.map { value in
      peak = max(peak, value)
      return peak > 0 ? value / peak - 1 : .nan
    }
    return Page.Section(
      "Paper account",
      [
        .plot(
          Plot(
            title: "Equity", description: "The paper account, marked to market.", x: .time(), y: .number("Account"),
            marks: [.line(x: times, y: worth, name: "Equity")])),
        .plot(
          Plot(
            title: "Drawdown", description: "How far the paper account lies under its highest value.", x: .time(),
            y: .number(style: .percent), height: .short, marks: [.area(x: times, y: drawdowns, name: "Drawdown", ink: .negative)])),
      ])
  }

  private var strategySection: Page.Section {
    guard !topStrategies.isEmpty else { return Page.Section("Strategies", [.text("No strategy was scored.")]) }
    var items: [Page.Item] = []
    let known = topStrategies.prefix(20).filter { $0.sharpe != nil && $0.sharpeInterval?.count == 2 }
    if !known.isEmpty {
      let places = known.indices.map { Double($0 + 1) }
      items.append(
        .plot(
          Plot(
            title: "Annual Sharpe ratio with its 95 % interval",
            description: "The best strategies by rank. The interval is of each alone; what was tried before it widens the doubt.",
            x: .number("Rank"), y: .number("Sharpe ratio"),
            marks: [
              .intervals(x: places, lower: known.map { $0.sharpeInterval?[0] ?? .nan }, upper: known.map { $0.sharpeInterval?[1] ?? .nan }),
              .scatter(x: places, y: known.map { $0.sharpe ?? .nan }, name: "Sharpe ratio"), .level(0),
            ])))
    }
    let rows = topStrategies.map { row in
      [
        row.rank.map { "\($0)" } ?? "–", row.strategy, row.tier, "\(row.trades)", DailyReport.percent(row.winRate),
        DailyReport.number(row.profitFactor), DailyReport.number(row.sharpe), DailyReport.number(row.deflatedSharpe, decimals: 3),
        DailyReport.percent(row.drawdown), row.paperTrades > 0 ? "\(row.paperTrades), \(DailyReport.percent(row.paperWinRate))" : "–",
      ]
    }
    items.append(
      .table(
        Page.Table(
          title: "By rank",
          columns: [
            .number("Rank"), .text("Strategy"), .text("Tier"), .number("Trades"), .number("Won"), .number("Profit factor"),
            .number("Sharpe"),
            .number("Deflated"), .number("Drawdown"), .number("Paper, won"),
          ], rows: rows)))
    return Page.Section("Strategies", items)
  }

  private var modelSection: Page.Section? {
    guard !topModels.isEmpty else { return nil }
    let rows = topModels.map { row in
      [
        row.model, row.target, row.status, row.metric, DailyReport.number(row.value, decimals: 4), DailyReport.interval(row.interval),
        DailyReport.number(row.noSkill, decimals: 4), "\(row.rows)", row.leakage.outcome.rawValue,
      ]
    }
    var items: [Page.Item] = [
      .table(
        Page.Table(
          title: "Out of fold",
          columns: [
            .text("Model"), .text("Target"), .text("Status"), .text("Metric"), .number("Value"), .number("95 %"), .number("No skill"),
            .number("Rows"), .text("Leakage"),
          ], rows: rows))
    ]
    for row in topModels where !row.reliability.isEmpty {
      let bins = row.reliability.filter { $0.interval.count == 2 }
      items.append(
        .plot(
          Plot(
            title: "Reliability of \(row.model)",
            description: "What was predicted beside what happened; on the diagonal it means what it says.",
            x: .number("Predicted", style: .percent), y: .number("Happened", style: .percent),
            marks: [
              .line(x: [0, 1], y: [0, 1], name: "Means what it says", ink: .neutral),
              .intervals(x: bins.map(\.predicted), lower: bins.map { $0.interval[0] }, upper: bins.map { $0.interval[1] }),
              .scatter(x: bins.map(\.predicted), y: bins.map(\.observed), name: "Observed"),
            ])))
    }
    for row in topModels where !row.importance.isEmpty {
      let shares = row.importance.prefix(12)
      items.append(
        .table(
          Page.Table(
            title: "What \(row.model) goes by", columns: [.text("Feature"), .number("Share of the gain")],
            rows: shares.map { [$0.name, DailyReport.percent($0.share)] })))
    }
    return Page.Section("Models", items)
  }

  private var ensembleSection: Page.Section? {
    guard !topEnsembles.isEmpty else { return nil }
    let rows = topEnsembles.map { row in
      [
        row.ensemble, row.kind, row.metric, DailyReport.number(row.value, decimals: 4), DailyReport.interval(row.interval),
        DailyReport.number(row.bestMember, decimals: 4), "\(row.rows)",
        row.members.map { "\($0.name) \(DailyReport.percent($0.share))" }.joined(separator: ", "),
      ]
    }
    return Page.Section(
      "Ensembles",
      [
        .table(
          Page.Table(
            title: "Out of fold",
            columns: [
              .text("Ensemble"), .text("Kind"), .text("Metric"), .number("Value"), .number("95 %"), .number("Best member"), .number("Rows"),
              .text("Members"),
            ], rows: rows))
      ])
  }

  private var gateSection: Page.Section? {
    guard !gates.isEmpty else { return nil }
    let rows = gates.map {
      [$0.subject, $0.verdict.name, $0.verdict.outcome.rawValue + ($0.isForced ? ", forced" : ""), $0.verdict.reason]
    }
    return Page.Section(
      "Gates",
      [.table(Page.Table(title: "What was asked", columns: [.text("Of"), .text("Gate"), .text("Answer"), .text("Why")], rows: rows))])
  }

  private var decisionSection: Page.Section? {
    guard !decisions.isEmpty else { return nil }
    let rows = decisions.map { decision in
      [decision.kind + (decision.isForced ? ", forced" : "") + (decision.isDryRun ? ", dry run" : ""), decision.subject, decision.reason]
    }
    return Page.Section(
      "Decisions", [.table(Page.Table(title: "What was decided", columns: [.text("Decision"), .text("Of"), .text("Why")], rows: rows))])
  }

  private var trendSection: Page.Section? {
    guard !trends.isEmpty else { return nil }
    let rows = trends.map { [$0.name, DailyReport.number($0.today), DailyReport.number($0.before), "\($0.days)"] }
    return Page.Section(
      "Trends",
      [
        .table(
          Page.Table(
            title: "Today beside the days before", columns: [.text("Number"), .number("Today"), .number("Mean before"), .number("Days")],
            rows: rows))
      ])
  }

  private var marketSection: Page.Section? {
    guard !markets.isEmpty else { return nil }
    let rows = markets.map { row in
      [
        "\(row.symbol)", "\(row.timeframe)", "\(row.bars)", "\(row.missing)", row.to.map { "\($0)" } ?? "–", row.quality.outcome.rawValue,
        row.quality.reason,
      ]
    }
    return Page.Section(
      "Markets",
      [
        .table(
          Page.Table(
            title: "What was read",
            columns: [
              .text("Symbol"), .text("Bars of"), .number("Bars"), .number("Missing"), .text("Until"), .text("Quality"), .text("Why"),
            ],
            rows: rows)), .text("Costs: \(provenance.costs)."),
      ])
  }

  private var stepSection: Page.Section? {
    guard !steps.isEmpty else { return nil }
    let rows = steps.map { step in
      [step.name, step.status.rawValue, timings[step.name].map { NumberStyle.plain.text($0, decimals: 2) } ?? "–", step.message]
    }
    return Page.Section(
      "Steps",
      [
        .table(
          Page.Table(title: "What was done", columns: [.text("Step"), .text("Ended"), .number("Seconds"), .text("What")], rows: rows)),
        .text("Seed \(provenance.seed), data \(provenance.dataDigest), settings \(provenance.settingsDigest)."),
      ])
  }
}

extension DailyReport {
  static func seconds(_ time: Timestamp) -> Double { Double(time.nanoseconds) / 1e9 }
  static func number(_ value: Double?, decimals: Int = 2) -> String { NumberStyle.plain.text(value ?? .nan, decimals: decimals) }
  static func percent(_ value: Double?) -> String { NumberStyle.percent.text(value ?? .nan, decimals: 1) }
  static func interval(_ bounds: [Double]?) -> String {
    guard let bounds, bounds.count == 2 else { return "–" }
    return "\(number(bounds[0], decimals: 3)) to \(number(bounds[1], decimals: 3))"
  }
}

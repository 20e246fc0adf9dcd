import Assay

extension Command {
  /// `assay audit`: whether anything looks ahead.
  static let audit = Command(
    declaration: CommandDeclaration(
      name: "audit", summary: "Find values that saw the future, by recomputing them on other futures",
      operands: [.init(name: "FILE", help: "a CSV file of bars")],
      options: [feature.declaration, strategy.declaration, from.declaration] + FeatureOptions.declarations + [
        cuts.declaration, seed.declaration, bars.declaration, json.declaration,
      ],
      discussion: """
        History is cut at many bars. What was computed up to a cut must stay the same when the bars after it are taken away, and when they are
        replaced by garbage, those of other symbols too. Exit status 2 if anything changed.
        With --strategy what it decides is audited: its position at every bar, and confidence, stop, target, limit and time limit of its wishes. Its
        parameters are set by --set KEY=VALUE; one that follows a leading symbol takes that from --with, one that learns does so before --from.
        Without --feature, --strategy, --set or --compute every listed feature is audited.
        """,
      example: "assay audit BTC-USDT.csv --feature 1h.ema_21"),
    run: { arguments, console in
      var names = try arguments[feature]
      let market = try FeatureOptions.market(arguments.operands[0], arguments)
      let audit = LookaheadAudit(cuts: try arguments[cuts], seed: try arguments[seed])
      let series = market.series.part(0..<min(market.series.count, try arguments[bars]))
      if let name = try arguments[strategy] {
        guard try names.isEmpty && arguments[FeatureOptions.compute].isEmpty else {
          throw arguments.error("--strategy audits one strategy: leave --feature and --compute out, or run the command twice")
        }
        return try audited(name, series, market.others, audit, arguments, console)
      }
      guard try arguments[from] == nil else { throw arguments.error("--from goes with --strategy: features have no window") }
      var set = try FeatureOptions.set(arguments)
      if set.names.isEmpty, names.isEmpty { names = try FeatureSet(named: "standard").names }
      do throws(FeatureError) {
        for name in names where !set.names.contains(name) { try set.add(name) }
      } catch {
        throw FeatureOptions.problem(error, arguments)
      }
      let plan = try FeatureOptions.plan(set, market, arguments)
      let report = try showing(audit, console) { progress in
        try audit.run(on: series, others: market.others, progress: progress) { try plan.matrix(of: $0, others: $1).audited }
      }
      return try print(report, of: series, arguments, console)
    })

  /// Audits what a strategy decides.
  private static func audited(
    _ name: String, _ series: BarSeries, _ others: [BarSeries], _ audit: LookaheadAudit, _ arguments: Arguments, _ console: Console
  ) throws -> ExitStatus {
    let (entry, values) = try StrategyOptions.strategy(name, arguments[FeatureOptions.set], arguments)
    guard others.count == (entry.bars == .leader ? 1 : 0) else {
      throw arguments.error(
        entry.bars == .leader
          ? "\(name) follows another symbol: name one file of its bars by --with" : "\(name) reads one symbol's bars: leave --with out")
    }
    // What is decided does not depend on money: every wish is had at once.
    let rules = try TradingRules(capital: 10_000, costs: .frictionless, fills: .nextOpen)
    let backtest = try Backtest([series] + others, rules, sizing: FixedFraction(1), from: arguments[from] ?? .distantPast)
    let report = try showing(audit, console) { try entry.audit(backtest, values, by: audit, progress: $0) }
    return try print(report, of: series, arguments, console)
  }

  /// Runs an audit beside a bar.
  private static func showing(
    _ audit: LookaheadAudit, _ console: Console, _ run: ((_ done: Int, _ count: Int) -> Void) throws -> LookaheadAudit.Report
  ) throws -> LookaheadAudit.Report {
    var progress = Progress("auditing", total: audit.cuts, unit: "cuts", on: console)
    defer { progress.finish() }
    return try run { done, count in progress.update(done * audit.cuts / max(count, 1)) }
  }

  private static func print(
    _ report: LookaheadAudit.Report, of series: BarSeries, _ arguments: Arguments, _ console: Console
  ) throws -> ExitStatus {
    if try arguments[json] {
      try console.print(json: AuditReport(report, of: series))
    } else {
      console.print(text(report, of: series))
    }
    return report.verdict.isPass ? .done : .refused
  }

  private static let feature = Option<[String]>.repeated(
    "feature", "NAME", "a feature to audit", .text.completed { FeatureCatalogue.names })
  private static let strategy = Option<String?>.optional(
    "strategy", "NAME", "a strategy to audit; 'assay backtest --strategy list' shows them",
    .text.completed { StrategyCatalogue.standard.entries.map(\.name) })
  private static let from = Option<Timestamp?>.optional(
    "from", "TIME", "decisions of the strategy count from bars that begin then or later", .instant)
  private static let cuts = Option<Int>.defaulted("cuts", "N", "at how many bars history is cut", .whole(1...100_000), 48, shown: "48")
  private static let seed = Option<UInt64>.defaulted("seed", "S", "what cuts and garbage are drawn from", .seed, 1, shown: "1")
  private static let json = Option<Bool>.flag("json", "print one JSON document")
  private static let bars = Option<Int>.defaulted(
    "bars", "N", "how many bars from the beginning are used", .whole(2...100_000_000), 5_000, shown: "5000")

  private static func text(_ report: LookaheadAudit.Report, of series: BarSeries) -> String {
    var text = ""
    for column in report.columns {
      guard let count = report.counts[column], let first = report.changes.first(where: { $0.column == column }) else { continue }
      text +=
        "\(column): \(count) values changed; at \(first.time) it was \(first.known), and \(first.changed) with the bars after \(first.cut) \(first.future.rawValue)\n"
    }
    return text + "\(series.symbol), \(series.count) bars: \(report.verdict.outcome.rawValue). \(report.verdict.reason)"
  }
}

/// What `assay audit --json` prints.
private struct AuditReport: Encodable {
  let symbol: Symbol
  let bars: Int
  let verdict: Verdict
  let columns: [String]
  let empty: [String]
  let counts: [String: Int]
  let cuts: [Timestamp]
  let changes: [Change]

  struct Change: Encodable {
    let column: String
    let row: Int
    let time: Timestamp
    let cut: Timestamp
    let future: LookaheadAudit.Future
    let known: Double?
    let changed: Double?
    let difference: Double?
  }

  init(_ report: LookaheadAudit.Report, of series: BarSeries) {
    symbol = series.symbol
    bars = series.count
    verdict = report.verdict
    columns = report.columns
    empty = report.empty
    counts = report.counts
    cuts = report.cuts
    func known(_ value: Double) -> Double? { value.isFinite ? value : nil }
    changes = report.changes.map {
      Change(
        column: $0.column, row: $0.row, time: $0.time, cut: $0.cut, future: $0.future, known: known($0.known), changed: known($0.changed),
        difference: known($0.difference))
    }
  }
}

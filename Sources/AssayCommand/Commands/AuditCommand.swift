import Assay

extension Command {
  /// `assay audit`: whether anything looks ahead.
  static let audit = Command(
    declaration: CommandDeclaration(
      name: "audit", summary: "Find values that saw the future, by recomputing them on other futures",
      operands: [.init(name: "FILE", help: "a CSV file of bars")],
      options: [feature.declaration] + FeatureOptions.declarations + [
        cuts.declaration, seed.declaration, bars.declaration, json.declaration,
      ],
      discussion: """
        History is cut at many bars. What was computed up to a cut must stay the same when the bars after it are taken away, and when they are
        replaced by garbage. Exit status 2 if anything changed.
        Without --feature, --set or --compute the whole catalogue is audited.
        """,
      example: "assay audit BTC-USDT.csv --feature 1h.ema_21"),
    run: { arguments, console in
      var names = try arguments[feature]
      let market = try FeatureOptions.market(arguments.operands[0], arguments)
      var set = try FeatureOptions.set(arguments)
      if set.names.isEmpty, names.isEmpty { names = try FeatureSet(named: "standard").names }
      do throws(FeatureError) {
        for name in names where !set.names.contains(name) { try set.add(name) }
      } catch {
        throw arguments.error("\(error)")
      }
      let plan = try FeatureOptions.plan(set, market, arguments)
      let series = market.series.part(0..<min(market.series.count, try arguments[bars]))
      let audit = LookaheadAudit(cuts: try arguments[cuts], seed: try arguments[seed])
      let report = try audit.run(on: series) { try plan.matrix(of: $0, others: market.others).audited }
      if try arguments[json] {
        try console.print(json: AuditReport(report, of: series))
      } else {
        console.print(text(report, of: series))
      }
      return report.verdict.isPass ? .done : .refused
    })

  private static let feature = Option<[String]>.repeated(
    "feature", "NAME", "a feature to audit", .text.completed { FeatureCatalogue.names })
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

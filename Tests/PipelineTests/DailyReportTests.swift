import Market
import Pipeline
import Plots
import Statistics
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("The daily report")
struct DailyReportTests {
  @Test("is read back from its own JSON, whole")
  func roundTrip() throws {
    for report in [DailyReport.full, DailyReport.empty] { #expect(try DailyReport(json: report.json()) == report) }
  }

  @Test("names its deployment candidates in snake case, also when there are none")
  func contract() throws {
    for (report, count) in [(DailyReport.full, 1), (DailyReport.empty, 0)] {
      let object = try #require(try JSONSerializationValue(report.json()).object)
      #expect(object["deployment_candidates"]?.array?.count == count)
      for key in [
        "date", "summary", "activity", "top_strategies", "top_models", "trends", "health", "gates", "decisions", "warnings", "timings",
        "provenance",
      ] {
        #expect(object[key] != nil, "\(key)")
      }
    }
  }

  @Test("is refused with a reason when it is no report, or cut, or of a later form")
  func refusals() throws {
    let bytes = try DailyReport.full.json()
    #expect(throws: PipelineError.self) { try DailyReport(json: []) }
    #expect(throws: PipelineError.self) { try DailyReport(json: Array(bytes.dropLast(40))) }
    var later = DailyReport.full
    later.schema = 2
    let error = #expect(throws: PipelineError.self) { try DailyReport(json: later.json()) }
    #expect(error?.description.contains("form 2") == true)
  }

  @Test("has a page with everything that counts, and nothing of it as markup")
  func page() {
    let html = DailyReport.full.page().html()
    for text in [
      "Synthetic data, not a market", "ema_crossover(fast=9,short=1,slow=21)@SYN-A/1h", "profit_factor", "disk is nearly full", "&lt;b&gt;",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    #expect(!html.contains("<b>"))
    #expect(!html.contains("<script"))
    if let path = ProcessInfo.processInfo.environment["ASSAY_REPORT_PAGE"] { try? Data(html.utf8).write(to: URL(fileURLWithPath: path)) }
  }

  @Test("says on the page that nothing passed, rather than nothing")
  func emptyPage() { #expect(DailyReport.empty.page().html().contains("Nothing passed every gate")) }

  @Test("has a summary of a dozen lines that names failures")
  func summary() {
    let text = DailyReport.full.text
    #expect(text.contains("failed: train: no memory"))
    #expect(text.contains("to deploy: ema_crossover"))
    #expect(text.split(separator: "\n").count <= 14)
    #expect(DailyReport.empty.text.contains("to deploy: nothing, and that is an answer too"))
  }

  @Test("forgets only how long it took")
  func timings() {
    var slower = DailyReport.full
    slower.timings["ingest"] = 99
    #expect(slower != DailyReport.full)
    #expect(slower.withoutTimings == DailyReport.full.withoutTimings)
  }
}

extension DailyReport {
  static let empty = DailyReport(
    date: Timestamp(seconds: 1_772_323_200).date, summary: Summary(.done, "There were no bars."),
    provenance: Origin(data: "bars of nothing", isSynthetic: false, dataDigest: "0", settingsDigest: "0", seed: 1, costs: "none said"))

  /// One of everything, with hostile names.
  static let full: DailyReport = {
    var report = DailyReport(
      date: Timestamp(seconds: 1_772_323_200).date, summary: Summary(.failed, "One strategy passed every gate; training failed."),
      provenance: Origin(
        data: "SyntheticMarket seed 7", isSynthetic: true, dataDigest: "ab12", settingsDigest: "cd34", seed: .max, costs: "taker 0.0002"))
    let start = Timestamp(seconds: 1_772_323_200)
    report.markets = [
      MarketRow(
        symbol: "SYN-A", timeframe: .hours(1), bars: 17_000, missing: 3, from: start - .seconds(86_400), to: start,
        quality: .pass("quality", "All is well.", ["gaps": 1]))
    ]
    report.activity.strategiesScored = 120
    report.activity.trialsEver = 480
    let gate = Verdict.pass("profit_factor", "2.4 is at least 1.5.", ["profit_factor": 2.4, "limit": 1.5])
    report.topStrategies = [
      StrategyRow(
        rank: 1, strategy: "ema_crossover(fast=9,short=1,slow=21)@SYN-A/1h", symbol: "SYN-A", timeframe: .hours(1), tier: "deployable",
        trades: 620, winRate: 0.37, profitFactor: 2.4, sharpe: 5.1, sharpeInterval: 3.7...6.4, deflatedSharpe: 0.999, drawdown: 0.08,
        paperTrades: 40, paperWinRate: 0.4, gates: [gate]),
      StrategyRow(rank: nil, strategy: "<b>bold</b> \"quoted\\\" &", symbol: "SYN-A", timeframe: .hours(4), tier: "candidate", trades: 4),
    ]
    var model = ModelRow(
      model: "direction v1", target: "direction:5", status: "active", metric: "auc", value: 0.61, interval: 0.58...0.64, noSkill: 0.5,
      rows: 4_000, leakage: .pass("leakage", "Nothing was found."))
    model.reliability = [
      ReliabilityBin(count: 100, predicted: 0.2, observed: 0.25, interval: 0.17...0.33),
      ReliabilityBin(count: 100, predicted: 0.8, observed: 0.75, interval: 0.67...0.83),
    ]
    model.importance = [Share("rsi_14", 0.6), Share("1h.ema_21", 0.4)]
    report.topModels = [model]
    report.topEnsembles = [
      EnsembleRow(
        ensemble: "direction", kind: "stacking", members: [Share("direction v1", 0.7), Share("risk v1", 0.3)], metric: "auc", value: 0.62,
        interval: 0.59...0.65, bestMember: 0.61, rows: 4_000)
    ]
    report.trends = [
      Trend("strategies scored", today: 120, before: 117.5, days: 2), Trend("paper trades", today: nil, before: nil, days: 0),
    ]
    report.health = PortfolioHealth([
      .init("drawdown", 0.9, weight: 2, "2 % under its peak"), .init("skill", nil, weight: 1, "12 trades where 30 are needed"),
    ])
    report.equity = (0..<100).map { EquityPoint(time: start + .seconds($0 * 3_600), equity: 10_000 + Double($0 * $0 % 37) * 10) }
    report.gates = [
      GateRow("roster", gate), GateRow("roster", gate, isForced: true), GateRow("models", .insufficient("drift", samples: 3, needed: 50)),
      GateRow("<b>", .fail("drift", "PSI is infinite.", ["psi": .infinity, "limit": 0.2])),
    ]
    report.decisions = [
      Decision("disable", "reversal@SYN-A/1h", "It won 20 % for a day."), Decision("promote", "v2", "Ann said so.", isForced: true),
    ]
    report.deploymentCandidates = [
      DeploymentCandidate(strategy: report.topStrategies[0].strategy, symbol: "SYN-A", timeframe: .hours(1), gates: [gate])
    ]
    report.warnings = [Warning("store", "the disk is nearly full", remedy: "make room")]
    report.steps = [
      StepRow("ingest", .done, "6 symbols"), StepRow("train", .failed, "no memory"), StepRow("ensembles", .unreachable, "train failed"),
    ]
    report.timings = ["ingest": 0.25, "train": 1.5]
    return report
  }()
}

/// JSON as it is, to look at a document without the type that wrote it.
private struct JSONSerializationValue: Decodable {
  var object: [String: JSONSerializationValue]?
  var array: [JSONSerializationValue]?

  init(_ bytes: [UInt8]) throws { self = try JSONDecoder().decode(Self.self, from: Data(bytes)) }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    object = try? container.decode([String: JSONSerializationValue].self)
    array = try? container.decode([JSONSerializationValue].self)
  }
}

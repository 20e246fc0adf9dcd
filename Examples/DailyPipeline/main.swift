// The daily pipeline, as far as the house is built: from a market's trades to an honest answer for each symbol.
//
//   swift run -c release daily-pipeline [--edge X]
//
// The market is made up from a fixed seed, and says so. Nothing can be earned in it, unless --edge plants a rule that earns that annual Sharpe
// ratio. The last line says where the report is.
import Assay
import Foundation

/// What the report says of one symbol.
struct Finding: Encodable {
  let symbol: Symbol
  let ticks: Int
  let hours: Int
  let missing: Int
  let quality: Verdict
  let edge: Verdict
}

struct Report: Encodable {
  let provenance: String
  let rule: String
  let findings: [Finding]
}

/// Whether the results of a rule are more than luck: the interval of their mean excludes zero, by a bootstrap that keeps their order.
func judge(_ results: [Double]) throws -> Verdict {
  guard results.count >= 500 else { return .insufficient("edge", samples: results.count, needed: 500) }
  let length = try max(1, OptimalBlockLength(results).stationary)
  let bootstrap = try Bootstrap(
    of: results, scheme: .stationaryBlocks(meanLength: length), replicates: 2_000, generator: SeededGenerator(seed: 1)
  ) { Moments($0).mean }
  let interval = try bootstrap.interval(confidence: 0.99)
  let evidence: KeyValuePairs = ["results": Double(results.count), "low": interval.lowerBound, "high": interval.upperBound]
  return interval.lowerBound > 0
    ? .pass("edge", "The mean result is above zero with 99 % confidence.", evidence)
    : .fail("edge", "A mean result of zero cannot be excluded.", evidence)
}

let words = CommandLine.arguments
let edge = words.firstIndex(of: "--edge").flatMap { words.indices.contains($0 + 1) ? Double(words[$0 + 1]) : nil } ?? 0
let market = try SyntheticMarket(
  symbols: SyntheticMarket.symbols(6), seed: 7, edge: edge, gaps: .init(outagesPerYear: 12), ticksPerDay: 288)
print("Synthetic data, not a market's: \(market.description).\n")

// Every symbol is a step of its own; the steps run on all cores and their order does not depend on it.
let findings = try parallelMap(market.symbols) { symbol throws -> Finding in
  var resampler = try Resampler(ticksTo: .hours(1))
  let ticks = try market.tickStream(of: symbol).prefix(288 * 365)
  let hourly = try BarSeries(
    symbol: symbol, timeframe: .hours(1), bars: ticks.flatMap { try resampler.update($0) }.map(\.bar), provenance: market.provenance)
  return try Finding(
    symbol: symbol, ticks: resampler.count, hours: hourly.count, missing: hourly.gaps().reduce(0) { $0 + $1.missing },
    quality: DataQuality(of: hourly).verdict, edge: judge(SyntheticMarket.PlantedRule.results(on: hourly)))
}
for finding in findings {
  print("\(finding.symbol): \(finding.hours) hours from \(finding.ticks) trades, \(finding.missing) missing. \(finding.edge)")
}
let passed = findings.filter { $0.edge.isPass && $0.quality.isPass }.map(\.symbol.name)
print("\nWorth a closer look: \(passed.isEmpty ? "nothing, and that is an answer too" : passed.joined(separator: ", "))")

let encoder = JSONEncoder()
encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
let report = URL(fileURLWithPath: "workspace/report.json")
try FileManager.default.createDirectory(at: report.deletingLastPathComponent(), withIntermediateDirectories: true)
try encoder.encode(Report(provenance: market.description, rule: SyntheticMarket.PlantedRule.summary, findings: findings)).write(to: report)
print("Report: \(report.path)")

// The daily pipeline, as far as the house is built: from a market's trades to an honest answer for each symbol.
//
//   swift run -c release daily-pipeline [--edge X]
//
// The market is made up from a fixed seed, and says so. Nothing can be earned in it, unless --edge plants a rule that earns that annual Sharpe
// ratio before costs. The last lines say where the report is.
import Assay
import Foundation

/// What the report says of one symbol.
struct Finding: Encodable {
  let symbol: Symbol
  let hours: Int
  let missing: Int
  let strategy: String
  let trades: Int
  let sharpe: Double?
  let quality: Verdict
  let skill: Verdict
  let model: Verdict
}

let words = CommandLine.arguments
let edge = words.firstIndex(of: "--edge").flatMap { words.indices.contains($0 + 1) ? Double(words[$0 + 1]) : nil } ?? 0
let market = try SyntheticMarket(
  symbols: SyntheticMarket.symbols(6), seed: 7, edge: edge, gaps: .init(outagesPerYear: 12), ticksPerDay: 288)
print("Synthetic data, not a market's: \(market.description).\n")
var sections: [Page.Section] = []
var findings: [Finding] = []
for symbol in market.symbols {
  var resampler = try Resampler(ticksTo: .hours(1))
  let bars = try market.tickStream(of: symbol).prefix(288 * 730).flatMap { try resampler.update($0) }.map(\.bar)
  let hours = try BarSeries(symbol: symbol, timeframe: .hours(1), bars: bars, provenance: market.provenance)
  let (name, performance, equity, skill) = try bestStrategy(on: hours)
  let finding = try Finding(
    symbol: symbol, hours: hours.count, missing: hours.gaps().reduce(0) { $0 + $1.missing }, strategy: name,
    trades: performance["sharpe"]?.count ?? 0, sharpe: performance["sharpe"]?.value, quality: DataQuality(of: hours).verdict, skill: skill,
    model: judgeModel(on: hours))
  findings.append(finding)
  print(
    "\(symbol): \(hours.count) hours, \(finding.missing) missing; best of 12: \(name), skill \(skill.outcome.rawValue), model \(finding.model.outcome.rawValue)"
  )
  let times = hours.indices.suffix(equity.count).map { Double(hours.end(at: $0).nanoseconds) / 1e9 }
  let plot = Plot(
    title: "Account", description: "\(name) on \(symbol), made up.", x: .time(), y: .number("Account"), marks: [.line(x: times, y: equity)])
  sections.append(.init("\(symbol)", [.text("\(skill)"), .text("\(finding.model)"), .plot(plot)]))
}
let passed = findings.filter { $0.skill.isPass && $0.quality.isPass }.map(\.symbol.name)
print("\nWorth a closer look: \(passed.isEmpty ? "nothing, and that is an answer too" : passed.joined(separator: ", "))")
let folder = URL(fileURLWithPath: "workspace")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
let encoder = JSONEncoder()
encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
try encoder.encode(findings).write(to: folder.appendingPathComponent("report.json"))
let page = Page(title: "Daily report", subtitle: market.description, sections: sections).html()
try Data(page.utf8).write(to: folder.appendingPathComponent("report.html"))
print("Report: \(folder.appendingPathComponent("report.html").path)")

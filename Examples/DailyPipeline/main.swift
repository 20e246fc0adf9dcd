// The daily pipeline: from market data and yesterday's state to today's decisions and a report.
//
//   swift run -c release daily-pipeline [--bars DIR] [--edge X]
//
// Without --bars the market is made up from a fixed seed, and says so. Nothing can be earned in it, unless --edge plants a rule that earns that
// annual Sharpe ratio before costs. Run it again, and it goes on where it was. The last line says where the report is.
import Assay

let words = CommandLine.arguments
func option(_ name: String) -> String? { words.firstIndex(of: name).flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil } }

let workspace = Workspace("workspace")
let store = try await workspace.open()
let run: DailyRun
if let folder = option("--bars") {
  // Fees and slippage as fractions: replace them by yours.
  let settings = PipelineSettings(costs: try Costs(makerFee: 0.0002, takerFee: 0.0005, slippage: 0.0002))
  run = try DailyRun(settings, source: .folder(folder), store: store, threads: ActiveProcessors.count)
} else {
  let market = try Demonstration(edge: option("--edge").flatMap(Double.init) ?? 0)
  let bars = try market.bars(until: market.firstDay)
  run = try DailyRun(market.settings(), source: .series(bars), store: store, threads: ActiveProcessors.count)
}

let day = try await workspace.run(run, run.lastDay()) { progress in
  if case .ended(let step, let settled, let count) = progress { print("\(settled)/\(count) \(step.name): \(step.message)") }
}
print()
print(day.report.text)
try await store.close()
print("Report: \(workspace.reportPath)")

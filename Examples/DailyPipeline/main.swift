// The daily pipeline: from market data and yesterday's state to today's decisions and a report.
//
//   swift run -c release daily-pipeline [--bars DIR] [--edge X]
//
// Without --bars the market is made up from a fixed seed, and says so. Nothing can be earned in it, unless --edge plants a rule that earns that
// annual Sharpe ratio before costs. Run it again, and it goes on where it was. Without words it prints, long lines cut short:
//
//   1/12 ingest: 6 series of 6 symbols, 104733 bars
//   2/12 features: 36 features of 6 markets
//   3/12 design: 312 strategies, 312 of them the catalogue in new markets
//   4/12 score: 312 strategies, costs taker 0.02 %, maker 0.01 %, slippage 0.01 % a side, assumed
//   …
//   9/12 paper: 104733 bars, 2398 trades of 48 strategies
//   10/12 gates: 48 strategies asked, none fit to deploy
//   …
//   Synthetic data, not a market's: SyntheticMarket seed 7, edge 0, annual volatility 0.6, 6 symbols, correlation 0.5, …
//   2025-12-31: Nothing passed every gate: 332 trials so far, and none is surely more than luck.
//   health: 63 of 100, good
//   today: 312 strategies scored, 5 models trained, 2398 paper trades; 332 trials ever
//     1. bb_squeeze(deviations=2,multiplier=1.5,period=20,short=0)@SYN-C/1h: Sharpe 1.91 of 128 trades, more than luck with …
//   …
//   to deploy: nothing, and that is an answer too
//
//   Report: workspace/report.html
import Assay
import Foundation

/// What is wrong with the words that came after the program's name.
struct WordError: Error, CustomStringConvertible { let description: String }

/// The words after `--bars` and `--edge`.
func wordsSaid() throws -> [String: String] {
  var words = CommandLine.arguments.dropFirst()
  var options: [String: String] = [:]
  while let name = words.popFirst() {
    guard ["--bars", "--edge"].contains(name), let value = words.popFirst() else {
      throw WordError(description: "\(name): what can be said is --bars and a folder of CSV files, or --edge and a Sharpe ratio")
    }
    options[name] = value
  }
  return options
}

func runToday() async throws {
  let options = try wordsSaid()
  guard let edge = Double(options["--edge"] ?? "0") else {
    throw WordError(description: "--edge \(options["--edge"] ?? ""): it must be a number, such as 1.5")
  }
  let workspace = Workspace("workspace")
  let store = try await workspace.open()
  // Those of the first run, unless somebody has changed them since.
  let known = try workspace.settings()
  let run: DailyRun
  if let folder = options["--bars"] {
    // Fees and slippage as fractions: replace them by yours.
    let settings = try known ?? PipelineSettings(costs: try Costs(makerFee: 0.0002, takerFee: 0.0005, slippage: 0.0002))
    run = try DailyRun(settings, source: .folder(folder), store: store, threads: ActiveProcessors.count)
  } else {
    let market = try Demonstration(edge: edge)
    let bars = try market.bars(until: market.firstDay)
    run = try DailyRun(known ?? market.settings(), source: .series(bars), store: store, threads: ActiveProcessors.count)
  }

  let day = try await workspace.run(run, run.lastDay()) { progress in
    if case .ended(let step, let settled, let count) = progress { print("\(settled)/\(count) \(step.name): \(step.message)") }
  }
  print()
  print(day.report.text)
  try await store.close()
  print("Report: \(workspace.reportPath)")
}

do {
  try await runToday()
} catch {
  FileHandle.standardError.write(Data("daily-pipeline: \(error)\n".utf8))
  exit(1)
}

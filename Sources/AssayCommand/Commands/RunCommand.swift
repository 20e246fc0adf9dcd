import Assay

extension Command {
  /// `assay run`: the daily run.
  static let daily = Command(
    declaration: CommandDeclaration(
      name: "run", summary: "Run the day: read markets, score, rank and paper-trade strategies, judge them, report",
      options: [
        workspace.declaration, bars.declaration, date.declaration, fee.declaration, slippage.declaration, seed.declaration,
        edge.declaration,
        threads.declaration, requireCandidate.declaration, json.declaration,
      ],
      discussion: """
        Without --bars the market is made up, and labelled so; --edge plants a rule that earns that annual Sharpe ratio before costs.
        --bars DIR holds CSV files of bars or trades, one or more for each symbol, named like BTC-USDT-1h.csv. The first run of a workspace
        needs to know your costs: --fee and --slippage, as fractions, or a settings.json. It writes settings.json with everything that can be set.
        The day is the last one that is over in the data unless --date tells; bars after it are not looked at. A day can be run again: it goes
        on where it was left, and does nothing twice. Reports are written into the workspace: report.html, report.json, metrics.prom.
        Exit status: 1 if a step failed, or a market that was there is missing; 2 with --require-candidate if nothing passed every gate. That
        nothing passes is otherwise an answer, and no failure.
        """,
      example: "assay run --workspace workspace --bars bars --fee 0.0005 --slippage 0.0002"),
    run: { arguments, console in
      let day = try await runDay(arguments, console)
      let report = day.report
      if try arguments[json] {
        console.print(String(decoding: try report.json(), as: UTF8.self))
      } else {
        console.print(report.text)
        console.print("report: \(Workspace(try arguments[workspace]).reportPath)")
      }
      if day.isFailed { return .failed }
      return try arguments[requireCandidate] && report.deploymentCandidates.isEmpty ? .refused : .done
    })

  /// Runs the day, and writes its report.
  private static func runDay(_ arguments: Arguments, _ console: Console) async throws -> DailyRun.Day {
    let workspace = Workspace(try arguments[workspace])
    var day = try arguments[date]
    let source: MarketSource
    let settings: PipelineSettings
    let known = try workspace.settings()
    if let folder = try arguments[bars] {
      settings = try known ?? fresh(arguments)
      source = try Ingest(.folder(folder), timeframes: settings.timeframes, threads: arguments[threads]).prepared()
    } else {
      let demonstration = try Demonstration(seed: arguments[seed], edge: arguments[edge])
      day = day ?? demonstration.firstDay
      settings = try known ?? demonstration.settings()
      source = .series(try demonstration.bars(until: day ?? demonstration.firstDay))
    }
    let store = try await workspace.open()
    let run = try DailyRun(settings, source: source, store: store, threads: arguments[threads])
    let shows = console.showsProgress
    let result: DailyRun.Day
    do {
      result = try await workspace.run(run, day ?? run.lastDay()) { progress in
        guard shows else { return }
        switch progress {
        case .began(let name): _ = StandardStream.error.write("\r\u{1B}[K\(name) …")
        case .ended(_, let settled, let count): _ = StandardStream.error.write("\r\u{1B}[K\(settled) of \(count) steps")
        }
      }
    } catch {
      if shows { _ = StandardStream.error.write("\r\u{1B}[K") }
      try? await store.close()
      throw error
    }
    if shows { _ = StandardStream.error.write("\r\u{1B}[K") }
    do {
      try await store.close()
    } catch {
      console.message("assay: the state is whole, but could not be tidied: \(error)")
    }
    return result
  }

  private static func fresh(_ arguments: Arguments) throws -> PipelineSettings {
    guard let fee = try arguments[fee], let slippage = try arguments[slippage] else {
      throw arguments.error(
        "what trading costs must be said once for a workspace: give --fee and --slippage as fractions (0.0005 is 0.05 %), or costs in \(Workspace(try arguments[workspace]).settingsPath)"
      )
    }
    var settings = PipelineSettings(costs: try Costs(makerFee: fee, takerFee: fee, slippage: slippage))
    settings.seed = try arguments[seed]
    return settings
  }

  private static let workspace = Option<String>.defaulted(
    "workspace", "DIR", "the folder of settings, state and reports", .text, "workspace", shown: "workspace")
  private static let bars = Option<String?>.optional("bars", "DIR", "a folder of CSV files; otherwise the market is made up", .text)
  private static let date = Option<CivilDate?>.optional(
    "date", "D", "the day, such as 2025-01-31; otherwise the last one in the data", .day)
  private static let fee = Option<Double?>.optional(
    "fee", "F", "the fee of a fill, as a fraction, for a new workspace", .number(-0.01...0.1))
  private static let slippage = Option<Double?>.optional(
    "slippage", "S", "the slippage of a fill, as a fraction, for a new workspace", .number(0...0.5))
  private static let seed = Option<UInt64>.defaulted("seed", "S", "of everything random in a new workspace", .seed, 7, shown: "7")
  private static let edge = Option<Double>.defaulted(
    "edge", "X", "what the rule planted in the made-up market earns", .number(-30...30), 0, shown: "0")
  private static let threads = Option<Int>.defaulted(
    "threads", "N", "on how many threads; no result depends on it", .whole(1...1_024), ActiveProcessors.count, shown: "all processors")
  private static let requireCandidate = Option<Bool>.flag("require-candidate", "exit with 2 if nothing passed every gate")
  private static let json = Option<Bool>.flag("json", "print report.json")
}

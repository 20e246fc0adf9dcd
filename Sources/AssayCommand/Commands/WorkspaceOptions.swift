import Assay

/// What the commands that work on a workspace have in common.
enum WorkspaceOptions {
  static let workspace = Option<String>.defaulted(
    "workspace", "DIR", "the folder of settings, state and reports", .text, "workspace", shown: "workspace")
  static let bars = Option<String?>.optional("bars", "DIR", "a folder of CSV files; otherwise the market is made up, as for 'run'", .text)
  static let edge = Option<Double>.defaulted(
    "edge", "X", "what the rule planted in the made-up market earns", .number(-30...30), 0, shown: "0")
  static let person = Option<String?>.optional("by", "NAME", "who asks for it: stands in the journal; your login name unless told", .text)
  static let dryRun = Option<Bool>.flag("dry-run", "tell what would be done, and write nothing")
  static let json = Option<Bool>.flag("json", "print one JSON document")
  static let threads = Option<Int>.defaulted(
    "threads", "N", "on how many threads; no result depends on it", .whole(1...1_024), ActiveProcessors.count, shown: "all processors")

  /// Who asks for it: whom the arguments name, else who is logged in.
  static func person(_ arguments: Arguments) throws -> String {
    let names = [try arguments[person], environmentVariable("USER"), environmentVariable("LOGNAME")]
    return names.lazy.compactMap { $0 }.first { !$0.isEmpty } ?? "somebody at the command line"
  }

  /// The settings of a workspace that has been run.
  static func settings(_ arguments: Arguments) throws -> PipelineSettings {
    let workspace = Workspace(try arguments[workspace])
    guard let settings = try workspace.settings() else {
      throw PipelineError(
        workspace.directory, "it is no workspace: there is no settings.json in it",
        remedy: "begin with 'assay run --workspace \(workspace.directory)'")
    }
    return settings
  }

  /// The state of a workspace that has been run, to be read or to be changed.
  static func open(_ arguments: Arguments, readOnly: Bool) async throws -> JSONFileStore {
    _ = try settings(arguments)
    return try await JSONFileStore.open(
      Workspace(try arguments[workspace]).storePath, options: .init(access: readOnly ? .readOnly : .readWrite))
  }

  /// The last day that has been run.
  static func lastDay(_ arguments: Arguments, _ store: JSONFileStore) async throws -> CivilDate {
    if let last = try await RunJournal.headers(StateReader(store)).last { return last.date }
    throw PipelineError(try arguments[workspace], "no day has been run in it", remedy: "begin with 'assay run'")
  }

  /// The bars up to the end of a day.
  static func bars(_ arguments: Arguments, _ settings: PipelineSettings, until day: CivilDate) throws -> [BarSeries] {
    let source: MarketSource
    if let folder = try arguments[bars] {
      source = .folder(folder)
    } else {
      source = .series(try Demonstration(seed: settings.seed, edge: arguments[edge]).bars(until: day))
    }
    return try Ingest(source, timeframes: settings.timeframes, threads: arguments[threads]).run(until: instant(of: day)).ingested.series
  }

  /// The instant at which a day is over: what is done after it is dated by it.
  static func instant(of day: CivilDate) -> Timestamp { Timestamp(day.adding(days: 1)) }

  /// Writes what an operation came to, unless it was only tried, and tells it.
  static func finish(
    _ results: [(name: String, result: OperationResult)], _ arguments: Arguments, _ store: JSONFileStore, _ console: Console
  ) async throws -> ExitStatus {
    let isDry = try arguments[dryRun]
    if !isDry { for one in results where !one.result.changes.isEmpty { try await store.commit(one.result.changes) } }
    try await store.close()
    if try arguments[json] {
      try console.print(
        json: results.map { Told(name: $0.name, dryRun: isDry, result: $0.result.record) })
    } else {
      for one in results {
        console.print("\(one.name): \(one.result.outcome.words)\(isDry ? ", not written" : ""). \(one.result.summary)")
        for verdict in one.result.verdicts { console.print("  \(verdict)") }
        for action in one.result.actions { console.print("- \(action)") }
      }
    }
    return results.contains { $0.result.outcome == .blocked } ? .refused : .done
  }

  /// An operation's result as JSON.
  private struct Told: Encodable {
    let name: String
    let dryRun: Bool
    let result: OperationResult.Record
  }
}

extension OperationResult.Outcome {
  /// In a word or two.
  var words: String {
    switch self {
    case .done: "done"
    case .forced: "forced"
    case .blocked: "blocked"
    case .nothingToDo: "nothing to do"
    }
  }
}

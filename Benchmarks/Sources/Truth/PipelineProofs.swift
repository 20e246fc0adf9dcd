import Assay
import Foundation

/// What `Pipeline` promises.
enum PipelineProofs {
  static var all: [Proof] {
    [
      Proof(
        "pipeline.null", "of 100 workspaces of edge-free markets, run for 10 days each, at most 5 % name a candidate for deployment", null),
      Proof(
        "pipeline.power", "with an edge of 6 over two years of hours at least 80 % of 100 workspaces name a candidate that trades the edge",
        power),
      Proof(
        "pipeline.audit",
        "of the honest models of 10 markets with an edge of 6, and of 10 whose volatility alone can be foretold, at most 2 % are barred",
        honestModels),
      Proof("pipeline.kill", "ten days, killed 50 times at random moments, end with the state of an undisturbed run", killed),
      Proof("pipeline.threads", "ten days leave the same bytes and reports on 1 thread and on 2", threads),
      Proof("pipeline.throughput", "580 K trades of 6 symbols, everything included, take under 10 s and 400 MB", throughput),
      Proof("pipeline.ticks-memory", "25 M trades take under 60 s, and no more memory than 580 K", manyTicks),
    ]
  }

  // MARK: - Nothing from nothing, and something from something

  private static func null() throws -> Verdict {
    let answers = try awaiting { try await PipelineProofs.answers(edge: 0, symbols: 2, firstSeed: 1_000) }
    let rate = AcceptanceRate(accepted: answers.count { $0.isNamed }, of: answers.count)
    return judge("pipeline.null", rate, rate.share <= 0.05, "name a candidate; at most 0.05 may")
  }

  private static func power() throws -> Verdict {
    let answers = try awaiting { try await PipelineProofs.answers(edge: 6, symbols: 1, firstSeed: 2_000) }
    let rate = AcceptanceRate(accepted: answers.count { $0.tradesTheEdge }, of: answers.count)
    return judge("pipeline.power", rate, rate.share >= 0.8, "name a candidate that trades the edge; at least 0.8 must")
  }

  private static func judge(_ name: String, _ rate: AcceptanceRate, _ holds: Bool, _ what: String) -> Verdict {
    let interval = rate.interval()
    let evidence: KeyValuePairs = [
      "share": rate.share, "low": interval.lowerBound, "high": interval.upperBound, "workspaces": Double(rate.count),
    ]
    let text = "\(rate.accepted) of \(rate.count) workspaces \(what)."
    return holds ? .pass(name, text, evidence) : .fail(name, text, evidence)
  }

  private struct Answer: Sendable {
    var isNamed = false
    var tradesTheEdge = false
  }

  /// What a hundred workspaces say in ten days each.
  private static func answers(edge: Double, symbols: Int, firstSeed: UInt64) async throws -> [Answer] {
    try await withThrowingTaskGroup(of: Answer.self) { group in
      var (next, answers) = (0, [Answer]())
      while answers.count < 100 {
        while next < min(100, answers.count + 2) {
          let seed = firstSeed + UInt64(next)
          group.addTask { try await answer(edge: edge, symbols: symbols, seed: seed) }
          next += 1
        }
        if let answer = try await group.next() { answers.append(answer) }
      }
      return answers
    }
  }

  private static func answer(edge: Double, symbols: Int, seed: UInt64) async throws -> Answer {
    let days = 10
    let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(symbols), seed: seed, edge: edge)
    let bars = try market.bars(.hours(1), count: 17_532 + 24 * days, threads: 1)
    let store = MemoryStore()
    let run = try DailyRun(settings(seed), source: .series(bars), store: store, threads: 1)
    let last = try run.lastDay()
    var answer = Answer()
    for day in (0..<days).reversed() {
      let report = try await run.run(last.adding(days: -day)).report
      guard report.summary.outcome == .done else { throw PipelineError("proof", report.summary.headline) }
      for candidate in report.deploymentCandidates {
        answer.isNamed = true
        guard let series = bars.first(where: { $0.symbol == candidate.symbol }),
          let record = try await store.registry().strategies.first(where: { $0.id == candidate.strategy })
        else { continue }
        // What it holds, beside what the planted rule holds, in the second half: what learns needs the first.
        let half = series.count / 2
        let backtest = try Backtest(
          [series], TradingRules(capital: 100_000, costs: .frictionless, fills: .nextOpen), sizing: FixedFraction(0.25),
          from: series.time[half])
        let held = try StrategyCatalogue.standard.entry(record.specification.strategy).positions(backtest, record.specification.values)
        let planted = SyntheticMarket.PlantedRule.positions(closes: series.close)
        if Correlation.pearson(Array(planted.dropFirst(half)), Array(held.dropFirst(half))) > 0.5 { answer.tradesTheEdge = true }
      }
    }
    return answer
  }

  // MARK: - Honest models

  private static func honestModels() throws -> Verdict {
    var (trained, skilled): (Int, [ModelKind: Int]) = (0, [:])
    var barred: [String] = []
    for (edge, symbols) in [(6.0, 1), (0, 2)] {
      for seed in UInt64(3_000)..<3_010 {
        let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(symbols), seed: seed, edge: edge)
        let group = try ModelGroup("all", symbols: market.symbols, timeframe: .hours(1))
        let outcome = try ModelTraining(group, seed: seed).train(
          on: market.bars(.hours(1), count: 17_532), before: .distantFuture, threads: ActiveProcessors.count)
        guard outcome.missing.isEmpty else { throw PipelineError("proof", "\(outcome.missing)") }
        for model in outcome.models {
          trained += 1
          if model.skill.isPass { skilled[model.kind, default: 0] += 1 }
          let reasons = model.audit.filter { !$0.isPass }
          if !reasons.isEmpty {
            barred.append("\(model.kind.rawValue), edge \(edge), seed \(seed): \(reasons.map(\.description).joined(separator: " "))")
          }
        }
      }
    }
    for line in barred { say("  \(line)") }
    say("  with skill: \(ModelKind.allCases.map { "\($0.rawValue) \(skilled[$0] ?? 0)" }.joined(separator: ", ")) of 20 each")
    let evidence: KeyValuePairs = ["models": Double(trained), "barred": Double(barred.count)]
    let text = "\(barred.count) of \(trained) honest models were barred."
    return Double(barred.count) <= 0.02 * Double(trained)
      ? .pass("pipeline.audit", text, evidence) : .fail("pipeline.audit", text, evidence)
  }

  static func settings(_ seed: UInt64) throws -> PipelineSettings {
    var settings = PipelineSettings(costs: try Costs(makerFee: 0.0001, takerFee: 0.0002, slippage: 0.0001))
    settings.timeframes = [.hours(1)]
    settings.seed = seed
    return settings
  }

  // MARK: - Kills

  /// Ten days of a small market in a folder: what the process that is killed does.
  static func tenDays(_ folder: String, threads: Int) async throws {
    let workspace = Workspace(folder)
    let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(2), seed: 5)
    let bars = try market.bars(.hours(1), count: 24 * 200, threads: 1)
    // Without strategies that learn: a kill every few tenths of a second is to hit every step.
    let catalogue = StrategyCatalogue(StrategyCatalogue.standard.entries.filter { $0.bars != .learning })
    let store = try await workspace.open()
    let run = try DailyRun(settings(5), source: .series(bars), store: store, threads: threads, catalogue: catalogue)
    let last = try run.lastDay()
    let days = try await RunJournal.headers(StateReader(store)).filter(\.isFinished).count
    for day in (0..<10).dropFirst(days) {
      let done = try await workspace.run(run, last.adding(days: day - 9))
      guard done.report.summary.outcome == .done else { throw PipelineError("proof", done.report.summary.headline) }
    }
    // The last of them may have been killed before it wrote its report.
    try await workspace.writeMissingReports(of: run)
    try await store.close()
  }

  private static func killed() throws -> Verdict {
    try withFolder { folder in
      var generator = SeededGenerator(seed: 50)
      let clock = ContinuousClock()
      let begun = clock.now
      try child(folder + "/whole", killAfter: nil)
      let whole = (clock.now - begun) / .seconds(1)
      var (kills, finished, rounds) = (0, 0, 0)
      let expected = try awaiting { try await contents(folder + "/whole") }
      while kills < 50 {
        rounds += 1
        let place = folder + "/killed-\(rounds)"
        var isOver = false
        while !isOver {
          // Short enough that a round takes several kills, long enough that it gets somewhere.
          let seconds = kills < 50 ? generator.uniform(in: 0.05..<max(0.2, whole * 0.4)) : nil
          isOver = try child(place, killAfter: seconds)
          if !isOver { kills += 1 }
        }
        finished += 1
        let found = try awaiting { try await contents(place) }
        if found != expected {
          let different = zip(found, expected).first { $0 != $1 }
          return .fail(
            "pipeline.kill",
            "After \(kills) kills the state is another: \(different.map { "\($0.0.prefix(160)) | \($0.1.prefix(160))" } ?? "its length differs").",
            ["kills": Double(kills), "rounds": Double(rounds)])
        }
      }
      return .pass(
        "pipeline.kill", "\(kills) kills in \(finished) runs of ten days; each ended with the state of the undisturbed one.",
        ["kills": Double(kills), "runs": Double(finished), "seconds_undisturbed": whole])
    }
  }

  /// Runs ten days in a process of its own; false if it was killed before they were over.
  @discardableResult
  private static func child(_ folder: String, killAfter seconds: Double?, threads: Int = 2) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = ["--ten-days", folder, "\(threads)"]
    try process.run()
    if let seconds {
      let deadline = Date(timeIntervalSinceNow: seconds)
      while process.isRunning, Date() < deadline { usleep(500) }
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    process.waitUntilExit()
    if process.terminationReason == .uncaughtSignal { return false }
    guard process.terminationStatus == 0 else {
      throw PipelineError("proof", "the run in \(folder) failed with status \(process.terminationStatus)")
    }
    return true
  }

  /// Everything in a workspace's state, and its reports without their timings.
  private static func contents(_ folder: String) async throws -> [String] {
    let store = try await JSONFileStore.open(folder + "/store", options: .init(access: .readOnly))
    var lines: [String] = []
    for document in try await store.documents(under: "") { lines.append("\(document.key) v\(document.version) \(document.json)") }
    for journal in try await store.journals() {
      for try await record in store.read(journal) { lines.append("\(journal) \(record.position) \(record.time) \(record.json)") }
    }
    try await store.close()
    for day in try FileManager.default.contentsOfDirectory(atPath: folder + "/reports").sorted() {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/reports/\(day)/report.json"))
      lines.append(String(decoding: try DailyReport(json: Array(data)).withoutTimings.json(), as: UTF8.self))
    }
    return lines
  }

  private static func threads() throws -> Verdict {
    try withFolder { folder in
      try child(folder + "/1", killAfter: nil, threads: 1)
      try child(folder + "/2", killAfter: nil, threads: 2)
      let (one, two) = try awaiting { (try await contents(folder + "/1"), try await contents(folder + "/2")) }
      let evidence: KeyValuePairs = ["records": Double(one.count)]
      return one == two
        ? .pass("pipeline.threads", "All \(one.count) documents, records and reports are the same.", evidence)
        : .fail(
          "pipeline.threads", "They differ: \(zip(one, two).first { $0 != $1 }.map { "\($0.0.prefix(200))" } ?? "in number").", evidence)
    }
  }

  // MARK: - Speed and memory

  private static func throughput() throws -> Verdict {
    try withFolder { folder in
      let (seconds, _) = try ticks(580_000, in: folder)
      let memory = (peakMemory() ?? .nan) / 1e6
      let evidence: KeyValuePairs = ["seconds": seconds, "peak_megabytes": memory, "trades": 580_000]
      let text = "580 K trades took \(Verdict.short(seconds)) s and \(Verdict.short(memory)) MB."
      return seconds < 10 && memory < 400 ? .pass("pipeline.throughput", text, evidence) : .fail("pipeline.throughput", text, evidence)
    }
  }

  private static func manyTicks() throws -> Verdict {
    try withFolder { folder in
      let (seconds, _) = try ticks(25_000_000, in: folder)
      let memory = (peakMemory() ?? .nan) / 1e6
      let evidence: KeyValuePairs = ["seconds": seconds, "peak_megabytes": memory, "trades": 25_000_000]
      let text = "25 M trades took \(Verdict.short(seconds)) s and \(Verdict.short(memory)) MB."
      return seconds < 60 && memory < 400 ? .pass("pipeline.ticks-memory", text, evidence) : .fail("pipeline.ticks-memory", text, evidence)
    }
  }

  /// Runs the last day of so many trades of six symbols, read from files.
  private static func ticks(_ count: Int, in folder: String) throws -> (seconds: Double, report: DailyReport) {
    // A month: enough for every step to have its work, the training of models included.
    let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(6), seed: 3, ticksPerDay: Double(count) / 6 / 32)
    let bars = folder + "/ticks"
    try FileManager.default.createDirectory(atPath: bars, withIntermediateDirectories: true)
    for symbol in market.symbols {
      var writer = try TickWriter("\(bars)/\(symbol).csv", format: .number(.milliseconds), writesSide: true)
      for tick in try market.tickStream(of: symbol).prefix(count / 6) { try writer.write(tick) }
      try writer.finish()
    }
    let clock = ContinuousClock()
    let begun = clock.now
    let report = try awaiting {
      let workspace = Workspace(folder + "/workspace")
      let store = try await workspace.open()
      var settings = try settings(3)
      settings.timeframes = [.minutes(5), .hours(1)]
      let source = try Ingest(.folder(bars), timeframes: settings.timeframes, threads: 2).prepared()
      let run = try DailyRun(settings, source: source, store: store, threads: 2)
      let day = try await workspace.run(run, run.lastDay())
      try await store.close()
      return day.report
    }
    let seconds = (clock.now - begun) / .seconds(1)
    guard report.summary.outcome == .done else { throw PipelineError("proof", report.summary.headline) }
    guard report.activity.modelsTrained > 0, report.activity.strategiesScored > 0 else {
      throw PipelineError("proof", "nothing was trained, or nothing scored: \(report.steps.map { "\($0.name): \($0.message)" })")
    }
    for (step, time) in report.timings.sorted(by: { $0.value > $1.value }) { say("  \(step): \(Verdict.short(time)) s") }
    return (seconds, report)
  }

  private static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("assay-truth-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }
}

extension Verdict {
  /// A number with three digits.
  fileprivate static func short(_ value: Double) -> String { String(format: "%.3g", value) }
}

/// Waits for what is asynchronous: proofs are not.
func awaiting<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
  let box = Box<Value>()
  let semaphore = DispatchSemaphore(value: 0)
  Task.detached {
    do { box.result = .success(try await body()) } catch { box.result = .failure(error) }
    semaphore.signal()
  }
  semaphore.wait()
  guard let result = box.result else { preconditionFailure("the semaphore is signalled once there is a result") }
  return try result.get()
}

/// A result that is handed over by a semaphore.
private final class Box<Value>: @unchecked Sendable { var result: Result<Value, any Error>? }

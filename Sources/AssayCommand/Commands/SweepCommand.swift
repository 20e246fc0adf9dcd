import Assay

extension Command {
  /// `assay sweep`: a strategy with many values of its parameters, and what the best of them is worth.
  static let sweep = Command(
    declaration: CommandDeclaration(
      name: "sweep", summary: "Try a strategy with many parameters, and tell what the best is worth",
      operands: [
        .init(name: "FILE", help: "CSV files of bars, one for each market; or the word merge and files that sweeps wrote", isRepeated: true)
      ],
      options: [
        strategy.declaration, range.declaration, condition.declaration, random.declaration, seed.declaration, list.declaration,
        TradingOptions.set.declaration, TradingOptions.from.declaration, TradingOptions.to.declaration, window.declaration,
        leader.declaration,
      ] + TradingOptions.declarations + [
        shard.declaration, threads.declaration, out.declaration, resume.declaration,
      ] + MarketFileOptions.declarations + [json.declaration],
      discussion: """
        Without --random or --list every combination of the ranges is tried, the last changing fastest, on every file and window. Bars before a window
        warm the strategy up. --out holds a row for every trial; the winner is the one with the greatest Sharpe ratio of those with 30 trades.
        Its deflated Sharpe ratio says how sure it is that it is better than the best that luck finds among as many trials; trials that were looked
        at elsewhere are not in it.
        Told to end by Ctrl-C, a sweep with --out writes the trials that are done to FILE.incomplete; the same command with --resume FILE.incomplete makes
        those that are left.
        --shard 1/4 to 4/4, or 0/4 to 3/4, each make a quarter of the trials; 'assay sweep merge' joins what they wrote to the bytes of one run.
        """,
      example:
        "assay sweep BTC-USDT-1h.csv --strategy ema_crossover --range fast=5:50:5 --range slow=20:200:10 --where 'fast<slow' --fee 0.001"),
    run: { arguments, console in
      if arguments.operands.first == "merge" { return try merge(arguments, console) }
      let sweep = try prepared(arguments)
      let share = try arguments[shard] ?? .whole
      let known = try known(arguments, of: sweep)
      let progress = SharedProgress(
        Progress("trying", total: share.isWhole ? sweep.count : sweep.count / share.count, unit: "trials", on: console))
      let path = try arguments[out]
      // Without a file there is nothing to keep them in.
      if path != nil { Signals.note() }
      let table: SweepTable
      do {
        table = try sweep.run(
          share: share, resuming: known, threads: try arguments[threads] ?? ActiveProcessors.count,
          isCancelled: { Signals.noted != nil }, progress: { progress.update($0) })
      } catch let cancelled as SweepCancelled {
        progress.finish()
        return try keep(cancelled, path, console)
      }
      Signals.end()
      progress.finish()
      if table.trials.count == table.failures.count, let first = table.failures.first {
        throw SweepProblem(description: "every trial failed, the first because \(first.reason)")
      }
      if let path { try table.write(csv: path) }
      return try report(table, arguments, console)
    })

  private static let strategy = Option<String?>.optional(
    "strategy", "NAME", "the strategy; 'assay backtest --strategy list' shows them",
    .text.completed { StrategyCatalogue.standard.entries.map(\.name) })
  private static let range = Option<[SweepRange]>.repeated(
    "range", "NAME=FROM:TO:STEP", "what a parameter is to be; also NAME=FROM:TO or NAME=A,B,C", .catalogued(SweepRange.init))
  private static let condition = Option<[SweepCondition]>.repeated(
    "where", "CONDITION", "what must hold of a combination, such as fast<slow", .catalogued(SweepCondition.init))
  private static let random = Option<Int?>.optional("random", "N", "try so many combinations by chance", .whole(1...SweepPlan.most))
  private static let seed = Option<UInt64>.defaulted("seed", "S", "what combinations are drawn from", .seed, 1, shown: "1")
  private static let list = Option<String?>.optional(
    "list", "FILE", "try the combinations of a CSV file with a column for each parameter", .text)
  private static let window = Option<[Range<Timestamp>]>.repeated(
    "window", "FROM..TO", "only bars of this span count; several windows are several markets", .window)
  private static let leader = Option<String?>.optional(
    "leader", "FILE", "bars of the market that leads, for strategies that follow one", .text)
  private static let shard = Option<SweepShare?>.optional(
    "shard", "I/N", "make only this share of the trials", .catalogued(SweepShare.init))
  private static let threads = Option<Int?>.optional("threads", "N", "the most threads to use; otherwise all processors", .whole(1...1_024))
  private static let out = Option<String?>.optional("out", "FILE", "where the table of trials is written", .text)
  private static let resume = Option<String?>.optional(
    "resume", "FILE", "go on from the trials that an interrupted sweep wrote to this file", .text)
  private static let json = Option<Bool>.flag("json", "print one JSON document")

  // MARK: - Trying

  private static func prepared(_ arguments: Arguments) throws -> Sweep {
    guard let name = try arguments[strategy] else { throw arguments.error("--strategy NAME is required") }
    let entry: StrategyEntry
    let plan: SweepPlan
    do {
      entry = try StrategyCatalogue.standard.entry(name)
      plan = try Self.plan(arguments)
      // What can be told without reading bars is told before.
      _ = try plan.combinations(for: entry)
    } catch let error as StrategyError {
      throw arguments.error("\(error)")
    }
    let options = try MarketFileOptions.reading(arguments)
    let sizing = try arguments[TradingOptions.size] ?? .whole()
    var windows = try arguments[window]
    let (from, to) = (try arguments[TradingOptions.from], try arguments[TradingOptions.to])
    if from != nil || to != nil {
      guard windows.isEmpty else { throw arguments.error("--window says what counts: leave out --from and --to") }
      let (begin, end) = (from ?? .distantPast, to ?? .distantFuture)
      guard begin < end else { throw arguments.error("--from \(begin) is not before --to \(end)") }
      windows = [begin..<end]
    }
    var markets: [Backtest] = []
    for path in arguments.operands {
      let bars = try TradingOptions.bars(path, entry, leader: arguments[leader], arguments, options)
      for window in windows.isEmpty ? [.distantPast..<Timestamp.distantFuture] : windows {
        markets.append(
          try Backtest(
            bars, TradingOptions.rules(arguments, sizing, bars[0].timeframe), sizing: sizing.sizer, from: window.lowerBound,
            to: window.upperBound))
      }
    }
    do { return try Sweep(entry, plan, on: markets) } catch { throw arguments.error("\(error)") }
  }

  private static func plan(_ arguments: Arguments) throws -> SweepPlan {
    let (ranges, conditions) = (try arguments[range], try arguments[condition])
    let fixed = try StrategyOptions.parameters(arguments[TradingOptions.set], arguments)
    guard let path = try arguments[list] else {
      if let count = try arguments[random] {
        return .random(count, seed: try arguments[seed], ranges, fixed: fixed, where: conditions)
      }
      return .grid(ranges, fixed: fixed, where: conditions)
    }
    guard ranges.isEmpty, conditions.isEmpty, try arguments[random] == nil else {
      throw arguments.error("--list names every combination: leave out --range, --where and --random")
    }
    let table = try NumericTable(csv: path)
    return .list(
      (0..<table.rowCount).map { row in
        Dictionary(zip(table.names, table.columns.map { $0[row] }).filter { !$0.1.isNaN }) { first, _ in first }
      }, fixed: fixed)
  }

  // MARK: - Going on

  private static func known(_ arguments: Arguments, of sweep: Sweep) throws -> SweepTable? {
    guard let path = try arguments[resume], let table = try SweepTable(csv: path) else { return nil }
    do { try sweep.check(table) } catch { throw SweepProblem(description: "\(path): \(error)") }
    return table
  }

  /// Writes the trials of a sweep that was told to end, under a name that says what they are: what it was to replace stays.
  private static func keep(_ cancelled: SweepCancelled, _ path: String?, _ console: Console) throws -> ExitStatus {
    guard let number = Signals.noted else { throw cancelled }
    let status = ExitStatus(rawValue: 128 + number) ?? .interrupted
    guard let path, cancelled.finished > 0 else {
      console.message("assay: \(Signals.word(number)) before the first of \(cancelled.planned) trials was done; nothing was written")
      return status
    }
    let file = path + ".incomplete"
    try cancelled.table.write(csv: file)
    console.message(
      "assay: \(Signals.word(number)) after \(cancelled.finished) of \(cancelled.planned) trials, which \(file) holds; to go on, give the same command with --resume \(file)"
    )
    return status
  }

  // MARK: - Joining

  private static func merge(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
    let paths = Array(arguments.operands.dropFirst())
    guard !paths.isEmpty else { throw arguments.error("merge joins files: name those that sweeps with --shard wrote") }
    guard let path = try arguments[out] else { throw arguments.error("--out FILE is required: where the whole table is written") }
    var shares: [(name: String, table: SweepTable)] = []
    for path in paths { if let table = try SweepTable(csv: path) { shares.append((path, table)) } }
    let table = try SweepTable.joining(shares)
    try table.write(csv: path)
    return try report(table, arguments, console)
  }

  private static func report(_ table: SweepTable, _ arguments: Arguments, _ console: Console) throws -> ExitStatus {
    let report = SweepReport(table)
    if try arguments[json] { try console.print(json: report) } else { report.print(on: console) }
    return .done
  }
}

/// Progress that several threads tell of, one at a time.
private final class SharedProgress: @unchecked Sendable {
  // Sweeps tell of progress under a lock of their own.
  private var progress: Progress

  init(_ progress: Progress) { self.progress = progress }

  func update(_ done: Int) { progress.update(done) }
  func finish() { progress.finish() }
}

private struct SweepProblem: Error, CustomStringConvertible { let description: String }

extension ValueType {
  /// What the library reads from a text itself.
  static func catalogued(_ read: @escaping @Sendable (String) throws(StrategyError) -> Value) -> ValueType {
    ValueType { (text) throws(ValueProblem) in
      do { return try read(text) } catch { throw ValueProblem(expectation: "is not possible: \(error)") }
    }
  }
}

extension ValueType where Value == Range<Timestamp> {
  /// A span such as `2023-01-01..2023-04-01`, the end left out.
  static let window = ValueType { (text) throws(ValueProblem) in
    let form = "must be FROM..TO with times or days, such as 2023-01-01..2023-04-01; either may be left out"
    guard let dots = text.firstRange(of: "..") else { throw ValueProblem(expectation: form) }
    func instant(_ text: Substring, or other: Timestamp) throws(ValueProblem) -> Timestamp {
      if text.isEmpty { return other }
      do { return try ValueType<Timestamp>.instant.read(String(text)) } catch { throw ValueProblem(expectation: form) }
    }
    let from = try instant(text[..<dots.lowerBound], or: .distantPast)
    let to = try instant(text[dots.upperBound...], or: .distantFuture)
    guard from < to else { throw ValueProblem(expectation: "must begin before it ends") }
    return from..<to
  }
}

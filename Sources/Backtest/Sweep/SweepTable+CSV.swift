public import Market

extension SweepTable {
  private static let head = ["sweep", "trials", "trial", "strategy", "symbol", "timeframe", "from", "to"]
  private static let tail = SweepNumbers.columns + ["problem"]

  /// Writes a row for each trial: which sweep it is of, what was tried, what came of it.
  ///
  /// The bytes depend on nothing but the table, so that shares that were joined are the file of one run.
  public func write(csv path: String) throws(InvalidFile) {
    var writer = try CSVWriter(path, columns: Self.head + parameters + Self.tail)
    for trial in trials {
      writer.append(identity)
      writer.append(Double(total))
      writer.append(Double(trial.number))
      writer.append(strategy)
      writer.append(trial.symbol.name)
      writer.append("\(trial.timeframe)")
      writer.append(trial.from)
      writer.append(trial.to)
      for value in trial.values { writer.append(value) }
      switch trial.outcome {
      case .ran(let numbers):
        for value in numbers.values { writer.append(value) }
        writer.append("")
      case .failed(let reason):
        for _ in SweepNumbers.columns { writer.append(.nan) }
        writer.append(reason)
      }
      try writer.endRow()
    }
    try writer.finish()
  }

  /// Reads what ``write(csv:)`` wrote; `nil` for a share without trials, of which nothing more is known.
  ///
  /// - Throws: an error that names the line and the column that no sweep can have written.
  public init?(csv path: String) throws(InvalidFile) {
    let file = try TextTable(csv: path)
    let names = file.names
    guard names.count >= Self.head.count + Self.tail.count, Array(names.prefix(Self.head.count)) == Self.head,
      Array(names.suffix(Self.tail.count)) == Self.tail
    else {
      throw InvalidFile(
        path: path, .missingColumn,
        "it is not the result of a sweep: its columns are \(names.prefix(12).joined(separator: ", "))\(names.count > 12 ? ", …" : "")",
        remedy: "name files that 'assay sweep --out' wrote")
    }
    let parameters = Array(names[Self.head.count..<names.count - Self.tail.count])
    guard let first = file.rows.first else { return nil }
    var trials: [SweepTrial] = []
    for (row, line) in zip(file.rows, file.lines) {
      func refuse(_ column: Int, _ what: String) -> InvalidFile {
        InvalidFile(
          path: path, line: line, column: names[column], .notANumber, "'\(row[column].prefix(80))' \(what)",
          remedy: "the file was changed after it was written: compute this share again")
      }
      func number(_ column: Int) throws(InvalidFile) -> Double {
        if row[column].isEmpty { return .nan }
        guard let value = Double(row[column]) else { throw refuse(column, "is not a number") }
        return value
      }
      func count(_ column: Int) throws(InvalidFile) -> Int {
        guard let value = Int(row[column]), value >= 0, value <= SweepPlan.most else { throw refuse(column, "is not a count") }
        return value
      }
      for column in [0, 1, 3] where row[column] != first[column] {
        throw InvalidFile(
          path: path, line: line, column: names[column], .ambiguousColumns,
          "'\(row[column].prefix(80))' is not the '\(first[column].prefix(80))' of the rows before",
          remedy: "rows of different sweeps cannot stand in one file")
      }
      guard let symbol = try? Symbol(row[4]) else { throw refuse(4, "is not a symbol") }
      guard let timeframe = Timeframe(row[5]) else { throw refuse(5, "is not a timeframe") }
      guard let from = Timestamp(row[6]) else { throw refuse(6, "is not a time") }
      guard let to = Timestamp(row[7]) else { throw refuse(7, "is not a time") }
      let position = try count(2)
      if let last = trials.last?.number, position <= last { throw refuse(2, "does not come after \(last)") }
      guard position < (try count(1)) else { throw refuse(2, "is not one of \(row[1]) trials") }
      var values: [Double] = []
      for column in Self.head.count..<names.count - 1 { values.append(try number(column)) }
      let outcome: SweepTrial.Outcome
      if row[names.count - 1].isEmpty {
        do {
          outcome = .ran(try SweepNumbers(Array(values[parameters.count...])))
        } catch {
          throw refuse(names.firstIndex(of: error.column) ?? 0, "can't be")
        }
      } else {
        outcome = .failed(row[names.count - 1])
      }
      trials.append(
        SweepTrial(
          number: position, symbol: symbol, timeframe: timeframe, from: from, to: to, values: Array(values[..<parameters.count]),
          outcome: outcome))
    }
    identity = first[0]
    strategy = first[3]
    self.parameters = parameters
    total = Int(first[1]) ?? trials.count
    self.trials = trials
  }

  /// Joins the shares of a sweep to the table that one run gives.
  ///
  /// - Throws: an error if shares are of different sweeps, hold the same trials, or leave some out.
  public static func joining(_ shares: [(name: String, table: SweepTable)]) throws(StrategyError) -> SweepTable {
    guard let first = shares.first else { throw StrategyError("there are no trials to join: every file is empty") }
    var owners: [Int: String] = [:]
    var trials: [SweepTrial] = []
    for (name, table) in shares {
      if let difference = table.difference(from: first.table) {
        throw StrategyError(
          "\(name) is of another sweep than \(first.name): \(difference); join shards that were made with the same files and options")
      }
      for trial in table.trials {
        if let owner = owners.updateValue(name, forKey: trial.number) {
          throw StrategyError("\(name) and \(owner) both hold trial \(trial.number): name every shard once")
        }
      }
      trials += table.trials
    }
    let total = first.table.total
    guard trials.count == total else {
      let missing = (0..<total).filter { owners[$0] == nil }
      throw StrategyError(
        "\(missing.count) of \(total) trials are missing, the first is trial \(missing[0]): name every shard of the sweep, or compute those that are left"
      )
    }
    trials.sort { $0.number < $1.number }
    return SweepTable(
      identity: first.table.identity, strategy: first.table.strategy, parameters: first.table.parameters, total: total, trials: trials)
  }

  /// In what a table of another sweep differs.
  func difference(from other: SweepTable) -> String? {
    if strategy != other.strategy { return "it tries \(strategy), not \(other.strategy)" }
    if parameters != other.parameters { return "its parameters are \(parameters.joined(separator: ", "))" }
    if total != other.total { return "it has \(total) trials, not \(other.total)" }
    return identity != other.identity ? "the bars, the combinations or the assumptions differ" : nil
  }
}

import Assay

extension Command {
  /// `assay indicators`: what indicators there are, and their values over a file of bars.
  static let indicators = Command(
    declaration: CommandDeclaration(
      name: "indicators", summary: "List technical indicators, or compute some over a file of bars",
      operands: [.init(name: "FILE", help: "a CSV file of bars; left out, the indicators are listed", isOptional: true)],
      options: [compute.declaration] + MarketFileOptions.layout + [out.declaration, threads.declaration, json.declaration],
      discussion: """
        CODE is the name TA-Lib gives the function, where it has it; the parameters follow in its order, and those left out at the end have
        their defaults. Kinds of moving averages are TA-Lib's numbers or names (1 or EMA).
        The columns are 'time' and then the outputs of each indicator in the order asked for: rsi_14, macd_12_26_9_line, …
        Missing values are empty fields. Columns besides open, high, low, close and volume, such as MAVP's 'periods', are found by name.
        """,
      example: "assay indicators BTC-USDT.csv --compute RSI:14 --compute MACD:12,26,9 --out indicators.csv"),
    run: { arguments, console in
      let requests = try arguments[compute]
      guard let path = arguments.operand(0) else {
        if !requests.isEmpty { throw arguments.error("--compute needs a FILE to compute from") }
        if try arguments[out] != nil { throw arguments.error("--out needs a FILE to compute from") }
        try list(as: arguments[json], on: console)
        return .done
      }
      let runs = try runs(requests, arguments)
      let table = try PriceTable(path, columns: runs.flatMap(\.declaration.inputs), MarketFileOptions.reading(arguments))
      let outputs = IndicatorCatalogue.compute(runs, over: table.columns, threads: try arguments[threads]).flatMap(\.self)
      let names = ["time"] + runs.flatMap(\.columnNames)
      let (target, asJSON) = (try arguments[out], try arguments[json])
      if let target {
        var progress = Progress("writing", total: table.time.count, unit: "rows", on: console)
        defer { progress.finish() }
        try write(outputs, of: table.time, to: CSVWriter(target, columns: names)) { progress.update($0) }
      } else if !asJSON {
        try write(outputs, of: table.time, to: CSVWriter(standardOutput: names))
      }
      if asJSON {
        let columns = [ColumnsReport.Column.times("time", table.time)] + zip(names.dropFirst(), outputs).map { .numbers($0, $1) }
        try console.print(json: ColumnsReport(columns, out: target))
      }
      return .done
    })

  private static let compute = Option<[String]>.repeated(
    "compute", "CODE:PARAMETERS", "an indicator, such as RSI:14", .text.completed { IndicatorCatalogue.entries.map(\.declaration.code) })
  private static let out = Option<String?>.optional("out", "FILE", "where the values are written; otherwise to standard output", .text)
  private static let threads = Option<Int?>.optional(
    "threads", "N", "how many cores work at most; the values do not depend on it", .whole(1...1_024))
  private static let json = Option<Bool>.flag("json", "print one JSON document")

  /// The indicators that were asked for, each once.
  private static func runs(_ requests: [String], _ arguments: Arguments) throws -> [IndicatorRun] {
    if requests.isEmpty { throw arguments.error("say what to compute: --compute RSI:14") }
    var runs: [IndicatorRun] = []
    for request in requests {
      let run: IndicatorRun
      do {
        run = try IndicatorCatalogue.run(request)
      } catch {
        throw arguments.error("--compute \(request): \(error)")
      }
      if let name = run.columnNames.first(where: { name in runs.contains { $0.columnNames.contains(name) } }) {
        throw arguments.error("--compute \(request): column '\(name)' is asked for twice")
      }
      runs.append(run)
    }
    return runs
  }

  private static func write(
    _ columns: [[Double]], of time: [Timestamp], to writer: consuming CSVWriter, progress: (_ rows: Int) -> Void = { _ in }
  ) throws {
    var writer = writer
    for row in time.indices {
      if row.isMultiple(of: 4_096) { progress(row) }
      writer.append(time[row])
      for column in columns { writer.append(column[row]) }
      try writer.endRow()
    }
    try writer.finish()
  }

  private static func list(as json: Bool, on console: Console) throws {
    let declarations = IndicatorCatalogue.entries.map(\.declaration)
    if json { return try console.print(json: try declarations.map(ListedIndicator.init)) }
    var table = Table(
      .text("Code"), .text("Parameters"), .text("Reads"), .text("Answers"), .number("Warm-up"), .text("What it tells"))
    for declaration in declarations {
      let listed = try ListedIndicator(declaration)
      table.rows.append([
        declaration.code, listed.parameters.map(\.text).joined(separator: ", "), declaration.inputs.joined(separator: ", "),
        listed.outputs.joined(separator: ", "), "\(listed.warmUp)", declaration.summary,
      ])
    }
    console.print(table: table)
  }
}

/// The columns of a file of bars that indicators read.
private struct PriceTable {
  var time: [Timestamp] = []
  var columns: [String: [Double]] = [:]

  init(_ path: String, columns wanted: [String], _ reading: CSVOptions) throws {
    let wanted = Set(wanted)
    let prices: [(name: String, values: KeyPath<BarBatch, [Double]>)] = [
      ("open", \.open), ("high", \.high), ("low", \.low), ("close", \.close), ("volume", \.volume),
    ]
    let extras = wanted.subtracting(prices.map(\.name)).sorted()
    var options = reading
    options.volumeMayBeMissing = !wanted.contains("volume")
    options.extraColumns = extras.isEmpty ? .none : .named(extras)
    var reader = try BarReader(path, options: options)
    let read = prices.filter { wanted.contains($0.name) }
    var values = [[Double]](repeating: [], count: read.count + extras.count)
    var batch = BarBatch()
    while try reader.next(into: &batch) {
      if time.isEmpty, let progress = reader.progress, progress > 0 {
        // Room for a little more than the file seems to hold, so that columns are not copied while they grow.
        let rows = Int(min(Double(batch.count) / progress * 1.05, 1e9)) + 1_024
        time.reserveCapacity(rows)
        for index in values.indices { values[index].reserveCapacity(rows) }
      }
      time += batch.time
      for (index, price) in read.enumerated() { values[index] += batch[keyPath: price.values] }
      for (index, extra) in batch.extras.enumerated() { values[read.count + index] += extra }
    }
    for (name, column) in zip(read.map(\.name) + extras, values) { columns[name] = column }
  }
}

/// An indicator as the list shows it.
private struct ListedIndicator: Encodable {
  let code: String
  let family: String
  let summary: String
  let parameters: [Parameter]
  let inputs: [String]
  let outputs: [String]
  let warmUp: Int

  struct Parameter: Encodable {
    let name: String
    let kind: String
    let defaultValue: Double
    let least: Double
    let greatest: Double
    let text: String
  }

  init(_ declaration: IndicatorDeclaration) throws {
    code = declaration.code
    family = declaration.family.rawValue
    summary = declaration.summary
    inputs = declaration.inputs
    outputs = declaration.outputs.isEmpty ? [declaration.code.lowercased()] : declaration.outputs
    warmUp = try IndicatorCatalogue.run(declaration.code).warmUp
    parameters = declaration.parameters.map {
      Parameter(
        name: $0.name, kind: $0.kind.rawValue, defaultValue: $0.defaultValue, least: $0.range.lowerBound, greatest: $0.range.upperBound,
        text: $0.description)
    }
  }
}

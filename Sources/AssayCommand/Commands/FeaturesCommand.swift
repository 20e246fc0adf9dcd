import Assay

extension Command {
  /// `assay features`: what features there are, and their values over a file of bars.
  static let features = Command(
    declaration: CommandDeclaration(
      name: "features", summary: "List the features of the catalogue, or compute some over a file of bars",
      operands: [.init(name: "FILE", help: "a CSV file of bars; left out, the catalogue is listed", isOptional: true)],
      options: FeatureOptions.declarations + [
        label.declaration, dropMissing.declaration, out.declaration, threads.declaration, json.declaration,
      ],
      discussion: """
        Any parameter works, not only those listed: rsi_21. A timeframe in front asks for longer bars, of which the last closed one counts:
        1h.ema_21. A symbol in front asks for another market, whose bars --with names: ETH-USDT.roc_5. NAME=FORMULA is a feature of your own:
        'stretch=(close - vwap_20) / atr_14'.
        The columns are 'time', at which the row's bar began; the features; and for each label its value and the time at which it was known.
        Missing values are empty fields; rows are left out only with --drop-missing. A label that the file is too short to resolve is empty.
        Sets: \(FeatureSet.setNames.joined(separator: ", ")).
        Labels: \(Label.grammar.map { "\($0.name):\($0.arguments)" }.joined(separator: "; ")).
        """,
      example: "assay features BTC-USDT.csv --set direction --compute 1h.ema_21 --label direction:5 --out features.csv"),
    run: { arguments, console in
      let labels = try FeatureOptions.labels(try arguments[label], arguments)
      guard let path = arguments.operand(0) else {
        if try FeatureOptions.areGiven(arguments) || !labels.isEmpty { throw arguments.error("a FILE to compute from is missing") }
        if try arguments[out] != nil { throw arguments.error("--out needs a FILE to compute from") }
        try list(as: arguments[json], on: console)
        return .done
      }
      let set = try FeatureOptions.set(arguments)
      if set.names.isEmpty { throw arguments.error("say what to compute: --set standard or --compute rsi_14,1h.ema_21") }
      let market = try FeatureOptions.market(path, arguments)
      let plan = try FeatureOptions.plan(set, market, arguments)
      let matrix = try plan.matrix(of: market.series, others: market.others, threads: try arguments[threads])
      let made = try labels.map { try $0.of(market.series) }
      let rows = try arguments[dropMissing] ? kept(matrix, made) : Array(matrix.time.indices)
      let empty = matrix.emptyColumns
      if !empty.isEmpty {
        console.message(
          "assay features: \(market.series.count) bars are too few for \(empty.prefix(5).joined(separator: ", "))\(empty.count > 5 ? " and \(empty.count - 5) more" : "")"
        )
      }
      let names = ["time"] + matrix.names + made.flatMap { [$0.name, "\($0.name)_end"] }
      if Set(names).count != names.count { throw arguments.error("a label and a feature have the same name") }
      let (target, asJSON) = (try arguments[out], try arguments[json])
      if let target {
        var progress = Progress("writing", total: rows.count, unit: "rows", on: console)
        defer { progress.finish() }
        try write(matrix, made, rows, market.series, to: CSVWriter(target, columns: names)) { progress.update($0) }
      } else if !asJSON {
        try write(matrix, made, rows, market.series, to: CSVWriter(standardOutput: names))
      }
      if asJSON { try console.print(json: ColumnsReport(columns(matrix, made, rows, market.series), out: target)) }
      return .done
    })

  private static let label = Option<[String]>.repeated("label", "NAME:NUMBERS", "what became of each row, such as direction:5", .text)
  private static let dropMissing = Option<Bool>.flag("drop-missing", "leave out rows in which a feature or a label is missing")
  private static let out = Option<String?>.optional("out", "FILE", "where the values are written; otherwise to standard output", .text)
  private static let threads = Option<Int?>.optional(
    "threads", "N", "how many cores work at most; the values do not depend on it", .whole(1...1_024))
  private static let json = Option<Bool>.flag("json", "print one JSON document")

  private static func kept(_ matrix: FeatureMatrix, _ labels: [Labels]) -> [Int] {
    matrix.completeRows.filter { row in labels.allSatisfy { !$0.values[row].isNaN } }
  }

  private static func write(
    _ matrix: FeatureMatrix, _ labels: [Labels], _ rows: [Int], _ series: BarSeries, to writer: consuming CSVWriter,
    progress: (_ rows: Int) -> Void = { _ in }
  ) throws {
    var writer = writer
    for (written, row) in rows.enumerated() {
      if written.isMultiple(of: 4_096) { progress(written) }
      writer.append(series.time[row])
      for column in matrix.columns { writer.append(column[row]) }
      for label in labels {
        writer.append(label.values[row])
        if let end = label.ends[row] { writer.append(end) } else { writer.append(.nan) }
      }
      try writer.endRow()
    }
    try writer.finish()
  }

  private static func columns(
    _ matrix: FeatureMatrix, _ labels: [Labels], _ rows: [Int], _ series: BarSeries
  ) -> [ColumnsReport.Column] {
    [.times("time", rows.map { series.time[$0] })]
      + zip(matrix.names, matrix.columns).map { name, column in .numbers(name, rows.map { column[$0] }) }
      + labels.flatMap { label -> [ColumnsReport.Column] in
        [.numbers(label.name, rows.map { label.values[$0] }), .times("\(label.name)_end", rows.map { label.ends[$0] })]
      }
  }

  private static func list(as json: Bool, on console: Console) throws {
    let listed = try FeatureCatalogue.definitions.flatMap { definition in
      try definition.listedNames.map { try ListedFeature($0, definition) }
    }
    if json { return try console.print(json: listed) }
    var table = Table(.text("Feature"), .text("Group"), .text("Unit"), .number("Warm-up"), .text("What it tells"), .text("Formula"))
    for feature in listed {
      table.rows.append([feature.name, feature.group, feature.unit, "\(feature.warmUp)", feature.summary, feature.formula])
    }
    console.print(table: table)
  }
}

/// A feature as the list shows it.
private struct ListedFeature: Encodable {
  let name: String
  let pattern: String
  let group: String
  let unit: String
  let summary: String
  let formula: String
  let parameters: [String]
  let warmUp: Int
  let least: Double?
  let greatest: Double?
  let version: Int
  let sets: [String]

  init(_ name: String, _ definition: FeatureDefinition) throws {
    let asked = definition.comparesSymbols ? "OTHER.\(name)" : name
    let plan = try FeaturePlan(FeatureSet([asked]), symbol: "OWN", timeframe: .minutes(5))
    self.name = name
    pattern = definition.pattern
    group = definition.group.rawValue
    unit = definition.unit.rawValue
    summary = definition.summary
    formula = definition.formula
    parameters = definition.parameters.map(\.description)
    warmUp = plan.warmUps[0]
    least = definition.range.flatMap { $0.lowerBound.isFinite ? $0.lowerBound : nil }
    greatest = definition.range.flatMap { $0.upperBound.isFinite ? $0.upperBound : nil }
    version = definition.version
    sets = FeatureSet.sets.filter { $0.features.contains(name) }.map(\.name)
  }
}

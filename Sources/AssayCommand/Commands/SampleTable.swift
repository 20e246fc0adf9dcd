import Assay

/// A table of samples with times, features, a target and the times at which targets were known, as `assay features` writes it.
struct SampleTable {
  let samples: LabeledSamples
  /// What being long pays in each row.
  let payoffs: [Double]
  /// The column of the times at which targets were known.
  let labelEnd: String?
  /// How many rows had no target yet.
  let unlabeled: Int
  /// Other labels, which are no features: they look ahead as well.
  let otherLabels: [String]

  /// Reads a table and sorts it by time. Rows without a target are left out: their outcome is not known.
  init(_ path: String, target: String, labelEnd named: String?, objective: Objective) throws {
    let all = try TableReader(path).names
    let columns = LabelColumns(target, among: all)
    let target = columns.target
    labelEnd = named ?? all.first { $0 == "\(target)_end" } ?? all.first { $0.lowercased() == "label_end" && $0 != target }
    otherLabels = columns.others
    let leftOut = Set(columns.all + [labelEnd].compactMap(\.self))
    let names = all.filter { !leftOut.contains($0) }
    let read = try Self.rows(path, names, target)
    unlabeled = read.unlabeled
    if read.labels.isEmpty {
      throw InvalidFile(
        path: path, column: target, .noRows, "no row has a target", remedy: "name another column, or bring rows whose outcome is known")
    }
    let ends = try labelEnd.map { try Self.ends(path, $0, lines: read.lines) }
    let order = SampleSpans.sortingOrder(of: read.times)
    func sorted<Value>(_ column: [Value]) -> [Value] { order.map { column[$0] } }
    let labels = sorted(read.labels)
    // Where nothing moved a direction pays nothing.
    let isDirection = LabelColumns.areDirections(labels)
    let isBinary = objective == .binary
    payoffs = isBinary && !isDirection ? labels.map { 2 * $0 - 1 } : labels
    let values = isBinary && isDirection ? LabelColumns.rises(labels) : labels
    if let row = values.firstIndex(where: { objective.problem(ofLabel: $0) != nil }), let problem = objective.problem(ofLabel: values[row])
    {
      throw ModelFileProblem(
        description:
          "\(path), line \(read.lines[order[row]]), column '\(target)': \(values[row]) is no label, objective \(objective.text) \(problem); correct the line, or name another column or objective"
      )
    }
    samples = try LabeledSamples(
      spans: SampleSpans(times: sorted(read.times), ends: ends.map(sorted)), names: names, columns: read.columns.map(sorted),
      labels: values, target: isBinary ? .binary : .value)
  }

  private struct Read {
    var times: [Timestamp] = []
    var lines: [Int] = []
    var columns: [[Double]]
    var labels: [Double] = []
    var unlabeled = 0
  }

  private static func rows(_ path: String, _ names: [String], _ target: String) throws -> Read {
    var reader = try TableReader(path, columns: names + [target])
    guard reader.hasTime else {
      throw InvalidFile(
        path: path, .missingColumn, "there is no column of times, and folds are made by time",
        remedy: "name one time, or put one with ISO 8601 times first")
    }
    var read = Read(columns: names.map { _ in [] })
    var batch = TableBatch()
    while try reader.next(into: &batch) {
      let labels = batch.columns[names.count]
      let known = labels.indices.filter { !labels[$0].isNaN }
      read.unlabeled += labels.count - known.count
      read.times += batch.time.map { time in known.map { time[$0] } } ?? []
      read.lines += known.map { batch.lines[$0] }
      read.labels += known.map { labels[$0] }
      for feature in names.indices { read.columns[feature] += known.map { batch.columns[feature][$0] } }
    }
    return read
  }

  /// The times of some lines. Lines without a target need none, which is why the reading is lenient.
  private static func ends(_ path: String, _ column: String, lines: [Int]) throws -> [Timestamp] {
    var options = CSVOptions()
    options.timeColumn = column
    options.strictness = .lenient
    var reader = try TableReader(path, columns: [], options: options)
    var found: [Int: Timestamp] = [:]
    var batch = TableBatch()
    while try reader.next(into: &batch) {
      for (line, time) in zip(batch.lines, batch.time ?? []) { found[line] = time }
    }
    return try lines.map { line in
      guard let end = found[line] else {
        throw InvalidFile(
          path: path, line: line, column: column, .missingValue, "the row has a target, but no time at which it was known",
          remedy: "write that time as in the other rows, or leave the target empty where it is not known yet")
      }
      return end
    }
  }
}

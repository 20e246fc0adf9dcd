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
    // As it is written in the file: what is only found in spite of its capitals would else be a feature as well.
    let target = all.contains(target) ? target : all.first { $0.lowercased() == target.lowercased() } ?? target
    labelEnd = named ?? all.first { $0 == "\(target)_end" } ?? all.first { $0.lowercased() == "label_end" && $0 != target }
    otherLabels = all.filter { $0 != target && all.contains("\($0)_end") }
    let leftOut = Set([target, "\(target)_end"] + otherLabels.flatMap { [$0, "\($0)_end"] } + [labelEnd].compactMap(\.self))
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
    // A direction is 1, −1, or 0 where nothing moved: that is no rise, and pays nothing.
    let isDirection = labels.contains(-1) && labels.allSatisfy { $0 == -1 || $0 == 0 || $0 == 1 }
    let isBinary = objective == .binary
    payoffs = isBinary && !isDirection ? labels.map { 2 * $0 - 1 } : labels
    samples = try LabeledSamples(
      spans: SampleSpans(times: sorted(read.times), ends: ends.map(sorted)), names: names, columns: read.columns.map(sorted),
      labels: isBinary && isDirection ? labels.map { $0 > 0 ? 1 : 0 } : labels, target: isBinary ? .binary : .value)
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

/// Some rows of a table as columns.
public struct TableBatch: Hashable, Sendable {
  /// The columns, in the order of ``TableReader/names``.
  public internal(set) var columns: [[Double]] = []
  /// The time of each row, if the table has one.
  public internal(set) var time: [Timestamp]?
  /// The line of the file each row began on.
  public internal(set) var lines: [Int] = []

  /// An empty batch, to be filled by a reader.
  public init() {}

  /// How many rows there are.
  public var count: Int { lines.count }
}

/// Reads a table of numbers of any size in constant memory; see ``NumericTable`` for the rules.
public struct TableReader: ~Copyable {
  private var rows: RowReader
  private(set) var batch: RowBatch
  /// The names of the columns that are read, the time's left out.
  public let names: [String]
  /// Whether the rows have a time.
  public let hasTime: Bool
  private var count = 0

  /// A reader at the first row of a file; a pipe will do.
  public init(_ path: String, columns wanted: [String]? = nil, options: CSVOptions = CSVOptions()) throws(InvalidFile) {
    var head = try CSVHead.of(path, options)
    let layout = try TableLayout(&head, wanted)
    names = layout.names
    hasTime = !layout.rows.notations.isEmpty
    // Wide tables go by in fewer rows at a time.
    let capacity = min(RowReader.batchCapacity, max(16, 65_536 / max(1, layout.names.count)))
    rows = RowReader(head, layout: layout.rows, capacity: capacity)
    batch = rows.emptyBatch()
  }

  /// The file that is read.
  public var path: String { rows.path }

  /// How much of the file has been read, from 0 to 1; `nil` if its size is not known.
  public var progress: Double? { rows.size.map { $0 > 0 ? min(1, Double(rows.position) / Double($0)) : 1 } }

  /// What was left out so far; empty unless the file is read leniently.
  public var quality: DataQuality {
    DataQuality(source: path, rows: count + rows.log.count, leftOut: rows.log.count, findings: rows.log.findings)
  }

  /// Replaces a batch by the next rows; `false` once there are no more.
  public mutating func next(into target: inout TableBatch) throws(InvalidFile) -> Bool {
    let more = try advance()
    target.columns = names.indices.map { Array(batch.numbers($0)) }
    target.time = hasTime ? batch.times(0).map { Timestamp(nanoseconds: $0) } : nil
    target.lines = Array(batch.lines[..<batch.count])
    return more
  }

  mutating func advance() throws(InvalidFile) -> Bool {
    let more = try rows.next(into: &batch)
    count += batch.count
    if count == 0 {
      throw InvalidFile(
        path: path, .noRows,
        rows.log.count == 0 ? "the file has a header but no rows" : "every one of the \(rows.log.count) rows breaks a rule",
        remedy: rows.log.count == 0 ? "check what wrote it" : "read it strictly to see what is wrong with the first one")
    }
    return more
  }

  var expectedRows: Int? { rows.size.map { RowEstimate.rows(read: rows.rows, bytes: rows.position, of: $0) } }
}

/// Which columns of a table are read, and which one is the time.
private struct TableLayout {
  let rows: RowLayout
  let names: [String]

  init(_ head: inout CSVHead, _ wanted: [String]?) throws(InvalidFile) {
    let written = head.names ?? [String](repeating: "", count: head.width)
    let all = written.enumerated().map { $0.element.isEmpty ? "column_\($0.offset + 1)" : $0.element }
    let ignored = head.options.columns.map { given in Set(given.indices.filter { given[$0].isEmpty }) } ?? []
    let finder = ColumnFinder(path: head.path, line: head.firstLine - (head.hasHeader ? 1 : 0), names: all)
    var roles = [CellRole](repeating: .ignored, count: all.count)
    var notations: [TimeNotation] = []
    if let time = try TableLayout.timeColumn(finder, head, named: !written.allSatisfy(\.isEmpty)) {
      roles[time] = .time(0)
      notations.append(try head.notation(ofColumn: time, name: all[time]))
    }
    var names: [String] = []
    if let wanted {
      for name in wanted {
        let column = try finder.named(name)
        guard roles[column] == .ignored else { throw finder.repeated(name) }
        roles[column] = .optionalNumber(names.count)
        names.append(name)
      }
    } else {
      for (column, name) in all.enumerated() where roles[column] == .ignored && !ignored.contains(column) {
        if names.contains(name) { throw finder.repeated(name) }
        roles[column] = .optionalNumber(names.count)
        names.append(name)
      }
    }
    self.names = names
    rows = RowLayout(splitter: head.splitter, names: all, roles: roles, notations: notations)
  }

  private static func timeColumn(_ finder: ColumnFinder, _ head: borrowing CSVHead, named: Bool) throws(InvalidFile) -> Int? {
    if let name = head.options.timeColumn { return try finder.named(name) }
    let usual = ["time", "timestamp", "datetime", "date", "ts", "opentime"]
    if named, let column = try finder.find(usual), holdsTimes(head.sample, column, numbersToo: true) { return column }
    return holdsTimes(head.sample, 0, numbersToo: false) ? 0 : nil
  }

  /// Whether most of the first cells are dates, or numbers as large as seconds since 1973.
  private static func holdsTimes(_ sample: [[String]], _ column: Int, numbersToo: Bool) -> Bool {
    let cells = sample.filter { $0.count > column }.map { Array($0[column].utf8) }
    let times = cells.count { bytes in
      let span = bytes.span
      if let number = TimeNumber(span, bytes.indices, DecimalParser.shared.wholePowers)?.whole { return numbersToo && number >= 10_000_000 }
      return TimeText(span, bytes.indices, order: .dayFirst).date != nil || TimeText(span, bytes.indices, order: .monthFirst).date != nil
    }
    return times > 0 && 2 * times > cells.count
  }
}

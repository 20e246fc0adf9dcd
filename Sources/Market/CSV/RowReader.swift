/// Reads a file batch by batch, in constant memory.
///
/// A line that breaks a rule ends the reading with an error, after the batch of the rows before it was handed out; or it is logged and
/// left out.
struct RowReader: ~Copyable {
  private var feed: ByteFeed
  let layout: RowLayout
  let options: CSVOptions
  /// What was left out so far.
  var log = IssueLog()
  /// How many rows were read, those left out by this reader not counted.
  private(set) var rows = 0
  private var line: Int
  private let cells = CellReader()
  private let fast: FastRows?
  private let capacity: Int
  private var fields: [Field] = []
  private var pending: InvalidFile?
  /// One past the last line's end in the window.
  private var limit = 0

  static let batchCapacity = 2_048

  init(_ head: consuming CSVHead, layout: RowLayout, capacity: Int = RowReader.batchCapacity) {
    options = head.options
    line = head.firstLine
    feed = head.takeFeed()
    self.layout = layout
    self.capacity = capacity
    fast = FastRows(layout, capacity: capacity, longestLine: options.longestLine)
    limit = RowReader.limit(of: feed, layout.splitter.newline)
  }

  var path: String { feed.file.path }

  /// The size of the whole file in bytes, where it is known.
  var size: Int? { feed.file.size }

  /// How many bytes have been used.
  var position: Int { feed.consumed + feed.start }

  /// An empty batch for this file.
  func emptyBatch() -> RowBatch {
    RowBatch(capacity: capacity, numberSlots: layout.numberSlots, timeSlots: layout.notations.count)
  }

  /// Reads the next rows; `false` once there are no more.
  mutating func next(into batch: inout RowBatch) throws(InvalidFile) -> Bool {
    batch.count = 0
    if let pending { throw pending }
    while batch.count < capacity, pending == nil {
      if let fast, feed.start < limit {
        var current = line
        feed.start = fast.read(feed.buffer.span, from: feed.start, to: limit, line: &current, into: &batch)
        line = current
        if batch.count == capacity { break }
      }
      if feed.start < limit || feed.end - feed.start > options.longestLine {
        try readRecord(into: &batch)
      } else if feed.isAtEnd {
        break
      } else {
        try refill()
      }
    }
    rows += batch.count
    if batch.count == 0, let pending { throw pending }
    return batch.count > 0
  }

  private mutating func refill() throws(InvalidFile) {
    try feed.fill(newline: layout.splitter.newline)
    limit = RowReader.limit(of: feed, layout.splitter.newline)
  }

  private static func limit(of feed: borrowing ByteFeed, _ newline: UInt8) -> Int {
    var limit = feed.end
    while limit > feed.start, feed.buffer[limit - 1] != newline { limit -= 1 }
    return limit
  }

  // MARK: - Records that are not plain

  private mutating func readRecord(into batch: inout RowBatch) throws(InvalidFile) {
    let start = feed.start
    let end = min(feed.end, start + options.longestLine + 1)
    var fields = self.fields
    self.fields = []
    let found = layout.splitter.split(feed.buffer.span, from: start, to: end, into: &fields)
    self.fields = fields
    switch found {
    case .record(let next, let lines):
      let recordLine = line
      let isBlank = fields.count == 1 && feed.buffer.span.trimmed(fields[0].range).isEmpty && !fields[0].isQuoted
      if next - start > options.longestLine {
        note(.lineTooLong(line: recordLine, limit: options.longestLine))
      } else if !isBlank {
        if let issue = append(to: &batch, line: recordLine) { note(issue) }
      }
      line += lines
      feed.start = next
    case .incomplete, .openQuote:
      let isTooLong = end - start > options.longestLine
      if !isTooLong, !feed.isAtEnd { return try refill() }
      // A window always ends with a line feed at the end of the file, so what is incomplete then has an open quote.
      try leaveOutLine(found == .openQuote ? .openQuote(line: line) : .lineTooLong(line: line, limit: options.longestLine))
    }
  }

  /// Passes over everything up to the next line feed, however far it is.
  private mutating func leaveOutLine(_ issue: RowIssue) throws(InvalidFile) {
    note(issue)
    if pending != nil { return }
    let newline = layout.splitter.newline
    while true {
      while feed.start < feed.end, feed.buffer[feed.start] != newline { feed.start += 1 }
      if feed.start < feed.end {
        feed.start += 1
        line += 1
        break
      }
      if feed.isAtEnd { break }
      try feed.fill(newline: newline)
    }
    limit = RowReader.limit(of: feed, newline)
  }

  private mutating func note(_ issue: RowIssue) {
    switch options.strictness {
    case .strict: pending = issue.error(path: path)
    case .lenient: log.note(issue)
    }
  }

  private func append(to batch: inout RowBatch, line: Int) -> RowIssue? {
    guard fields.count == layout.roles.count else {
      return .fieldCount(line: line, found: fields.count, expected: layout.roles.count)
    }
    let bytes = feed.buffer.span
    let row = batch.count
    for slot in layout.notations.indices { batch.times[slot * capacity + row] = 0 }
    for (index, role) in layout.roles.enumerated() {
      let range = fields[index].range
      do throws(CellFault) {
        switch role {
        case .ignored: break
        case .number(let slot): batch.numbers[slot * capacity + row] = try cells.number(bytes, range)
        case .optionalNumber(let slot): batch.numbers[slot * capacity + row] = try cells.optionalNumber(bytes, range)
        case .side(let slot): batch.numbers[slot * capacity + row] = try cells.side(bytes, range)
        case .buyerIsMaker(let slot): batch.numbers[slot * capacity + row] = try cells.buyerIsMaker(bytes, range)
        case .time(let slot): batch.times[slot * capacity + row] = try cells.time(bytes, range, layout.notations[slot])
        case .day(let slot): try add(cells.time(bytes, range, layout.notations[slot]), to: &batch.times[slot * capacity + row])
        case .clock(let slot):
          guard let clock = TimeText.clock(bytes, range) else { throw .notATime }
          try add(clock, to: &batch.times[slot * capacity + row])
        }
      } catch {
        return error.issue(line: line, column: layout.names[index], text: bytes.text(range))
      }
    }
    batch.lines[row] = line
    batch.count += 1
    return nil
  }

  private func add(_ nanoseconds: Int64, to time: inout Int64) throws(CellFault) {
    let (sum, overflows) = time.addingReportingOverflow(nanoseconds)
    if overflows { throw .timeOutOfRange }
    time = sum
  }
}

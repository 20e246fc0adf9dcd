/// Some bars of a file as columns.
public struct BarBatch: Hashable, Sendable {
  /// When each bar began.
  public internal(set) var time: [Timestamp] = []
  /// The first prices.
  public internal(set) var open: [Double] = []
  /// The highest prices.
  public internal(set) var high: [Double] = []
  /// The lowest prices.
  public internal(set) var low: [Double] = []
  /// The last prices.
  public internal(set) var close: [Double] = []
  /// The sizes traded.
  public internal(set) var volume: [Double] = []
  /// When each bar was over; `nil` if the file does not say.
  public internal(set) var ends: [Timestamp]?
  /// Which bars a fill policy made up; `nil` if the file does not say.
  public internal(set) var filled: [Bool]?
  /// The extra columns that were asked for, in the order they were asked for.
  public internal(set) var extras: [[Double]] = []
  /// The line of the file each bar began on.
  public internal(set) var lines: [Int] = []

  /// An empty batch, to be filled by a reader.
  public init() {}

  /// How many bars there are.
  public var count: Int { time.count }
}

/// Reads the bars of a file of any size in constant memory.
///
///     var reader = try BarReader("BTC-USDT-1m.csv")
///     var batch = BarBatch()
///     while try reader.next(into: &batch) {
///       print(batch.time[0], batch.close[0])          // a few thousand bars at a time
///     }
///
/// What it hands out is possible and in strictly ascending order of time. It knows no timeframe, because that shows only in all the bars.
public struct BarReader: ~Copyable {
  private var rows: RowReader
  private(set) var batch: RowBatch
  let layout: BarLayout
  private let sample: [[String]]
  private let checksOrder: Bool
  private var previous: Int64?
  private var previousEnd = Int64.min
  private var count = 0

  /// A reader at the first bar of a file; a pipe will do.
  public init(_ path: String, options: CSVOptions = CSVOptions()) throws(InvalidFile) {
    try self.init(path, options: options, checksOrder: true)
  }

  init(_ path: String, options: CSVOptions, checksOrder: Bool) throws(InvalidFile) {
    var head = try CSVHead.of(path, options)
    let layout = try BarLayout(&head)
    sample = head.sample
    self.checksOrder = checksOrder
    self.layout = layout
    rows = RowReader(head, layout: layout.rows)
    batch = rows.emptyBatch()
  }

  /// The file that is read.
  public var path: String { rows.path }

  var isStrict: Bool { rows.options.strictness == .strict }

  /// How much of the file has been read, from 0 to 1; `nil` if its size is not known.
  public var progress: Double? { rows.size.map { $0 > 0 ? min(1, Double(rows.position) / Double($0)) : 1 } }

  /// What was left out so far; empty unless the file is read leniently.
  public var quality: DataQuality {
    DataQuality(source: path, rows: count + rows.log.count, leftOut: rows.log.count, findings: rows.log.findings)
  }

  /// Replaces a batch by the next bars; `false` once there are no more.
  public mutating func next(into target: inout BarBatch) throws(InvalidFile) -> Bool {
    let more = try advance()
    target.time.removeAll(keepingCapacity: true)
    for nanoseconds in batch.times(0) { target.time.append(Timestamp(nanoseconds: nanoseconds)) }
    target.open = Array(batch.numbers(0))
    target.high = Array(batch.numbers(1))
    target.low = Array(batch.numbers(2))
    target.close = Array(batch.numbers(3))
    target.volume = layout.hasVolume ? Array(batch.numbers(BarLayout.volume)) : [Double](repeating: 0, count: batch.count)
    target.ends = layout.hasEnds ? batch.times(1).map { Timestamp(nanoseconds: $0) } : nil
    target.filled = layout.filled.map { batch.numbers($0).map { $0 != 0 } }
    target.extras = layout.extras.map { Array(batch.numbers($0.slot)) }
    target.lines = Array(batch.lines[..<batch.count])
    return more
  }

  /// Reads the next rows and leaves those that are bars in ``batch``.
  mutating func advance() throws(InvalidFile) -> Bool {
    while try rows.next(into: &batch) {
      let issues = judge()
      if let first = issues.first, rows.options.strictness == .strict { throw first.error(path: path) }
      if !issues.isEmpty { leaveOut(issues) }
      count += batch.count
      if batch.count > 0 { return true }
    }
    if count == 0 {
      batch.count = 0
      throw InvalidFile(
        path: path, .noRows,
        rows.log.count == 0 ? "the file has a header but no rows" : "every one of the \(rows.log.count) rows breaks a rule",
        remedy: rows.log.count == 0 ? "check what wrote it" : "read it strictly to see what is wrong with the first one")
    }
    return false
  }

  /// How many rows the file seems to have, with some to spare; `nil` if its size is not known.
  var expectedRows: Int? { rows.size.map { RowEstimate.rows(read: rows.rows, bytes: rows.position, of: $0) } }

  /// Takes back a bar that was handed out, because it does not fit the others.
  mutating func leaveOut(_ issue: RowIssue, time: Timestamp) {
    rows.log.note(issue, time: time)
    count -= 1
  }
}

// MARK: - What is wrong with a bar

extension BarReader {
  /// The rows that are no bars, or come at the wrong time, compared with the ones that stay.
  private mutating func judge() -> [RowIssue] {
    let (issues, last, end) = judged()
    previous = last
    previousEnd = end
    return issues
  }

  private func judged() -> (issues: [RowIssue], last: Int64?, end: Int64) {
    var issues: [RowIssue] = []
    let capacity = batch.capacity
    let numbers = batch.numbers.span
    let times = batch.times.span
    var last = previous
    var lastEnd = previousEnd
    let stopsAtFirst = rows.options.strictness == .strict
    for row in 0..<batch.count {
      let volume = layout.hasVolume ? numbers[BarLayout.volume * capacity + row] : 0
      let reason = ImpossibleBar.Reason(
        open: numbers[row], high: numbers[capacity + row], low: numbers[2 * capacity + row], close: numbers[3 * capacity + row],
        volume: volume)
      let time = times[row]
      let end = layout.hasEnds ? times[capacity + row] : time
      if reason == nil, !checksOrder || (time > last ?? .min && time >= lastEnd) || last == nil, end >= time {
        last = time
        lastEnd = end
        continue
      }
      let issue: RowIssue
      if let reason {
        issue = impossible(row, reason)
      } else if end < time {
        issue = endsBeforeStart(row)
      } else {
        issue = outOfOrder(row, after: last ?? time)
      }
      issues.append(issue)
      if stopsAtFirst { break }
    }
    return (issues, last, lastEnd)
  }

  private mutating func leaveOut(_ issues: [RowIssue]) {
    var next = 0
    var kept = 0
    for row in 0..<batch.count {
      if next < issues.count, issues[next].line == batch.lines[row] {
        rows.log.note(issues[next], time: Timestamp(nanoseconds: batch.times[row]))
        next += 1
      } else {
        if kept != row { batch.move(row, to: kept) }
        kept += 1
      }
    }
    batch.count = kept
  }

  private func impossible(_ row: Int, _ reason: ImpossibleBar.Reason) -> RowIssue {
    let values = (0..<5).map { $0 < 4 || layout.hasVolume ? batch.numbers[$0 * batch.capacity + row] : 0 }
    let slot =
      switch reason {
      case .priceNotPositive: values.prefix(4).firstIndex { $0 <= 0 } ?? 0
      case .negativeVolume: BarLayout.volume
      case .highBelowLow: 1
      case .openOutsideRange: 0
      case .closeOutsideRange: 3
      case .notFinite, .endBeforeStart: values.firstIndex { !$0.isFinite } ?? 0
      }
    var remedy = "prices must be positive with low ≤ open, close ≤ high, and volume at least 0; \(RowIssue.leaveOut)"
    if layout.isByPosition, let order = BarLayout.order(makingPossible: sample, layout.rows) {
      remedy =
        "the file has no header and its columns were taken for \(layout.rows.names.joined(separator: ",")); in this order every bar is possible: --columns \(order.joined(separator: ",")) (`CSVOptions.columns`)"
    }
    let text = zip(["open", "high", "low", "close", "volume"], values).map { "\($0) \($1)" }.joined(separator: ", ")
    return RowIssue(
      line: batch.lines[row], column: layout.rows.name(ofNumber: slot), problem: DataProblem(reason),
      explanation: "the bar is impossible, \(reason.explanation) (\(text))", remedy: remedy)
  }

  private func outOfOrder(_ row: Int, after last: Int64) -> RowIssue {
    let time = Timestamp(nanoseconds: batch.times[row])
    let column = layout.rows.name(ofTime: 0)
    let previous = Timestamp(nanoseconds: last)
    if time == previous {
      return RowIssue(
        line: batch.lines[row], column: column, problem: .repeatedTime, explanation: "\(time) occurs twice",
        remedy: "every bar needs a time of its own; \(RowIssue.leaveOut)")
    }
    if time > previous {
      return RowIssue(
        line: batch.lines[row], column: column, problem: .overlap,
        explanation: "the bar begins at \(time), before the one before it is over",
        remedy: "bars must not overlap; \(RowIssue.leaveOut)")
    }
    return RowIssue(
      line: batch.lines[row], column: column, problem: .timeGoesBack, explanation: "\(time) comes after \(previous)",
      remedy: "rows must be in ascending order of time: sort them (sorts), or \(RowIssue.leaveOut)")
  }

  private func endsBeforeStart(_ row: Int) -> RowIssue {
    RowIssue(
      line: batch.lines[row], column: layout.rows.name(ofTime: 1), problem: .overlap, explanation: "the bar ends before it begins",
      remedy: "a bar's end is not before its time; \(RowIssue.leaveOut)")
  }
}

/// How many rows a file will have.
enum RowEstimate {
  /// A quarter more than the rows so far suggest: memory that is reserved and never touched costs nothing.
  static func rows(read rows: Int, bytes: Int, of size: Int) -> Int {
    guard rows > 0, bytes > 0 else { return 0 }
    let estimate = Double(rows) * max(1, Double(size) / Double(bytes)) * 1.25 + 1_024
    // A line has two bytes at least, so no file has more rows than that.
    return Int(min(estimate, Double(size / 2 + 1)))
  }
}

extension Array {
  /// Makes room for more elements: for as many as are expected in all, or else for half as many again as there are.
  mutating func makeRoom(for more: Int, expecting total: Int?) {
    if count + more <= capacity { return }
    // What a file promises is believed up to a gigabyte of numbers, and from then on up to four times what it has kept.
    let believed = Swift.min(total ?? 0, Swift.max(1 << 27, 4 * count))
    reserveCapacity(Swift.max(count + more, believed, count + count / 2))
  }
}

/// The line each row began on, kept only where blank lines or rows left out break the count.
struct LineMap {
  private var starts: [(row: Int, line: Int)] = []
  private(set) var count = 0

  mutating func append(_ lines: ArraySlice<Int>) {
    guard let first = lines.first, let last = lines.last else { return }
    if last - first == lines.count - 1 {
      mark(first)
      count += lines.count
      return
    }
    for line in lines {
      mark(line)
      count += 1
    }
  }

  private mutating func mark(_ line: Int) {
    if let start = starts.last, start.line + count - start.row == line { return }
    starts.append((count, line))
  }

  subscript(row: Int) -> Int {
    var lower = 0
    var upper = starts.count
    while upper - lower > 1 {
      let middle = lower + (upper - lower) / 2
      if starts[middle].row <= row { lower = middle } else { upper = middle }
    }
    return starts.isEmpty ? 0 : starts[lower].line + row - starts[lower].row
  }
}

/// Some trades of a file as columns.
public struct TickBatch: Hashable, Sendable {
  /// When each traded.
  public internal(set) var time: [Timestamp] = []
  /// The prices.
  public internal(set) var price: [Double] = []
  /// The sizes.
  public internal(set) var size: [Double] = []
  /// The sides of the aggressors; `nil` if the file does not say.
  public internal(set) var side: [Side]?
  /// The line of the file each trade is on.
  public internal(set) var lines: [Int] = []

  /// An empty batch, to be filled by a reader.
  public init() {}

  /// How many trades there are.
  public var count: Int { time.count }
}

/// Reads the trades of a file of any size in constant memory.
///
///     var reader = try TickReader("BTCUSDT-trades.csv")
///     var batch = TickBatch()
///     while try reader.next(into: &batch) {
///       print(batch.time[0], batch.price[0])          // a few thousand trades at a time
///     }
///
/// What it hands out is possible and in ascending order of time; several trades may share an instant. Of several clocks in a file it reads
/// the exchange's rather than the recorder's, unless `CSVOptions.timeColumn` names one.
public struct TickReader: ~Copyable {
  private var rows: RowReader
  private(set) var batch: RowBatch
  let layout: TickLayout
  private let checksOrder: Bool
  private var previous = Int64.min
  private var count = 0

  /// A reader at the first trade of a file; a pipe will do.
  public init(_ path: String, options: CSVOptions = CSVOptions()) throws(InvalidFile) {
    try self.init(path, options: options, checksOrder: true)
  }

  init(_ path: String, options: CSVOptions, checksOrder: Bool) throws(InvalidFile) {
    var head = try CSVHead.of(path, options)
    let layout = try TickLayout(&head)
    self.layout = layout
    self.checksOrder = checksOrder
    rows = RowReader(head, layout: layout.rows)
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

  /// Replaces a batch by the next trades; `false` once there are no more.
  public mutating func next(into target: inout TickBatch) throws(InvalidFile) -> Bool {
    let more = try advance()
    target.time.removeAll(keepingCapacity: true)
    for nanoseconds in batch.times(0) { target.time.append(Timestamp(nanoseconds: nanoseconds)) }
    target.price = Array(batch.numbers(TickLayout.price))
    target.size = Array(batch.numbers(TickLayout.size))
    target.side = layout.hasSide ? batch.numbers(TickLayout.side).map { $0 > 0 ? .buy : .sell } : nil
    target.lines = Array(batch.lines[..<batch.count])
    return more
  }

  /// Reads the next rows and leaves those that are trades in ``batch``.
  mutating func advance() throws(InvalidFile) -> Bool {
    while try rows.next(into: &batch) {
      try judge()
      count += batch.count
      if batch.count > 0 { return true }
    }
    if count == 0 {
      throw InvalidFile(
        path: path, .noRows,
        rows.log.count == 0 ? "the file has a header but no rows" : "every one of the \(rows.log.count) rows breaks a rule",
        remedy: rows.log.count == 0 ? "check what wrote it" : "read it strictly to see what is wrong with the first one")
    }
    return false
  }

  /// How many rows the file seems to have, with some to spare; `nil` if its size is not known.
  var expectedRows: Int? { rows.size.map { RowEstimate.rows(read: rows.rows, bytes: rows.position, of: $0) } }

  private mutating func judge() throws(InvalidFile) {
    var kept = 0
    for row in 0..<batch.count {
      let price = batch.numbers[row]
      let size = batch.numbers[TickLayout.size * batch.capacity + row]
      let time = batch.times[row]
      if price > 0, size >= 0, time >= previous || !checksOrder {
        previous = time
        if kept != row { batch.move(row, to: kept) }
        kept += 1
        continue
      }
      let issue = issue(row, price: price, size: size)
      if rows.options.strictness == .strict { throw issue.error(path: path) }
      rows.log.note(issue, time: Timestamp(nanoseconds: time))
    }
    batch.count = kept
  }

  private func issue(_ row: Int, price: Double, size: Double) -> RowIssue {
    let line = batch.lines[row]
    if price <= 0 {
      return RowIssue(
        line: line, column: layout.rows.name(ofNumber: TickLayout.price), problem: .priceNotPositive,
        explanation: "the price \(price) is not positive", remedy: "prices are positive; \(RowIssue.leaveOut)")
    }
    if size < 0 {
      return RowIssue(
        line: line, column: layout.rows.name(ofNumber: TickLayout.size), problem: .negativeVolume,
        explanation: "the size \(size) is negative",
        remedy: "sizes are at least 0, the side is a column of its own; \(RowIssue.leaveOut)")
    }
    return RowIssue(
      line: line, column: layout.rows.name(ofTime: 0), problem: .timeGoesBack,
      explanation: "\(Timestamp(nanoseconds: batch.times[row])) comes after \(Timestamp(nanoseconds: previous))",
      remedy: "trades must be in ascending order of time: sort them (sorts), or \(RowIssue.leaveOut)")
  }
}

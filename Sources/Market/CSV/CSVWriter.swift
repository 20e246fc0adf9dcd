/// How times are written.
public enum TimeFormat: Hashable, Sendable {
  /// `2023-03-24T12:40:00Z`, with as many decimals as it needs.
  case iso8601
  /// A whole number of units since 1970, rounded down.
  case number(TimeUnit)
}

/// Writes a CSV file row by row, in constant memory. The file takes its place when it is finished; until then, what was there stays.
///
///     var writer = try CSVWriter("features.csv", columns: ["time", "rsi_14"])
///     writer.append(series.time[0])
///     writer.append(.nan)                        // a missing value is an empty field
///     try writer.endRow()
///     try writer.finish()
///
/// What is not finished, because an error came between or the writer was dropped, leaves no trace.
public struct CSVWriter: ~Copyable {
  private var file: OutputFile
  private var buffer = TextBuffer(capacity: CSVWriter.flushLength + 4_096)
  private let numbers = NumberText()
  private let width: Int
  private var fields = 0
  private var rowStart = 0
  private let format: TimeFormat
  private var clock = ClockText()
  private static let flushLength = 128 << 10

  /// A file with these columns.
  ///
  /// - Parameters:
  ///   - path: where it will be. A pipe or a device is written directly.
  ///   - columns: the names in its first line, at least one; none writes no header, and rows of any length.
  ///   - format: how times are written.
  public init(_ path: String, columns: [String], format: TimeFormat = .iso8601) throws(InvalidFile) {
    width = columns.count
    self.format = format
    file = try OutputFile(path)
    if columns.isEmpty { return }
    for name in columns { append(name) }
    closeRow()
  }

  /// Appends a number to the row; NaN is an empty field.
  public mutating func append(_ value: Double) {
    separate()
    buffer.append(value, numbers)
  }

  /// Appends a time to the row.
  public mutating func append(_ time: Timestamp) {
    separate()
    switch format {
    case .iso8601: clock.append(time, to: &buffer)
    case .number(let unit):
      let value = time.nanoseconds.flooredQuotient(by: unit.nanoseconds)
      if value < 0 { buffer.append(UInt8(ascii: "-")) }
      buffer.append(value.magnitude)
    }
  }

  /// Appends a text to the row, in quotes if it needs them.
  public mutating func append(_ text: String) {
    separate()
    if text.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D }) {
      buffer.append(UInt8(ascii: "\""))
      for byte in text.utf8 {
        if byte == UInt8(ascii: "\"") { buffer.append(byte) }
        buffer.append(byte)
      }
      buffer.append(UInt8(ascii: "\""))
    } else {
      buffer.append(text.utf8)
    }
  }

  /// Ends the row, which must have one field per column.
  public mutating func endRow() throws(InvalidFile) {
    precondition(width == 0 || fields == width, "a row has one field per column")
    closeRow()
    if buffer.count >= CSVWriter.flushLength { try flush() }
  }

  private mutating func closeRow() {
    // A line with nothing on it would be taken for no row at all.
    if fields == 1, rowStart == buffer.count { buffer.append("\"\"".utf8) }
    buffer.append(0x0A)
    rowStart = buffer.count
    fields = 0
  }

  /// Writes what waits and puts the file in its place; the writer takes no more after that.
  public mutating func finish() throws(InvalidFile) {
    try flush()
    try file.finish()
  }

  private mutating func flush() throws(InvalidFile) {
    try file.write(buffer.bytes, count: buffer.count)
    buffer.clear()
    rowStart = 0
  }

  private mutating func separate() {
    if fields > 0 { buffer.append(UInt8(ascii: ",")) }
    fields += 1
  }
}

/// Writes instants as ISO 8601, and remembers the day, because the next one is mostly the same.
struct ClockText {
  private var day: Int64?
  private var date: [UInt8] = []

  mutating func append(_ time: Timestamp, to buffer: inout TextBuffer) {
    let dayLength: Int64 = 86_400_000_000_000
    let today = time.nanoseconds.flooredQuotient(by: dayLength)
    if today != day {
      day = today
      date = Array("\(time.date)T".utf8)
    }
    buffer.append(date)
    // Wrapping, because the first day that can be told began before the first instant that can.
    let ofDay = UInt64(bitPattern: time.nanoseconds &- today &* dayLength)
    let seconds = ofDay / 1_000_000_000
    buffer.append(seconds / 3_600, digits: 2)
    buffer.append(UInt8(ascii: ":"))
    buffer.append(seconds / 60 % 60, digits: 2)
    buffer.append(UInt8(ascii: ":"))
    buffer.append(seconds % 60, digits: 2)
    let fraction = ofDay % 1_000_000_000
    if fraction != 0 {
      buffer.append(UInt8(ascii: "."))
      if fraction % 1_000_000 == 0 {
        buffer.append(fraction / 1_000_000, digits: 3)
      } else if fraction % 1_000 == 0 {
        buffer.append(fraction / 1_000, digits: 6)
      } else {
        buffer.append(fraction, digits: 9)
      }
    }
    buffer.append(UInt8(ascii: "Z"))
  }
}

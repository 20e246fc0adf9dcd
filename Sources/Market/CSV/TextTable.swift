/// A small table read as it is written: the names of its columns, and every cell as text.
///
///     let table = try TextTable(csv: "trials.csv")
///     table.rows[0][2]
///
/// For files of ours that hold words beside numbers. Markets and features have readers of their own, which are far faster.
public struct TextTable: Hashable, Sendable {
  /// The file.
  public let path: String
  /// The names of the columns.
  public let names: [String]
  /// The cells, each row as long as `names`.
  public let rows: [[String]]
  /// The line of the file each row began on.
  public let lines: [Int]

  /// Reads a CSV file with a header.
  public init(csv path: String, options: CSVOptions = CSVOptions()) throws(InvalidFile) {
    var options = options
    options.hasHeader = true
    let head = try CSVHead.of(path, options)
    let splitter = head.splitter
    let names = head.names ?? []
    var line = head.firstLine
    let longest = head.options.longestLine
    var feed = head.takeFeed()
    var rows: [[String]] = []
    var lines: [Int] = []
    var fields: [Field] = []
    while true {
      let end = min(feed.end, feed.start + longest + 1)
      switch splitter.split(feed.buffer.span, from: feed.start, to: end, into: &fields) {
      case .record(let next, let count):
        let cells = fields.map { TextTable.cell($0, feed.buffer.span) }
        if cells != [""] || fields[0].isQuoted {
          guard cells.count == names.count else {
            throw InvalidFile(
              path: path, line: line, .fieldCount, "the line has \(cells.count) fields, but the header names \(names.count) columns",
              remedy: "check what wrote it")
          }
          rows.append(cells)
          lines.append(line)
        }
        feed.start = next
        line += count
        continue
      case .incomplete, .openQuote:
        if feed.start == feed.end, feed.isAtEnd { break }
        if end - feed.start > longest { throw RowIssue.lineTooLong(line: line, limit: longest).error(path: path) }
        if feed.isAtEnd { throw RowIssue.openQuote(line: line).error(path: path) }
        try feed.fill(newline: splitter.newline)
        continue
      }
      break
    }
    self.path = path
    self.names = names
    self.rows = rows
    self.lines = lines
  }

  private static func cell(_ field: Field, _ bytes: Span<UInt8>) -> String {
    guard field.isQuoted else { return bytes.text(bytes.trimmed(field.range)) }
    let text = bytes.text(field.range)
    guard text.contains("\"") else { return text }
    var result = ""
    var wasQuote = false
    for character in text.unicodeScalars {
      wasQuote = character == "\"" && !wasQuote
      if !wasQuote { result.unicodeScalars.append(character) }
    }
    return result
  }
}

/// The beginning of a file: what separates its fields, the names of its columns and its first rows.
struct CSVHead: ~Copyable {
  /// How much of a file is looked at before it is read.
  static let length = 64 << 10
  /// How far is looked for a date that tells day from month.
  static let evidenceLength = 8 << 20

  private var feed: ByteFeed
  let options: CSVOptions
  private(set) var splitter = RecordSplitter()
  /// The names in the header, or those the caller gave; `nil` if there are neither.
  private(set) var names: [String]?
  /// Whether the names were read from the file.
  private(set) var hasHeader = false
  /// The number of the line the first row begins on.
  private(set) var firstLine = 1
  /// The first rows.
  private(set) var sample: [[String]] = []

  /// Opens a file and looks at its beginning.
  static func of(_ path: String, _ options: CSVOptions) throws(InvalidFile) -> CSVHead {
    var options = options
    options.longestLine = max(64, options.longestLine)
    var head = CSVHead(feed: ByteFeed(try InputFile(path), chunk: options.chunk), options: options)
    try head.look()
    return head
  }

  private init(feed: consuming ByteFeed, options: CSVOptions) {
    self.feed = feed
    self.options = options
  }

  private mutating func look() throws(InvalidFile) {
    try feed.fill(upTo: CSVHead.length, newline: splitter.newline)
    try refuseWhatIsNoText()
    if feed.buffer.starts(with: [0xEF, 0xBB, 0xBF]) { feed.start = 3 }
    splitter.newline = newline()
    feed.end(with: splitter.newline)
    try passOver(lines: options.skippedLines)
    try passOverBlankLines()
    if let given = options.separator { splitter.separator = try checked(given) } else { splitter.separator = separator() }
    try readHeader()
    try feed.fill(upTo: CSVHead.length, newline: splitter.newline)
    sample = records(limit: 200).map(\.cells)
  }

  var path: String { feed.file.path }

  consuming func takeFeed() -> ByteFeed { feed }

  /// How many columns the file has.
  var width: Int { names?.count ?? sample.first?.count ?? 0 }

  // MARK: - Text

  private func refuseWhatIsNoText() throws(InvalidFile) {
    let beginning = feed.beginning(CSVHead.length)
    if beginning.isEmpty {
      throw InvalidFile(path: path, .empty, "the file is empty", remedy: "check what wrote it")
    }
    if beginning.starts(with: [0x1F, 0x8B]) || beginning.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
      || beginning.starts(with: [0x50, 0x4B, 3, 4])
    {
      throw InvalidFile(path: path, .compressed, "the file is compressed", remedy: "unpack it first")
    }
    if beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF]) {
      throw InvalidFile(path: path, .notText, "the file is UTF-16 text", remedy: "save it as UTF-8")
    }
    if beginning.contains(0) {
      throw InvalidFile(path: path, .notText, "the file is not a text file", remedy: "name a CSV file")
    }
  }

  /// The end of a line: a line feed, or a carriage return where there is no line feed, as very old files have it.
  private func newline() -> UInt8 {
    let beginning = feed.beginning(CSVHead.length)
    return !beginning.contains(0x0A) && beginning.contains(0x0D) ? 0x0D : 0x0A
  }

  private mutating func passOver(lines: Int) throws(InvalidFile) {
    for _ in 0..<max(0, lines) {
      try fillLine()
      guard let end = feed.buffer[feed.start..<feed.end].firstIndex(of: splitter.newline) else { break }
      feed.start = end + 1
      firstLine += 1
    }
  }

  private mutating func passOverBlankLines() throws(InvalidFile) {
    while true {
      try fillLine()
      guard let end = feed.buffer[feed.start..<feed.end].firstIndex(of: splitter.newline) else { break }
      guard feed.buffer[feed.start..<end].allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { return }
      feed.start = end + 1
      firstLine += 1
    }
    throw InvalidFile(path: path, .empty, "the file has no lines that are not blank", remedy: "check what wrote it")
  }

  /// Makes sure that a whole line waits, and what a look at the beginning needs.
  private mutating func fillLine() throws(InvalidFile) {
    try feed.fill(upTo: CSVHead.length, newline: splitter.newline)
    while !feed.buffer[feed.start..<feed.end].contains(splitter.newline), !feed.isAtEnd {
      if feed.end - feed.start > options.longestLine {
        throw RowIssue.lineTooLong(line: firstLine, limit: options.longestLine).error(path: path)
      }
      try feed.fill(upTo: min(2 * (feed.end - feed.start), options.longestLine + 1), newline: splitter.newline)
    }
  }

  // MARK: - Fields

  private func checked(_ separator: Unicode.Scalar) throws(InvalidFile) -> UInt8 {
    guard separator.isASCII, !"\"\n\r.+-0123456789eE".unicodeScalars.contains(separator) else {
      throw InvalidFile(
        path: path, .ambiguousColumns, "\(quoted(String(Character(separator)))) cannot separate fields",
        remedy: "use a comma, a semicolon or a tab")
    }
    return UInt8(truncatingIfNeeded: separator.value)
  }

  /// The separator that occurs in the first line, equally often in the ones after it where one does; a tab or semicolon before a comma,
  /// because commas also occur within numbers.
  private func separator() -> UInt8 {
    var best = UInt8(ascii: ",")
    var bestScore = 0
    for candidate in [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")] {
      let widths = records(limit: 20, splitter: RecordSplitter(separator: candidate, newline: splitter.newline)).map(\.cells.count)
      guard let first = widths.first, first > 1 else { continue }
      let score = 1 + widths.count { $0 == first }
      if score > bestScore { (best, bestScore) = (candidate, score) }
    }
    return best
  }

  private mutating func readHeader() throws(InvalidFile) {
    guard let first = records(limit: 1).first else {
      throw RowIssue.openQuote(line: firstLine).error(path: path)
    }
    let cells = first.cells
    hasHeader = options.hasHeader ?? CSVHead.isHeader(cells)
    if hasHeader {
      feed.start = first.next
      firstLine += first.lines
      names = cells
    }
    guard let given = options.columns else { return }
    guard given.count == cells.count else {
      throw InvalidFile(
        path: path, line: firstLine, .fieldCount, "the line has \(cells.count) fields, but \(given.count) columns were named",
        remedy: "name every column in order (--columns, or `CSVOptions.columns`), with an empty name for one to ignore")
    }
    names = given
  }

  /// Whether the cells are names: at least half of those that are not empty are neither numbers nor times.
  private static func isHeader(_ cells: [String]) -> Bool {
    let written = cells.filter { !$0.allSatisfy(\.isWhitespace) }
    let words = written.count { cell in
      let bytes = Array(cell.utf8)
      let span = bytes.span
      if case .malformed = DecimalParser.shared.cell(span, bytes.indices) {
        return TimeText(span, bytes.indices, order: nil).date == nil
          && TimeText(span, bytes.indices, order: .monthFirst).date == nil
          && !["true", "false", "buy", "sell", "b", "s"].contains(cell.lowercased())
      }
      return false
    }
    return words > 0 && 2 * words >= written.count
  }

  /// The records that wait, blank lines left out.
  private func records(limit: Int, splitter: RecordSplitter? = nil) -> [(cells: [String], next: Int, lines: Int)] {
    let splitter = splitter ?? self.splitter
    // As much as waits however large the chunks are: the first line, and no less than what is always looked at.
    let firstEnd = feed.buffer[feed.start..<feed.end].firstIndex(of: splitter.newline) ?? feed.start
    let end = min(feed.end, max(feed.start + CSVHead.length, firstEnd + 1))
    var found: [(cells: [String], next: Int, lines: Int)] = []
    var fields: [Field] = []
    var position = feed.start
    let bytes = feed.buffer.span
    while position < end, found.count < limit {
      guard case .record(let next, let lines) = splitter.split(bytes, from: position, to: end, into: &fields) else { break }
      let cells = fields.map { $0.isQuoted ? unquoted(bytes.text($0.range)) : bytes.text(bytes.trimmed($0.range)) }
      if cells != [""] { found.append((cells, next, lines)) }
      position = next
    }
    return found
  }

  private func unquoted(_ text: String) -> String {
    guard text.contains("\"") else { return text }
    var result = ""
    var wasQuote = false
    for character in text {
      wasQuote = character == "\"" && !wasQuote
      if !wasQuote { result.append(character) }
    }
    return result
  }
}

// MARK: - Day and month

extension CSVHead {
  /// Looks through a column for a date that tells day from month.
  mutating func dateOrder(column: Int, name: String) throws(InvalidFile) -> DateOrder? {
    var fields: [Field] = []
    var offset = 0
    var isOpen = false
    while true {
      let start = feed.start + offset
      let end = min(feed.end, feed.start + CSVHead.evidenceLength)
      let found = splitter.split(feed.buffer.span, from: start, to: end, into: &fields)
      guard case .record(let next, _) = found else {
        if feed.isAtEnd || feed.end - feed.start >= CSVHead.evidenceLength { break }
        // A window twice as long each time, so that the rows are looked at once and the bytes moved seldom.
        try feed.fill(upTo: min(CSVHead.evidenceLength, max(2 * (feed.end - feed.start), 1)), newline: splitter.newline)
        continue
      }
      offset = next - feed.start
      guard fields.count > column else { continue }
      switch TimeText(feed.buffer.span, fields[column].range, order: nil).evidence {
      case .dayFirst: return .dayFirst
      case .monthFirst: return .monthFirst
      case .ambiguous: isOpen = true
      case .none: break
      }
    }
    if isOpen {
      throw InvalidFile(
        path: path, line: firstLine, column: name, .ambiguousDate, "the dates do not tell day from month, none has a day after the twelfth",
        remedy: "say which comes first (dateOrder: dayFirst or monthFirst)")
    }
    return nil
  }
}

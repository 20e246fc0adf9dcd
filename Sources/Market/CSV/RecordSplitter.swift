/// A field of a record: where its text lies, quotes left out.
struct Field {
  var range: Range<Int>
  var isQuoted = false
}

/// What was found where a record was expected.
enum RecordFound: Equatable {
  /// A record; the next one begins at `next`, so many lines further on.
  case record(next: Int, lines: Int)
  /// Its end has not been read yet.
  case incomplete
  /// Its end has not been read yet, and the last quote is open.
  case openQuote
}

/// Takes records apart by the book (RFC 4180): quoted fields may hold separators, line feeds and doubled quotes.
struct RecordSplitter: Sendable, Hashable {
  var separator = UInt8(ascii: ",")
  var newline = UInt8(ascii: "\n")

  /// Finds the fields of the record that begins at `start` and is over by `end`.
  func split(_ bytes: Span<UInt8>, from start: Int, to end: Int, into fields: inout [Field]) -> RecordFound {
    fields.removeAll(keepingCapacity: true)
    var position = start
    var lines = 1
    while true {
      let fieldStart = position
      var isQuoted = false
      if position < end, bytes[position] == UInt8(ascii: "\"") {
        guard let close = closingQuote(bytes, from: position + 1, to: end, &lines) else { return .openQuote }
        position = close + 1
        isQuoted = true
      }
      let contentEnd = position
      while position < end, bytes[position] != separator, bytes[position] != newline { position += 1 }
      guard position < end else { return .incomplete }
      var range = fieldStart..<position
      if bytes[position] == newline, newline == 0x0A, position > fieldStart, bytes[position - 1] == 0x0D {
        range = fieldStart..<position - 1
      }
      // Text behind the closing quote makes the quotes part of the text, and the cell an error where a number is expected.
      if isQuoted, contentEnd >= range.upperBound { range = fieldStart + 1..<contentEnd - 1 } else { isQuoted = false }
      fields.append(Field(range: range, isQuoted: isQuoted))
      position += 1
      if bytes[position - 1] == newline { return .record(next: position, lines: lines) }
    }
  }

  private func closingQuote(_ bytes: Span<UInt8>, from start: Int, to end: Int, _ lines: inout Int) -> Int? {
    var position = start
    while position < end {
      if bytes[position] == newline {
        lines += 1
      } else if bytes[position] == UInt8(ascii: "\"") {
        // What follows decides whether the quote is doubled. A file always ends with a line feed, so something will.
        if position + 1 >= end { return nil }
        if bytes[position + 1] != UInt8(ascii: "\"") { return position }
        position += 1
      }
      position += 1
    }
    return nil
  }
}

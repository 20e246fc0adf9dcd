/// JSON taken apart into a flat list of tokens in document order: no tree, no recursion, one array that can be used again.
///
/// RFC 8259 to the letter, plus a limit on nesting. Keys are string tokens in front of their values.
struct JSONTape {
  enum Kind: UInt8 { case object, array, string, escapedString, integer, decimal, yes, no, null }

  struct Token {
    var kind: Kind
    /// The first byte; of a string, the one after the quotation mark.
    var start: Int32
    /// The byte after the last one; of a string, the closing quotation mark.
    var end: Int32
    /// The index of the token after this one and everything in it.
    var next: Int32
  }

  /// Deeper nesting is refused, in reading and in writing: decoding recurses through people's own types, on stacks of half a megabyte.
  static let greatestDepth = 200

  var tokens: [Token] = []

  /// Takes one JSON value apart, replacing what the tape held. Whitespace may surround it.
  mutating func parse(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
    tokens.removeAll(keepingCapacity: true)
    guard bytes.count < Int(Int32.max) else { throw JSONSyntaxError(offset: 0, message: "more than 2 GB of JSON") }
    var open: [Int] = []
    var index = 0
    /// What may stand at `index`.
    var expectation = Expectation.value
    while true {
      JSONTape.skipSpace(bytes, &index)
      guard index < bytes.count else { throw JSONSyntaxError(offset: index, message: "the text ends too early") }
      let byte = bytes[index]
      switch expectation {
      case .firstKeyOrEnd where byte == UInt8(ascii: "}"), .commaOrEnd where byte == UInt8(ascii: "}"):
        guard let container = open.popLast(), tokens[container].kind == .object else {
          throw JSONSyntaxError(offset: index, message: "a \"}\" that closes nothing")
        }
        index += 1
        close(container, at: index)
        expectation = .commaOrEnd
      case .firstValueOrEnd where byte == UInt8(ascii: "]"), .commaOrEnd where byte == UInt8(ascii: "]"):
        guard let container = open.popLast(), tokens[container].kind == .array else {
          throw JSONSyntaxError(offset: index, message: "a \"]\" that closes nothing")
        }
        index += 1
        close(container, at: index)
        expectation = .commaOrEnd
      case .commaOrEnd:
        guard byte == UInt8(ascii: ","), let container = open.last else {
          throw JSONSyntaxError(offset: index, message: "a comma or the end of the list is missing")
        }
        index += 1
        expectation = tokens[container].kind == .object ? .key : .value
      case .firstKeyOrEnd, .key:
        guard byte == UInt8(ascii: "\"") else { throw JSONSyntaxError(offset: index, message: "a key in quotation marks is missing") }
        try string(bytes, &index)
        JSONTape.skipSpace(bytes, &index)
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
          throw JSONSyntaxError(offset: index, message: "a colon is missing")
        }
        index += 1
        expectation = .value
      case .value, .firstValueOrEnd:
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          guard open.count < JSONTape.greatestDepth else {
            throw JSONSyntaxError(offset: index, message: "nested more than \(JSONTape.greatestDepth) levels deep")
          }
          open.append(tokens.count)
          let isObject = byte == UInt8(ascii: "{")
          add(isObject ? .object : .array, index, index + 1)
          index += 1
          expectation = isObject ? .firstKeyOrEnd : .firstValueOrEnd
        case UInt8(ascii: "\""):
          try string(bytes, &index)
          expectation = .commaOrEnd
        case UInt8(ascii: "-"), 0x30...0x39:
          try number(bytes, &index)
          expectation = .commaOrEnd
        case UInt8(ascii: "t"):
          try word("true", .yes, bytes, &index)
          expectation = .commaOrEnd
        case UInt8(ascii: "f"):
          try word("false", .no, bytes, &index)
          expectation = .commaOrEnd
        case UInt8(ascii: "n"):
          try word("null", .null, bytes, &index)
          expectation = .commaOrEnd
        default: throw JSONSyntaxError(offset: index, message: "a value is missing")
        }
      }
      if open.isEmpty { break }
    }
    JSONTape.skipSpace(bytes, &index)
    guard index == bytes.count else { throw JSONSyntaxError(offset: index, message: "something follows the value") }
  }

  private enum Expectation { case value, firstValueOrEnd, firstKeyOrEnd, key, commaOrEnd }

  private mutating func add(_ kind: Kind, _ start: Int, _ end: Int) {
    tokens.append(
      Token(
        kind: kind, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end),
        next: Int32(truncatingIfNeeded: tokens.count + 1)))
  }

  private mutating func close(_ container: Int, at end: Int) {
    tokens[container].end = Int32(truncatingIfNeeded: end)
    tokens[container].next = Int32(truncatingIfNeeded: tokens.count)
  }

  private static func skipSpace(_ bytes: Span<UInt8>, _ index: inout Int) {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index += 1
      default: return
      }
    }
  }

  private mutating func word(_ word: StaticString, _ kind: Kind, _ bytes: Span<UInt8>, _ index: inout Int) throws(JSONSyntaxError) {
    let letters = "\(word)".utf8
    let start = index
    for letter in letters {
      guard index < bytes.count, bytes[index] == letter else { throw JSONSyntaxError(offset: start, message: "a value is missing") }
      index += 1
    }
    add(kind, start, index)
  }

  private mutating func string(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONSyntaxError) {
    let start = index + 1
    var kind = Kind.string
    index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        add(kind, start, index)
        index += 1
        return
      }
      if byte == UInt8(ascii: "\\") {
        kind = .escapedString
        index += 1
      } else if byte < 0x20 {
        throw JSONSyntaxError(offset: index, message: "a control character in a string")
      }
      index += 1
    }
    throw JSONSyntaxError(offset: bytes.count, message: "a string without its end")
  }

  private mutating func number(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONSyntaxError) {
    let start = index
    var kind = Kind.integer
    func digits() -> Int {
      let first = index
      while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 { index += 1 }
      return index - first
    }
    if bytes[index] == UInt8(ascii: "-") { index += 1 }
    let leadsWithZero = index < bytes.count && bytes[index] == 0x30
    let count = digits()
    guard count > 0, !leadsWithZero || count == 1 else { throw JSONSyntaxError(offset: start, message: "a number that is none") }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      kind = .decimal
      index += 1
      guard digits() > 0 else { throw JSONSyntaxError(offset: start, message: "a number that is none") }
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      kind = .decimal
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
      guard digits() > 0 else { throw JSONSyntaxError(offset: start, message: "a number that is none") }
    }
    add(kind, start, index)
  }
}

/// Where JSON stops being JSON.
struct JSONSyntaxError: Error {
  var offset: Int
  var message: String
}

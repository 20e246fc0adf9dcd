/// JSON in the two layouts that stand in files: pretty with sorted keys for documents, on one line for journals. Numbers and strings are copied
/// byte for byte, so nothing is rounded on the way.
struct JSONPrinter {
  let bytes: ArraySlice<UInt8>
  let tape: JSONTape

  init(_ bytes: ArraySlice<UInt8>) throws(JSONSyntaxError) {
    self.bytes = bytes
    var tape = JSONTape()
    try tape.parse(bytes.span)
    for token in tape.tokens where token.kind == .string || token.kind == .escapedString {
      guard JSONString.text(token, bytes.span) != nil else {
        throw JSONSyntaxError(offset: Int(token.start), message: "a string that is not Unicode")
      }
    }
    self.tape = tape
  }

  /// Without spaces, keys in the order they have.
  func appendCompact(to output: inout [UInt8]) { append(0, indentation: nil, to: &output) }

  /// Two spaces a level, keys sorted by the bytes of their UTF-8; of a key that stands twice the last one counts.
  func appendPretty(indentation: Int, to output: inout [UInt8]) { append(0, indentation: indentation, to: &output) }

  // Recursion is bounded by the tape's limit on depth.
  private func append(_ index: Int, indentation: Int?, to output: inout [UInt8]) {
    let token = tape.tokens[index]
    switch token.kind {
    case .object:
      var members = self.members(index)
      if indentation != nil { members = sorted(members) }
      list(members.map(\.value), keys: members.map(\.key), UInt8(ascii: "{"), UInt8(ascii: "}"), indentation, &output)
    case .array:
      var elements: [Int] = []
      var element = index + 1
      while element < Int(token.next) {
        elements.append(element)
        element = Int(tape.tokens[element].next)
      }
      list(elements, keys: nil, UInt8(ascii: "["), UInt8(ascii: "]"), indentation, &output)
    case .string, .escapedString: copy(Int(token.start) - 1, Int(token.end) + 1, to: &output)
    default: copy(Int(token.start), Int(token.end), to: &output)
    }
  }

  private func list(_ values: [Int], keys: [Int]?, _ start: UInt8, _ end: UInt8, _ indentation: Int?, _ output: inout [UInt8]) {
    output.append(start)
    let inner = indentation.map { $0 + 2 }
    for (place, value) in values.enumerated() {
      if place > 0 { output.append(UInt8(ascii: ",")) }
      newLine(inner, &output)
      if let keys {
        append(keys[place], indentation: nil, to: &output)
        output.append(UInt8(ascii: ":"))
        if indentation != nil { output.append(UInt8(ascii: " ")) }
      }
      append(value, indentation: inner, to: &output)
    }
    if !values.isEmpty { newLine(indentation, &output) }
    output.append(end)
  }

  private func newLine(_ indentation: Int?, _ output: inout [UInt8]) {
    guard let indentation else { return }
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: indentation))
  }

  private func copy(_ start: Int, _ end: Int, to output: inout [UInt8]) {
    output.append(contentsOf: bytes[bytes.startIndex + start..<bytes.startIndex + end])
  }

  private func members(_ index: Int) -> [(key: Int, value: Int)] {
    var members: [(key: Int, value: Int)] = []
    var key = index + 1
    while key < Int(tape.tokens[index].next) {
      members.append((key, key + 1))
      key = Int(tape.tokens[key + 1].next)
    }
    return members
  }

  private func sorted(_ members: [(key: Int, value: Int)]) -> [(key: Int, value: Int)] {
    // Keyed by bytes: as `String`s, two spellings of one text would be one key.
    var last: [[UInt8]: (key: Int, value: Int)] = [:]
    for member in members { last[Array((JSONString.text(tape.tokens[member.key], bytes.span) ?? "").utf8)] = member }
    return last.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }
}

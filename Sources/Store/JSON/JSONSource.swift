#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The JSON that is being decoded: its bytes and its tape. One per run of records; nothing is allocated anew for the next record.
final class JSONSource {
  private(set) var bytes: ArraySlice<UInt8> = []
  private(set) var tape = JSONTape()
  /// Where the next key is expected: types ask for their keys in the order in which they wrote them.
  var hint = 0

  /// Takes JSON apart.
  func load(_ bytes: ArraySlice<UInt8>) throws(JSONSyntaxError) {
    self.bytes = bytes
    hint = 0
    try tape.parse(bytes.span)
  }

  /// Reads a value out of JSON.
  func decode<Value: Decodable>(_ type: Value.Type, from bytes: ArraySlice<UInt8>) throws(StoreError) -> Value {
    do {
      try load(bytes)
      return try ValueDecoder(source: self, index: 0).value(type)
    } catch let error as JSONSyntaxError {
      throw StoreError(.badValue, "\(Value.self) cannot be read: \(error.message)", place: "JSON", offset: error.offset)
    } catch let error as DecodingError {
      throw StoreError(.badValue, "\(Value.self) cannot be read: \(JSONSource.explain(error))")
    } catch {
      throw StoreError.wrapping(error, "\(Value.self) cannot be read")
    }
  }

  private static func explain(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "the value" : "\"" + path.map(\.stringValue).joined(separator: ".") + "\""
    }
    switch error {
    case .keyNotFound(let key, let context): return "\(place(context.codingPath + [key])) is missing"
    case .valueNotFound(let type, let context): return "\(place(context.codingPath)) is null, not \(type)"
    case .typeMismatch(let type, let context): return "\(place(context.codingPath)) is not \(type): \(context.debugDescription)"
    case .dataCorrupted(let context): return "\(place(context.codingPath)): \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }

  /// The value of a key in an object, or nil.
  func find(_ name: String, in object: Int) -> Int? {
    let end = Int(tape.tokens[object].next)
    let bytes = bytes
    let span = bytes.span
    if hint > object, hint < end, JSONString.matches(tape.tokens[hint], span, name) {
      let value = hint + 1
      let next = Int(tape.tokens[value].next)
      // The last of a key that stands twice counts, as in every other reader of ours; only the full search below can tell. Our own writer
      // never writes a key twice, so the hint is right unless the key comes again right after.
      if next >= end || !JSONString.matches(tape.tokens[next], span, name) {
        hint = next
        return value
      }
    }
    var found: Int?
    var key = object + 1
    while key < end {
      if JSONString.matches(tape.tokens[key], span, name) { found = key + 1 }
      key = Int(tape.tokens[key + 1].next)
    }
    if let found { hint = Int(tape.tokens[found].next) }
    return found
  }

  /// The keys that lead to a token. Worked out only when something is wrong.
  func path(to target: Int) -> [any CodingKey] {
    var path: [any CodingKey] = []
    var index = 0
    while index != target {
      let token = tape.tokens[index]
      let isObject = token.kind == .object
      guard isObject || token.kind == .array else { return path }
      var child = index + 1
      var place = 0
      while child < Int(token.next) {
        let value = isObject ? child + 1 : child
        if target < Int(tape.tokens[value].next) {
          path.append(
            isObject ? DictionaryKey(JSONString.text(tape.tokens[child], bytes.span) ?? "") : DictionaryKey(index: place))
          index = value
          break
        }
        child = Int(tape.tokens[value].next)
        place += 1
      }
      if child >= Int(token.next) { return path }
    }
    return path
  }

  /// The token at a path of keys joined by `.`.
  func index(at path: Substring, from object: Int) -> Int? {
    guard tape.tokens[object].kind == .object else { return nil }
    if let found = find(String(path), in: object) { return found }
    var dot = path.lastIndex(of: ".")
    while let place = dot {
      if let inner = find(String(path[..<place]), in: object), let found = index(at: path[path.index(after: place)...], from: inner) {
        return found
      }
      dot = path[..<place].lastIndex(of: ".")
    }
    return nil
  }

  func mismatch(_ type: Any.Type, _ index: Int) -> any Error {
    let token = tape.tokens[index]
    let context = { (message: String) in DecodingError.Context(codingPath: self.path(to: index), debugDescription: message) }
    if token.kind == .null { return DecodingError.valueNotFound(type, context("it is null")) }
    let start = bytes.startIndex + Int(token.start)
    let shown = String(decoding: bytes[start..<min(start + 40, bytes.startIndex + Int(token.end))], as: UTF8.self)
    return DecodingError.typeMismatch(type, context("found \(shown)"))
  }

  func boolean(_ index: Int) throws -> Bool {
    switch tape.tokens[index].kind {
    case .yes: return true
    case .no: return false
    default: throw mismatch(Bool.self, index)
    }
  }

  func string(_ index: Int) throws -> String {
    let token = tape.tokens[index]
    guard token.kind == .string || token.kind == .escapedString, let text = JSONString.text(token, bytes.span) else {
      throw mismatch(String.self, index)
    }
    return text
  }

  func double(_ index: Int) throws -> Double {
    let token = tape.tokens[index]
    if let value = JSONNumber.double(token, bytes.span) { return value }
    if token.kind == .string, let value = JSONNumber.nonFiniteDouble(try string(index)) { return value }
    throw mismatch(Double.self, index)
  }

  func float(_ index: Int) throws -> Float {
    let token = tape.tokens[index]
    if let value = JSONNumber.float(token, bytes.span) { return value }
    if token.kind == .string, let value = JSONNumber.nonFiniteFloat(try string(index)) { return value }
    throw mismatch(Float.self, index)
  }

  func integer<Value: FixedWidthInteger>(_ type: Value.Type, _ index: Int) throws -> Value {
    guard let value = JSONNumber.integer(tape.tokens[index], bytes.span, as: type) else { throw mismatch(type, index) }
    return value
  }

  func date(_ index: Int) throws -> Date {
    switch tape.tokens[index].kind {
    case .string:
      let text = try string(index)
      if let date = DateText.date(text) { return date }
      if let seconds = JSONNumber.nonFiniteDouble(text) { return Date(timeIntervalSinceReferenceDate: seconds) }
      throw mismatch(Date.self, index)
    default: return Date(timeIntervalSinceReferenceDate: try double(index))
    }
  }

  func text(_ index: Int) -> JSONText {
    let token = tape.tokens[index]
    let isString = token.kind == .string || token.kind == .escapedString
    let start = bytes.startIndex + Int(token.start) - (isString ? 1 : 0)
    return JSONText(unchecked: bytes[start..<bytes.startIndex + Int(token.end) + (isString ? 1 : 0)])
  }
}

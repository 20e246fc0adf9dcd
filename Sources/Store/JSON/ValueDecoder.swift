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
  fileprivate var hint = 0

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
  fileprivate func find(_ name: String, in object: Int) -> Int? {
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

  fileprivate func mismatch(_ type: Any.Type, _ index: Int) -> any Error {
    let token = tape.tokens[index]
    let context = { (message: String) in DecodingError.Context(codingPath: self.path(to: index), debugDescription: message) }
    if token.kind == .null { return DecodingError.valueNotFound(type, context("it is null")) }
    let start = bytes.startIndex + Int(token.start)
    let shown = String(decoding: bytes[start..<min(start + 40, bytes.startIndex + Int(token.end))], as: UTF8.self)
    return DecodingError.typeMismatch(type, context("found \(shown)"))
  }

  fileprivate func boolean(_ index: Int) throws -> Bool {
    switch tape.tokens[index].kind {
    case .yes: return true
    case .no: return false
    default: throw mismatch(Bool.self, index)
    }
  }

  fileprivate func string(_ index: Int) throws -> String {
    let token = tape.tokens[index]
    guard token.kind == .string || token.kind == .escapedString, let text = JSONString.text(token, bytes.span) else {
      throw mismatch(String.self, index)
    }
    return text
  }

  fileprivate func double(_ index: Int) throws -> Double {
    let token = tape.tokens[index]
    if let value = JSONNumber.double(token, bytes.span) { return value }
    if token.kind == .string, let value = JSONNumber.nonFiniteDouble(try string(index)) { return value }
    throw mismatch(Double.self, index)
  }

  fileprivate func float(_ index: Int) throws -> Float {
    let token = tape.tokens[index]
    if let value = JSONNumber.float(token, bytes.span) { return value }
    if token.kind == .string, let value = JSONNumber.nonFiniteFloat(try string(index)) { return value }
    throw mismatch(Float.self, index)
  }

  fileprivate func integer<Value: FixedWidthInteger>(_ type: Value.Type, _ index: Int) throws -> Value {
    guard let value = JSONNumber.integer(tape.tokens[index], bytes.span, as: type) else { throw mismatch(type, index) }
    return value
  }

  fileprivate func date(_ index: Int) throws -> Date {
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

/// Reads any `Decodable` out of a tape.
struct ValueDecoder: Decoder {
  let source: JSONSource
  let index: Int

  var codingPath: [any CodingKey] { source.path(to: index) }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard source.tape.tokens[index].kind == .object else { throw source.mismatch([String: Any].self, index) }
    return KeyedDecodingContainer(KeyedReader(source: source, object: index))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard source.tape.tokens[index].kind == .array else { throw source.mismatch([Any].self, index) }
    return UnkeyedReader(source: source, array: index)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
    // One dynamic cast of a metatype comparison that has just held; it cannot fail.
    if type == Double.self, let value = try source.double(index) as? Value { return value }
    if type == Int.self, let value = try source.integer(Int.self, index) as? Value { return value }
    if type == String.self, let value = try source.string(index) as? Value { return value }
    if type == Date.self, let value = try source.date(index) as? Value { return value }
    if type == Data.self {
      guard let value = Data(base64Encoded: try source.string(index)) as? Value else { throw source.mismatch(type, index) }
      return value
    }
    if type == URL.self {
      guard let value = URL(string: try source.string(index)) as? Value else { throw source.mismatch(type, index) }
      return value
    }
    if type == JSONText.self, let value = source.text(index) as? Value { return value }
    return try type.init(from: self)
  }
}

extension ValueDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { source.tape.tokens[index].kind == .null }
  func decode(_ type: Bool.Type) throws -> Bool { try source.boolean(index) }
  func decode(_ type: String.Type) throws -> String { try source.string(index) }
  func decode(_ type: Double.Type) throws -> Double { try source.double(index) }
  func decode(_ type: Float.Type) throws -> Float { try source.float(index) }
  func decode(_ type: Int.Type) throws -> Int { try source.integer(type, index) }
  func decode(_ type: Int8.Type) throws -> Int8 { try source.integer(type, index) }
  func decode(_ type: Int16.Type) throws -> Int16 { try source.integer(type, index) }
  func decode(_ type: Int32.Type) throws -> Int32 { try source.integer(type, index) }
  func decode(_ type: Int64.Type) throws -> Int64 { try source.integer(type, index) }
  func decode(_ type: UInt.Type) throws -> UInt { try source.integer(type, index) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try source.integer(type, index) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try source.integer(type, index) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try source.integer(type, index) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try source.integer(type, index) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try value(type) }
}

private struct KeyedReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let source: JSONSource
  let object: Int

  var codingPath: [any CodingKey] { source.path(to: object) }

  var allKeys: [Key] {
    var keys: [Key] = []
    let bytes = source.bytes
    var key = object + 1
    while key < Int(source.tape.tokens[object].next) {
      if let name = JSONString.text(source.tape.tokens[key], bytes.span), let made = Key(stringValue: name) { keys.append(made) }
      key = Int(source.tape.tokens[key + 1].next)
    }
    return keys
  }

  func contains(_ key: Key) -> Bool {
    let hint = source.hint
    defer { source.hint = hint }
    return source.find(key.stringValue, in: object) != nil
  }

  private func place(_ key: Key) throws -> Int {
    if let index = source.find(key.stringValue, in: object) { return index }
    throw DecodingError.keyNotFound(key, DecodingError.Context(codingPath: codingPath, debugDescription: "no such key"))
  }

  func decodeNil(forKey key: Key) throws -> Bool {
    let hint = source.hint
    let isNull = source.tape.tokens[try place(key)].kind == .null
    if !isNull { source.hint = hint }
    return isNull
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try source.boolean(place(key)) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try source.string(place(key)) }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try source.double(place(key)) }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try source.float(place(key)) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try source.integer(type, place(key)) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try source.integer(type, place(key)) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try source.integer(type, place(key)) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try source.integer(type, place(key)) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try source.integer(type, place(key)) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try source.integer(type, place(key)) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try source.integer(type, place(key)) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try source.integer(type, place(key)) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try source.integer(type, place(key)) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try source.integer(type, place(key)) }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let index = try place(key)
    let hint = source.hint
    defer { source.hint = hint }
    return try ValueDecoder(source: source, index: index).value(type)
  }

  func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) throws -> KeyedDecodingContainer<Inner> {
    try ValueDecoder(source: source, index: place(key)).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try ValueDecoder(source: source, index: place(key)).unkeyedContainer()
  }

  func superDecoder() -> any Decoder {
    // As other decoders do: without the key there is nothing to read, and the superclass says so.
    ValueDecoder(source: source, index: source.find("super", in: object) ?? object)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder { ValueDecoder(source: source, index: try place(key)) }
}

private struct UnkeyedReader: UnkeyedDecodingContainer {
  let source: JSONSource
  let array: Int
  private var next: Int
  private(set) var currentIndex = 0

  init(source: JSONSource, array: Int) {
    self.source = source
    self.array = array
    next = array + 1
  }

  var codingPath: [any CodingKey] { source.path(to: array) }
  var isAtEnd: Bool { next >= Int(source.tape.tokens[array].next) }

  var count: Int? {
    var count = 0
    var index = array + 1
    while index < Int(source.tape.tokens[array].next) {
      count += 1
      index = Int(source.tape.tokens[index].next)
    }
    return count
  }

  private mutating func take<Value>(_ type: Value.Type, _ read: (JSONSource, Int) throws -> Value) throws -> Value {
    guard !isAtEnd else {
      let path = codingPath + [DictionaryKey(index: currentIndex)]
      throw DecodingError.valueNotFound(type, DecodingError.Context(codingPath: path, debugDescription: "the list ends before"))
    }
    let value = try read(source, next)
    next = Int(source.tape.tokens[next].next)
    currentIndex += 1
    return value
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, source.tape.tokens[next].kind == .null else { return false }
    next += 1
    currentIndex += 1
    return true
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try take(type) { try $0.boolean($1) } }
  mutating func decode(_ type: String.Type) throws -> String { try take(type) { try $0.string($1) } }
  mutating func decode(_ type: Double.Type) throws -> Double { try take(type) { try $0.double($1) } }
  mutating func decode(_ type: Float.Type) throws -> Float { try take(type) { try $0.float($1) } }
  mutating func decode(_ type: Int.Type) throws -> Int { try take(type) { try $0.integer(type, $1) } }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try take(type) { try $0.integer(type, $1) } }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try take(type) { try $0.integer(type, $1) } }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try take(type) { try $0.integer(type, $1) } }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try take(type) { try $0.integer(type, $1) } }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try take(type) { try $0.integer(type, $1) } }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try take(type) { try $0.integer(type, $1) } }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try take(type) { try $0.integer(type, $1) } }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try take(type) { try $0.integer(type, $1) } }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try take(type) { try $0.integer(type, $1) } }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try take(type) { try ValueDecoder(source: $0, index: $1).value(type) }
  }

  mutating func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) throws -> KeyedDecodingContainer<Inner> {
    try take(KeyedDecodingContainer<Inner>.self) { try ValueDecoder(source: $0, index: $1).container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try take((any UnkeyedDecodingContainer).self) { try ValueDecoder(source: $0, index: $1).unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder {
    try take((any Decoder).self) { ValueDecoder(source: $0, index: $1) }
  }
}

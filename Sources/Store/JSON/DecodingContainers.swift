// What `Codable` types read from; every place is a token of the tape.

struct KeyedReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
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

struct UnkeyedReader: UnkeyedDecodingContainer {
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

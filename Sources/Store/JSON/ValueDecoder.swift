#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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

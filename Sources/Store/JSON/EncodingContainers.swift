// What `Codable` types write to; everything ends up in their encoder's bytes.

struct KeyedWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil(forKey key: Key) { encoder.key(key.stringValue).null() }
  func encode(_ value: Bool, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: String, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: Double, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: Float, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: Int, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: Int8, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: Int16, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: Int32, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: Int64, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: UInt, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: UInt8, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: UInt16, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: UInt32, forKey key: Key) { encoder.key(key.stringValue).write(value) }
  func encode(_ value: UInt64, forKey key: Key) { encoder.key(key.stringValue).write(value) }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    encoder.key(key.stringValue)
    try encoder.writeValue(value, at: key)
  }

  func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) -> KeyedEncodingContainer<Inner> {
    encoder.key(key.stringValue)
    return encoder.nested(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder.key(key.stringValue)
    return encoder.nested(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    encoder.key("super")
    return encoder.nested(DictionaryKey("super"))
  }

  func superEncoder(forKey key: Key) -> any Encoder {
    encoder.key(key.stringValue)
    return encoder.nested(key)
  }
}

struct UnkeyedWriter: UnkeyedEncodingContainer {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { encoder.count }

  func encodeNil() { encoder.element().null() }
  func encode(_ value: Bool) { encoder.element().write(value) }
  func encode(_ value: String) { encoder.element().write(value) }
  func encode(_ value: Double) { encoder.element().write(value) }
  func encode(_ value: Float) { encoder.element().write(value) }
  func encode(_ value: Int) { encoder.element().write(value) }
  func encode(_ value: Int8) { encoder.element().write(value) }
  func encode(_ value: Int16) { encoder.element().write(value) }
  func encode(_ value: Int32) { encoder.element().write(value) }
  func encode(_ value: Int64) { encoder.element().write(value) }
  func encode(_ value: UInt) { encoder.element().write(value) }
  func encode(_ value: UInt8) { encoder.element().write(value) }
  func encode(_ value: UInt16) { encoder.element().write(value) }
  func encode(_ value: UInt32) { encoder.element().write(value) }
  func encode(_ value: UInt64) { encoder.element().write(value) }

  func encode<Value: Encodable>(_ value: Value) throws {
    encoder.element()
    try encoder.writeValue(value, at: DictionaryKey(index: encoder.count - 1))
  }

  func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
    encoder.element()
    return encoder.nested(DictionaryKey(index: encoder.count - 1)).container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    encoder.element()
    return encoder.nested(DictionaryKey(index: encoder.count - 1)).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    encoder.element()
    return encoder.nested(DictionaryKey(index: encoder.count - 1))
  }
}

struct SingleWriter: SingleValueEncodingContainer {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil() { encoder.single().null() }
  func encode(_ value: Bool) { encoder.single().write(value) }
  func encode(_ value: String) { encoder.single().write(value) }
  func encode(_ value: Double) { encoder.single().write(value) }
  func encode(_ value: Float) { encoder.single().write(value) }
  func encode(_ value: Int) { encoder.single().write(value) }
  func encode(_ value: Int8) { encoder.single().write(value) }
  func encode(_ value: Int16) { encoder.single().write(value) }
  func encode(_ value: Int32) { encoder.single().write(value) }
  func encode(_ value: Int64) { encoder.single().write(value) }
  func encode(_ value: UInt) { encoder.single().write(value) }
  func encode(_ value: UInt8) { encoder.single().write(value) }
  func encode(_ value: UInt16) { encoder.single().write(value) }
  func encode(_ value: UInt32) { encoder.single().write(value) }
  func encode(_ value: UInt64) { encoder.single().write(value) }

  func encode<Value: Encodable>(_ value: Value) throws {
    encoder.single()
    try encoder.writeValue(value)
  }
}

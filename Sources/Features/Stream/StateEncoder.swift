extension StateValue {
  /// The state of a value that can be coded.
  init(_ value: some Encodable) throws {
    let encoder = StateEncoder(codingPath: [])
    try value.encode(to: encoder)
    self = encoder.slot.value
  }
}

/// Where a value is put together: containers write into it when they are done with.
private final class Slot {
  enum Kind { case nothing, single, list, table }

  var kind = Kind.nothing
  var single = StateValue.null
  private var list: [Slot] = []
  private var table: [(key: String, slot: Slot)] = []

  var value: StateValue {
    switch kind {
    case .nothing: .table([:])
    case .single: single
    case .list: .list(list.map(\.value))
    case .table: .table(Dictionary(table.map { ($0.key, $0.slot.value) }) { $1 })
    }
  }

  func set(_ value: StateValue) {
    kind = .single
    single = value
  }

  func append() -> Slot {
    let slot = Slot()
    list.append(slot)
    return slot
  }

  func insert(_ key: String) -> Slot {
    let slot = Slot()
    table.append((key, slot))
    return slot
  }

  func fill(_ value: some Encodable, _ path: [any CodingKey]) throws {
    switch value {
    case let value as Double: set(StateValue(number: value))
    case let value as [Double]: set(.list(value.map { StateValue(number: $0) }))
    default: try value.encode(to: StateEncoder(codingPath: path, slot: self))
    }
  }
}

private struct StateEncoder: Encoder {
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  var slot = Slot()

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    slot.kind = .table
    return KeyedEncodingContainer(Keyed(codingPath: codingPath, slot: slot))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    slot.kind = .list
    return Unkeyed(codingPath: codingPath, slot: slot)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(codingPath: codingPath, slot: slot) }
}

private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let codingPath: [any CodingKey]
  let slot: Slot

  mutating func encodeNil(forKey key: Key) throws { slot.insert(key.stringValue).set(.null) }
  mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try slot.insert(key.stringValue).fill(value, codingPath + [key])
  }
  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
    StateEncoder(codingPath: codingPath + [key], slot: slot.insert(key.stringValue)).container(keyedBy: type)
  }
  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    StateEncoder(codingPath: codingPath + [key], slot: slot.insert(key.stringValue)).unkeyedContainer()
  }
  mutating func superEncoder() -> any Encoder { StateEncoder(codingPath: codingPath, slot: slot.insert("super")) }
  mutating func superEncoder(forKey key: Key) -> any Encoder {
    StateEncoder(codingPath: codingPath + [key], slot: slot.insert(key.stringValue))
  }
}

private struct Unkeyed: UnkeyedEncodingContainer {
  let codingPath: [any CodingKey]
  let slot: Slot
  var count = 0

  private mutating func next() -> Slot {
    count += 1
    return slot.append()
  }

  mutating func encodeNil() throws { next().set(.null) }
  mutating func encode<Value: Encodable>(_ value: Value) throws { try next().fill(value, codingPath) }
  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    StateEncoder(codingPath: codingPath, slot: next()).container(keyedBy: type)
  }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    StateEncoder(codingPath: codingPath, slot: next()).unkeyedContainer()
  }
  mutating func superEncoder() -> any Encoder { StateEncoder(codingPath: codingPath, slot: next()) }
}

private struct Single: SingleValueEncodingContainer {
  let codingPath: [any CodingKey]
  let slot: Slot

  mutating func encodeNil() throws { slot.set(.null) }
  mutating func encode(_ value: Bool) throws { slot.set(.bool(value)) }
  mutating func encode(_ value: String) throws { slot.set(.text(value)) }
  mutating func encode(_ value: Double) throws { slot.set(StateValue(number: value)) }
  mutating func encode(_ value: Float) throws { slot.set(StateValue(number: Double(value))) }
  mutating func encode(_ value: Int) throws { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: Int8) throws { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: Int16) throws { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: Int32) throws { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: Int64) throws { slot.set(.integer(value)) }
  mutating func encode(_ value: UInt) throws { slot.set(.unsigned(UInt64(value))) }
  mutating func encode(_ value: UInt8) throws { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: UInt16) throws { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: UInt32) throws { slot.set(.integer(Int64(value))) }
  mutating func encode(_ value: UInt64) throws { slot.set(.unsigned(value)) }
  mutating func encode<Value: Encodable>(_ value: Value) throws { try slot.fill(value, codingPath) }
}

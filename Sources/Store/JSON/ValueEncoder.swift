#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes any `Encodable` as compact JSON straight into bytes, in the order the type writes it.
///
/// The conventions are in `Docs/file-formats.md`. Dictionaries and sets are written in order, so the same value gives the same bytes.
final class ValueEncoder: Encoder {
  private enum State { case empty, value, object, array }

  private(set) var codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  private let output: Output
  private var state = State.empty
  private(set) var count = 0
  private(set) var depth: Int

  private init(output: Output, codingPath: [any CodingKey], depth: Int) {
    self.output = output
    self.codingPath = codingPath
    self.depth = depth
  }

  /// Appends a value's JSON to some bytes; on failure they are as before.
  static func append<Value: Encodable>(_ value: Value, to bytes: inout [UInt8], depth: Int = 0) throws(StoreError) {
    let start = bytes.count
    let output = Output()
    swap(&output.bytes, &bytes)
    defer { swap(&output.bytes, &bytes) }
    do {
      try ValueEncoder(output: output, codingPath: [], depth: depth).writeValue(value)
      try output.assemble()
    } catch {
      output.bytes.removeSubrange(start...)
      throw StoreError.wrapping(error, "\(Value.self) cannot be written as JSON")
    }
  }

  // MARK: - Containers

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    begin(.object, UInt8(ascii: "{"))
    return KeyedEncodingContainer(KeyedWriter(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    begin(.array, UInt8(ascii: "["))
    return UnkeyedWriter(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { SingleWriter(encoder: self) }

  private func begin(_ wanted: State, _ bracket: UInt8) {
    if state == wanted { return }
    precondition(state == .empty, "A value asked its encoder for containers of two kinds.")
    state = wanted
    count = 0
    output.bytes.append(bracket)
  }

  func finish() {
    switch state {
    case .object: output.bytes.append(UInt8(ascii: "}"))
    case .array: output.bytes.append(UInt8(ascii: "]"))
    case .empty: output.bytes.append(contentsOf: "{}".utf8)
    case .value: break
    }
  }

  // MARK: - Elements

  @discardableResult func key(_ name: String) -> ValueEncoder {
    if count > 0 { output.bytes.append(UInt8(ascii: ",")) }
    count += 1
    JSONString.append(name, to: &output.bytes)
    output.bytes.append(UInt8(ascii: ":"))
    return self
  }

  @discardableResult func element() -> ValueEncoder {
    if count > 0 { output.bytes.append(UInt8(ascii: ",")) }
    count += 1
    return self
  }

  @discardableResult func single() -> ValueEncoder {
    precondition(state == .empty, "A value wrote two values where one belongs.")
    state = .value
    return self
  }

  func null() { output.bytes.append(contentsOf: "null".utf8) }
  func write(_ value: Bool) { output.bytes.append(contentsOf: (value ? "true" : "false").utf8) }
  func write(_ value: String) { JSONString.append(value, to: &output.bytes) }
  func write(_ value: Double) { JSONNumber.append(value, to: &output.bytes) }
  func write(_ value: Float) { JSONNumber.append(value, to: &output.bytes) }
  func write<Value: FixedWidthInteger>(_ value: Value) { JSONNumber.append(value, to: &output.bytes) }

  func writeValue<Value: Encodable>(_ value: Value, at key: @autoclosure () -> any CodingKey) throws {
    // Values that write themselves in one go need no path.
    if try writeSpecial(value) { return }
    codingPath.append(key())
    defer { codingPath.removeLast() }
    try writeValue(value)
  }

  func writeValue<Value: Encodable>(_ value: Value) throws {
    if try writeSpecial(value) { return }
    guard depth < JSONTape.greatestDepth else {
      throw StoreError(.badValue, "A value is nested more than \(JSONTape.greatestDepth) levels deep")
    }
    let (outerState, outerCount) = (state, count)
    (state, count) = (.empty, 0)
    depth += 1
    defer {
      (state, count) = (outerState, outerCount)
      depth -= 1
    }
    if let ordered = value as? any HashOrdered, try ordered.writeOrdered(to: self) { return }
    try value.encode(to: self)
    finish()
  }

  private func writeSpecial<Value: Encodable>(_ value: Value) throws -> Bool {
    if Value.self == Double.self, let value = value as? Double {
      write(value)
    } else if Value.self == Int.self, let value = value as? Int {
      write(value)
    } else if Value.self == String.self, let value = value as? String {
      write(value)
    } else if Value.self == Date.self, let date = value as? Date {
      if let text = DateText.text(date) { write(text) } else { write(date.timeIntervalSinceReferenceDate) }
    } else if Value.self == Data.self, let data = value as? Data {
      write(data.base64EncodedString())
    } else if Value.self == URL.self, let address = value as? URL {
      write(address.absoluteString)
    } else if Value.self == JSONText.self, let text = value as? JSONText {
      try JSONPrinter(text.bytes).appendCompact(to: &output.bytes)
    } else {
      return false
    }
    return true
  }

  func nested(_ key: (any CodingKey)?) -> ValueEncoder {
    let inner = Output()
    let encoder = ValueEncoder(output: inner, codingPath: codingPath + (key.map { [$0] } ?? []), depth: depth + 1)
    output.insert(inner, finishedBy: encoder)
    return encoder
  }

  // MARK: - Values without an order of their own

  func writeObject<Value: Encodable>(_ members: [(String, Value)]) throws {
    begin(.object, UInt8(ascii: "{"))
    for (name, value) in members.sorted(by: { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }) {
      key(name)
      try writeValue(value, at: DictionaryKey(name))
    }
    finish()
  }

  func writeArray(_ elements: [[UInt8]]) {
    begin(.array, UInt8(ascii: "["))
    for bytes in elements {
      element()
      output.bytes.append(contentsOf: bytes)
    }
    finish()
  }

  /// Bytes being written, and pieces that belong in between: containers asked for by themselves may be filled in any order.
  final class Output {
    var bytes: [UInt8] = []
    private var pieces: [(offset: Int, output: Output, encoder: ValueEncoder)] = []

    func insert(_ output: Output, finishedBy encoder: ValueEncoder) { pieces.append((bytes.count, output, encoder)) }

    func assemble() throws {
      guard !pieces.isEmpty else { return }
      var whole: [UInt8] = []
      var done = 0
      for piece in pieces {
        guard piece.encoder.depth <= JSONTape.greatestDepth else {
          throw StoreError(.badValue, "A value is nested more than \(JSONTape.greatestDepth) levels deep")
        }
        piece.encoder.finish()
        try piece.output.assemble()
        whole += bytes[done..<piece.offset]
        whole += piece.output.bytes
        done = piece.offset
      }
      whole += bytes[done...]
      bytes = whole
      pieces = []
    }
  }
}

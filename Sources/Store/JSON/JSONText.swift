/// One JSON value as it stands in a store: checked, and not yet turned into anything.
///
/// Every document and record is handed out as `JSONText`; ``decode(_:)`` makes a value of it. It can be stored as it is, too, which is how a
/// program moves values it has no type for.
///
///     let text = try JSONText("{ \"score\": 0.5 }")
///     text.description                      // {"score":0.5}
///     try text.decode([String: Double].self)  // ["score": 0.5]
public struct JSONText: Sendable, Hashable {
  /// The UTF-8 bytes.
  public let bytes: ArraySlice<UInt8>

  /// Checks JSON (RFC 8259, at most 200 levels deep) and keeps it without its spaces.
  /// - Throws: `StoreError` with code `badValue` and the byte at which it stops being JSON.
  public init(_ text: String) throws(StoreError) { try self.init(bytes: Array(text.utf8)[...]) }

  /// Checks JSON and keeps it without its spaces.
  /// - Throws: `StoreError` with code `badValue` and the byte at which it stops being JSON.
  public init(bytes: ArraySlice<UInt8>) throws(StoreError) {
    do {
      var compact: [UInt8] = []
      try JSONPrinter(bytes).appendCompact(to: &compact)
      self.bytes = compact[...]
    } catch {
      throw StoreError(.badValue, "This is not JSON: \(error.message)", place: "JSON", offset: error.offset)
    }
  }

  /// Writes a value as JSON.
  /// - Throws: `StoreError` with code `badValue`.
  public init<Value: Encodable>(encoding value: Value) throws(StoreError) {
    var bytes: [UInt8] = []
    try ValueEncoder.append(value, to: &bytes)
    self.bytes = bytes[...]
  }

  /// JSON that is known to be valid.
  init(unchecked bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// The value it says.
  /// - Throws: `StoreError` with code `badValue` that names the key which is missing or of another type.
  public func decode<Value: Decodable>(_ type: Value.Type) throws(StoreError) -> Value {
    try JSONSource().decode(type, from: bytes)
  }
}

extension JSONText: CustomStringConvertible {
  /// The JSON.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension JSONText: Codable {
  /// Takes over JSON from the store's own decoder as it stands; another decoder must hold it as a string.
  public init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the JSON itself through the store's own encoder; through another one, a string that holds it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

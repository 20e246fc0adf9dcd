/// A line of JSON that ends with a checksum of all that stands before it: `{…,"c":"cbf43926"}`.
enum CheckedLine {
  /// What stands behind the bytes that are checked: `,"c":"` + 8 digits + `"}` and the line's end.
  static let sealByteCount = 17

  /// Turns the `}` at the end, if there is one, into the seal of everything from `start` on.
  static func seal(from start: Int, _ bytes: inout [UInt8]) {
    let checksum = Checksum.of(bytes.span.extracting(start..<bytes.count))
    bytes.append(contentsOf: ",\"c\":\"".utf8)
    Hexadecimal.append(checksum, to: &bytes)
    bytes.append(contentsOf: "\"}\n".utf8)
  }

  /// Where the checked bytes end, if the line (with its line feed) is sealed and as it was written.
  static func verify(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Int? {
    let end = line.upperBound - sealByteCount
    guard end > line.lowerBound, bytes[end] == UInt8(ascii: ","), bytes[end + 1] == UInt8(ascii: "\""), bytes[end + 2] == UInt8(ascii: "c"),
      bytes[end + 3] == UInt8(ascii: "\""), bytes[end + 4] == UInt8(ascii: ":"), bytes[end + 5] == UInt8(ascii: "\""),
      let checksum = Hexadecimal.value(bytes, at: end + 6), bytes[end + 14] == UInt8(ascii: "\""), bytes[end + 15] == UInt8(ascii: "}"),
      bytes[end + 16] == 0x0A, Checksum.of(bytes.extracting(line.lowerBound..<end)) == checksum
    else { return nil }
    return end
  }

  /// The index after the line feed that ends the line starting here, or nil if there is none.
  static func end(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < bytes.count {
      if bytes[index] == 0x0A { return index + 1 }
      index += 1
    }
    return nil
  }

  /// Appends a value as a sealed line.
  static func append<Value: Encodable>(_ value: Value, to bytes: inout [UInt8]) throws(StoreError) {
    let start = bytes.count
    try ValueEncoder.append(value, to: &bytes)
    bytes.removeLast()
    seal(from: start, &bytes)
  }

  /// Reads a value from a sealed line, or nil if the line is not as it was written.
  static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8], _ line: Range<Int>) -> Value? {
    guard let end = verify(bytes.span, line) else { return nil }
    return try? JSONSource().decode(type, from: (bytes[line.lowerBound..<end] + [UInt8(ascii: "}")])[...])
  }
}

/// One record in a segment: `{"n":0,"t":"2023-11-14T22:13:20.000000000Z","v":…,"c":"…"}`.
struct JournalLine {
  var position: Int
  var time: RecordTime
  /// Where the value's JSON stands.
  var json: Range<Int>

  static func append(position: Int, time: RecordTime, json: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: "{\"n\":".utf8)
    JSONNumber.append(position, to: &bytes)
    bytes.append(contentsOf: ",\"t\":\"".utf8)
    time.append(to: &bytes)
    bytes.append(contentsOf: "\",\"v\":".utf8)
    bytes.append(contentsOf: json)
    CheckedLine.seal(from: start, &bytes)
  }

  /// Reads a line (with its line feed); nil if it is not exactly as it was written.
  init?(_ bytes: Span<UInt8>, _ line: Range<Int>) {
    guard let end = CheckedLine.verify(bytes, line) else { return nil }
    var index = line.lowerBound + 5
    var position = 0
    let firstDigit = index
    while index < end, bytes[index] >= 0x30, bytes[index] <= 0x39 {
      let (product, overflow) = position.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(bytes[index] - 0x30))
      guard !overflow, !carry else { return nil }
      position = sum
      index += 1
    }
    // The checksum holds, so the line is one that was written; these checks tell a record from any other sealed line.
    guard index > firstDigit, position < Absurd.number, index + 42 < end, bytes[line.lowerBound + 2] == UInt8(ascii: "n"),
      bytes[index + 2] == UInt8(ascii: "t"),
      let time = RecordTime(bytes, at: index + 6), bytes[index + 39] == UInt8(ascii: "v")
    else { return nil }
    self.position = position
    self.time = time
    json = index + 42..<end
  }
}

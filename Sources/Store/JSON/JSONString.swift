/// Strings in and out of their JSON spelling.
enum JSONString {
  static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    // Hardly any string needs an escape: look first, and write again only if one does.
    var index = start
    while index < bytes.count, !needsEscape(bytes[index]) { index += 1 }
    if index < bytes.count {
      let tail = Array(bytes[index...])
      bytes.removeSubrange(index...)
      for byte in tail { appendEscaped(byte, to: &bytes) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func needsEscape(_ byte: UInt8) -> Bool { byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") }

  private static func appendEscaped(_ byte: UInt8, to bytes: inout [UInt8]) {
    guard needsEscape(byte) else { return bytes.append(byte) }
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    default:
      bytes += [UInt8(ascii: "u"), 0x30, 0x30, 0x30 + (byte >> 4), byte & 0xF < 10 ? 0x30 + (byte & 0xF) : 0x57 + (byte & 0xF)]
    }
  }

  /// The text of a string token, or nil if it is not valid Unicode.
  static func text(_ token: JSONTape.Token, _ bytes: Span<UInt8>) -> String? {
    var content: [UInt8] = []
    content.reserveCapacity(Int(token.end - token.start))
    var isPlain = true
    var index = Int(token.start)
    let end = Int(token.end)
    while index < end {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\") {
        guard let scalar = escape(bytes, &index, end) else { return nil }
        content.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        if scalar.value >= 0x80 { isPlain = false }
      } else {
        if byte >= 0x80 { isPlain = false }
        content.append(byte)
        index += 1
      }
    }
    let text = String(decoding: content, as: UTF8.self)
    // Decoding mends broken UTF-8 without a word. Mended text differs from what was read.
    return isPlain || text.utf8.elementsEqual(content) ? text : nil
  }

  private static func escape(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> Unicode.Scalar? {
    guard index + 1 < end else { return nil }
    let letter = bytes[index + 1]
    index += 2
    switch letter {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "u"):
      guard let high = unit(bytes, &index, end) else { return nil }
      guard high & 0xFC00 == 0xD800 else { return Unicode.Scalar(high) }
      guard index + 1 < end, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else { return nil }
      index += 2
      guard let low = unit(bytes, &index, end), low & 0xFC00 == 0xDC00 else { return nil }
      return Unicode.Scalar(0x10000 + (high & 0x3FF) << 10 + low & 0x3FF)
    default: return nil
    }
  }

  private static func unit(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> UInt32? {
    guard index + 4 <= end else { return nil }
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = bytes[index]
      guard let digit = Hexadecimal.digit(byte >= 0x41 && byte <= 0x46 ? byte | 0x20 : byte) else { return nil }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }

  /// Whether a string token says exactly this.
  static func matches(_ token: JSONTape.Token, _ bytes: Span<UInt8>, _ text: String) -> Bool {
    guard token.kind == .string else { return JSONString.text(token, bytes)?.utf8.elementsEqual(text.utf8) ?? false }
    let letters = text.utf8
    guard letters.count == Int(token.end - token.start) else { return false }
    var index = Int(token.start)
    for letter in letters {
      guard bytes[index] == letter else { return false }
      index += 1
    }
    return true
  }
}

/// A segment of a key as a file name that no file system folds together with another one.
///
/// Letters, digits, `-`, `_` and `.` stand for themselves, every other byte is `%xx`. A segment with capitals ends in `~` and a mask, in
/// hexadecimal, of which of its ASCII letters are capitals (the first letter is the lowest bit), so names differ even where case is ignored. A
/// leading dot, and the dot of an ending that the store uses itself, are written `%2e`.
enum FileName {
  static let ownEndings = [".json", ".jsonl", ".journal", ".index", ".new"]

  static func encode(_ segment: Substring) -> String {
    let bytes = Array(segment.utf8)
    var escapedDot: Int?
    let folded = segment.lowercased()
    for ending in ownEndings where folded.hasSuffix(ending) { escapedDot = bytes.count - ending.utf8.count }
    var name: [UInt8] = []
    var mask: [UInt8] = []
    var letters = 0
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
        if letters % 4 == 0 { mask.append(0) }
        if byte < UInt8(ascii: "a") { mask[letters / 4] |= 1 << UInt8(letters % 4) }
        letters += 1
        name.append(byte)
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): name.append(byte)
      case UInt8(ascii: ".") where index > 0 && index != escapedDot: name.append(byte)
      default:
        name.append(UInt8(ascii: "%"))
        name.append(hexadecimal(byte >> 4))
        name.append(hexadecimal(byte & 0xF))
      }
    }
    while mask.last == 0 { mask.removeLast() }
    if !mask.isEmpty {
      name.append(UInt8(ascii: "~"))
      name += mask.reversed().map(hexadecimal)
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// The segment that a file name stands for, or nil for a name that no key has.
  static func decode(_ name: Substring) -> String? {
    let text = name.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)[0]
    let bytes = Array(text.utf8)
    var segment: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%") {
        guard index + 2 < bytes.count, let high = Hexadecimal.digit(bytes[index + 1]), let low = Hexadecimal.digit(bytes[index + 2])
        else { return nil }
        segment.append(high << 4 | low)
        index += 3
      } else {
        segment.append(bytes[index])
        index += 1
      }
    }
    let decoded = String(decoding: segment, as: UTF8.self)
    return encode(Substring(decoded)) == name ? decoded : nil
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x57 + digit }
}

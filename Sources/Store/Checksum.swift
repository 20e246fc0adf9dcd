/// CRC-32 as zlib, gzip and PNG use it (ISO 3309, reflected polynomial 0xEDB88320): `python3 -c 'import zlib; zlib.crc32(…)'` agrees.
///
/// It is not a signature: it finds accidents, and it finds every change confined to 32 neighbouring bits.
struct Checksum {
  private var state: UInt32 = 0xFFFF_FFFF

  /// Takes in bytes: slicing by eight (Kounavis and Berry, 2005), one table look-up per byte without waiting for the one before.
  mutating func update(_ bytes: Span<UInt8>) {
    var crc = state
    let table = Checksum.tables
    let tables = table.span
    var index = 0
    let end = bytes.count
    while end - index >= 8 {
      let low =
        crc
        ^ (UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16 | UInt32(bytes[index + 3]) << 24)
      crc =
        tables[1792 + Int(low & 0xFF)] ^ tables[1536 + Int(low >> 8 & 0xFF)] ^ tables[1280 + Int(low >> 16 & 0xFF)]
        ^ tables[1024 + Int(low >> 24)] ^ tables[768 + Int(bytes[index + 4])] ^ tables[512 + Int(bytes[index + 5])]
        ^ tables[256 + Int(bytes[index + 6])] ^ tables[Int(bytes[index + 7])]
      index += 8
    }
    while index < end {
      crc = tables[Int((crc ^ UInt32(bytes[index])) & 0xFF)] ^ crc >> 8
      index += 1
    }
    state = crc
  }

  /// The checksum of everything taken in.
  var value: UInt32 { ~state }

  /// The checksum of some bytes.
  static func of(_ bytes: Span<UInt8>) -> UInt32 {
    var checksum = Checksum()
    checksum.update(bytes)
    return checksum.value
  }

  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
      tables[byte] = crc
    }
    for index in 256..<tables.count {
      let before = tables[index - 256]
      tables[index] = tables[Int(before & 0xFF)] ^ before >> 8
    }
    return tables
  }()
}

/// Eight lower-case hexadecimal digits, as checksums stand in files.
enum Hexadecimal {
  static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: 28, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: value >> UInt32(shift) & 0xF)
      bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }

  static func text(_ value: UInt32) -> String {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value of one digit; capitals are not digits here, so that a file has one spelling.
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }

  static func value(_ bytes: Span<UInt8>, at start: Int) -> UInt32? {
    guard start >= 0, start <= bytes.count - 8 else { return nil }
    var value: UInt32 = 0
    for index in start..<(start + 8) {
      guard let digit = digit(bytes[index]) else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}

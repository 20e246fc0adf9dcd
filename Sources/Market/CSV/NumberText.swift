/// Text that grows in a buffer that is cleared and used again.
struct TextBuffer {
  private(set) var bytes: [UInt8]
  private(set) var count = 0

  init(capacity: Int) { bytes = [UInt8](repeating: 0, count: capacity) }

  /// What has been appended, as text.
  var text: String { String(decoding: bytes[..<count], as: UTF8.self) }

  mutating func clear() { count = 0 }

  mutating func append(_ byte: UInt8) {
    makeRoom(for: 1)
    bytes[count] = byte
    count += 1
  }

  mutating func append(_ text: some Sequence<UInt8>) { for byte in text { append(byte) } }

  /// Appends a number as ``NumberText`` writes it.
  mutating func append(_ value: Double, _ numbers: NumberText) {
    makeRoom(for: NumberText.longest)
    let start = count
    var span = bytes.mutableSpan
    let end = numbers.write(value, to: &span, at: start)
    count = end
  }

  /// Appends a whole number, with zeros in front up to a number of digits.
  mutating func append(_ value: UInt64, digits: Int = 1) {
    makeRoom(for: NumberText.longest)
    let start = count
    var span = bytes.mutableSpan
    let end = NumberText.write(value, digits: max(digits, NumberText.digits(value)), decimals: 0, to: &span, at: start)
    count = end
  }

  private mutating func makeRoom(for more: Int) {
    if count + more > bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count + more)) }
  }
}

/// Writes numbers with the shortest text that reads back to the same `Double`.
struct NumberText: Sendable {
  /// How many bytes a number needs at most.
  static let longest = 40

  private let exactPowers = DecimalParser.shared.exactPowers

  /// Writes `100` for 100, `0.1` for 0.1, nothing for NaN, and returns where the text ends.
  ///
  /// A number that is m / 10^k with m below 10^15 is found by one exact division: no shorter text can read back to it, because a `Double`
  /// tells any two decimal numbers of 15 digits apart. For the others the standard library knows the shortest digits.
  func write(_ value: Double, to bytes: inout MutableSpan<UInt8>, at start: Int) -> Int {
    if value.isNaN { return start }
    var position = start
    if value.sign == .minus {
      bytes[position] = UInt8(ascii: "-")
      position += 1
    }
    let magnitude = value.magnitude
    if magnitude < 1e15 {
      let whole = UInt64(magnitude)
      if Double(whole) == magnitude {
        return NumberText.write(whole, digits: NumberText.digits(whole), decimals: 0, to: &bytes, at: position)
      }
      if magnitude >= 1e-4, let (significand, decimals) = shortDecimal(magnitude, digits: NumberText.digits(whole)) {
        return NumberText.write(
          significand, digits: max(NumberText.digits(significand), decimals + 1), decimals: decimals, to: &bytes, at: position)
      }
    }
    return NumberText.writeDescription(magnitude, to: &bytes, at: position)
  }

  /// m and k, as small as they can be, if the number is m / 10^k with m below 10^15 and k at most 10.
  @inline(__always)
  private func shortDecimal(_ magnitude: Double, digits: Int) -> (UInt64, Int)? {
    // If the number has so few decimals, it also has as many as keep m below 10^15: one division tells.
    let most = min(10, 15 - digits)
    guard var significand = significand(magnitude, decimals: most) else { return nil }
    var decimals = most
    for fewer in [2, 5, 8] where fewer < most {
      if let small = self.significand(magnitude, decimals: fewer) {
        (significand, decimals) = (small, fewer)
        break
      }
    }
    while decimals > 1, significand % 10 == 0 {
      significand /= 10
      decimals -= 1
    }
    return (significand, decimals)
  }

  @inline(__always)
  private func significand(_ magnitude: Double, decimals: Int) -> UInt64? {
    // Below 2^52 adding a half and cutting off rounds to the nearest.
    let significand = UInt64(magnitude * exactPowers[decimals] + 0.5)
    return significand < 1_000_000_000_000_000 && Double(significand) / exactPowers[decimals] == magnitude ? significand : nil
  }

  /// How many digits a whole number has.
  static func digits(_ value: UInt64) -> Int {
    var digits = 1
    var rest = value
    while rest >= 10_000 {
      rest /= 10_000
      digits += 4
    }
    return digits + (rest >= 1_000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0)
  }

  /// Writes so many digits, the last `decimals` of them behind a point.
  static func write(_ value: UInt64, digits: Int, decimals: Int, to bytes: inout MutableSpan<UInt8>, at start: Int) -> Int {
    var rest = value
    if decimals == 0 {
      writeDigits(&rest, digits, to: &bytes, before: start + digits)
      return start + digits
    }
    let end = start + digits + 1
    writeDigits(&rest, decimals, to: &bytes, before: end)
    bytes[end - decimals - 1] = UInt8(ascii: ".")
    writeDigits(&rest, digits - decimals, to: &bytes, before: end - decimals - 1)
    return end
  }

  /// Takes the last digits off a number, two at a time, and writes them.
  @inline(__always)
  private static func writeDigits(_ rest: inout UInt64, _ count: Int, to bytes: inout MutableSpan<UInt8>, before end: Int) {
    var position = end
    var left = count
    while left >= 2 {
      let pair = UInt32(truncatingIfNeeded: rest % 100)
      rest /= 100
      bytes[position - 1] = 0x30 + UInt8(truncatingIfNeeded: pair % 10)
      bytes[position - 2] = 0x30 + UInt8(truncatingIfNeeded: pair / 10)
      position -= 2
      left -= 2
    }
    if left == 1 {
      bytes[position - 1] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  /// The library's text without what is not needed: `.0`, and the plus and the zeros of an exponent.
  private static func writeDescription(_ magnitude: Double, to bytes: inout MutableSpan<UInt8>, at start: Int) -> Int {
    var position = start
    var isExponent = false
    var isLeading = false
    for byte in magnitude.description.utf8 {
      if byte == UInt8(ascii: "e") {
        position = withoutZero(bytes, start, position)
        isExponent = true
        isLeading = true
      } else if isLeading, byte == UInt8(ascii: "+") || byte == 0x30 {
        continue
      } else if byte != UInt8(ascii: "-") {
        isLeading = false
      }
      bytes[position] = byte
      position += 1
    }
    return isExponent ? position : withoutZero(bytes, start, position)
  }

  /// The end of a text that ends in `.0`, without that.
  private static func withoutZero(_ bytes: borrowing MutableSpan<UInt8>, _ start: Int, _ end: Int) -> Int {
    end - start > 2 && bytes[end - 1] == 0x30 && bytes[end - 2] == UInt8(ascii: ".") ? end - 2 : end
  }
}

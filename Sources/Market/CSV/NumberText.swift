/// Writes numbers with the shortest text that reads back to the same `Double`.
struct NumberText: Sendable {
  private let exactPowers = DecimalParser.shared.exactPowers

  /// Appends `100` for 100, `0.1` for 0.1, nothing for NaN.
  ///
  /// A number that is m / 10^k with m below 10^15 is found by one exact division: no shorter text can read back to it, because a `Double`
  /// tells any two decimal numbers of 15 digits apart. For the others the standard library knows the shortest digits.
  func append(_ value: Double, to buffer: inout [UInt8]) {
    if value.isNaN { return }
    if value.sign == .minus { buffer.append(UInt8(ascii: "-")) }
    let magnitude = value.magnitude
    if magnitude < 1e15 {
      let whole = magnitude.rounded(.towardZero)
      if whole == magnitude { return NumberText.append(UInt64(whole), to: &buffer) }
      if magnitude >= 1e-4 {
        for decimals in 1...10 {
          let scaled = (magnitude * exactPowers[decimals]).rounded()
          if scaled >= 1e15 { break }
          if scaled / exactPowers[decimals] == magnitude {
            return NumberText.append(UInt64(scaled), decimals: decimals, to: &buffer)
          }
        }
      }
    }
    NumberText.appendDescription(magnitude, to: &buffer)
  }

  /// Appends a whole number.
  static func append(_ value: UInt64, to buffer: inout [UInt8]) { append(value, decimals: 0, to: &buffer) }

  private static func append(_ value: UInt64, decimals: Int, to buffer: inout [UInt8]) {
    var digits = 1
    var limit: UInt64 = 10
    while digits < 20, value >= limit {
      digits += 1
      limit = digits < 20 ? limit * 10 : limit
    }
    digits = max(digits, decimals + 1)
    let start = buffer.count
    let length = digits + (decimals > 0 ? 1 : 0)
    for _ in 0..<length { buffer.append(0x30) }
    var rest = value
    var position = start + length - 1
    for index in 0..<digits {
      if index == decimals, decimals > 0 {
        buffer[position] = UInt8(ascii: ".")
        position -= 1
      }
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      buffer[position] = 0x30 + UInt8(truncatingIfNeeded: digit)
      rest = quotient
      position -= 1
    }
  }

  /// The library's text without what is not needed: `.0`, and the plus and the zeros of an exponent.
  private static func appendDescription(_ magnitude: Double, to buffer: inout [UInt8]) {
    let text = Array(magnitude.description.utf8)
    guard let mark = text.firstIndex(of: UInt8(ascii: "e")) else {
      buffer.append(contentsOf: text.suffix(2).elementsEqual(".0".utf8) ? text.dropLast(2) : text[...])
      return
    }
    let mantissa = text[..<mark]
    buffer.append(contentsOf: mantissa.suffix(2).elementsEqual(".0".utf8) ? mantissa.dropLast(2) : mantissa)
    buffer.append(UInt8(ascii: "e"))
    var exponent = text[(mark + 1)...]
    if exponent.first == UInt8(ascii: "-") { buffer.append(UInt8(ascii: "-")) }
    exponent = exponent.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || $0 == 0x30 }
    buffer.append(contentsOf: exponent)
  }
}

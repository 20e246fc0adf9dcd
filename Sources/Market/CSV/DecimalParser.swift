/// Reads decimal numbers as `strtod` does, bit for bit.
///
/// Numbers of at most 15 or so digits are one exact division or multiplication (Clinger 1990, "How to read floating point numbers
/// accurately"); the others take the product with a 128-bit power of ten, of which Mushtak and Lemire proved that it always suffices
/// for up to 19 digits ("Fast number parsing without fallback", 2023, https://arxiv.org/abs/2212.06644). Longer numbers are read twice,
/// rounded down and up to 19 digits; only if the two answers differ is the standard library asked.
struct DecimalParser: Sendable {
  /// The one instance, whose tables are made at first use.
  static let shared = DecimalParser()

  /// 10^0 to 10^22, which a `Double` holds exactly.
  let exactPowers: [Double]
  /// 10^0 to 10^19.
  let wholePowers: [UInt64]
  private let powers: PowersOfTen

  private init() {
    exactPowers = (0...22).reduce(into: [1.0]) { powers, _ in powers.append(powers[powers.count - 1] * 10) }
    wholePowers = (0..<19).reduce(into: [1]) { powers, _ in powers.append(powers[powers.count - 1] * 10) }
    powers = PowersOfTen()
  }

  /// significand · 10^exponent, rounded to the nearest `Double`, ties to even.
  @inline(__always)
  func magnitude(significand: UInt64, exponent: Int) -> Double {
    if significand <= 1 << 53, exponent >= -22, exponent <= 22 {
      return exponent < 0 ? Double(significand) / exactPowers[-exponent] : Double(significand) * exactPowers[exponent]
    }
    return roundedMagnitude(significand: significand, exponent: exponent)
  }

  /// The same by the product with a 128-bit power of ten.
  ///
  /// Names and steps follow algorithm 1 of "Number Parsing at a Gigabyte per Second".
  func roundedMagnitude(significand: UInt64, exponent: Int) -> Double {
    if significand == 0 || exponent < PowersOfTen.exponents.lowerBound { return 0 }
    if exponent > PowersOfTen.exponents.upperBound { return .infinity }
    let leadingZeros = significand.leadingZeroBitCount
    let shifted = significand << UInt64(leadingZeros)
    let index = exponent - PowersOfTen.exponents.lowerBound
    var (high, low) = shifted.multipliedFullWidth(by: powers.upper[index])
    if high & 0x1FF == 0x1FF {
      // The lower half of the power can still carry into the bits that decide.
      let (sum, carries) = low.addingReportingOverflow(shifted.multipliedFullWidth(by: powers.lower[index]).high)
      low = sum
      if carries { high &+= 1 }
    }
    let upperBit = Int(high >> 63)
    let cut = UInt64(upperBit + 9)
    var mantissa = high >> cut
    // ⌊log2(10^q)⌋ = ⌊217706 q / 2^16⌋ for every q of the table.
    var binaryExponent = (217_706 * exponent) >> 16 + 63 + upperBit - leadingZeros + 1_023
    if binaryExponent <= 0 {
      if binaryExponent <= -63 { return 0 }
      mantissa >>= UInt64(1 - binaryExponent)
      mantissa = (mantissa + (mantissa & 1)) >> 1
      return Double(bitPattern: mantissa)
    }
    if low <= 1, exponent >= -4, exponent <= 23, mantissa & 3 == 1, mantissa << cut == high {
      mantissa &= ~1
    }
    mantissa = (mantissa + (mantissa & 1)) >> 1
    if mantissa >= 1 << 53 {
      mantissa = 1 << 52
      binaryExponent += 1
    }
    if binaryExponent >= 2_047 { return .infinity }
    return Double(bitPattern: (mantissa & ~(1 << 52)) | UInt64(binaryExponent) << 52)
  }
}

// MARK: - One cell of a file

/// What a cell that should hold a number holds.
enum NumberCell: Equatable {
  case number(Double)
  /// Nothing, or blanks.
  case empty
  /// A word for a missing value: NaN, NA, N/A, null, none.
  case missingWord
  /// Infinity, spelled out or too large for a `Double`.
  case infinite(Double)
  case malformed
}

extension DecimalParser {
  /// Reads what lies between two positions, blanks around it allowed.
  func cell(_ bytes: Span<UInt8>, _ range: Range<Int>) -> NumberCell {
    let range = bytes.trimmed(range)
    if range.isEmpty { return .empty }
    var position = range.lowerBound
    let isNegative = bytes[position] == UInt8(ascii: "-")
    if isNegative || bytes[position] == UInt8(ascii: "+") { position += 1 }
    guard let decimal = Decimal(bytes, position..<range.upperBound, wholePowers) else {
      return DecimalParser.word(bytes, range)
    }
    var magnitude = self.magnitude(significand: decimal.significand, exponent: decimal.exponent)
    if decimal.isCut, magnitude != roundedMagnitude(significand: decimal.significand + 1, exponent: decimal.exponent) {
      let text = String(decoding: (position..<range.upperBound).map { bytes[$0] }, as: UTF8.self)
      guard let exact = Double(text) else { return .malformed }
      magnitude = exact
    }
    let value = isNegative ? -magnitude : magnitude
    return value.isFinite ? .number(value) : .infinite(value)
  }

  private static func word(_ bytes: Span<UInt8>, _ range: Range<Int>) -> NumberCell {
    guard range.count <= 9 else { return .malformed }
    let text = range.map { bytes[$0] | (bytes[$0] >= 0x41 && bytes[$0] <= 0x5A ? 0x20 : 0) }
    return switch String(decoding: text, as: UTF8.self) {
    case "nan", "+nan", "-nan", "na", "n/a", "#n/a", "<na>", "null", "none": .missingWord
    case "inf", "+inf", "infinity", "+infinity": .infinite(.infinity)
    case "-inf", "-infinity": .infinite(-.infinity)
    default: .malformed
    }
  }
}

/// A decimal number without its sign: significand · 10^exponent, the digits after the nineteenth cut off.
struct Decimal {
  var significand: UInt64 = 0
  var exponent = 0
  /// Whether digits other than 0 were cut off.
  var isCut = false

  /// Reads `12`, `12.5`, `.5`, `5.`, each with an optional exponent; `nil` for anything else.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>, _ wholePowers: [UInt64]) {
    var position = range.lowerBound
    var digits = 0
    var kept = 0
    var point: Int?
    while position < range.upperBound {
      let byte = bytes[position]
      if byte == UInt8(ascii: "."), point == nil {
        point = digits
      } else if byte >= 0x30, byte <= 0x39 {
        digits += 1
        if kept < 19 {
          significand = significand * 10 + UInt64(byte & 0xF)
          if significand > 0 { kept += 1 }
        } else {
          exponent += 1
          if byte != 0x30 { isCut = true }
        }
      } else {
        break
      }
      position += 1
    }
    guard digits > 0 else { return nil }
    if let point { exponent -= digits - point }
    if position < range.upperBound {
      guard bytes[position] | 0x20 == UInt8(ascii: "e") else { return nil }
      position += 1
      guard position < range.upperBound else { return nil }
      let isNegative = bytes[position] == UInt8(ascii: "-")
      if isNegative || bytes[position] == UInt8(ascii: "+") { position += 1 }
      guard position < range.upperBound else { return nil }
      var written = 0
      while position < range.upperBound {
        guard bytes[position] >= 0x30, bytes[position] <= 0x39 else { return nil }
        // Far beyond what any number of digits in a line can make up for.
        if written < 1 << 40 { written = written * 10 + Int(bytes[position] & 0xF) }
        position += 1
      }
      exponent += isNegative ? -written : written
    }
  }
}

extension Span<UInt8> {
  /// The range without the blanks around it.
  @inline(__always)
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, self[lower] == 0x20 || self[lower] == 0x09 { lower += 1 }
    while upper > lower, self[upper - 1] == 0x20 || self[upper - 1] == 0x09 { upper -= 1 }
    return lower..<upper
  }

  /// The text of a range, for messages and names.
  func text(_ range: Range<Int>) -> String { String(decoding: range.map { self[$0] }, as: UTF8.self) }
}

/// Numbers in and out of their JSON spelling, exactly.
enum JSONNumber {
  /// An integer token's sign and magnitude, or nil if it has a fraction or does not fit into 64 bits.
  static func integer(_ token: JSONTape.Token, _ bytes: Span<UInt8>) -> (isNegative: Bool, magnitude: UInt64)? {
    guard token.kind == .integer else { return nil }
    var index = Int(token.start)
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    var magnitude: UInt64 = 0
    while index < Int(token.end) {
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(bytes[index] &- 0x30))
      guard !overflow, !carry else { return nil }
      magnitude = sum
      index += 1
    }
    return (isNegative, magnitude)
  }

  static func integer<Value: FixedWidthInteger>(_ token: JSONTape.Token, _ bytes: Span<UInt8>, as type: Value.Type) -> Value? {
    guard let (isNegative, magnitude) = integer(token, bytes) else { return nil }
    guard isNegative else { return Value(exactly: magnitude) }
    if magnitude == 1 << 63 { return Value(exactly: Int64.min) }
    return Int64(exactly: magnitude).flatMap { Value(exactly: -$0) }
  }

  /// A number token as the nearest double, or nil if it lies beyond the greatest one.
  static func double(_ token: JSONTape.Token, _ bytes: Span<UInt8>) -> Double? {
    guard token.kind == .integer || token.kind == .decimal else { return nil }
    var digits: UInt64 = 0
    var count = 0
    var decimals = 0
    var hasPoint = false
    var index = Int(token.start)
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    while index < Int(token.end) {
      let byte = bytes[index]
      if byte == UInt8(ascii: ".") {
        hasPoint = true
      } else {
        let digit = byte &- 0x30
        guard digit < 10 else { return spelled(token, bytes) }
        if digits > 0 || digit > 0 { count += 1 }
        guard count <= 19 else { return spelled(token, bytes) }
        digits = digits * 10 + UInt64(digit)
        if hasPoint { decimals += 1 }
      }
      index += 1
    }
    guard decimals <= 19 else { return spelled(token, bytes) }
    let magnitude = quotient(digits, powersOfTen[decimals])
    return isNegative ? -magnitude : magnitude
  }

  /// `digits / divisor`, rounded once to the nearest double, ties to even: 64 bits of quotient by one wide division, the remainder breaks ties.
  private static func quotient(_ digits: UInt64, _ divisor: UInt64) -> Double {
    if digits == 0 { return 0 }
    if digits < 1 << 53, divisor < 1 << 53 { return Double(digits) / Double(divisor) }
    let (top, bottom) = (digits << UInt64(digits.leadingZeroBitCount), divisor << UInt64(divisor.leadingZeroBitCount))
    let (quotient, remainder) = bottom.dividingFullWidth((top >> 1, top << 63))
    let surplus = UInt64(64 - quotient.leadingZeroBitCount - 53)
    var significand = quotient >> surplus
    let rest = quotient & (1 << surplus - 1)
    let half: UInt64 = 1 << (surplus - 1)
    if rest > half || rest == half && (remainder != 0 || significand & 1 == 1) { significand += 1 }
    let exponent = Int(surplus) - 63 + divisor.leadingZeroBitCount - digits.leadingZeroBitCount
    return Double(significand) * Double(bitPattern: UInt64(1023 + exponent) << 52)
  }

  private static let powersOfTen: [UInt64] = (0..<20).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 10 } }

  private static func spelled(_ token: JSONTape.Token, _ bytes: Span<UInt8>) -> Double? {
    guard let value = Double(text(token, bytes)), value.isFinite else { return nil }
    return value
  }

  static func float(_ token: JSONTape.Token, _ bytes: Span<UInt8>) -> Float? {
    guard token.kind == .integer || token.kind == .decimal, let value = Float(text(token, bytes)), value.isFinite else { return nil }
    return value
  }

  private static func text(_ token: JSONTape.Token, _ bytes: Span<UInt8>) -> String {
    var content: [UInt8] = []
    for index in Int(token.start)..<Int(token.end) { content.append(bytes[index]) }
    return String(decoding: content, as: UTF8.self)
  }

  // MARK: - What JSON has no numbers for

  /// `NaN`, `Infinity` and `-Infinity`; a NaN with another bit pattern than the usual one says which.
  static func name<Value: BinaryFloatingPoint>(ofNonFinite value: Value, pattern: UInt64, usual: UInt64) -> String {
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return pattern == usual ? "NaN" : "NaN(\(String(pattern, radix: 16)))"
  }

  /// The bit pattern that a name says, or nil if it is none.
  static func pattern(ofNonFinite name: String, positive: UInt64, negative: UInt64, usual: UInt64) -> UInt64? {
    switch name {
    case "NaN": return usual
    case "Infinity": return positive
    case "-Infinity": return negative
    default:
      guard name.hasPrefix("NaN("), name.hasSuffix(")") else { return nil }
      return UInt64(name.dropFirst(4).dropLast(), radix: 16)
    }
  }

  static func append(_ value: Double, to bytes: inout [UInt8]) {
    if value.isFinite {
      bytes.append(contentsOf: value.description.utf8)
    } else {
      JSONString.append(name(ofNonFinite: value, pattern: value.bitPattern, usual: Double.nan.bitPattern), to: &bytes)
    }
  }

  static func append(_ value: Float, to bytes: inout [UInt8]) {
    if value.isFinite {
      bytes.append(contentsOf: value.description.utf8)
    } else {
      let name = name(ofNonFinite: value, pattern: UInt64(value.bitPattern), usual: UInt64(Float.nan.bitPattern))
      JSONString.append(name, to: &bytes)
    }
  }

  static func nonFiniteDouble(_ name: String) -> Double? {
    let pattern = pattern(
      ofNonFinite: name, positive: Double.infinity.bitPattern, negative: (-Double.infinity).bitPattern, usual: Double.nan.bitPattern)
    return pattern.map(Double.init(bitPattern:)).flatMap { $0.isFinite ? nil : $0 }
  }

  static func nonFiniteFloat(_ name: String) -> Float? {
    let pattern = pattern(
      ofNonFinite: name, positive: UInt64(Float.infinity.bitPattern), negative: UInt64((-Float.infinity).bitPattern),
      usual: UInt64(Float.nan.bitPattern))
    return pattern.flatMap(UInt32.init(exactly:)).map(Float.init(bitPattern:)).flatMap { $0.isFinite ? nil : $0 }
  }

  static func append<Value: FixedWidthInteger>(_ value: Value, to bytes: inout [UInt8]) {
    if let small = UInt64(exactly: value) {
      append(digitsOf: small, to: &bytes)
    } else if let negative = Int64(exactly: value) {
      bytes.append(UInt8(ascii: "-"))
      append(digitsOf: negative.magnitude, to: &bytes)
    } else {
      bytes.append(contentsOf: value.description.utf8)
    }
  }

  private static func append(digitsOf value: UInt64, to bytes: inout [UInt8]) {
    var count = 1
    var rest = value
    while rest >= 10 {
      rest /= 10
      count += 1
    }
    let start = bytes.count
    for _ in 0..<count { bytes.append(0x30) }
    rest = value
    var index = start + count - 1
    while rest > 0 {
      bytes[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      index -= 1
    }
  }
}

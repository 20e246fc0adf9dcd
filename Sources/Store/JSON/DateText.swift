#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `Date` as ISO 8601 in UTC with exactly as many digits of a second as give the same `Date` back.
///
/// A `Date` is a `Double` of seconds since 2001. Its shortest decimal spelling is taken apart as text, so nothing is rounded.
enum DateText {
  private static let secondsFrom1970To2001: Int64 = 978_307_200

  /// The text, or nil for a date that has none: not finite, or of a year without four digits.
  static func text(_ date: Date) -> String? {
    let value = date.timeIntervalSinceReferenceDate
    guard value.isFinite, value.magnitude < 1e12 else { return nil }
    var (whole, fraction) = decimal(value.magnitude)
    if value < 0, !fraction.isEmpty {
      // 1.3 seconds before is 0.7 seconds after the second before: complement the digits.
      whole += 1
      fraction = complement(fraction)
    }
    let seconds = (value < 0 ? -whole : whole) + secondsFrom1970To2001
    // Minus nothing is a different `Date` than nothing only to `bitPattern`, and has no text.
    guard CalendarMoment.secondsWithFourDigitYear.contains(seconds), !(value == 0 && value.sign == .minus) else { return nil }
    var bytes: [UInt8] = []
    CalendarMoment.append(secondsSince1970: seconds, to: &bytes)
    if !fraction.isEmpty {
      bytes.append(UInt8(ascii: "."))
      bytes += fraction
    }
    bytes.append(UInt8(ascii: "Z"))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The date of a text, with any number of digits of a second.
  static func date(_ text: String) -> Date? {
    let bytes = Array(text.utf8)
    guard let moment = CalendarMoment(parsing: bytes.span, in: 0..<bytes.count) else { return nil }
    var whole = moment.secondsSince1970 - secondsFrom1970To2001
    var fraction = Array(bytes[moment.fraction])
    while fraction.last == 0x30 { fraction.removeLast() }
    let isNegative = whole < 0
    if isNegative {
      whole = -whole
      if !fraction.isEmpty {
        whole -= 1
        fraction = complement(fraction)
      }
    }
    let spelled = "\(isNegative ? "-" : "")\(whole).\(fraction.isEmpty ? "0" : String(decoding: fraction, as: UTF8.self))"
    return Double(spelled).map(Date.init(timeIntervalSinceReferenceDate:))
  }

  /// The whole part and the digits behind the point of the shortest decimal.
  private static func decimal(_ value: Double) -> (whole: Int64, fraction: [UInt8]) {
    var mantissa = Array(value.description.utf8)
    var exponent = 0
    if let mark = mantissa.firstIndex(of: UInt8(ascii: "e")) {
      exponent = Int(String(decoding: mantissa[(mark + 1)...], as: UTF8.self)) ?? 0
      mantissa.removeSubrange(mark...)
    }
    let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.count
    var digits = mantissa.filter { $0 != UInt8(ascii: ".") }
    // Below 1e12 only negative exponents are spelled out.
    var place = point + exponent
    if place < 0 {
      digits.insert(contentsOf: repeatElement(0x30, count: -place), at: 0)
      place = 0
    }
    let whole = Int64(String(decoding: digits[..<place], as: UTF8.self)) ?? 0
    var fraction = Array(digits[place...])
    while fraction.last == 0x30 { fraction.removeLast() }
    return (whole, fraction)
  }

  /// The digits of one minus the fraction.
  private static func complement(_ fraction: [UInt8]) -> [UInt8] {
    var result = fraction.map { 0x39 - $0 + 0x30 }
    var index = result.count - 1
    // The last digit is not 0, so adding one to the nines' complement carries nowhere.
    while index >= 0, result[index] == 0x39 {
      result[index] = 0x30
      index -= 1
    }
    if index >= 0 { result[index] += 1 }
    return result
  }
}

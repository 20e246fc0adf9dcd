/// ISO 8601 text in UTC, taken apart and put together with integers only.
struct CalendarMoment {
  /// Whole seconds since 1970, rounded down.
  var secondsSince1970: Int64
  /// Where the digits of the fraction stand.
  var fraction: Range<Int>

  /// Reads `2023-11-14T22:13:20Z` or `2023-11-14T22:13:20.25Z` that fills the whole range; nil for anything else.
  init?(parsing bytes: Span<UInt8>, in range: Range<Int>) {
    guard range.count >= 20, let seconds = CalendarMoment.secondsSince1970(bytes, at: range.lowerBound),
      bytes[range.upperBound - 1] == UInt8(ascii: "Z")
    else { return nil }
    secondsSince1970 = seconds
    fraction = range.upperBound..<range.upperBound
    guard range.count > 20 else { return }
    guard bytes[range.lowerBound + 19] == UInt8(ascii: "."), range.count > 21 else { return nil }
    fraction = range.lowerBound + 20..<range.upperBound - 1
    for index in fraction where bytes[index] < 0x30 || bytes[index] > 0x39 { return nil }
  }

  func nanosecondsSince1970(_ bytes: Span<UInt8>) -> Int64? {
    var nanoseconds: Int64 = 0
    for place in 0..<9 {
      nanoseconds = nanoseconds * 10 + (place < fraction.count ? Int64(bytes[fraction.lowerBound + place]) - 0x30 : 0)
    }
    return RecordTime(seconds: secondsSince1970, nanoseconds: nanoseconds)?.nanosecondsSince1970
  }

  static func digits(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
    var value = 0
    for index in start..<(start + count) {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  /// Reads the 19 bytes `2023-11-14T22:13:20`.
  static func secondsSince1970(_ bytes: Span<UInt8>, at start: Int) -> Int64? {
    guard start >= 0, start <= bytes.count - 19,
      bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"), bytes[start + 10] == UInt8(ascii: "T"),
      bytes[start + 13] == UInt8(ascii: ":"), bytes[start + 16] == UInt8(ascii: ":"),
      let year = digits(bytes, start, 4), let month = digits(bytes, start + 5, 2), let day = digits(bytes, start + 8, 2),
      let hour = digits(bytes, start + 11, 2), let minute = digits(bytes, start + 14, 2), let second = digits(bytes, start + 17, 2),
      month >= 1, month <= 12, day >= 1, day <= length(ofMonth: month, year: year), hour < 24, minute < 60, second < 60
    else { return nil }
    return Int64(daysSince1970(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second)
  }

  /// Appends `2023-11-14T22:13:20`.
  /// - Precondition: The year has four digits: −62 167 219 200 to 253 402 300 799 seconds.
  static func append(secondsSince1970: Int64, to bytes: inout [UInt8]) {
    let (days, second) = secondsSince1970.flooredDivision(by: 86_400)
    let (year, month, day) = civil(daysSince1970: Int(days))
    append(Int64(year), digits: 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    append(Int64(month), digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    append(Int64(day), digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    append(second / 3600, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    append(second / 60 % 60, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    append(second % 60, digits: 2, to: &bytes)
  }

  static func append(_ value: Int64, digits: Int, to bytes: inout [UInt8]) {
    let start = bytes.count
    for _ in 0..<digits { bytes.append(0x30) }
    var rest = value
    var index = start + digits
    while rest > 0, index > start {
      index -= 1
      bytes[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  static let secondsWithFourDigitYear: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  // Days and dates of the proleptic Gregorian calendar: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func civil(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = daysSince1970 + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}

extension Int64 {
  /// The quotient rounded down and the remainder, which is never negative.
  func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

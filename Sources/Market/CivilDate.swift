/// A day of the proleptic Gregorian calendar, such as 2023-03-24.
///
///     let day = CivilDate(year: 2023, month: 3, day: 24)!
///     print(day, day.weekday, day.adding(days: 8))           // 2023-03-24 friday 2023-04-01
public struct CivilDate: Hashable, Comparable, Sendable {
  /// The year; years before 1 are counted 0, -1, …
  public let year: Int
  /// The month, 1 to 12.
  public let month: Int
  /// The day of the month, 1 to 31.
  public let day: Int

  /// A day that exists, or `nil`; `year` may be -9999 to 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (-9999...9999).contains(year), (1...12).contains(month), day >= 1, day <= CivilDate.days(inMonth: month, of: year) else {
      return nil
    }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day so many days after 1970-01-01, held to the years -9999 to 9999.
  public init(daysSinceEpoch: Int) {
    // "days from civil" turned round: http://howardhinnant.github.io/date_algorithms.html
    let shifted = min(max(daysSinceEpoch, -4_371_587), 2_932_896) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// How many days the day lies after 1970-01-01.
  public var daysSinceEpoch: Int {
    // http://howardhinnant.github.io/date_algorithms.html, "days from civil"
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Its day of the week.
  public var weekday: Weekday {
    // 1970-01-01 was a Thursday.
    let offset = ((daysSinceEpoch + 3) % 7 + 7) % 7
    return Weekday.allCases[offset]
  }

  /// The day so many days later.
  public func adding(days: Int) -> CivilDate {
    CivilDate(daysSinceEpoch: daysSinceEpoch + min(max(days, -10_000_000), 10_000_000))
  }

  /// How many days a month has.
  public static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Whether a day lies before another.
  public static func < (left: CivilDate, right: CivilDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}

/// A day of the week, Monday first as ISO 8601 counts them.
public enum Weekday: String, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

extension Timestamp {
  /// Midnight UTC at the start of a day, held at the ends of the range.
  public init(_ date: CivilDate) {
    self.init(seconds: Int64(date.daysSinceEpoch) * 86_400)
  }

  /// The UTC day the instant falls on.
  public var date: CivilDate {
    CivilDate(daysSinceEpoch: Int(nanoseconds.flooredQuotient(by: 86_400_000_000_000)))
  }

  /// The time since midnight UTC.
  public var timeOfDay: Duration {
    let day: Int64 = 86_400_000_000_000
    let remainder = nanoseconds % day
    return .nanoseconds(remainder < 0 ? remainder + day : remainder)
  }
}

extension CivilDate: CustomStringConvertible, LosslessStringConvertible, Codable {
  /// The day as ISO 8601 writes it, such as `2023-03-24`.
  public var description: String {
    (year < 0 ? "-" : "") + padded(abs(year), to: 4) + "-" + padded(month, to: 2) + "-" + padded(day, to: 2)
  }

  /// Reads `2023-03-24`; `nil` for anything else.
  public init?(_ description: String) {
    var text = Substring(description)
    let isNegative = text.first == "-"
    if isNegative { text.removeFirst() }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(year: isNegative ? -year : year, month: month, day: day)
  }

  /// Reads the text form.
  public init(from decoder: any Decoder) throws {
    self = try decoder.losslessText("a day such as 2023-03-24")
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Decoder {
  /// A value that is kept as its text form, or an error that says what the text should have been.
  func losslessText<Value: LosslessStringConvertible>(_ expectation: String) throws -> Value {
    let container = try singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Value(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not \(expectation)")
    }
    return value
  }
}

/// Reads dates and times as they are written in files.
///
/// - The year first: `2023-03-24`, `2023/03/24`, `2023.03.24`, `20230324`.
/// - The year last: `24.03.2023` (always the day first), `3/24/2023` or `24/3/2023`, `24-Mar-23`; of two digits, years from 69 on are 1900s,
///   as POSIX has it.
/// - Then, after a blank, a `T` or a comma, a time of day: `12:40`, `12:40:00`, `12:40:00.250`, `124000`, with `AM` or `PM` or not.
/// - Then a zone: `Z`, `UTC`, `GMT`, `+01:00`, `+0100`, `+01`; without one it is UTC.
struct TimeText {
  /// What the text says about the order of day and month.
  enum Evidence: Equatable { case none, ambiguous, dayFirst, monthFirst }

  private(set) var date: CivilDate?
  private(set) var evidence = Evidence.none
  private var nanosecondsOfDay: Int64 = 0
  private var position: Int
  private let end: Int

  /// Reads the text in a range; afterwards ``timestamp`` is `nil` if it is not a time.
  ///
  /// - Parameter order: the order of day and month where the text leaves it open; `nil` takes the day first, and the evidence says so.
  init(_ bytes: Span<UInt8>, _ range: Range<Int>, order: DateOrder?) {
    let range = bytes.trimmed(range)
    position = range.lowerBound
    end = range.upperBound
    guard let date = takeDate(bytes, order) else { return }
    if position < end {
      guard takeJoint(bytes) || isCompactDate(range) else { return }
      while position < end, bytes[position] == 0x20 { position += 1 }
      guard let clock = takeClock(bytes), let offset = takeZone(bytes), position == end else { return }
      nanosecondsOfDay = clock - offset * 1_000_000_000
    }
    self.date = date
  }

  /// Reads a time of day alone, as files with a column for the date and one for the time have it.
  static func clock(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    var text = TimeText(cursorOver: bytes.trimmed(range))
    guard let nanoseconds = text.takeClock(bytes), text.position == text.end else { return nil }
    return nanoseconds
  }

  private init(cursorOver range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  /// The instant; `nil` if the text is not a time, or the time is out of range.
  var timestamp: Timestamp? {
    guard let date else { return nil }
    let (midnight, isTooLarge) = Int64(date.daysSinceEpoch).multipliedReportingOverflow(by: 86_400_000_000_000)
    let (instant, overflows) = midnight.addingReportingOverflow(nanosecondsOfDay)
    return isTooLarge || overflows ? nil : Timestamp(nanoseconds: instant)
  }
}

// MARK: - The date

extension TimeText {
  private mutating func takeDate(_ bytes: Span<UInt8>, _ order: DateOrder?) -> CivilDate? {
    let (first, length) = takeNumber(bytes, atMost: 8)
    switch length {
    case 8: return CivilDate(year: first / 10_000, month: first / 100 % 100, day: first % 100)
    case 4:
      guard let separator = takeSeparator(bytes) else { return nil }
      let (month, monthLength) = takeNumber(bytes, atMost: 2)
      guard monthLength > 0, takeOne(bytes, of: separator) else { return nil }
      let (day, dayLength) = takeNumber(bytes, atMost: 2)
      return dayLength > 0 ? CivilDate(year: first, month: month, day: day) : nil
    case 1, 2: return takeMonthAndYear(bytes, after: first, order)
    default: return nil
    }
  }

  private mutating func takeMonthAndYear(_ bytes: Span<UInt8>, after first: Int, _ order: DateOrder?) -> CivilDate? {
    guard let separator = takeSeparator(bytes) else { return nil }
    if let month = takeMonthName(bytes) {
      guard takeOne(bytes, of: separator), let year = takeYear(bytes) else { return nil }
      return CivilDate(year: year, month: month, day: first)
    }
    let (second, length) = takeNumber(bytes, atMost: 2)
    guard length > 0, takeOne(bytes, of: separator), let year = takeYear(bytes) else { return nil }
    if separator == "." { return CivilDate(year: year, month: second, day: first) }
    evidence = first > 12 ? .dayFirst : second > 12 ? .monthFirst : .ambiguous
    return order == .monthFirst
      ? CivilDate(year: year, month: first, day: second) : CivilDate(year: year, month: second, day: first)
  }

  private mutating func takeYear(_ bytes: Span<UInt8>) -> Int? {
    let (year, length) = takeNumber(bytes, atMost: 4)
    return switch length {
    case 4: year
    case 2: year < 69 ? 2_000 + year : 1_900 + year
    default: nil
    }
  }

  private mutating func takeSeparator(_ bytes: Span<UInt8>) -> Unicode.Scalar? {
    guard position < end else { return nil }
    let separator = Unicode.Scalar(bytes[position])
    guard separator == "-" || separator == "/" || separator == "." else { return nil }
    position += 1
    return separator
  }

  private mutating func takeMonthName(_ bytes: Span<UInt8>) -> Int? {
    guard position + 3 <= end else { return nil }
    let letters = [bytes[position] | 0x20, bytes[position + 1] | 0x20, bytes[position + 2] | 0x20]
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    guard let index = names.firstIndex(where: { $0.utf8.elementsEqual(letters) }) else { return nil }
    position += 3
    return index + 1
  }

  private func isCompactDate(_ range: Range<Int>) -> Bool { position == range.lowerBound + 8 }
}

// MARK: - The time of day and the zone

extension TimeText {
  /// The nanoseconds since midnight. 24:00 is the end of a day, and second 60 is counted with the next minute.
  private mutating func takeClock(_ bytes: Span<UInt8>) -> Int64? {
    let (first, length) = takeNumber(bytes, atMost: 6)
    var clock = (hour: first, minute: 0, second: 0)
    var fraction: Int64 = 0
    switch length {
    case 6: clock = (first / 10_000, first / 100 % 100, first % 100)
    case 4: clock = (first / 100, first % 100, 0)
    case 1, 2:
      guard takeOne(bytes, of: ":") else { return nil }
      let (minute, minuteLength) = takeNumber(bytes, atMost: 2)
      guard minuteLength == 2 else { return nil }
      clock.minute = minute
      if takeOne(bytes, of: ":") {
        let (second, secondLength) = takeNumber(bytes, atMost: 2)
        guard secondLength == 2 else { return nil }
        clock.second = second
      }
    default: return nil
    }
    if takeOne(bytes, of: ".") || takeOne(bytes, of: ",") {
      guard let value = takeFraction(bytes) else { return nil }
      fraction = value
    }
    guard let hour = takeHalfOfDay(bytes, clock.hour), clock.minute < 60, clock.second <= 60 else { return nil }
    guard hour < 24 || (hour == 24 && clock.minute == 0 && clock.second == 0 && fraction == 0) else { return nil }
    return Int64(hour * 3_600 + clock.minute * 60 + clock.second) * 1_000_000_000 + fraction
  }

  private mutating func takeFraction(_ bytes: Span<UInt8>) -> Int64? {
    var value: Int64 = 0
    var scale: Int64 = 100_000_000
    let start = position
    while position < end, bytes[position] >= 0x30, bytes[position] <= 0x39 {
      value += Int64(bytes[position] & 0xF) * scale
      scale /= 10
      position += 1
    }
    return position > start ? value : nil
  }

  /// The hour of 24 where `AM` or `PM` follows; as it is where neither does.
  private mutating func takeHalfOfDay(_ bytes: Span<UInt8>, _ hour: Int) -> Int? {
    var next = position
    while next < end, bytes[next] == 0x20 { next += 1 }
    guard next + 2 <= end, bytes[next + 1] | 0x20 == UInt8(ascii: "m") else { return hour }
    let isAfternoon = bytes[next] | 0x20 == UInt8(ascii: "p")
    guard isAfternoon || bytes[next] | 0x20 == UInt8(ascii: "a"), (1...12).contains(hour) else { return nil }
    position = next + 2
    return hour % 12 + (isAfternoon ? 12 : 0)
  }

  /// The seconds ahead of UTC.
  private mutating func takeZone(_ bytes: Span<UInt8>) -> Int64? {
    while position < end, bytes[position] == 0x20 { position += 1 }
    if position == end || takeOne(bytes, of: "Z") || takeOne(bytes, of: "z") { return 0 }
    if end - position == 3 {
      let letters = [bytes[position] | 0x20, bytes[position + 1] | 0x20, bytes[position + 2] | 0x20]
      if letters.elementsEqual("utc".utf8) || letters.elementsEqual("gmt".utf8) {
        position = end
        return 0
      }
    }
    let isAhead = takeOne(bytes, of: "+")
    guard isAhead || takeOne(bytes, of: "-") else { return nil }
    let (value, length) = takeNumber(bytes, atMost: 4)
    var minutes = length == 4 ? value : value * 100
    guard length == 2 || length == 4 else { return nil }
    if length == 2, takeOne(bytes, of: ":") {
      let (rest, restLength) = takeNumber(bytes, atMost: 2)
      guard restLength == 2 else { return nil }
      minutes += rest
    }
    guard minutes / 100 <= 18, minutes % 100 < 60 else { return nil }
    let seconds = Int64(minutes / 100 * 3_600 + minutes % 100 * 60)
    return isAhead ? seconds : -seconds
  }
}

// MARK: - Pieces

extension TimeText {
  private mutating func takeNumber(_ bytes: Span<UInt8>, atMost count: Int) -> (value: Int, length: Int) {
    var value = 0
    let start = position
    while position < end, position - start < count, bytes[position] >= 0x30, bytes[position] <= 0x39 {
      value = value * 10 + Int(bytes[position] & 0xF)
      position += 1
    }
    return (value, position - start)
  }

  @inline(__always)
  private mutating func takeOne(_ bytes: Span<UInt8>, of character: Unicode.Scalar) -> Bool {
    guard position < end, UInt32(bytes[position]) == character.value else { return false }
    position += 1
    return true
  }

  /// What may stand between a date and a time of day.
  private mutating func takeJoint(_ bytes: Span<UInt8>) -> Bool {
    takeOne(bytes, of: " ") || takeOne(bytes, of: "T") || takeOne(bytes, of: "t") || takeOne(bytes, of: ",")
  }
}

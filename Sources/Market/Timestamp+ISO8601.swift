extension Timestamp: CustomStringConvertible, LosslessStringConvertible, Codable {
  /// The instant as ISO 8601 in UTC, with as many of 0, 3, 6 or 9 decimals as it needs: `2023-03-24T12:40:00.250Z`.
  public var description: String {
    let (seconds, attoseconds) = timeOfDay.components
    let fraction = Int(attoseconds / 1_000_000_000)
    let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { padded(Int($0), to: 2) }.joined(separator: ":")
    let decimals =
      if fraction == 0 {
        ""
      } else if fraction % 1_000_000 == 0 {
        "." + padded(fraction / 1_000_000, to: 3)
      } else if fraction % 1_000 == 0 {
        "." + padded(fraction / 1_000, to: 6)
      } else {
        "." + padded(fraction, to: 9)
      }
    return "\(date)T\(clock)\(decimals)Z"
  }

  /// Reads ISO 8601: a day, or a day and a time of day, with an optional fraction and an optional zone (UTC if there is none).
  ///
  /// `2023-03-24`, `2023-03-24T12:40Z`, `2023-03-24 12:40:00.25`, `20230324T124000Z` and `2023-03-24T13:40:00+01:00` are all understood.
  /// Digits beyond nanoseconds are cut off. `nil` for anything else, and for instants outside the range.
  public init?(_ description: String) {
    var text = TextCursor(description)
    guard let date = text.takeDate() else { return nil }
    var nanoseconds: Int64 = 0
    if !text.isAtEnd {
      guard text.take("T") || text.take("t") || text.take(" "), let time = text.takeTimeOfDay() else { return nil }
      nanoseconds = time
    }
    guard let offset = text.takeZone(), text.isAtEnd else { return nil }
    // A text holds at most the year 9999, so seconds cannot overflow. Counting back from the next whole second before 1970 keeps the
    // product within range for the first second that can be told, whose start cannot.
    let seconds = Int64(date.daysSinceEpoch) * 86_400 - offset + nanoseconds / 1_000_000_000
    let fraction = nanoseconds % 1_000_000_000
    let (whole, tooLong) = (seconds < 0 ? seconds + 1 : seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (instant, overflow) = whole.addingReportingOverflow(seconds < 0 ? fraction - 1_000_000_000 : fraction)
    guard !tooLong, !overflow else { return nil }
    self.init(nanoseconds: instant)
  }

  /// Reads the text form.
  public init(from decoder: any Decoder) throws {
    self = try decoder.losslessText("an ISO 8601 instant such as 2023-03-24T12:40:00Z")
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Takes an ISO 8601 text apart from left to right.
private struct TextCursor {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Takes exactly so many digits, or nothing.
  mutating func takeNumber(digits: Int) -> Int? {
    guard position + digits <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[position..<position + digits] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    position += digits
    return value
  }

  mutating func takeDate() -> CivilDate? {
    guard let year = takeNumber(digits: 4) else { return nil }
    let isExtended = take("-")
    guard let month = takeNumber(digits: 2), !isExtended || take("-"), let day = takeNumber(digits: 2) else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  /// The nanoseconds since midnight; 24:00 is allowed as the end of a day, and second 60 as a leap second counted with the next.
  mutating func takeTimeOfDay() -> Int64? {
    guard let hour = takeNumber(digits: 2), hour <= 24 else { return nil }
    let isExtended = take(":")
    guard let minute = takeNumber(digits: 2), minute < 60 else { return nil }
    var second = 0
    var fraction: Int64 = 0
    if isExtended ? take(":") : (position < bytes.count && (0x30...0x39).contains(bytes[position])) {
      guard let value = takeNumber(digits: 2), value <= 60 else { return nil }
      second = value
      if take(".") || take(",") {
        guard let value = takeFraction() else { return nil }
        fraction = value
      }
    }
    guard hour < 24 || (minute == 0 && second == 0 && fraction == 0) else { return nil }
    return (Int64(hour) * 3_600 + Int64(minute) * 60 + Int64(second)) * 1_000_000_000 + fraction
  }

  private mutating func takeFraction() -> Int64? {
    var value: Int64 = 0
    var scale: Int64 = 100_000_000
    let start = position
    while let digit = takeNumber(digits: 1) {
      value += Int64(digit) * scale
      scale /= 10
    }
    return position > start ? value : nil
  }

  /// The zone's seconds ahead of UTC: 0 for `Z` or nothing.
  mutating func takeZone() -> Int64? {
    if isAtEnd || take("Z") || take("z") { return 0 }
    let isAhead = take("+")
    guard isAhead || take("-"), let hours = takeNumber(digits: 2), hours <= 18 else { return nil }
    var minutes = 0
    if !isAtEnd {
      _ = take(":")
      guard let value = takeNumber(digits: 2), value < 60 else { return nil }
      minutes = value
    }
    let seconds = Int64(hours * 3_600 + minutes * 60)
    return isAhead ? seconds : -seconds
  }
}

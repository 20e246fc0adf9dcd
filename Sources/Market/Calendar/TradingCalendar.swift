/// When a market is open: around the clock, or in sessions with weekday hours, holidays and days with hours of their own.
///
///     let nyse = TradingCalendar.newYorkStockExchange
///     nyse.isOpen(at: Timestamp("2023-07-03T17:30:00Z")!)       // false: it closed at 13:00 before Independence Day
///     nyse.observationsPerYear(.days(1))                        // 251.76
///     TradingCalendar.continuous.observationsPerYear(.days(1))  // 365.2425
///
/// A session is counted as one day and is one stretch of time; sessions never overlap. The continuous calendar is no exception: its
/// sessions are the days of UTC, which follow each other without a break. Breaks within a day (lunch) are not told.
public struct TradingCalendar: Hashable, Sendable {
  /// What the calendar is called, for reports.
  public let name: String
  /// Whose clocks the hours are read from.
  public let timeZone: TimeZoneRule
  /// The hours of each weekday; a weekday that is not in it has no session.
  public let hours: [Weekday: SessionHours]
  /// Days without a session, ascending.
  public let holidays: [CivilDate]
  /// The hours of days that have hours of their own: early closes, extra sessions.
  public let specialHours: [CivilDate: SessionHours]

  /// The hours by weekday, Monday first, and what departs from them by ascending day number: looked up for every session.
  let week: [SessionHours?]
  private let holidayNumbers: [Int]
  private let specialNumbers: [Int]
  private let specials: [SessionHours]
  /// How many local days before and after an instant's own the session that holds it can be counted as.
  let daysBack: Int
  let daysAhead: Int
  /// Whether it never closes.
  public let isContinuous: Bool

  /// Open around the clock, seven days a week. Its sessions are the days of UTC.
  public static let continuous = TradingCalendar(
    uncheckedName: "24/7", timeZone: .utc,
    hours: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, SessionHours(unchecked: 0, 86_400)) }), holidays: [],
    specialHours: [:])

  /// A calendar of sessions, or an error that says why there can be no such calendar.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - timeZone: whose clocks the hours are read from.
  ///   - hours: the hours of each weekday that has a session; at least one.
  ///   - holidays: days without a session, in any order.
  ///   - specialHours: the hours of days that have hours of their own, which may be weekend days but not holidays.
  public init(
    name: String, timeZone: TimeZoneRule, hours: [Weekday: SessionHours], holidays: [CivilDate] = [],
    specialHours: [CivilDate: SessionHours] = [:]
  ) throws(InvalidCalendar) {
    guard !hours.isEmpty else { throw InvalidCalendar(reason: "calendar '\(name)' has no hours on any weekday") }
    for date in holidays where specialHours[date] != nil {
      throw InvalidCalendar(reason: "calendar '\(name)' says both that \(date) is a holiday and that it has hours of its own")
    }
    self.init(uncheckedName: name, timeZone: timeZone, hours: hours, holidays: holidays, specialHours: specialHours)
    if let date = firstOverlap() {
      throw InvalidCalendar(reason: "calendar '\(name)' has a session counted as \(date) that runs into the one after it")
    }
  }

  init(
    uncheckedName name: String, timeZone: TimeZoneRule, hours: [Weekday: SessionHours], holidays: [CivilDate],
    specialHours: [CivilDate: SessionHours]
  ) {
    let holidays = Set(holidays).sorted()
    let specials = specialHours.sorted { $0.key < $1.key }
    self.name = name
    self.timeZone = timeZone
    self.hours = hours
    self.holidays = holidays
    self.specialHours = specialHours
    self.specials = specials.map(\.value)
    week = Weekday.allCases.map { hours[$0] }
    holidayNumbers = holidays.map(\.daysSinceEpoch)
    specialNumbers = specials.map(\.key.daysSinceEpoch)
    let all = Array(hours.values) + Array(specialHours.values)
    let latestClose = all.map(\.closesAfter).max() ?? 0
    daysBack = latestClose <= 86_400 ? 0 : 1
    daysAhead = (all.map(\.opensAfter).min() ?? 0) < 0 ? 1 : 0
    isContinuous =
      holidays.isEmpty && specialHours.isEmpty && timeZone.daylightSaving == .none && hours.count == 7 && Set(hours.values).count == 1
      && hours.values.allSatisfy { $0.length == .seconds(86_400) }
  }

  /// The hours of a day number; `nil` if it has no session.
  func hours(ofDay day: Int) -> SessionHours? {
    if let position = specialNumbers.position(of: day) { return specials[position] }
    return holidayNumbers.position(of: day) == nil ? week[weekdayIndex(day)] : nil
  }

  /// The first day whose session runs into the next one, by local clocks.
  private func firstOverlap() -> CivilDate? {
    // Without holidays the weekdays repeat after seven days; a day of its own can only meet its neighbours. A session may close on the
    // night after its day, and one may open on the evening before: the one after next is in reach.
    for day in 0..<7 {
      for distance in 1...2 {
        guard let hours = week[weekdayIndex(day)], let next = week[weekdayIndex(day + distance)] else { continue }
        if hours.closesAfter > next.opensAfter + distance * 86_400 { return CivilDate(daysSinceEpoch: day) }
      }
    }
    for day in specialNumbers.flatMap({ $0 - 2...$0 }) {
      for distance in 1...2 {
        guard let hours = hours(ofDay: day), let next = self.hours(ofDay: day + distance) else { continue }
        if hours.closesAfter > next.opensAfter + distance * 86_400 { return CivilDate(daysSinceEpoch: day) }
      }
    }
    return nil
  }
}

extension [Int] {
  /// The position of a number in an ascending list; O(log n).
  fileprivate func position(of number: Int) -> Int? {
    var lower = 0
    var upper = count
    while lower < upper {
      let middle = lower + (upper - lower) / 2
      if self[middle] < number { lower = middle + 1 } else { upper = middle }
    }
    return lower < count && self[lower] == number ? lower : nil
  }
}

/// Why there can be no such calendar.
public struct InvalidCalendar: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what is allowed.
  public let reason: String

  /// What is wrong and what is allowed.
  public var description: String { reason }
}

extension TradingCalendar: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

extension TradingCalendar: Codable {
  private enum CodingKeys: String, CodingKey { case name, timeZone, hours, holidays, specialHours }

  /// Reads a calendar and checks it.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let special = try values.decodeIfPresent([String: SessionHours].self, forKey: .specialHours) ?? [:]
    var specialHours: [CivilDate: SessionHours] = [:]
    for (text, hours) in special {
      guard let date = CivilDate(text) else {
        throw DecodingError.dataCorruptedError(
          forKey: .specialHours, in: values, debugDescription: "'\(text)' is not a day such as 2023-03-24")
      }
      specialHours[date] = hours
    }
    try self.init(
      name: values.decode(String.self, forKey: .name), timeZone: values.decode(TimeZoneRule.self, forKey: .timeZone),
      hours: values.decode([Weekday: SessionHours].self, forKey: .hours),
      holidays: values.decodeIfPresent([CivilDate].self, forKey: .holidays) ?? [], specialHours: specialHours)
  }

  /// Writes the name, the time zone, the hours and the days that depart from them.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(timeZone, forKey: .timeZone)
    try values.encode(hours, forKey: .hours)
    try values.encode(holidays, forKey: .holidays)
    try values.encode(
      Dictionary(uniqueKeysWithValues: specialHours.map { ($0.key.description, $0.value) }), forKey: .specialHours)
  }
}

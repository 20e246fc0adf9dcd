/// How far a place's clocks are ahead of UTC, told by rule instead of by a data base of time zones.
///
///     TimeZoneRule.newYork.secondsAhead(at: Timestamp("2023-07-03T12:00:00Z")!)        // -14400
///     TimeZoneRule.fixed(hours: 9).secondsAhead(at: anyInstant)                         // 32400
///
/// A fixed offset, with daylight saving by the rules of the United States or of the European Union where the place has it. Not for places
/// on the southern half of the globe, nor for the years before 1967 (United States) and 1981 (European Union), in which every place had
/// rules of its own: there the first rule known is applied.
public struct TimeZoneRule: Hashable, Sendable {
  /// The seconds the place is ahead of UTC while its clocks show standard time.
  public let standardSecondsAhead: Int
  /// When the clocks are put forward an hour.
  public let daylightSaving: DaylightSaving

  /// When clocks are put forward an hour.
  public enum DaylightSaving: String, Hashable, CaseIterable, Codable, Sendable {
    /// Never.
    case none
    /// At 2 o'clock local time: since 2007 from the second Sunday of March to the first of November; 1987 to 2006 from the first of April
    /// to the last of October; before that from the last of April, but from 6 January in 1974 and 23 February in 1975.
    /// Source: Uniform Time Act of 1966 as amended in 1974, 1986 and 2005 (15 U.S.C. § 260a).
    case unitedStates
    /// At 1 o'clock UTC, from the last Sunday of March to the last of October; until 1995 to the last of September, as on the continent.
    /// Source: Directive 2000/84/EC and the directives before it.
    case europeanUnion
  }

  /// A rule, or an error if the offset is impossible.
  /// - Parameters:
  ///   - standardSecondsAhead: -64 800 to 64 800.
  ///   - daylightSaving: when the clocks are put forward an hour.
  public init(standardSecondsAhead: Int, daylightSaving: DaylightSaving = .none) throws(InvalidCalendar) {
    guard (-64_800...64_800).contains(standardSecondsAhead) else {
      throw InvalidCalendar(reason: "a place is at most 64800 seconds from UTC, not \(standardSecondsAhead)")
    }
    self.init(unchecked: standardSecondsAhead, daylightSaving)
  }

  private init(unchecked secondsAhead: Int, _ daylightSaving: DaylightSaving) {
    standardSecondsAhead = secondsAhead
    self.daylightSaving = daylightSaving
  }

  /// So many hours ahead of UTC all year, -18 to 18.
  public static func fixed(hours: Int) -> TimeZoneRule {
    precondition((-18...18).contains(hours), "a place is at most 18 hours from UTC")
    return TimeZoneRule(unchecked: hours * 3_600, .none)
  }

  /// Universal time.
  public static let utc = TimeZoneRule(unchecked: 0, .none)
  /// New York, and every exchange on the east coast of the United States.
  public static let newYork = TimeZoneRule(unchecked: -5 * 3_600, .unitedStates)
  /// Chicago.
  public static let chicago = TimeZoneRule(unchecked: -6 * 3_600, .unitedStates)
  /// London.
  public static let london = TimeZoneRule(unchecked: 0, .europeanUnion)
  /// Frankfurt, Paris, Milan, Zurich.
  public static let centralEurope = TimeZoneRule(unchecked: 3_600, .europeanUnion)
  /// Tokyo.
  public static let tokyo = fixed(hours: 9)
}

// MARK: - From and to local time

extension TimeZoneRule {
  /// The seconds the place is ahead of UTC at an instant.
  public func secondsAhead(at instant: Timestamp) -> Int {
    // Where clocks are never changed there is no year to look for.
    if daylightSaving == .none { return standardSecondsAhead }
    let seconds = instant.nanoseconds.flooredQuotient(by: 1_000_000_000)
    guard let summer = summer(of: instant.date.year), summer.contains(seconds) else { return standardSecondsAhead }
    return standardSecondsAhead + 3_600
  }

  /// The instant at which local clocks show so many seconds since midnight of a day.
  ///
  /// A time that clocks show twice is the first of the two; one that they skip is the moment at which they skip it. So a later reading is
  /// never an earlier instant.
  func instant(day: Int, secondsSinceMidnight: Int) -> Timestamp {
    let local = Int64(day) * 86_400 + Int64(secondsSinceMidnight)
    let standard = local - Int64(standardSecondsAhead)
    let year = CivilDate(daysSinceEpoch: Int(local.flooredQuotient(by: 86_400))).year
    guard let summer = summer(of: year) else { return Timestamp(seconds: standard) }
    if summer.contains(standard - 3_600) { return Timestamp(seconds: standard - 3_600) }
    if summer.contains(standard), standard - 3_600 < summer.lowerBound { return Timestamp(seconds: summer.lowerBound) }
    return Timestamp(seconds: standard)
  }

  /// The local day, counted from 1970-01-01, at an instant.
  func day(at instant: Timestamp) -> Int {
    let seconds = instant.nanoseconds.flooredQuotient(by: 1_000_000_000) + Int64(secondsAhead(at: instant))
    return Int(seconds.flooredQuotient(by: 86_400))
  }

  /// The seconds since 1970 UTC between which a year's clocks are an hour ahead.
  private func summer(of year: Int) -> Range<Int64>? {
    let behind = -Int64(standardSecondsAhead)
    switch daylightSaving {
    case .none: return nil
    case .unitedStates:
      let first =
        switch year {
        case 2_007...: sunday(2, of: 3, year)
        case 1_987..<2_007: sunday(1, of: 4, year)
        case 1_974: dayNumber(year, 1, 6)
        case 1_975: dayNumber(year, 2, 23)
        default: lastSunday(of: 4, year)
        }
      let last = year >= 2_007 ? sunday(1, of: 11, year) : lastSunday(of: 10, year)
      return Int64(first) * 86_400 + 7_200 + behind..<Int64(last) * 86_400 + 3_600 + behind
    case .europeanUnion:
      return Int64(lastSunday(of: 3, year)) * 86_400 + 3_600..<Int64(lastSunday(of: year >= 1_996 ? 10 : 9, year)) * 86_400 + 3_600
    }
  }
}

/// The number of a day that exists, counted from 1970-01-01.
func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
  (CivilDate(year: year, month: month, day: 1)?.daysSinceEpoch ?? 0) + day - 1
}

/// The weekday of a day number: 0 for Monday.
func weekdayIndex(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }

/// The number of the day that is the n-th such weekday (0 for Monday) of a month.
func weekday(_ index: Int, number: Int, of month: Int, _ year: Int) -> Int {
  let first = dayNumber(year, month, 1)
  return first + (index - weekdayIndex(first) + 7) % 7 + 7 * (number - 1)
}

/// The number of the day that is the last such weekday (0 for Monday) of a month.
func lastWeekday(_ index: Int, of month: Int, _ year: Int) -> Int {
  let last = dayNumber(year, month, CivilDate.days(inMonth: month, of: year))
  return last - (weekdayIndex(last) - index + 7) % 7
}

private func sunday(_ number: Int, of month: Int, _ year: Int) -> Int { weekday(6, number: number, of: month, year) }
private func lastSunday(of month: Int, _ year: Int) -> Int { lastWeekday(6, of: month, year) }

extension TimeZoneRule: Codable {
  private enum CodingKeys: String, CodingKey { case standardSecondsAhead, daylightSaving }

  /// Reads a rule and checks its offset.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      standardSecondsAhead: values.decode(Int.self, forKey: .standardSecondsAhead),
      daylightSaving: values.decodeIfPresent(DaylightSaving.self, forKey: .daylightSaving) ?? .none)
  }
}

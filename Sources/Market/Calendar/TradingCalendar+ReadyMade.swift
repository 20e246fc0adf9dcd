extension TradingCalendar {
  /// The foreign exchange week: five sessions a week, counted as Monday to Friday, each from 17:00 to 17:00 in New York.
  ///
  /// In UTC the week runs from Sunday 22:00 to Friday 22:00, in New York's summer from 21:00 to 21:00. There are no holidays in it: banks
  /// differ, and quotes thin out more than they stop.
  public static let foreignExchange = TradingCalendar(
    uncheckedName: "foreign exchange", timeZone: .newYork, hours: weekdays(SessionHours(unchecked: -7 * 3_600, 17 * 3_600)), holidays: [],
    specialHours: [:])

  /// The New York Stock Exchange, 1990 to 2030: 9:30 to 16:00 in New York, with its holidays, special closings and early closes.
  ///
  /// Days known at the time of writing; NASDAQ keeps the same ones. Outside those years there are weekdays only, and no holidays. Single
  /// delayed openings and halts (11 September 2002, 8 January 1996) are not in it.
  ///
  /// Source: the exchange's published holiday schedules and its list of special closings; the rules are NYSE Rule 7.2 (formerly 51).
  public static let newYorkStockExchange: TradingCalendar = {
    let usual = SessionHours(unchecked: 9 * 3_600 + 1_800, 16 * 3_600)
    let years = 1_990...2_030
    let holidays = Set(years.flatMap(holidays(ofYear:)) + specialClosings)
    let early = years.flatMap(earlyCloses(ofYear:)).filter { !holidays.contains($0.day) }
    return TradingCalendar(
      uncheckedName: "New York Stock Exchange", timeZone: .newYork, hours: weekdays(usual),
      holidays: holidays.map(CivilDate.init(daysSinceEpoch:)),
      specialHours: Dictionary(
        uniqueKeysWithValues: early.map {
          (CivilDate(daysSinceEpoch: $0.day), SessionHours(unchecked: usual.opensAfter, $0.hour * 3_600))
        }))
  }()

  private static func weekdays(_ hours: SessionHours) -> [Weekday: SessionHours] {
    Dictionary(uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, hours) })
  }
}

// MARK: - The rules of the New York Stock Exchange

private let monday = 0
private let thursday = 3
private let friday = 4
private let saturday = 5
private let sunday = 6

/// A holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after.
private func kept(_ day: Int) -> Int {
  switch weekdayIndex(day) {
  case saturday: day - 1
  case sunday: day + 1
  default: day
  }
}

private func holidays(ofYear year: Int) -> [Int] {
  var days = [
    weekday(monday, number: 3, of: 2, year),  // Washington's Birthday
    easter(year) - 2,  // Good Friday
    lastWeekday(monday, of: 5, year),  // Memorial Day
    kept(dayNumber(year, 7, 4)),  // Independence Day
    weekday(monday, number: 1, of: 9, year),  // Labor Day
    weekday(thursday, number: 4, of: 11, year),  // Thanksgiving
    kept(dayNumber(year, 12, 25)),  // Christmas
  ]
  // A New Year's Day on a Saturday is not kept: the Friday before it closes the books of the year.
  let newYear = dayNumber(year, 1, 1)
  if weekdayIndex(newYear) != saturday { days.append(kept(newYear)) }
  if year >= 1_998 { days.append(weekday(monday, number: 3, of: 1, year)) }  // Martin Luther King Jr. Day
  if year >= 2_022 { days.append(kept(dayNumber(year, 6, 19))) }  // Juneteenth
  return days
}

private let specialClosings: [Int] = [
  (1_994, 4, 27),  // mourning for President Nixon
  (2_001, 9, 11), (2_001, 9, 12), (2_001, 9, 13), (2_001, 9, 14),  // attacks of 11 September
  (2_004, 6, 11),  // mourning for President Reagan
  (2_007, 1, 2),  // mourning for President Ford
  (2_012, 10, 29), (2_012, 10, 30),  // hurricane Sandy
  (2_018, 12, 5),  // mourning for President George H. W. Bush
  (2_025, 1, 9),  // mourning for President Carter
].map { dayNumber($0.0, $0.1, $0.2) }

private func earlyCloses(ofYear year: Int) -> [(day: Int, hour: Int)] {
  var closes: [(day: Int, hour: Int)] = []
  if year >= 1_992 { closes.append((weekday(thursday, number: 4, of: 11, year) + 1, year == 1_992 ? 14 : 13)) }
  let christmasEve = dayNumber(year, 12, 24)
  if weekdayIndex(christmasEve) < friday { closes.append((christmasEve, year <= 1_992 ? 14 : 13)) }
  let independenceDay = dayNumber(year, 7, 4)
  switch weekdayIndex(independenceDay) {
  case 1, 2, friday: if year >= 1_995 { closes.append((independenceDay - 1, 13)) }
  // Until 2012 the short day around a Thursday's holiday was the Friday after it.
  case thursday: if year >= 1_995 { closes.append((independenceDay + (year >= 2_013 ? -1 : 1), 13)) }
  default: break
  }
  if year == 1_997 || year == 2_003 { closes.append((dayNumber(year, 12, 26), 13)) }
  if year == 1_999 { closes.append((dayNumber(year, 12, 31), 13)) }
  return closes
}

/// The day number of Easter Sunday: the anonymous Gregorian algorithm (Nature, 20 April 1876; Meeus, Astronomical Algorithms, chapter 8).
private func easter(_ year: Int) -> Int {
  let golden = year % 19
  let (century, yearOfCentury) = (year / 100, year % 100)
  let (leapCenturies, centuryRest) = (century / 4, century % 4)
  let correction = (century - (century + 8) / 25 + 1) / 3
  let epact = (19 * golden + century - leapCenturies - correction + 15) % 30
  let (leapYears, yearRest) = (yearOfCentury / 4, yearOfCentury % 4)
  let toSunday = (32 + 2 * centuryRest + 2 * leapYears - epact - yearRest) % 7
  let late = (golden + 11 * epact + 22 * toSunday) / 451
  let sum = epact + toSunday - 7 * late + 114
  return dayNumber(year, sum / 31, sum % 31 + 1)
}

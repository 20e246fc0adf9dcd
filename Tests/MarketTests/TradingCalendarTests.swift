import Foundation
import TestSupport
import Testing

@testable import Market

private func instant(_ text: String) -> Timestamp { Timestamp(text) ?? .distantPast }
private func day(_ text: String) -> CivilDate { CivilDate(text) ?? CivilDate(daysSinceEpoch: 0) }

@Suite struct TimeZoneRuleTests {
  @Test(arguments: [
    (TimeZoneRule.newYork, CalendarOracles.newYorkClockChanges), (.centralEurope, CalendarOracles.berlinClockChanges),
  ])
  func clocksChangeWhenTheDatabaseOfTimeZonesSaysSo(rule: TimeZoneRule, changes: String) throws {
    for line in changes.split(separator: "\n") {
      let words = line.split(separator: " ")
      let year = try #require(words.first)
      let newYear = instant("\(year)-01-01")
      let days = (0..<366).filter { day in
        rule.secondsAhead(at: newYear + .seconds(day * 86_400)) != rule.secondsAhead(at: newYear + .seconds((day + 1) * 86_400))
      }
      let found = days.flatMap { day in day * 24...day * 24 + 24 }.compactMap { hour -> String? in
        let now = newYear + .seconds(hour * 3_600)
        guard rule.secondsAhead(at: now) != rule.secondsAhead(at: now - .nanoseconds(1)) else { return nil }
        return String(now.description.dropFirst(5).prefix(8))
      }
      #expect(found == words.dropFirst().map(String.init), "\(year)")
    }
  }

  @Test func localTimesThatAreSkippedOrShownTwiceStillAscend() {
    let rule = TimeZoneRule.newYork
    let spring = day("2023-03-12").daysSinceEpoch
    #expect(rule.instant(day: spring, secondsSinceMidnight: 7_199) == instant("2023-03-12T06:59:59Z"))
    #expect(rule.instant(day: spring, secondsSinceMidnight: 9_000) == instant("2023-03-12T07:00:00Z"))
    #expect(rule.instant(day: spring, secondsSinceMidnight: 10_800) == instant("2023-03-12T07:00:00Z"))
    let autumn = day("2023-11-05").daysSinceEpoch
    #expect(rule.instant(day: autumn, secondsSinceMidnight: 5_400) == instant("2023-11-05T05:30:00Z"))
    #expect(rule.instant(day: autumn, secondsSinceMidnight: 7_200) == instant("2023-11-05T07:00:00Z"))
    #expect(rule.day(at: instant("2023-11-05T03:59:59Z")) == autumn - 1)
    #expect(rule.day(at: instant("2023-11-05T04:00:00Z")) == autumn)
  }

  @Test(arguments: [TimeZoneRule.utc, .newYork, .chicago, .london, .centralEurope, .tokyo, .fixed(hours: -18)])
  func comesBackFromJSONAndWorksAtTheEndsOfTime(rule: TimeZoneRule) throws {
    #expect(try roundTrip(rule) == rule)
    #expect(abs(rule.secondsAhead(at: .distantPast)) <= 64_800)
    #expect(abs(rule.secondsAhead(at: .distantFuture)) <= 64_800)
    #expect(throws: InvalidCalendar.self) { try TimeZoneRule(standardSecondsAhead: 64_801) }
  }
}

@Suite struct SessionHoursTests {
  @Test(arguments: [("09:30-16:00", 34_200, 57_600), ("-07:00-17:00", -25_200, 61_200), ("18:00-26:30:15", 64_800, 95_415)])
  func printsAndReads(text: String, opens: Int, closes: Int) throws {
    let hours = try SessionHours(opensAfter: opens, closesAfter: closes)
    #expect(hours.description == text)
    #expect(SessionHours(text) == hours)
    #expect(try roundTrip(hours) == hours)
  }

  @Test(arguments: ["", "09:30", "16:00-09:30", "09:30-09:30", "9:30-16:00", "09:60-16:00", "00:00-24:01", "-25:00--20:00", "09:30-16:00-"])
  func refusesImpossibleHours(text: String) {
    #expect(SessionHours(text) == nil)
  }
}

@Suite struct NewYorkStockExchangeTests {
  private let calendar = TradingCalendar.newYorkStockExchange

  @Test func closesOnTheDaysThatOthersList() {
    let found = (1_990...2_030).map { year in
      let days = (dayNumber(year, 1, 1)..<dayNumber(year + 1, 1, 1)).filter { weekdayIndex($0) < 5 && calendar.session(onDay: $0) == nil }
      return (["\(year)"] + days.map { String(CivilDate(daysSinceEpoch: $0).description.dropFirst(5)) }).joined(separator: " ")
    }
    #expect(found == CalendarOracles.closedOnWeekdays.split(separator: "\n").map(String.init))
  }

  @Test func closesEarlyWhenOthersSaySo() {
    let found = (1_990...2_030).map { year in
      let days = calendar.specialHours.filter { $0.key.year == year }.sorted { $0.key < $1.key }
      return "\(year) " + days.map { "\($0.key.description.dropFirst(5))@\($0.value.closesAfter / 3_600)" }.joined(separator: " ")
    }
    #expect(found == CalendarOracles.earlyCloses.split(separator: "\n", omittingEmptySubsequences: true).map(String.init))
  }

  @Test(
    .enabled(if: SharedData.isPresent, SharedData.absence),
    arguments: ["data/bars/SPY-daily-1999-2020.csv", "data/bars/NASDAQ-daily-monthfirst.csv"])
  func hasExactlyTheDaysThatTheMarketTraded(path: String) throws {
    let dates = try RealBars.rows(path).map { row -> CivilDate in
      if row[0].contains("/") {
        let parts = row[0].split(separator: "/").compactMap { Int($0) }
        return try #require(CivilDate(year: parts[2], month: parts[0], day: parts[1]))
      }
      return try #require(CivilDate(String(row[1])))
    }
    let first = try #require(dates.first)
    let last = try #require(dates.last)
    let sessions = (first.daysSinceEpoch...last.daysSinceEpoch).compactMap { calendar.session(onDay: $0)?.date }
    #expect(dates.count > 5_000)
    #expect(Set(dates).symmetricDifference(sessions).sorted() == [])
  }

  @Test(arguments: [
    ("2023-01-03T14:29:59.999999999Z", false), ("2023-01-03T14:30:00Z", true), ("2023-01-03T20:59:59.999999999Z", true),
    ("2023-01-03T21:00:00Z", false), ("2023-07-05T13:30:00Z", true), ("2023-07-05T20:00:00Z", false), ("2023-07-03T16:59:59Z", true),
    ("2023-07-03T17:00:00Z", false), ("2023-07-04T15:00:00Z", false), ("2023-07-08T15:00:00Z", false), ("2006-03-20T13:45:00Z", false),
    ("2007-03-20T13:45:00Z", true),
  ])
  func isOpenWhileTradingHours(text: String, isOpen: Bool) {
    #expect(calendar.isOpen(at: instant(text)) == isOpen)
  }

  @Test func findsTheSessionsAround() {
    let halted = instant("2001-09-12T15:00:00Z")
    #expect(calendar.session(after: halted)?.open == instant("2001-09-17T13:30:00Z"))
    #expect(calendar.session(before: halted)?.close == instant("2001-09-10T20:00:00Z"))
    #expect(calendar.session(after: instant("2001-09-17T13:30:00Z"))?.date == day("2001-09-18"))
    #expect(calendar.session(before: instant("2001-09-17T20:00:00Z"))?.date == day("2001-09-17"))
    #expect(calendar.session(on: day("2001-09-11")) == nil)
    let around = calendar.sessions(from: instant("2001-09-10T20:00:00Z"), to: instant("2001-09-18T13:30:00.000000001Z"))
    #expect(around.map(\.date) == [day("2001-09-17"), day("2001-09-18")])
    #expect(calendar.sessions(from: halted, to: halted).isEmpty)
  }

  @Test func countsTheTimeItIsOpen() {
    let from = instant("2023-07-03T15:00:00Z")
    #expect(calendar.openTime(from: from, to: instant("2023-07-05T14:00:00Z")) == .seconds(2 * 3_600 + 1_800))
    #expect(calendar.openTime(from: from, to: from) == .zero)
    #expect(calendar.openTime(from: from, to: instant("2023-07-03T15:00:01Z")) == .seconds(1))
    #expect(calendar.openTime(from: from, to: from - .seconds(1)) == .zero)
  }

  @Test func countsTheObservationsOfAYear() throws {
    // 10 322 sessions in the 14 975 days of 1990 to 2030 (exchange_calendars 4.13.2).
    let daily = try #require(calendar.observationsPerYear(.days(1)))
    #expect(abs(daily - 10_322 * 365.2425 / 14_975) < 1e-9)
    #expect(calendar.observationsPerYear(.days(1), over: 2_023...2_023) == 250 * 365.2425 / 365)
    // 250 sessions of 2023, of which two closed after 3.5 hours: 7 and 4 hourly bars.
    #expect(calendar.observationsPerYear(.hours(1), over: 2_023...2_023) == Double(248 * 7 + 2 * 4) * 365.2425 / 365)
    #expect(calendar.observationsPerYear(.minutes(1), over: 2_023...2_023) == Double(248 * 390 + 2 * 210) * 365.2425 / 365)
    #expect(calendar.observationsPerYear(.weeks(1), over: 2_023...2_023) == 52 * 365.2425 / 365)
    #expect(calendar.observationsPerYear(.ticks(100)) == nil)
    #expect(calendar.observationsPerYear(.hours(36)) == nil)
    #expect(calendar.observationsPerYear(.time(.zero)) == nil)
  }
}

@Suite struct TradingCalendarTests {
  @Test func theContinuousCalendarNeverCloses() {
    let calendar = TradingCalendar.continuous
    #expect(calendar.isContinuous)
    #expect(calendar.isOpen(at: instant("2023-01-01T00:00:00Z")))
    #expect(calendar.session(containing: instant("2023-01-01T23:59:59Z"))?.close == instant("2023-01-02"))
    #expect(calendar.openTime(from: .distantPast, to: .distantFuture) == .nanoseconds(Int64.max))
    #expect(calendar.openTime(from: instant("2023-01-01"), to: instant("2023-01-02")) == .seconds(86_400))
    #expect(calendar.observationsPerYear(.days(1)) == 365.2425)
    #expect(calendar.observationsPerYear(.minutes(5)) == 365.2425 * 288)
  }

  @Test func theWeekOfForeignExchangeFollowsNewYork() {
    let calendar = TradingCalendar.foreignExchange
    #expect(calendar.isOpen(at: instant("2017-01-01T22:00:00Z")))
    #expect(!calendar.isOpen(at: instant("2017-01-01T21:59:59Z")))
    #expect(calendar.isOpen(at: instant("2017-07-02T21:00:00Z")))
    #expect(!calendar.isOpen(at: instant("2017-07-07T21:00:00Z")))
    #expect(calendar.session(containing: instant("2017-07-03T21:00:00Z"))?.date == day("2017-07-04"))
    #expect(calendar.openTime(from: instant("2017-03-06"), to: instant("2017-03-20")) == .seconds((118 + 120 + 3) * 3_600))
    #expect(!calendar.isContinuous)
  }

  @Test(arguments: [TradingCalendar.continuous, .newYorkStockExchange, .foreignExchange])
  func comesBackFromJSON(calendar: TradingCalendar) throws {
    #expect(try roundTrip(calendar) == calendar)
  }

  @Test(arguments: [TradingCalendar.continuous, .newYorkStockExchange, .foreignExchange])
  func answersAtTheEndsOfTime(calendar: TradingCalendar) {
    #expect(calendar.session(after: .distantFuture) == nil)
    #expect(calendar.session(before: .distantPast) == nil)
    #expect(calendar.session(containing: .distantPast) == nil)
    #expect(calendar.session(after: .distantPast) != nil)
    #expect(calendar.session(before: .distantFuture) != nil)
  }

  @Test(arguments: [TradingCalendar.newYorkStockExchange, .foreignExchange])
  func everyAnswerAgreesWithTheListOfSessions(calendar: TradingCalendar) {
    let start = instant("2022-12-20")
    let end = instant("2023-04-01")
    let sessions = calendar.sessions(from: start, to: end)
    #expect(zip(sessions, sessions.dropFirst()).allSatisfy { $0.close <= $1.open })
    var strays: [Timestamp] = []
    for step in 0..<(100 * 24) {
      let now = start + .seconds(step * 3_600 + 1_800)
      if calendar.session(containing: now) != sessions.first(where: { $0.contains(now) }) { strays.append(now) }
      if calendar.session(after: now) != sessions.first(where: { $0.open > now }) { strays.append(now) }
      if let last = sessions.last(where: { $0.close <= now }), calendar.session(before: now) != last { strays.append(now) }
    }
    #expect(strays.isEmpty)
  }

  @Test func aSessionMayCloseOnTheNightAfterItsDay() throws {
    let night = try #require(SessionHours("18:00-26:00"))
    let calendar = try TradingCalendar(name: "night", timeZone: .fixed(hours: 1), hours: [.monday: night, .tuesday: night])
    // 2023-01-03 is a Tuesday.
    #expect(calendar.session(containing: instant("2023-01-03T00:59:59Z"))?.date == day("2023-01-02"))
    #expect(calendar.session(containing: instant("2023-01-03T01:00:00Z")) == nil)
    #expect(calendar.session(before: instant("2023-01-05"))?.close == instant("2023-01-04T01:00:00Z"))
  }

  @Test func specialHoursMayOpenAWeekendDay() throws {
    let hours = try #require(SessionHours("09:00-10:00"))
    let calendar = try TradingCalendar(
      name: "x", timeZone: .utc, hours: [.monday: hours], holidays: [day("2023-01-02"), day("2023-01-02")],
      specialHours: [day("2023-01-07"): hours])
    #expect(calendar.holidays == [day("2023-01-02")])
    #expect(
      calendar.sessions(from: instant("2023-01-01"), to: instant("2023-01-10")).map(\.date) == [day("2023-01-07"), day("2023-01-09")])
  }

  @Test func refusesCalendarsThatContradictThemselves() throws {
    let day = day("2023-01-02")
    let usual = try #require(SessionHours("09:00-17:00"))
    let late = try #require(SessionHours("20:00-34:00"))
    let early = try #require(SessionHours("-20:00-01:00"))
    #expect(throws: InvalidCalendar.self) { try TradingCalendar(name: "x", timeZone: .utc, hours: [:]) }
    #expect(throws: InvalidCalendar.self) {
      try TradingCalendar(name: "x", timeZone: .utc, hours: [.monday: usual], holidays: [day], specialHours: [day: usual])
    }
    #expect(throws: InvalidCalendar.self) { try TradingCalendar(name: "x", timeZone: .utc, hours: [.monday: late, .tuesday: usual]) }
    #expect(throws: InvalidCalendar.self) { try TradingCalendar(name: "x", timeZone: .utc, hours: [.sunday: late, .monday: usual]) }
    #expect(throws: InvalidCalendar.self) { try TradingCalendar(name: "x", timeZone: .utc, hours: [.monday: late, .wednesday: early]) }
    #expect(throws: InvalidCalendar.self) {
      try TradingCalendar(name: "x", timeZone: .utc, hours: [.tuesday: usual], specialHours: [day: late])
    }
    #expect(throws: DecodingError.self) {
      let text = #"[{"name":"x","timeZone":{"standardSecondsAhead":0},"hours":{"monday":"9-5"}}]"#
      return try JSONDecoder().decode([TradingCalendar].self, from: Data(text.utf8))
    }
  }
}

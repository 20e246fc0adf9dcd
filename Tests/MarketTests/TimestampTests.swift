import Foundation
import Market
import Testing

/// Literals computed with Python 3's datetime.
private let knownInstants: [(text: String, nanoseconds: Int64, weekday: Weekday, day: Int)] = [
  ("2023-03-24T12:40:00Z", 1_679_661_600_000_000_000, .friday, 19_440),
  ("1969-12-31T23:59:59Z", -1_000_000_000, .wednesday, -1),
  ("2000-02-29T00:00:00Z", 951_782_400_000_000_000, .tuesday, 11_016),
  ("1900-03-01T06:30:15Z", -2_203_867_785_000_000_000, .thursday, -25_508),
  ("2262-04-11T23:47:16Z", 9_223_372_036_000_000_000, .friday, 106_751),
  ("1677-09-21T00:12:44Z", -9_223_372_036_000_000_000, .tuesday, -106_752),
  ("2100-02-28T23:59:59Z", 4_107_542_399_000_000_000, .sunday, 47_540),
  ("1972-06-30T23:59:59Z", 78_796_799_000_000_000, .friday, 911),
]

@Suite struct TimestampTests {
  @Test(arguments: knownInstants)
  func agreesWithPython(text: String, nanoseconds: Int64, weekday: Weekday, day: Int) {
    let instant = Timestamp(text)
    #expect(instant == Timestamp(nanoseconds: nanoseconds))
    #expect(Timestamp(nanoseconds: nanoseconds).description == text)
    #expect(instant?.date.weekday == weekday)
    #expect(instant?.date.daysSinceEpoch == day)
  }

  @Test(arguments: [
    ("2023-03-24", Int64(1_679_616_000_000_000_000)), ("2023-03-24T12:40", 1_679_661_600_000_000_000),
    ("2023-03-24 12:40:00.25", 1_679_661_600_250_000_000), ("20230324T124000Z", 1_679_661_600_000_000_000),
    ("2023-03-24T13:40:00+01:00", 1_679_661_600_000_000_000), ("2023-03-24t07:10:00-0530", 1_679_661_600_000_000_000),
    ("2023-03-24T12:40:00,000000001z", 1_679_661_600_000_000_001), ("2023-03-24T12:40:00.1234567899", 1_679_661_600_123_456_789),
    ("2023-03-24T24:00", 1_679_702_400_000_000_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
    ("2023-03-24T14:40:00+02", 1_679_661_600_000_000_000),
  ])
  func readsTheFormsOfISO8601(text: String, nanoseconds: Int64) {
    #expect(Timestamp(text)?.nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "", "now", "2023", "2023-02-29", "2023-13-01", "2023-3-24", "2023-03-24T", "2023-03-24T1", "2023-03-24T24:01", "2023-03-24T12:60",
    "2023-03-24T12:40:61", "2023-03-24T12:40:00.", "2023-03-24T12:40:00+", "2023-03-24T12:40:00+19:00", "2023-03-24T12:40:00Zx",
    "2023-03-24T12:40:00 ", "２０２３-03-24", "202303-24", "2023-0324", "2262-04-11T23:47:17Z", "1677-09-21T00:12:43.145224191Z",
    "0000-01-01", "9999-12-31", "+2023-03-24", "2023-03-24T12:40:00+01:",
  ])
  func refusesWhatIsNotAnInstant(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test(arguments: [
    Timestamp.distantPast, .distantFuture, Timestamp(nanoseconds: -1), Timestamp(nanoseconds: 0), Timestamp(nanoseconds: 1),
    Timestamp(nanoseconds: -9_223_372_036_854_775_807), Timestamp(nanoseconds: 1_679_661_600_250_000_000),
    Timestamp(nanoseconds: 1_679_661_600_000_250_000), Timestamp(nanoseconds: -1_000_000_001),
  ])
  func comesBackFromItsTextAndFromJSON(instant: Timestamp) throws {
    #expect(Timestamp(instant.description) == instant)
    #expect(try roundTrip(instant) == instant)
  }

  @Test func printsAsManyDecimalsAsItNeeds() {
    #expect(Timestamp(nanoseconds: 0).description == "1970-01-01T00:00:00Z")
    #expect(Timestamp(nanoseconds: 250_000_000).description == "1970-01-01T00:00:00.250Z")
    #expect(Timestamp(nanoseconds: 250_000).description == "1970-01-01T00:00:00.000250Z")
    #expect(Timestamp(nanoseconds: 7).description == "1970-01-01T00:00:00.000000007Z")
    #expect(Timestamp.distantPast.description == "1677-09-21T00:12:43.145224192Z")
    #expect(Timestamp.distantFuture.description == "2262-04-11T23:47:16.854775807Z")
  }

  @Test func staysAtTheEndsOfItsRange() {
    #expect(Timestamp.distantFuture + .seconds(1) == .distantFuture)
    #expect(Timestamp.distantPast - .seconds(1) == .distantPast)
    #expect(Timestamp.distantPast - .seconds(-1) == Timestamp(nanoseconds: .min + 1_000_000_000))
    #expect(Timestamp(seconds: .max) == .distantFuture)
    #expect(Timestamp(milliseconds: .min) == .distantPast)
    #expect(Timestamp.distantFuture - Timestamp.distantPast == .nanoseconds(Int64.max))
    #expect(Timestamp(seconds: 0) + .seconds(Int64.max) == .distantFuture)
  }

  @Test func addsAndTakesDurations() {
    var instant = Timestamp(seconds: 100)
    instant += .milliseconds(1_500)
    #expect(instant == Timestamp(milliseconds: 101_500))
    #expect(instant - Timestamp(seconds: 101) == .milliseconds(500))
    #expect(Timestamp(seconds: 1) < Timestamp(nanoseconds: 1_000_000_001))
    #expect(Duration.milliseconds(-1_500).wholeNanoseconds == -1_500_000_000)
    #expect(Duration.milliseconds(-1_500).inSeconds == -1.5)
  }

  @Test func theTimeOfDayIsCountedFromMidnightBeforeItEvenBefore1970() {
    #expect(Timestamp(nanoseconds: -1).timeOfDay == .nanoseconds(86_399_999_999_999))
    #expect(Timestamp("1969-12-31T01:00:00Z")?.timeOfDay == .seconds(3_600))
  }

  @Test func jsonThatIsNotAnInstantIsRefusedWithAnExample() {
    #expect {
      try JSONDecoder().decode([Timestamp].self, from: Data(#"["yesterday"]"#.utf8))
    } throws: {
      "\($0)".contains("'yesterday' is not an ISO 8601 instant")
    }
  }
}

@Suite struct CivilDateTests {
  /// Literals computed with Python 3's datetime.
  @Test(arguments: [
    (1, 1, 1, -719_162, Weekday.monday), (9_999, 12, 31, 2_932_896, .friday), (1_600, 2, 29, -135_081, .tuesday),
    (1_999, 12, 31, 10_956, .friday), (2_024, 2, 29, 19_782, .thursday),
  ])
  func agreesWithPython(year: Int, month: Int, day: Int, number: Int, weekday: Weekday) throws {
    let date = try #require(CivilDate(year: year, month: month, day: day))
    #expect(date.daysSinceEpoch == number)
    #expect(CivilDate(daysSinceEpoch: number) == date)
    #expect(date.weekday == weekday)
  }

  @Test func everyDayOfFourHundredYearsFollowsTheOneBefore() {
    var expected = (year: 1_800, month: 1, day: 1)
    var date = CivilDate(daysSinceEpoch: -62_091)
    var strays: [CivilDate] = []
    for number in -62_091..<(-62_091 + 146_097) {
      date = CivilDate(daysSinceEpoch: number)
      if (date.year, date.month, date.day) != expected || date.daysSinceEpoch != number { strays.append(date) }
      expected.day += 1
      let isLeap = expected.year.isMultiple(of: 4) && (!expected.year.isMultiple(of: 100) || expected.year.isMultiple(of: 400))
      let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][expected.month - 1]
      if expected.day > length { (expected.month, expected.day) = (expected.month + 1, 1) }
      if expected.month > 12 { (expected.year, expected.month) = (expected.year + 1, 1) }
    }
    #expect(strays.isEmpty)
    #expect(date.description == "2199-12-31")
  }

  @Test func isHeldToItsYears() {
    #expect(CivilDate(daysSinceEpoch: .min).description == "-9999-01-01")
    #expect(CivilDate(daysSinceEpoch: .max).description == "9999-12-31")
    #expect(CivilDate(daysSinceEpoch: 0).adding(days: .max).description == "9999-12-31")
    #expect(CivilDate(year: 10_000, month: 1, day: 1) == nil)
    #expect(CivilDate(year: 2_023, month: 2, day: 29) == nil)
    #expect(CivilDate(year: 2_023, month: 0, day: 1) == nil)
  }

  @Test(arguments: ["2023-03-24", "-0044-03-15", "0000-02-29", "1970-01-01"])
  func comesBackFromItsTextAndFromJSON(text: String) throws {
    let date = try #require(CivilDate(text))
    #expect(date.description == text)
    #expect(try roundTrip(date) == date)
  }

  @Test(arguments: ["", "2023-3-24", "2023-02-29", "20230324", "2023-03-24-", "+023-03-24", "２０２３-03-24"])
  func refusesWhatIsNoDay(text: String) {
    #expect(CivilDate(text) == nil)
  }
}

/// A value written as JSON and read back.
func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
  try JSONDecoder().decode([Value].self, from: JSONEncoder().encode([value]))[0]
}

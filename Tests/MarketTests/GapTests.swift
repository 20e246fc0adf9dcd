import Foundation
import TestSupport
import Testing

@testable import Market

private func instant(_ text: String) -> Timestamp { Timestamp(text) ?? .distantPast }

private func series(_ timeframe: Timeframe, _ times: [Timestamp], ends: [Timestamp]? = nil) throws -> BarSeries {
  let prices = times.indices.map { Double($0 + 1) }
  return try BarSeries(
    symbol: "X", timeframe: timeframe, time: times, open: prices, high: prices, low: prices, close: prices,
    volume: times.map { _ in 1 }, ends: ends)
}

/// The bars of a calendar's sessions, each of them complete.
private func complete(_ length: Int, _ calendar: TradingCalendar, from: String, to: String, offset: Int = 0, isCut: Bool) throws
  -> BarSeries
{
  var times: [Timestamp] = []
  var ends: [Timestamp] = []
  for session in calendar.sessions(from: instant(from), to: instant(to)) {
    var start = session.open - .seconds(offset)
    while start < session.close {
      times.append(start)
      ends.append(isCut ? min(start + .seconds(length), session.close) : start + .seconds(length))
      start += .seconds(length)
    }
  }
  return try series(.seconds(length), times, ends: ends)
}

extension BarSeries {
  /// The series without some of its bars.
  fileprivate func without(_ positions: Set<Int>) throws -> BarSeries {
    try BarSeries(symbol: symbol, timeframe: timeframe, bars: indices.filter { !positions.contains($0) }.map { self[$0] })
  }
}

@Suite struct GapTests {
  @Test(arguments: [Int64(0), 17])
  func listsEveryStretchWhereverBarsBegin(offset: Int64) throws {
    let times = [0, 60, 180, 240, 600].map { Timestamp(seconds: $0 + offset) }
    let gaps = try series(.minutes(1), times).gaps()
    #expect(
      gaps == [
        Gap(start: Timestamp(seconds: 120 + offset), end: Timestamp(seconds: 180 + offset), missing: 1, position: 2),
        Gap(start: Timestamp(seconds: 300 + offset), end: Timestamp(seconds: 600 + offset), missing: 5, position: 4),
      ])
    #expect(try roundTrip(gaps) == gaps)
  }

  @Test func aRestTooShortForABarIsNoGap() throws {
    let gaps = try series(.minutes(1), [0, 90, 300].map { Timestamp(seconds: $0) }).gaps()
    #expect(gaps == [Gap(start: Timestamp(seconds: 150), end: Timestamp(seconds: 270), missing: 2, position: 2)])
  }

  @Test func seriesWithoutALengthOrWithoutBarsHaveNoGaps() throws {
    #expect(try series(.minutes(1), []).gaps().isEmpty)
    #expect(try series(.minutes(1), [Timestamp(seconds: 0)]).gaps(in: .newYorkStockExchange).isEmpty)
    let times = [0, 5_000].map { Timestamp(seconds: $0) }
    #expect(try series(.ticks(5), times, ends: times).gaps().isEmpty)
  }

  @Test func theLongestGapThereIsIsCountedWithoutATrap() throws {
    let wide = try series(.time(.nanoseconds(1)), [.distantPast, .distantFuture])
    #expect(wide.gaps().map(\.missing) == [Int.max])
    #expect(!wide.gaps(in: .newYorkStockExchange).isEmpty)
    #expect(throws: UnfillableSeries.self) { try wide.filled(.flat) }
    #expect(throws: UnfillableSeries.self) { try wide.filled(.flat, in: .newYorkStockExchange) }
  }

  /// Every way of beginning bars: at the opening and cut at the close, at the opening and not cut, on the hours of the clock.
  @Test(
    arguments: [(1_800, 0, true), (3_600, 0, true), (3_600, 0, false), (3_600, 1_800, false), (420, 0, true), (60, 0, true)],
    [TradingCalendar.newYorkStockExchange, .foreignExchange])
  func inSessionsEveryBarThatIsTakenOutIsFound(shape: (length: Int, offset: Int, isCut: Bool), calendar: TradingCalendar) throws {
    if calendar == .foreignExchange, shape.offset > 0 || !shape.isCut { return }
    // Over the change of clocks of 12 March 2023 and, in New York, Independence Day with its early close.
    for (from, to) in [("2023-03-09", "2023-03-15"), ("2023-06-30T12:00:00Z", "2023-07-06")] {
      let whole = try complete(shape.length, calendar, from: from, to: to, offset: shape.offset, isCut: shape.isCut)
      #expect(whole.gaps(in: calendar).isEmpty)
      var random = RandomTrades(seed: UInt64(shape.length))
      for _ in 0..<20 {
        let first = 1 + random.below(whole.count - 2)
        let count = 1 + random.below(min(40, whole.count - 1 - first))
        let taken = Set(first..<first + count)
        let rest = try whole.without(taken)
        let gaps = rest.gaps(in: calendar)
        #expect(
          gaps == [Gap(start: whole[first].start, end: whole[first + count - 1].end, missing: count, position: first)], "\(first) \(count)")
        let filled = try rest.filled(.flat, in: calendar)
        #expect(filled.time == whole.time)
        #expect(filled.map(\.end) == whole.map(\.end))
        #expect(filled.filled == [first..<first + count])
        #expect(filled.close[first..<first + count].allSatisfy { $0 == whole.close[first - 1] })
        #expect(filled.volume[first..<first + count].allSatisfy { $0 == 0 })
      }
    }
  }

  @Test(arguments: [true, false])
  func daysOfSessionsAreFoundFromMidnightAndFromTheOpening(isFromMidnight: Bool) throws {
    let calendar = TradingCalendar.newYorkStockExchange
    let sessions = calendar.sessions(from: instant("2023-06-28"), to: instant("2023-07-20"))
    let times = sessions.map { isFromMidnight ? Timestamp($0.date) : $0.open }
    let ends = isFromMidnight ? times.map { $0 + .seconds(86_400) } : sessions.map(\.close)
    let whole = try series(.days(1), times, ends: ends)
    #expect(whole.gaps(in: calendar).isEmpty)
    #expect(whole.gaps().map(\.missing).reduce(0, +) == 7)
    let rest = try whole.without([3, 4, 8])
    #expect(rest.gaps(in: calendar).map(\.missing) == [2, 1])
    let filled = try rest.filled(.flat, in: calendar)
    #expect(filled.time == whole.time)
    #expect(filled.map(\.end) == whole.map(\.end))
    #expect(filled.filled == [3..<5, 8..<9])
  }

  @Test func weeksOfSessionsAreFound() throws {
    let calendar = TradingCalendar.newYorkStockExchange
    let mondays = (0..<10).map { instant("2023-05-01") + .seconds($0 * 7 * 86_400) }
    let whole = try series(.weeks(1), mondays)
    #expect(whole.gaps(in: calendar).isEmpty)
    #expect(try whole.without([4, 5]).gaps(in: calendar).map(\.start) == [mondays[4]])
    #expect(try whole.without([4, 5]).filled(.flat, in: calendar).time == mondays)
  }
}

@Suite struct FillPolicyTests {
  @Test func noneLeavesThemMissing() throws {
    let bars = try series(.minutes(1), [0, 600].map { Timestamp(seconds: $0) })
    #expect(try bars.filled(.none) == bars)
  }

  @Test func flatKeepsWhatWasMarkedBefore() throws {
    let times = [0, 60, 240, 300].map { Timestamp(seconds: $0) }
    let bars = try BarSeries(
      symbol: "X", timeframe: .minutes(1), time: times, open: [1, 2, 3, 4], high: [1, 2, 3, 4], low: [1, 2, 3, 4], close: [1, 2, 3, 4],
      volume: [1, 1, 1, 1], filled: [1..<2, 3..<4])
    let filled = try bars.filled(.flat)
    #expect(filled.close == [1, 2, 2, 2, 3, 4])
    #expect(filled.filled == [1..<4, 5..<6])
    #expect(filled.ends == nil)
    #expect(try filled.filled(.flat) == filled)
  }

  @Test func tooManyBarsAreAnErrorThatSaysWhere() throws {
    let bars = try series(.seconds(1), [0, 10, 10_000_000].map { Timestamp(seconds: $0) })
    #expect {
      try bars.filled(.flat, limit: 100)
    } throws: {
      "\($0)".contains("1970-01-01T00:00:11Z") && "\($0)".contains("at most 100")
    }
  }

  @Test func dropRangeLeavesOutTheDaysThatALongGapTouches() throws {
    // Four days of hours; 3 hours missing over the second midnight, 1 hour on the last day.
    let times = (0..<96).filter { ![46, 47, 48, 80].contains($0) }.map { Timestamp(seconds: Int64($0) * 3_600) }
    let bars = try series(.hours(1), times)
    let dropped = try bars.filled(.dropRange(longerThan: .seconds(2 * 3_600)))
    #expect(dropped.time == times.filter { $0.nanoseconds < 86_400_000_000_000 || $0.nanoseconds >= 3 * 86_400_000_000_000 })
    #expect(try bars.filled(.dropRange(longerThan: .seconds(3 * 3_600))) == bars)
    #expect(try bars.filled(.dropRange(longerThan: .zero)).time == times.filter { $0.nanoseconds < 86_400_000_000_000 })
  }

  @Test func dropRangeLeavesOutWholeSessions() throws {
    let calendar = TradingCalendar.newYorkStockExchange
    let whole = try complete(3_600, calendar, from: "2023-03-09", to: "2023-03-15", offset: 1_800, isCut: false)
    // Seven bars a session. Two are missing in the second one.
    let dropped = try whole.without([9, 10]).filled(.dropRange(longerThan: .seconds(3_600)), in: calendar)
    #expect(dropped == (try whole.without(Set(7..<14))))
    let days = try series(.days(1), [0, 86_400, 5 * 86_400].map { Timestamp(seconds: $0) })
    #expect(try days.filled(.dropRange(longerThan: .zero)) == days)
  }

  @Test(arguments: [FillPolicy.none, .flat, .dropRange(longerThan: .seconds(5))])
  func comesBackFromJSON(policy: FillPolicy) throws {
    #expect(try roundTrip(policy) == policy)
  }
}

@Suite struct TimeOrderTests {
  private func order(_ seconds: [Int64], limit: Int = 20) -> TimeOrder {
    TimeOrder(of: seconds.map { Timestamp(seconds: $0) }, limit: limit)
  }

  @Test func findsTimesThatGoBackAndTimesThatComeTwice() {
    #expect(order([]).isStrictlyAscending)
    #expect(order([1, 2, 5]).isStrictlyAscending)
    let twice = order([1, 2, 2, 2, 3])
    #expect(twice.isAscending && !twice.isStrictlyAscending)
    #expect(twice.duplicates == [2, 3] && twice.duplicateCount == 2)
    let mixed = order([5, 1, 2, 5, 1])
    #expect(mixed.backward == [1, 4] && mixed.backwardCount == 2)
    #expect(mixed.duplicates == [3, 4])
    let many = order([9, 8, 7, 6, 6], limit: 2)
    #expect(many.backward == [1, 2] && many.backwardCount == 3 && many.duplicateCount == 1)
    #expect(many.count == 5)
  }
}

@Suite(.enabled(if: SharedData.isPresent, SharedData.absence))
struct RealGapTests {
  @Test(arguments: [
    ("BTCUSDT-spot-5m-2023.csv", Timeframe.minutes(5), 1, 16), ("BTCUSDT-spot-1h-2017-2024.csv", .hours(1), 28, 128),
    ("BTCUSDT-spot-1h-2023.csv", .hours(1), 1, 1), ("ETHUSDT-spot-1h-2023.csv", .hours(1), 1, 1),
  ])
  func outagesAreTheOnesThatAreKnown(file: String, timeframe: Timeframe, outages: Int, missing: Int) throws {
    let bars = try RealBars.series("data/bars/\(file)", timeframe)
    let gaps = bars.gaps()
    #expect(gaps.count == outages)
    #expect(gaps.map(\.missing).reduce(0, +) == missing)
    if outages == 1 { #expect(gaps.allSatisfy { $0.start.date == CivilDate("2023-03-24") && $0.end == instant("2023-03-24T14:00:00Z") }) }
    let filled = try bars.filled(.flat)
    #expect(filled.gaps().isEmpty)
    #expect(filled.count == bars.count + missing)
  }

  @Test(arguments: ["BTCUSDT-perp-1m.csv", "XRPUSDT-perp-1m.csv"])
  func minutesAreWithoutGaps(file: String) throws {
    #expect(try RealBars.series("data/bars/\(file)", .minutes(1)).gaps().isEmpty)
  }

  @Test func theEuroRestsOnlyAtChristmas() throws {
    let times = try RealBars.rows("data/bars/EURUSD-1h-2017-dayfirst.csv").map { row -> Timestamp in
      let text = row[0]
      let date = text.prefix(10).split(separator: ".").reversed().joined(separator: "-")
      return try #require(Timestamp("\(date)T\(text.dropFirst(11))Z"))
    }
    let gaps = try series(.hours(1), times).gaps(in: .foreignExchange)
    #expect(gaps.map(\.start) == [instant("2017-12-24T22:00:00Z"), instant("2017-12-25T08:00:00Z")])
    #expect(gaps.map(\.missing) == [1, 14])
  }

  @Test func sharesMissNoDayOfTheirExchange() throws {
    let times = try RealBars.rows("data/bars/SPY-daily-1999-2020.csv").map { try #require(Timestamp(String($0[1]))) }
    #expect(try series(.days(1), times).gaps(in: .newYorkStockExchange).isEmpty)
    #expect(TimeOrder(of: times).isStrictlyAscending)
  }
}

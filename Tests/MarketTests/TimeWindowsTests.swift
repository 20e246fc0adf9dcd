import Foundation
import Testing

@testable import Market

private func at(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }

private func minutes(_ symbol: Symbol, from: Int64 = 0, _ numbers: [Int]) throws -> BarSeries {
  let prices = numbers.map { Double($0 + 1) }
  return try BarSeries(
    symbol: symbol, timeframe: .minutes(1), time: numbers.map { at(from + Int64($0) * 60) }, open: prices, high: prices, low: prices,
    close: prices, volume: prices)
}

@Suite struct TimeWindowsTests {
  @Test func oneWindowLiesInEachEqualPart() throws {
    let span = at(0)..<at(100)
    #expect(try Array(TimeWindows(count: 4, of: .seconds(5), in: span)) == [10, 35, 60, 85].map { at($0)..<at($0 + 5) })
    #expect(try Array(TimeWindows(count: 4, of: .seconds(5), in: span, phase: 0)).map(\.lowerBound) == [0, 25, 50, 75].map(at))
    #expect(try TimeWindows(count: 4, of: .seconds(5), in: span, phase: 1).last == at(95)..<at(100))
    #expect(try Array(TimeWindows(count: 4, of: .seconds(25), in: span)).map(\.lowerBound) == [0, 25, 50, 75].map(at))
    #expect(try Array(TimeWindows(count: 1, of: .seconds(100), in: span)) == [span])
  }

  @Test func windowsComeEverySoOftenAndOnlyWhole() throws {
    #expect(
      try Array(TimeWindows(every: .seconds(30), of: .seconds(10), in: at(5)..<at(105))).map(\.lowerBound) == [5, 35, 65, 95].map(at))
    #expect(try TimeWindows(every: .seconds(30), of: .seconds(10), in: at(5)..<at(104)).count == 3)
    #expect(try TimeWindows(every: .seconds(30), of: .seconds(10), in: at(5)..<at(10)).isEmpty)
  }

  @Test(arguments: [1, 2, 3, 7, 100], [0.0, 0.3, 1.0])
  func windowsNeverOverlapNorLeaveTheSpan(count: Int, phase: Double) throws {
    for span in [Timestamp.distantPast..<at(0), at(0)..<Timestamp.distantFuture, at(-7)..<at(1_000)] {
      let total = (span.upperBound - span.lowerBound).wholeNanoseconds
      for length in [total / Int64(count), 1_000] {
        let windows = try TimeWindows(count: count, of: .nanoseconds(length), in: span, phase: phase)
        #expect(windows.count == count)
        #expect(zip(windows, windows.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        #expect(windows.allSatisfy { $0.lowerBound >= span.lowerBound && $0.upperBound <= span.upperBound })
        #expect(windows.allSatisfy { $0.upperBound - $0.lowerBound == .nanoseconds(length) })
      }
    }
  }

  @Test func refusesWindowsThatOverlapOrAreNothing() {
    let span = at(0)..<at(100)
    #expect(throws: InvalidSampling.self) { try TimeWindows(count: 5, of: .seconds(21), in: span) }
    #expect(throws: InvalidSampling.self) { try TimeWindows(count: 0, of: .seconds(1), in: span) }
    #expect(throws: InvalidSampling.self) { try TimeWindows(count: 1, of: .zero, in: span) }
    #expect(throws: InvalidSampling.self) { try TimeWindows(count: 1, of: .seconds(1), in: span, phase: .nan) }
    #expect(throws: InvalidSampling.self) { try TimeWindows(every: .seconds(1), of: .seconds(2), in: span) }
    #expect(throws: InvalidSampling.self) { try TimeWindows(every: .zero, of: .zero, in: span) }
    #expect(throws: InvalidSampling.self) { try TimeWindows(count: 1, of: .seconds(1), in: at(0)..<at(0)) }
  }

  @Test func aPartHoldsTheBarsThatLieWhollyInItsWindow() throws {
    let bars = try minutes("X", Array(0..<10) + Array(20..<30))
    let windows = try TimeWindows(every: .seconds(600), of: .seconds(150), in: at(30)..<at(1_800))
    // From second 30, 630 and 1230: minutes 1 and 2, none, and minutes 21 and 22.
    #expect(bars.parts(in: windows).map { $0.close.map { Int($0) - 1 } } == [[1, 2], [], [21, 22]])
  }

  @Test func severalSeriesAreCutAtTheSameInstantsAndStayTheirOwn() throws {
    let markets = [try minutes("A", Array(0..<100)), try minutes("B", from: 30, Array(10..<90))]
    let span = try #require(markets.commonSpan)
    #expect(span == at(630)..<at(5_430))
    let windows = try TimeWindows(count: 4, of: .seconds(300), in: span)
    let sample = markets.parts(in: windows)
    #expect(sample.count == 4)
    for (window, parts) in zip(windows, sample) {
      #expect(parts.map(\.symbol) == ["A", "B"])
      #expect(parts.allSatisfy { part in part.allSatisfy { window.lowerBound <= $0.start && $0.end <= window.upperBound } })
      #expect(parts.map(\.count) == [4, 5] || parts.map(\.count) == [5, 4])
    }
    #expect([try minutes("A", [0]), try minutes("B", [5])].commonSpan == nil)
    #expect([try minutes("A", [])].commonSpan == nil)
    #expect([BarSeries]().commonSpan == nil)
  }

  @Test func observationsAreTheLatestNewsAtRegularTimes() throws {
    // Ends at minutes 1, 2, 5, 6, 7, 21, 22: every five minutes the last one known.
    let bars = try minutes("X", [0, 1, 4, 5, 6, 20, 21])
    #expect(try bars.positions(every: .seconds(300)) == [2, 4])
    #expect(try bars.positions(every: .seconds(60)) == Array(0..<7))
    #expect(throws: InvalidSampling.self) { try bars.positions(every: .zero) }
    #expect(try minutes("X", []).positions(every: .seconds(1)).isEmpty)
  }

  @Test(arguments: [60, 90, 300, 3_600])
  func whatComesLaterNeverChangesAnObservation(seconds: Int) throws {
    var random = RandomTrades(seed: UInt64(seconds))
    let bars = try minutes("X", (0..<400).filter { _ in random.below(3) == 0 })
    let whole = try bars.positions(every: .seconds(seconds))
    for count in 0...bars.count {
      let part = try bars.part(0..<count).positions(every: .seconds(seconds))
      #expect(whole.starts(with: part))
    }
  }
}

@Suite struct MarketClockTests {
  @Test func barsComeWhenTheyAreKnownAndTheLongestFirst() throws {
    let one = try minutes("B", Array(0..<10))
    let five = try one.resampled(to: .minutes(5)).series
    let other = try minutes("A", [4, 7])
    let steps = Array(MarketClock([one, other, five]))
    #expect(steps.count == 14)
    #expect(steps.map(\.series) == [0, 0, 0, 0, 1, 2, 0, 0, 0, 1, 0, 0, 2, 0])
    #expect(steps.map(\.index) == [0, 1, 2, 3, 0, 0, 4, 5, 6, 1, 7, 8, 1, 9])
    #expect(steps.indices.filter { !steps[$0].isLastAtItsTime } == [4, 5, 9, 12])
    #expect(Array(MarketClock([])).isEmpty)
    #expect(Array(MarketClock([try minutes("A", [])])).isEmpty)
  }

  @Test(arguments: [1, 2, 3, 5, 9])
  func agreesWithSortingEverything(markets: Int) throws {
    var random = RandomTrades(seed: UInt64(markets))
    var series: [BarSeries] = []
    for number in 0..<markets {
      let bars = try minutes(Symbol(["A", "B", "C"][number % 3]), (0..<60).filter { _ in random.below(2) == 0 })
      series.append(number % 2 == 0 ? bars : try bars.resampled(to: .minutes(3)).series)
    }
    let expected = series.indices.flatMap { number in series[number].indices.map { (number, $0, series[number].end(at: $0)) } }
      .sorted { left, right in
        let (one, other) = (series[left.0], series[right.0])
        if left.2 != right.2 { return left.2 < right.2 }
        if one.symbol != other.symbol { return one.symbol < other.symbol }
        if one.timeframe != other.timeframe { return one.timeframe == .minutes(3) }
        return left.0 < right.0
      }
    let steps = Array(MarketClock(series))
    #expect(steps.map(\.series) == expected.map(\.0))
    #expect(steps.map(\.index) == expected.map(\.1))
    #expect(steps.map(\.time) == expected.map(\.2))
    let lasts = expected.indices.filter { $0 + 1 == expected.count || expected[$0 + 1].2 != expected[$0].2 }
    #expect(steps.indices.filter { steps[$0].isLastAtItsTime } == lasts)
  }
}

import Foundation
import Testing

@testable import Market

private let zero = Timestamp(seconds: 0)

@Suite struct BarTests {
  private static func bar(
    open: Double = 10, high: Double = 12, low: Double = 9, close: Double = 11, volume: Double = 5, length: Int = 60
  ) throws(ImpossibleBar) -> Bar {
    try Bar(start: zero, end: zero + .seconds(length), open: open, high: high, low: low, close: close, volume: volume)
  }

  @Test(arguments: [
    (ImpossibleBar.Reason.openOutsideRange, 8.0, 12.0, 9.0, 11.0, 5.0), (.openOutsideRange, 13, 12, 9, 11, 5),
    (.closeOutsideRange, 10, 12, 9, 8, 5), (.closeOutsideRange, 10, 12, 9, 13, 5), (.highBelowLow, 10, 8, 9, 11, 5),
    (.priceNotPositive, 10, 12, 0, 11, 5), (.priceNotPositive, -10, 12, 9, 11, 5), (.negativeVolume, 10, 12, 9, 11, -1),
    (.notFinite, .nan, 12, 9, 11, 5), (.notFinite, 10, .infinity, 9, 11, 5), (.notFinite, 10, 12, .nan, 11, 5),
    (.notFinite, 10, 12, 9, .nan, 5), (.notFinite, 10, 12, 9, 11, .nan), (.notFinite, 10, 12, 9, 11, .infinity),
  ])
  func refusesWhatCannotHaveHappened(
    reason: ImpossibleBar.Reason, open: Double, high: Double, low: Double, close: Double, volume: Double
  ) {
    #expect(throws: ImpossibleBar(time: zero, reason: reason)) {
      try Self.bar(open: open, high: high, low: low, close: close, volume: volume)
    }
  }

  @Test func mayBeFlatAndEmptyAndOfNoLengthButNotEndBeforeItStarts() throws {
    _ = try Self.bar(open: 10, high: 10, low: 10, close: 10, volume: 0, length: 0)
    #expect(throws: ImpossibleBar(time: zero, reason: .endBeforeStart)) { try Self.bar(length: -1) }
  }

  @Test func comesBackFromJSONAndImpossibleJSONIsRefused() throws {
    let bar = try Self.bar(open: 0.1 + 0.2 + 9.5, volume: 1e-300)
    #expect(try roundTrip(bar) == bar)
    let text = #"{"start":"1970-01-01T00:00:00Z","end":"1970-01-01T00:01:00Z","open":1,"high":0.5,"low":1,"close":1,"volume":0}"#
    #expect(throws: ImpossibleBar(time: zero, reason: .highBelowLow)) { try JSONDecoder().decode(Bar.self, from: Data(text.utf8)) }
  }
}

@Suite struct BarSeriesTests {
  private static func series(
    _ seconds: [Int64], timeframe: Timeframe = .minutes(1), highs: [Double]? = nil, ends: [Int64]? = nil, filled: [Range<Int>] = []
  ) throws(InvalidBarSeries) -> BarSeries {
    let ones = seconds.map { _ in 1.0 }
    return try BarSeries(
      symbol: "X", timeframe: timeframe, time: seconds.map(Timestamp.init(seconds:)), open: ones, high: highs ?? ones, low: ones,
      close: ones, volume: ones, ends: ends?.map(Timestamp.init(seconds:)), filled: filled)
  }

  private static func problem(_ body: () throws -> BarSeries) -> InvalidBarSeries.Problem? {
    do {
      _ = try body()
      return nil
    } catch {
      return (error as? InvalidBarSeries)?.problem
    }
  }

  @Test func namesTheFirstBarThatBreaksARule() {
    #expect(
      Self.problem { try Self.series([0, 60, 60, 0]) }
        == .timeNotAscending(
          index: 2, time: Timestamp(seconds: 60), previous: Timestamp(seconds: 60), previousEnd: Timestamp(seconds: 120)))
    #expect(
      Self.problem { try Self.series([0, 60, 119]) }
        == .timeNotAscending(
          index: 2, time: Timestamp(seconds: 119), previous: Timestamp(seconds: 60), previousEnd: Timestamp(seconds: 120)))
    #expect(
      Self.problem { try Self.series([0, 60], highs: [1, 0.5]) }
        == .impossibleBar(index: 1, ImpossibleBar(time: Timestamp(seconds: 60), reason: .highBelowLow)))
    #expect(
      Self.problem { try Self.series([0, 60], ends: [60, 59]) }
        == .impossibleBar(index: 1, ImpossibleBar(time: Timestamp(seconds: 60), reason: .endBeforeStart)))
    #expect(Self.problem { try Self.series([0, 60], highs: [1]) } == .columnLengthsDiffer([2, 2, 1, 2, 2, 2, 2]))
    #expect(Self.problem { try Self.series([0, 60], timeframe: .ticks(3)) } == .endsNeeded(.ticks(3)))
    #expect(Self.problem { try Self.series([0, 60], timeframe: .time(.zero)) } == .endsNeeded(.time(.zero)))
    #expect(Self.problem { try Self.series([0, 60], filled: [0..<1, 0..<2]) } == .filledOutOfRange(0..<2))
    #expect(Self.problem { try Self.series([0, 60], filled: [1..<3]) } == .filledOutOfRange(1..<3))
  }

  @Test func barsMayTouchAndMayLeaveGaps() throws {
    let series = try Self.series([0, 60, 300])
    #expect(series.count == 3)
    #expect(series[1].end == Timestamp(seconds: 120))
    #expect(series.end(at: 2) == Timestamp(seconds: 360))
  }

  @Test func endsThatSayNothingNewAreNotKept() throws {
    #expect(try Self.series([0, 60], ends: [60, 120]) == Self.series([0, 60]))
    #expect(try Self.series([0, 60], ends: [60, 100]).ends == [Timestamp(seconds: 60), Timestamp(seconds: 100)])
    #expect(try Self.series([0, 60], ends: [30, 120]).part(1..<2) == Self.series([60]))
  }

  @Test func equalsTheSeriesOfItsBars() throws {
    let series = try Self.series([0, 60, 300], ends: [60, 100, 301])
    #expect(try BarSeries(symbol: "X", timeframe: .minutes(1), bars: series) == series)
    #expect(try BarSeries(symbol: "X", timeframe: .ticks(2), bars: []).isEmpty)
  }

  @Test func findsBarsByTimeAndCutsParts() throws {
    let series = try Self.series([0, 60, 300, 360], filled: [1..<3])
    #expect(series.firstIndex(startingAtOrAfter: .distantPast) == 0)
    #expect(series.firstIndex(startingAtOrAfter: Timestamp(seconds: 60)) == 1)
    #expect(series.firstIndex(startingAtOrAfter: Timestamp(seconds: 61)) == 2)
    #expect(series.firstIndex(startingAtOrAfter: .distantFuture) == 4)
    let part = series.part(from: Timestamp(seconds: 61), to: Timestamp(seconds: 360))
    #expect(part.time == [Timestamp(seconds: 300)])
    #expect(part.filled == [0..<1])
    #expect(series.part(0..<1).filled.isEmpty)
    #expect(series.part() == series)
    #expect(series.part(from: Timestamp(seconds: 500), to: Timestamp(seconds: 0)).isEmpty)
  }

  @Test func nothingTrapsAtTheEndsOfTime() throws {
    let series = try BarSeries(
      symbol: "X", timeframe: .days(1), time: [.distantPast, .distantFuture], open: [1, 1], high: [1, 1], low: [1, 1], close: [1, 1],
      volume: [0, 0])
    #expect(series[1].end == .distantFuture)
  }
}

@Suite struct TickSeriesTests {
  private static func problem(_ seconds: [Int64], price: Double = 1, size: Double = 1, sides: [Side]? = nil) -> InvalidTickSeries.Problem? {
    do {
      let series = try TickSeries(
        symbol: "X", time: seconds.map(Timestamp.init(seconds:)), price: seconds.map { _ in price }, size: seconds.map { _ in size },
        side: sides)
      #expect(series.count == seconds.count)
      return nil
    } catch { return error.problem }
  }

  @Test func keepsOrderAndPossiblePrices() {
    #expect(Self.problem([0, 0, 1]) == nil)
    #expect(Self.problem([0, 2, 1]) == .timeGoesBack(index: 2, time: Timestamp(seconds: 1), previous: Timestamp(seconds: 2)))
    #expect(Self.problem([0], price: 0) == .impossibleTick(index: 0, price: 0, size: 1))
    #expect(Self.problem([0], price: .infinity) == .impossibleTick(index: 0, price: .infinity, size: 1))
    #expect(Self.problem([0], size: -1) == .impossibleTick(index: 0, price: 1, size: -1))
    #expect(Self.problem([0], sides: []) == .columnLengthsDiffer([1, 1, 1, 0]))
    #expect(Self.problem([0], sides: [.sell]) == nil)
  }
}

import Foundation
import Testing

@testable import Market

private func at(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }

private func error<Value>(_ body: () throws(ResamplingError) -> Value) -> ResamplingError? {
  do {
    _ = try body()
    return nil
  } catch { return error }
}

@Suite struct ResamplerInputTests {
  private func bar(_ start: Int64, _ end: Int64, price: Double = 1) throws -> Bar {
    try Bar(start: at(start), end: at(end), open: price, high: price, low: price, close: price, volume: 1)
  }

  @Test func aBadTickIsRefusedAndChangesNothing() throws {
    var resampler = try Resampler(ticksTo: .minutes(1))
    _ = try resampler.update(Tick(time: at(100), price: 1, size: 1))
    let before = resampler
    let bad: [(Tick, ResamplingError)] = [
      (Tick(time: at(99), price: 1, size: 1), .timeGoesBack(index: 1, time: at(99), clock: at(100))),
      (Tick(time: at(500), price: -1, size: 1), .impossibleTick(index: 1, price: -1, size: 1)),
      (Tick(time: at(500), price: .infinity, size: 1), .impossibleTick(index: 1, price: .infinity, size: 1)),
      (Tick(time: at(500), price: 1, size: -1), .impossibleTick(index: 1, price: 1, size: -1)),
      (Tick(time: .distantFuture, price: 1, size: 1), .timeOutOfRange(index: 1, time: .distantFuture)),
    ]
    for (tick, expected) in bad {
      #expect(error { () throws(ResamplingError) in try resampler.update(tick) } == expected)
      #expect(resampler == before)
    }
    #expect(
      error { () throws(ResamplingError) in try resampler.advance(to: at(99)) } == .timeGoesBack(index: 1, time: at(99), clock: at(100)))
    #expect(resampler == before)
  }

  @Test(arguments: [Timeframe.minutes(1), .ticks(3), .volume(5)])
  func ticksAtTheEndsOfTimeAreAnErrorAndNotATrap(timeframe: Timeframe) throws {
    for time in [Timestamp.distantPast, .distantFuture, Timestamp(nanoseconds: .max - 1)] {
      let ticks = try TickSeries(symbol: "X", time: [time, time], price: [1, 1], size: [1, 1])
      #expect(error { () throws(ResamplingError) in try ticks.resampled(to: timeframe) } == .timeOutOfRange(index: 0, time: time))
    }
    let late = try TickSeries(symbol: "X", time: [at(0), .distantFuture], price: [1, 1], size: [1, 1])
    #expect(error { () throws(ResamplingError) in try late.resampled(to: .ticks(5)) } == .timeOutOfRange(index: 1, time: .distantFuture))
  }

  @Test func sizesWhoseSumIsTooLargeStillMakeAPossibleBar() throws {
    let size = Double.greatestFiniteMagnitude
    let ticks = try TickSeries(symbol: "X", time: [at(0), at(1), at(2)], price: [1, 1, 1], size: [size, size, size])
    let series = try ticks.resampled(to: .minutes(1), until: at(60)).series
    #expect(try BarSeries(symbol: "X", timeframe: .minutes(1), bars: series).volume == [size])
    var resampler = try Resampler(ticksTo: .minutes(1))
    for tick in ticks { _ = try resampler.update(tick) }
    var resumed = try roundTrip(resampler)
    #expect(try resumed.advance(to: at(60))?.bar.volume == size)
  }

  @Test func onlyWholeMultiplesCanBeMade() {
    #expect(
      error { () throws(ResamplingError) in try Resampler(from: .minutes(5), to: .minutes(7)) }
        == .cannotDivide(source: .minutes(5), target: .minutes(7)))
    #expect(
      error { () throws(ResamplingError) in try Resampler(from: .hours(1), to: .minutes(5)) }
        == .cannotDivide(source: .hours(1), target: .minutes(5)))
    #expect(
      error { () throws(ResamplingError) in try Resampler(from: .hours(1), to: .ticks(5)) }
        == .needsTicks(source: .hours(1), target: .ticks(5)))
    #expect(
      error { () throws(ResamplingError) in try Resampler(from: .ticks(5), to: .hours(1)) }
        == .needsTicks(source: .ticks(5), target: .hours(1)))
    #expect(
      error { () throws(ResamplingError) in try Resampler(ticksTo: .hours(36), alignment: .session(.newYorkStockExchange)) }
        == .notWholeDays(.hours(36)))
    #expect(error { () throws(ResamplingError) in try Resampler(ticksTo: .time(.zero)) } == .timeframeOutOfRange(.time(.zero)))
    #expect(ResamplingError.cannotDivide(source: .minutes(5), target: .minutes(7)).description.contains("whole multiple"))
  }

  @Test func aLongerBarComesOutWithTheShorterBarThatEndsIt() throws {
    var resampler = try Resampler(from: .minutes(5), to: .minutes(15))
    #expect(try resampler.update(bar(0, 300)).isEmpty)
    #expect(try resampler.update(bar(300, 600)).isEmpty)
    let closed = try resampler.update(bar(600, 900))
    #expect(closed.map(\.bar.end) == [at(900)])
    #expect(closed.map(\.isPartial) == [false])
    #expect(resampler.unfinished == nil)
    // The bar that is missing its end comes out late, together with the one that is only its end.
    #expect(try resampler.update(bar(900, 1_200)).isEmpty)
    let late = try resampler.update(bar(2_400, 2_700))
    #expect(late.map(\.bar.start) == [at(900), at(1_800)])
    #expect(late.map(\.sources) == [1, 1])
    #expect(late.map(\.expected) == [3, 3])
    #expect(late.map(\.isPartial) == [true, true])
  }

  @Test func theClockClosesWhatIsOverAndOnlyThat() throws {
    var resampler = try Resampler(ticksTo: .minutes(1))
    _ = try resampler.update(Tick(time: at(10), price: 1, size: 1))
    #expect(try resampler.advance(to: at(59)) == nil)
    #expect(resampler.unfinished == UnfinishedBar(start: at(0), end: at(60), sources: 1))
    #expect(try resampler.advance(to: at(60))?.bar.end == at(60))
    #expect(try resampler.advance(to: at(60)) == nil)
    #expect(try resampler.update(Tick(time: at(60), price: 2, size: 1)).isEmpty)
    var counted = try Resampler(ticksTo: .ticks(5))
    _ = try counted.update(Tick(time: at(10), price: 1, size: 1))
    #expect(try counted.advance(to: .distantFuture) == nil)
    #expect(counted.unfinished?.end == nil)
  }

  @Test func aBarOverABoundaryOrBackInTimeIsRefusedAndChangesNothing() throws {
    var resampler = try Resampler(from: .minutes(5), to: .minutes(15))
    _ = try resampler.update(bar(120, 420))
    let before = resampler
    let over = try bar(720, 1_020)
    #expect(
      error { () throws(ResamplingError) in try resampler.update(over) }
        == .straddles(start: at(720), end: at(1_020), boundary: at(900)))
    let back = try bar(300, 600)
    #expect(
      error { () throws(ResamplingError) in try resampler.update(back) } == .timeGoesBack(index: 1, time: at(300), clock: at(420)))
    #expect(resampler == before)
  }

  @Test func hoursOfTheClockBelongToTheSessionTheyTouch() throws {
    // 9 March 2023: 14:30 to 21:00 UTC. The hour from 14:00 holds the opening; the one from 13:00 is outside.
    let open = try #require(Timestamp("2023-03-09T13:00:00Z"))
    var resampler = try Resampler(from: .hours(1), to: .days(1), alignment: .session(.newYorkStockExchange))
    var closed: [ResampledBar] = []
    for hour in 0..<8 {
      let start = open + .seconds(hour * 3_600)
      closed += try resampler.update(
        Bar(start: start, end: start + .seconds(3_600), open: 1, high: 1, low: 1, close: 1, volume: Double(hour)))
    }
    #expect(resampler.outside == 1)
    #expect(closed.map(\.bar.volume) == [28])
    #expect(closed.map(\.bar.end) == [try #require(Timestamp("2023-03-09T21:00:00Z"))])
    #expect(closed.first?.expected == 7)
    // Hours of the clock straddle hours that begin at half past.
    let series = try BarSeries(
      symbol: "X", timeframe: .hours(1), time: (1..<4).map { open + .seconds($0 * 3_600) }, open: [1, 1, 1], high: [1, 1, 1],
      low: [1, 1, 1], close: [1, 1, 1], volume: [1, 1, 1])
    #expect(throws: ResamplingError.self) { try series.resampled(to: .hours(1), alignment: .session(.newYorkStockExchange)) }
  }

  @Test func madeUpBarsDoNotCountAsSources() throws {
    let times = (0..<6).map { at(Int64($0) * 60) }
    let ones = times.map { _ in 1.0 }
    let series = try BarSeries(
      symbol: "X", timeframe: .minutes(1), time: times, open: ones, high: ones, low: ones, close: ones, volume: ones,
      filled: [1..<2, 2..<4])
    let resampled = try series.resampled(to: .minutes(2))
    #expect(resampled.sources == [1, 0, 2])
    #expect(resampled.series.filled == [1..<2])
    #expect(resampled.partial.map(\.position) == [0, 1])
  }

  @Test(arguments: [
    #""count":-1"#, #""outside":5"#, #""timeframe":"0m""#, #""source":"7m""#, #""count":9223372036854775807"#,
  ])
  func aTamperedSnapshotIsRefused(change: String) throws {
    var resampler = try Resampler(from: .minutes(5), to: .minutes(15))
    _ = try resampler.update(bar(0, 300))
    let text = try #require(String(data: JSONEncoder().encode(resampler), encoding: .utf8))
    let key = try #require(change.split(separator: ":").first)
    let pattern = try Regex("\(key):(\"[^\"]*\"|[0-9-]+)")
    let tampered = text.replacing(pattern, with: change)
    #expect(tampered != text)
    #expect(throws: (any Error).self) { try JSONDecoder().decode(Resampler.self, from: Data(tampered.utf8)) }
  }
}

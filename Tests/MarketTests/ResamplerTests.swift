import Foundation
import Testing

@testable import Market

/// Small random trades whose sums are exact, so that every order of adding gives the same volume.
struct RandomTrades {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % bound
  }

  /// Trades with many equal instants, pauses and stretches without trades.
  mutating func series(_ count: Int, from start: Timestamp, largestStep: Int = 90) throws -> TickSeries {
    var now = start
    var ticks: [Tick] = []
    for _ in 0..<count {
      switch below(20) {
      case 0: now += .seconds(below(largestStep * 60))
      case 1..<8: break
      default: now += .seconds(below(largestStep))
      }
      ticks.append(Tick(time: now, price: 100 + Double(below(64)) / 4, size: Double(below(40)) / 4))
    }
    return try TickSeries(symbol: "X", time: ticks.map(\.time), price: ticks.map(\.price), size: ticks.map(\.size))
  }
}

/// What a way of gathering ticks into bars comes to, computed the plain way.
private func naive(_ ticks: some Sequence<Tick>, _ key: (Tick) -> (start: Timestamp, end: Timestamp)?) throws -> [Bar] {
  var groups: [Timestamp: (end: Timestamp, ticks: [Tick])] = [:]
  for tick in ticks {
    guard let (start, end) = key(tick) else { continue }
    groups[start, default: (end, [])].ticks.append(tick)
  }
  return try groups.sorted { $0.key < $1.key }.map { start, group in
    let prices = group.ticks.map(\.price)
    return try Bar(
      start: start, end: group.end, open: #require(prices.first), high: #require(prices.max()), low: #require(prices.min()),
      close: #require(prices.last), volume: group.ticks.map(\.size).reduce(0, +))
  }
}

private let lengths: [Timeframe] = [
  .seconds(1), .seconds(45), .minutes(5), .minutes(7), .hours(1), .hours(5), .days(1), .days(3), .weeks(1),
]
private let everyTimeframe = lengths + [.ticks(1), .ticks(7), .volume(1), .volume(20), .notional(3_000)]
private let alignments: [BarAlignment] = [.utc, .session(.continuous), .session(.newYorkStockExchange), .session(.foreignExchange)]
private let start = Timestamp("2023-03-09T20:00:00Z") ?? .distantPast

@Suite struct ResamplerTests {
  @Test(arguments: lengths, [0, 1, 2, 50, 400])
  func barsOfTimeAreThePlainGroups(timeframe: Timeframe, count: Int) throws {
    var random = RandomTrades(seed: UInt64(count) + 1)
    let ticks = try random.series(count, from: start)
    let length = try #require(timeframe.duration).wholeNanoseconds
    // Mondays: 1970-01-05 was the first.
    let origin: Int64 = timeframe == .weeks(1) ? 4 * 86_400_000_000_000 : 0
    let expected = try naive(ticks) { tick in
      let begins = ((tick.time.nanoseconds - origin) / length) * length + origin
      return (Timestamp(nanoseconds: begins), Timestamp(nanoseconds: begins + length))
    }
    let open = try ticks.resampled(to: timeframe)
    #expect(Array(open.series) == expected.dropLast())
    #expect(open.unfinished?.start == expected.last?.start)
    let whole = try ticks.resampled(to: timeframe, until: start + .seconds(86_400 * 100))
    #expect(Array(whole.series) == expected)
    #expect(whole.unfinished == nil)
    #expect(whole.sources.reduce(0, +) == count)
    #expect(whole.series.ends == nil)
    if timeframe == .weeks(1) { #expect(whole.series.allSatisfy { $0.start.date.weekday == .monday }) }
  }

  @Test(arguments: lengths.filter { $0 != .days(3) }, [TradingCalendar.newYorkStockExchange, .foreignExchange, .continuous])
  func sessionBarsAreThePlainGroups(timeframe: Timeframe, calendar: TradingCalendar) throws {
    var random = RandomTrades(seed: 77)
    let ticks = try random.series(500, from: start, largestStep: 1_500)
    let length = try #require(timeframe.duration)
    let sessions = calendar.sessions(from: start - .seconds(10 * 86_400), to: start + .seconds(90 * 86_400))
    let expected = try naive(ticks) { tick in
      guard let session = sessions.first(where: { $0.contains(tick.time) }) else { return nil }
      if timeframe == .weeks(1) {
        let monday = session.date.adding(days: -weekdayIndex(session.date.daysSinceEpoch))
        let week = sessions.filter { $0.date >= monday && $0.date < monday.adding(days: 7) }
        return (week.map(\.open).min() ?? session.open, week.map(\.close).max() ?? session.close)
      }
      var begins = session.open
      while begins + length <= tick.time { begins += length }
      return (begins, min(begins + length, session.close))
    }
    let resampled = try ticks.resampled(to: timeframe, alignment: .session(calendar), until: start + .seconds(86_400 * 60))
    #expect(Array(resampled.series) == expected)
    #expect(resampled.outside == ticks.count { tick in !sessions.contains { $0.contains(tick.time) } })
    #expect(resampled.outside > 0 || calendar.isContinuous)
  }

  @Test(arguments: [1, 2, 7, 50])
  func barsOfTicksHoldTheirNumber(count: Int) throws {
    var random = RandomTrades(seed: 5)
    let ticks = try random.series(203, from: start)
    let resampled = try ticks.resampled(to: .ticks(count))
    #expect(resampled.series.count == 203 / count)
    #expect(resampled.unfinished?.sources ?? 0 == 203 % count)
    for (number, bar) in resampled.series.enumerated() {
      let part = ticks[number * count..<number * count + count]
      #expect(bar.open == part.first?.price && bar.close == part.last?.price)
      #expect(bar.high == part.map(\.price).max() && bar.low == part.map(\.price).min())
      #expect(bar.volume == part.map(\.size).reduce(0, +))
      let last = try #require(part.last)
      #expect(bar.end >= last.time && bar.end <= last.time + .nanoseconds(203))
    }
  }

  @Test(arguments: [(Timeframe.volume(10), 10.0), (.volume(0.3), 0.3), (.notional(1_500), 1_500)])
  func barsOfVolumeAndValueCloseWithTheTickThatFillsThem(timeframe: Timeframe, amount: Double) throws {
    var random = RandomTrades(seed: 6)
    let ticks = try random.series(300, from: start)
    let isValue = if case .notional = timeframe { true } else { false }
    var groups: [[Tick]] = [[]]
    var sum = 0.0
    for tick in ticks {
      groups[groups.count - 1].append(tick)
      sum += isValue ? tick.price * tick.size : tick.size
      if sum >= amount {
        groups.append([])
        sum = 0
      }
    }
    let resampled = try ticks.resampled(to: timeframe)
    #expect(resampled.sources == groups.dropLast().map(\.count))
    #expect(resampled.series.volume == groups.dropLast().map { $0.map(\.size).reduce(0, +) })
    #expect(resampled.series.close == groups.dropLast().compactMap { $0.last?.price })
    #expect(resampled.unfinished?.sources ?? 0 == groups.last?.count)
  }

  @Test func tenTimesATenthFillABarOfOne() throws {
    let times = (0..<30).map { Timestamp(seconds: $0) }
    let ticks = try TickSeries(symbol: "X", time: times, price: times.map { _ in 1 }, size: times.map { _ in 0.1 })
    #expect(try ticks.resampled(to: .volume(1)).sources == [10, 10, 10])
  }

  @Test func barsFilledWithinOneInstantStillAscend() throws {
    let times = [0, 0, 0, 0, 0, 1, 1].map { Timestamp(nanoseconds: $0) }
    let ticks = try TickSeries(symbol: "X", time: times, price: times.map { _ in 1 }, size: times.map { _ in 1 })
    let series = try ticks.resampled(to: .ticks(1)).series
    #expect(series.map(\.start.nanoseconds) == [0, 1, 2, 3, 4, 5, 6])
    #expect(series.map(\.end.nanoseconds) == [0, 1, 2, 3, 4, 5, 6])
    let pairs = try ticks.resampled(to: .ticks(2)).series
    #expect(pairs.map(\.start.nanoseconds) == [0, 1, 2])
    #expect(pairs.map(\.end.nanoseconds) == [0, 1, 2])
  }

  @Test func theCloseOfTheSessionCutsABarOfVolumeAndTheNextTickMayFillTheNextAtOnce() throws {
    let times = ["2023-03-09T20:59:00Z", "2023-03-09T22:00:00Z", "2023-03-10T14:30:00Z"].compactMap { Timestamp($0) }
    let ticks = try TickSeries(symbol: "X", time: times, price: [1, 2, 3], size: [4, 50, 100])
    let resampled = try ticks.resampled(to: .volume(10), alignment: .session(.newYorkStockExchange))
    #expect(resampled.series.volume == [4, 100])
    #expect(resampled.series[0].end == Timestamp("2023-03-09T21:00:00Z"))
    #expect(resampled.partial == [.init(position: 0, found: 1, expected: nil)])
    #expect(resampled.outside == 1)
    // The same when nothing traded while the market was closed, so that one tick closes two bars.
    var resampler = try Resampler(ticksTo: .volume(10), alignment: .session(.newYorkStockExchange))
    #expect(try resampler.update(ticks[0]).isEmpty)
    #expect(try resampler.update(ticks[2]).map(\.bar.volume) == [4, 100])
  }
}

// MARK: - Laws for every timeframe and alignment

@Suite struct ResamplerLawTests {
  private static func stream(_ resampler: inout Resampler, _ ticks: some Sequence<Tick>) throws -> [ResampledBar] {
    var bars: [ResampledBar] = []
    for tick in ticks { bars += try resampler.update(tick) }
    return bars
  }

  private static func isPossible(_ timeframe: Timeframe, _ alignment: BarAlignment) -> Bool {
    (try? Resampler(ticksTo: timeframe, alignment: alignment)) != nil
  }

  @Test(arguments: everyTimeframe, alignments)
  func oneAtATimeEqualsAllAtOnce(timeframe: Timeframe, alignment: BarAlignment) throws {
    var random = RandomTrades(seed: 11)
    let ticks = try random.series(400, from: start, largestStep: 600)
    var resampler = try Resampler(ticksTo: timeframe, alignment: alignment)
    let streamed = try Self.stream(&resampler, ticks)
    let batch = try ticks.resampled(to: timeframe, alignment: alignment)
    #expect(Array(batch.series) == streamed.map(\.bar))
    #expect(batch.sources == streamed.map(\.sources))
    #expect(batch.partial.map(\.position) == streamed.indices.filter { streamed[$0].isPartial })
    #expect(batch.unfinished == resampler.unfinished)
    #expect(batch.outside == resampler.outside)
    #expect(resampler.count == 400)
    // What came out keeps the rules of a series.
    let rebuilt = try BarSeries(symbol: "X", timeframe: timeframe, bars: batch.series)
    #expect(rebuilt == batch.series)
  }

  @Test(arguments: everyTimeframe, alignments)
  func aSnapshotGoesOnWhereItWas(timeframe: Timeframe, alignment: BarAlignment) throws {
    var random = RandomTrades(seed: 12)
    let ticks = try random.series(200, from: start, largestStep: 600)
    var whole = try Resampler(ticksTo: timeframe, alignment: alignment)
    let expected = try Self.stream(&whole, ticks)
    for cut in [0, 1, 73, 150, 200] {
      var first = try Resampler(ticksTo: timeframe, alignment: alignment)
      var bars = try Self.stream(&first, ticks.prefix(cut))
      var second = try roundTrip(first)
      #expect(second == first)
      bars += try Self.stream(&second, ticks.dropFirst(cut))
      #expect(bars == expected)
      #expect(second == whole)
    }
  }

  @Test(arguments: everyTimeframe, alignments)
  func laterTicksNeverChangeABarThatIsOut(timeframe: Timeframe, alignment: BarAlignment) throws {
    var random = RandomTrades(seed: 13)
    let ticks = try random.series(150, from: start, largestStep: 600)
    let whole = try ticks.resampled(to: timeframe, alignment: alignment).series
    for count in 0...150 {
      let part = try TickSeries(
        symbol: "X", time: Array(ticks.time[..<count]), price: Array(ticks.price[..<count]), size: Array(ticks.size[..<count]))
      let bars = try part.resampled(to: timeframe, alignment: alignment).series
      #expect(whole.starts(with: bars))
      // Nothing is out before it is known; bars filled within one instant may be known a nanosecond later each.
      if let last = bars.last, let now = part.time.last { #expect(last.end <= now + .nanoseconds(150)) }
    }
  }

  @Test(arguments: [Timeframe.minutes(5), .hours(1), .days(1), .weeks(1)], alignments)
  func barsOfBarsEqualBarsOfTicks(timeframe: Timeframe, alignment: BarAlignment) throws {
    var random = RandomTrades(seed: 14)
    let ticks = try random.series(600, from: start, largestStep: 600)
    let later = start + .seconds(86_400 * 100)
    // Minutes of the clock divide every session of these calendars.
    let minutes = try ticks.resampled(to: .minutes(1), alignment: alignment, until: later).series
    let fromBars = try minutes.resampled(to: timeframe, alignment: alignment, until: later)
    let fromTicks = try ticks.resampled(to: timeframe, alignment: alignment, until: later)
    #expect(fromBars.series == fromTicks.series)
    var resampler = try Resampler(from: .minutes(1), to: timeframe, alignment: alignment)
    var streamed: [ResampledBar] = []
    for bar in minutes { streamed += try resampler.update(bar) }
    if let last = try resampler.advance(to: later) { streamed.append(last) }
    #expect(streamed.map(\.bar) == Array(fromBars.series))
    #expect(streamed.map(\.sources) == fromBars.sources)
    #expect(streamed.map(\.isPartial) == fromBars.series.indices.map { index in fromBars.partial.contains { $0.position == index } })
    // Bars that say themselves when they end, a second early, take the other way through the columns.
    let early = try BarSeries(
      symbol: "X", timeframe: .minutes(1),
      bars: minutes.map {
        try Bar(start: $0.start, end: $0.end - .seconds(1), open: $0.open, high: $0.high, low: $0.low, close: $0.close, volume: $0.volume)
      })
    #expect(early.ends != nil)
    let fromEarly = try early.resampled(to: timeframe, alignment: alignment, until: later)
    #expect(fromEarly.series == fromBars.series)
    #expect(fromEarly.sources == fromBars.sources)
    #expect(try roundTrip(resampler) == resampler)
  }
}

import Market
import Pipeline
import Statistics
import Store
import TestSupport
import Testing

@Suite("Reading the markets")
struct IngestTests {
  private let market: SyntheticMarket

  init() throws { market = try SyntheticMarket(symbols: SyntheticMarket.symbols(2), seed: 9, ticksPerDay: 2_000) }

  private func write(ticks symbol: Symbol, _ range: Range<Int>, to path: String) throws {
    var writer = try TickWriter(path, format: .number(.milliseconds), writesSide: true)
    for tick in try market.tickStream(of: symbol).prefix(range.upperBound).dropFirst(range.lowerBound) { try writer.write(tick) }
    try writer.finish()
  }

  @Test("makes bars of bars and of trades, one series a symbol and timeframe, up to the end of the day")
  func folder() throws {
    let folder = try ScratchFolder()
    let hours = try market.bars(.minutes(5), count: 3_000, threads: 1)[0]
    try hours.write(csv: folder.path("SYN-A-5m.csv"))
    try write(ticks: "SYN-B", 0..<6_000, to: folder.path("SYN-B-trades-1.csv"))
    try write(ticks: "SYN-B", 6_000..<16_000, to: folder.path("SYN-B-trades-2.csv"))
    let ingest = Ingest(.folder(folder.path), timeframes: [.minutes(5), .hours(1)], threads: 2)
    #expect(try ingest.lastDay() == CivilDate(year: 2024, month: 1, day: 10))
    let end = Timestamp(seconds: 1704412800)
    let (record, ingested) = try ingest.run(until: end)
    #expect(record.issues.isEmpty, "\(record.issues)")
    // Read once and cut is the same as read up to there.
    let prepared = try Ingest(ingest.prepared(), timeframes: [.minutes(5), .hours(1)], threads: 1)
    #expect(try prepared.lastDay() == ingest.lastDay())
    #expect(try prepared.run(until: end).record.digest == record.digest)
    #expect(ingested.series.map { "\($0.symbol)/\($0.timeframe)" } == ["SYN-A/5m", "SYN-A/1h", "SYN-B/5m", "SYN-B/1h"])
    #expect(ingested.series[0].count == 4 * 288)
    #expect(ingested.series[1].count == 4 * 24)
    #expect(ingested.series.allSatisfy { ($0.last?.end ?? .distantFuture) <= end })
    // The trades of both files in one go make the same bars, the last of the day included.
    let other = try ScratchFolder()
    try write(ticks: "SYN-B", 0..<16_000, to: other.path("all.csv"))
    let whole = try TickSeries(csv: other.path("all.csv"), symbol: "SYN-B")
    let expected = try whole.resampled(to: .minutes(5)).series.part(to: end)
    #expect(ingested.series[2].close == expected.close)
    #expect(ingested.series[2].time == expected.time)
  }

  @Test("costs a broken file its symbol and no more")
  func broken() throws {
    let folder = try ScratchFolder()
    try market.bars(.hours(1), count: 300, threads: 1)[0].write(csv: folder.path("SYN-A-1h.csv"))
    _ = try folder.write("time,open,high\nnonsense\n", to: "SYN-B.csv")
    _ = try folder.write("", to: "EMPTY.csv")
    let (record, ingested) = try Ingest(.folder(folder.path), timeframes: [.hours(1)], threads: 1).run(
      until: Timestamp(seconds: 1705147200))
    #expect(ingested.symbols == ["SYN-A"])
    #expect(record.issues.map(\.subject) == ["EMPTY", "SYN-B"])
    #expect(record.issues.allSatisfy { $0.isFailure && !$0.message.contains(folder.path) })
  }

  @Test("says what is missing where there is nothing to read")
  func nothing() throws {
    let folder = try ScratchFolder()
    for path in [folder.path, folder.path("nowhere")] {
      #expect(throws: PipelineError.self) { try Ingest(.folder(path), timeframes: [.hours(1)], threads: 1).run(until: .distantFuture) }
    }
  }

  @Test("knows bars again, and sees when one of them was changed")
  func digests() throws {
    let bars = try market.bars(.hours(1), count: 400, threads: 1)
    let (first, _) = try Ingest(.series([bars[0].part(0..<300)]), timeframes: [.hours(1)], threads: 1).run(until: .distantFuture)
    let (second, _) = try Ingest(.series([bars[0]]), timeframes: [.hours(1)], threads: 1).run(until: .distantFuture, before: first.markets)
    #expect(!second.issues.contains { $0.kind == .rewritten })
    for column in 0..<2 {
      let old = bars[0]
      var (volume, close) = (old.volume, old.close)
      if column == 0 { volume[10] += 1 } else { close[299] = old.high[299] }
      let changed = try BarSeries(
        symbol: old.symbol, timeframe: old.timeframe, time: old.time, open: old.open, high: old.high, low: old.low, close: close,
        volume: volume)
      let (third, _) = try Ingest(.series([changed]), timeframes: [.hours(1)], threads: 1).run(until: .distantFuture, before: first.markets)
      #expect(third.issues.contains { $0.kind == .rewritten })
    }
  }
}

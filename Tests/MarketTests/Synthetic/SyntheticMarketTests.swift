import Market
import Statistics
import Testing

/// What a synthetic market promises of its bytes, its shapes and its errors.
@Suite struct SyntheticMarketTests {
  private static let timeframes: [Timeframe] = [
    .time(.milliseconds(7)), .seconds(1), .minutes(5), .minutes(7), .hours(1), .minutes(90), .time(.seconds(3_607)), .days(1), .weeks(2),
  ]

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private func checksum(_ values: some Sequence<UInt64>) -> UInt64 {
    values.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ $1) &* 0x0000_0100_0000_01b3 }
  }

  @Test("The bytes are the same on every platform, in every release")
  func sameBytes() throws {
    let bars = try SyntheticMarket(symbols: ["SYN-A", "SYN-B"], edge: 3.5, gaps: .init(outagesPerYear: 300))
      .bars(.minutes(20), count: 2_000)
    let numbers = bars.flatMap { series in
      series.flatMap { bar in
        [UInt64(bitPattern: bar.start.nanoseconds)] + [bar.open, bar.high, bar.low, bar.close, bar.volume].map(\.bitPattern)
      }
    }
    #expect(checksum(numbers) == 7_885_173_702_244_509_109)
    let ticks = try SyntheticMarket(seed: 8, edge: -2, degreesOfFreedom: 5.5, rounding: .none).ticks(count: 3_000)[0]
    #expect(
      checksum(
        ticks.flatMap { [UInt64(bitPattern: $0.time.nanoseconds), $0.price.bitPattern, $0.size.bitPattern, $0.side == .buy ? 1 : 0] })
        == 14_183_550_509_345_408_925)
  }

  @Test("Another seed is another market, an edge is not the market without")
  func differentMarkets() throws {
    let closes = try [SyntheticMarket(seed: 1), SyntheticMarket(seed: 2), SyntheticMarket(seed: 1, edge: 5)].map {
      try $0.bars(.hours(1), count: 100)[0].close
    }
    #expect(Set(closes).count == 3)
  }

  @Test("Bars are possible, on time and never quite where the last one ended", arguments: timeframes)
  func barsArePossible(timeframe: Timeframe) throws {
    for rounding in [SyntheticMarket.Rounding.none, .significantDigits(4), .tickSize(0.25)] {
      let market = try SyntheticMarket(seed: 9, edge: 6, annualVolatility: 2, rounding: rounding, startPrice: 10)
      let bars = try market.bars(timeframe, count: 150)[0]
      // The public initialiser checks every rule of a series.
      _ = try BarSeries(symbol: bars.symbol, timeframe: timeframe, bars: bars)
      let length = try #require(timeframe.duration)
      #expect(bars.count == 150)
      #expect(bars.time == (0..<150).map { market.start + length * $0 })
      #expect(bars.volume.allSatisfy { $0 > 0 })
      #expect(bars.provenance == market.provenance && bars.ends == nil)
      if case .tickSize = rounding {
        #expect((bars.open + bars.high + bars.low + bars.close).allSatisfy { ($0 * 4).rounded() == $0 * 4 && $0 >= 0.25 })
      } else if timeframe == .hours(1) {
        #expect(zip(bars.open.dropFirst(), bars.close).filter { $0 != $1 }.count > 40)
      }
    }
  }

  @Test("Prices of so many significant digits print with no more of them")
  func significantDigits() throws {
    for startPrice in [0.000_012_3, 0.987, 9.99, 101, 65_432.1, 3e8] {
      let bars = try SyntheticMarket(annualVolatility: 3, rounding: .significantDigits(5), startPrice: startPrice)
        .bars(.hours(1), count: 200)[0]
      for price in bars.open + bars.high + bars.low + bars.close {
        let mantissa = "\(price)".prefix { $0 != "e" }.filter { $0 != "." }
        let digits = String(mantissa.drop { $0 == "0" }.reversed().drop { $0 == "0" })
        #expect(digits.count <= 6, "\(price)")
      }
    }
  }

  @Test("Ticks are possible, in order, with sizes and sides that follow the move they come with")
  func ticksArePossible() throws {
    for rate in [1.0, 300, 20_000, 5e6] {
      let market = try SyntheticMarket(seed: 4, gaps: .init(outagesPerYear: 50), ticksPerDay: rate)
      let ticks = try market.ticks(count: 2_000)[0]
      _ = try TickSeries(symbol: ticks.symbol, time: ticks.time, price: ticks.price, size: ticks.size, side: ticks.side)
      #expect(ticks.count == 2_000 && ticks.time[0] >= market.start)
      #expect(ticks.size.allSatisfy { $0 > 0 })
      let upward = (1..<2_000).filter { ticks.price[$0] > ticks.price[$0 - 1] }
      let bought = upward.filter { ticks[$0].side == .buy }
      #expect((Double(bought.count) / Double(upward.count) - 0.7).magnitude < 0.06)
      #expect(ticks.provenance.isSynthetic)
    }
  }

  @Test("A longer run begins with the shorter one, and a stream gives what a batch does")
  func prefixes() throws {
    let market = try SyntheticMarket(symbols: ["A", "B"], seed: 12, edge: 2, gaps: .init(outagesPerYear: 200))
    let short = try market.bars(.minutes(15), count: 300)
    let long = try market.bars(.minutes(15), count: 600)
    for index in 0..<2 {
      #expect(long[index].part(0..<300).map { $0 } == short[index].map { $0 })
      #expect(Array(try market.barStream(of: market.symbols[index], .minutes(15)).prefix(300)) == short[index].map { $0 })
    }
    let ticks = try market.ticks(count: 500)
    #expect(Array(try market.tickStream(of: "B").prefix(250)) == ticks[1].prefix(250).map { $0 })
  }

  @Test("The number of threads changes nothing", arguments: [1, 2, 5])
  func threads(threads: Int) throws {
    let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(5))
    #expect(try market.bars(count: 60, threads: threads) == market.bars(count: 60, threads: 3))
    #expect(try market.ticks(count: 60, threads: threads) == market.ticks(count: 60, threads: 3))
  }

  @Test("A symbol is the same whoever is listed beside it")
  func addedSymbols() throws {
    func bars(_ symbols: [Symbol], _ correlation: SyntheticMarket.Correlation) throws -> [Symbol: [Bar]] {
      let series = try SyntheticMarket(symbols: symbols, correlation: correlation).bars(.hours(1), count: 50)
      return Dictionary(uniqueKeysWithValues: series.map { ($0.symbol, $0.map { $0 }) })
    }
    let alone = try bars(["B"], .common(0.4))
    let together = try bars(["A", "B", "C"], .common(0.4))
    #expect(alone["B"] == together["B"])
    #expect(together["A"] != together["B"])
    let two = try bars(["A", "B"], .matrix([[1, 0.5], [0.5, 1]]))
    let three = try bars(["A", "B", "C"], .matrix([[1, 0.5, 0.1], [0.5, 1, 0.2], [0.1, 0.2, 1]]))
    #expect(two["A"] == three["A"] && two["B"] == three["B"])
  }

  @Test("Longer bars are made of the same hours")
  func hoursAndDays() throws {
    let market = try SyntheticMarket(seed: 21, edge: 4, gaps: .init(outagesPerYear: 300))
    let hours = try market.bars(.hours(1), count: 24 * 40)[0]
    for day in try market.bars(.days(1), count: 30)[0] {
      let parts = hours.filter { $0.start >= day.start && $0.start < day.end }
      #expect(day.open == parts.first?.open && day.close == parts.last?.close)
      #expect(day.high == parts.map(\.high).max() && day.low == parts.map(\.low).min())
      // Each hour's volume is rounded on its own.
      #expect((day.volume - parts.map(\.volume).reduce(0, +)).magnitude < 0.002 * Double(parts.count))
    }
  }

  @Test("Outages are missing bars, as many and as long as told, and prices move on")
  func outages() throws {
    let gaps = SyntheticMarket.Gaps(outagesPerYear: 200, meanOutage: .seconds(5 * 3_600))
    let market = try SyntheticMarket(seed: 6, gaps: gaps)
    let bars = try market.bars(.minutes(20), count: 20_000)[0]
    let missing = zip(bars.time.dropFirst(), bars.time).map { ($0 - $1).inSeconds / 1_200 - 1 }
    let outages = missing.filter { $0 > 0 }
    let years = Double(bars.count) / 3 / 24 / 365.25
    // 150 of them in 0.76 years: an error of 12.
    #expect((Double(outages.count) / years - 200).magnitude < 60)
    #expect((mean(outages) / 3 - 5).magnitude < 1.5)
    let jumps = zip(bars.dropFirst(), bars).filter { $0.start > $1.end }.map { ($0.open / $1.close - 1).magnitude }
    let steps = zip(bars.dropFirst(), bars).filter { $0.start == $1.end }.map { ($0.open / $1.close - 1).magnitude }
    #expect(mean(jumps) > 20 * mean(steps))
    // What is there is what would be there without outages, but for the grid: the steps are the same.
    #expect(try SyntheticMarket(seed: 6).bars(.minutes(20), count: 1)[0][0] == bars[0])
  }

  @Test("Closed weekends have neither bars nor ticks")
  func weekends() throws {
    let market = try SyntheticMarket(gaps: .init(outagesPerYear: 0, closedOnWeekends: true), ticksPerDay: 100)
    func isWeekend(_ time: Timestamp) -> Bool {
      let weekday = (time.nanoseconds / 86_400_000_000_000 + 4) % 7
      return weekday == 6 || weekday == 0
    }
    let bars = try market.bars(.hours(1), count: 5 * 24 * 4)[0]
    #expect(!bars.time.contains(where: isWeekend))
    // Twenty days from a Monday end on a Friday at 23:00.
    #expect(bars.time.last == Timestamp("2024-01-26T23:00:00Z"))
    #expect(try !market.ticks(count: 3_000)[0].time.contains(where: isWeekend))
    // A market that opens on a Saturday waits for Monday.
    let saturday = try SyntheticMarket(gaps: .init(outagesPerYear: 0, closedOnWeekends: true), start: Timestamp(seconds: 1_704_499_200))
    #expect(try saturday.bars(count: 1)[0].time[0] == Timestamp(seconds: 1_704_672_000))
  }

  @Test("Extremes neither trap nor make impossible bars")
  func extremes() throws {
    let gaps = SyntheticMarket.Gaps(outagesPerYear: 10_000, meanOutage: .seconds(30 * 86_400), closedOnWeekends: true)
    let markets = try [
      SyntheticMarket(edge: 30, annualVolatility: 5, degreesOfFreedom: 2.5, rounding: .none, startPrice: 1e-6),
      SyntheticMarket(edge: -30, annualVolatility: 5, degreesOfFreedom: 2.5, rounding: .tickSize(1), startPrice: 10),
      SyntheticMarket(annualVolatility: 5, rounding: .significantDigits(15), startPrice: 1e9),
      SyntheticMarket(annualVolatility: 0.001, rounding: .significantDigits(3), start: Timestamp(seconds: -8_520_336_000)),
      SyntheticMarket(annualVolatility: 5, rounding: .significantDigits(3), startPrice: 1e-6, ticksPerDay: 1),
    ]
    for market in markets {
      for timeframe in [Timeframe.time(.nanoseconds(1)), .minutes(5), .hours(30)] {
        let bars = try market.bars(timeframe, count: 200)[0]
        _ = try BarSeries(symbol: bars.symbol, timeframe: timeframe, bars: bars)
      }
      let ticks = try market.ticks(count: 200)[0]
      _ = try TickSeries(symbol: ticks.symbol, time: ticks.time, price: ticks.price, size: ticks.size)
    }
    #expect(try SyntheticMarket(gaps: gaps).bars(.hours(1), count: 3)[0].count == 3)
    #expect(try SyntheticMarket().bars(count: 0)[0].isEmpty)
    #expect(try SyntheticMarket().ticks(count: 0)[0].isEmpty)
  }

  @Test("Provenance tells the seed, the edge and whatever is not usual")
  func provenance() throws {
    #expect(try SyntheticMarket().provenance == .synthetic("SyntheticMarket seed 7, edge 0, annual volatility 0.6"))
    #expect(
      try SyntheticMarket(
        symbols: ["A", "B"], seed: 1, edge: 3.5, gaps: .init(outagesPerYear: 12), rounding: .tickSize(0.01),
        start: Timestamp(seconds: 0)
      ).description
        == "SyntheticMarket seed 1, edge 3.5, annual volatility 0.6, 2 symbols, correlation 0.5, 12 outages a year of 14400 s on average, tick size 0.01, from 1970-01-01T00:00:00Z"
    )
    #expect(SyntheticMarket.symbols(28).map(\.name).suffix(3) == ["SYN-Z", "SYN-AA", "SYN-AB"])
  }
}

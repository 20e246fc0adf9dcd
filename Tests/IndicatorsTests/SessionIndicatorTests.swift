import Foundation
import Indicators
import Market
import Testing

@Suite("Indicators that look at the time of a bar")
struct SessionIndicatorTests {
  /// Hourly bars that wander, from midnight UTC on.
  static func series(count: Int, seed: UInt64 = 7) throws -> BarSeries {
    var random = Xorshift(state: seed)
    var close = 100.0
    let start = try #require(Timestamp("2023-03-01T00:00:00Z"))
    let bars = try (0..<count).map { hour in
      let open = close
      close *= 1 + 0.02 * (random.unit() - 0.5)
      return try Bar(
        start: start + .seconds(3_600 * hour), end: start + .seconds(3_600 * (hour + 1)), open: open, high: max(open, close) * 1.001,
        low: min(open, close) * 0.999, close: close, volume: (10 * random.unit()).rounded())
    }
    return try BarSeries(symbol: "TEST", timeframe: .hours(1), bars: bars)
  }

  /// Volume-weighted mean and bands of some bars, by the book.
  static func naive(_ bars: some Sequence<Bar>, deviations: Double) -> (upper: Double, middle: Double, lower: Double) {
    let prices = bars.map { (($0.high + $0.low + $0.close) / 3, $0.volume) }
    let weight = prices.reduce(0) { $0 + $1.1 }
    let mean = prices.reduce(0) { $0 + $1.0 * $1.1 } / weight
    let reach = deviations * (prices.reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) } / weight).squareRoot()
    return (mean + reach, mean, mean - reach)
  }

  static func isClose(_ a: Double, _ b: Double) -> Bool { a.isNaN && b.isNaN || abs(a - b) <= 1e-10 * max(abs(a), abs(b)) }

  @Test("an anchored VWAP counts from its anchor on, whatever came before", arguments: [0, 1, 5, 71])
  func anchored(_ anchor: Int) throws {
    let series = try Self.series(count: 72)
    let bands = AnchoredVWAP(from: series.time[anchor], deviations: 2).over(series)
    for index in series.indices {
      let expected = Self.naive(series[anchor..<max(anchor, index + 1)], deviations: 2)
      #expect(Self.isClose(bands.middle[index], expected.middle), "row \(index)")
      #expect(Self.isClose(bands.upper[index], expected.upper), "row \(index)")
      #expect(Self.isClose(bands.lower[index], expected.lower), "row \(index)")
    }
  }

  @Test("a session VWAP begins anew with every session and leaves out what trades outside of one")
  func session() throws {
    let series = try Self.series(count: 24 * 9)
    for calendar in [TradingCalendar.continuous, .newYorkStockExchange] {
      let bands = SessionVWAP(calendar, deviations: 1.5).over(series)
      for index in series.indices {
        let day = calendar.session(containing: series.time[index])
        let bars = day.map { day in series[...index].filter { day.contains($0.start) } } ?? []
        let expected = Self.naive(bars, deviations: 1.5)
        #expect(Self.isClose(bands.middle[index], expected.middle), "\(calendar.name), row \(index)")
        #expect(Self.isClose(bands.upper[index], expected.upper), "\(calendar.name), row \(index)")
      }
    }
  }

  @Test("pivot points are those of the session before, all session long")
  func pivots() throws {
    let series = try Self.series(count: 24 * 9)
    for calendar in [TradingCalendar.continuous, .newYorkStockExchange] {
      let levels = PivotPoints(calendar).over(series)
      for index in series.indices {
        let sessions = series[...index].compactMap { calendar.session(containing: $0.start) }
        let today = calendar.session(containing: series.time[index])
        let before = sessions.last { $0 != today }
        let bars = series.filter { bar in before.map { $0.contains(bar.start) } ?? false }
        guard today != nil, let last = bars.last else {
          #expect(levels.pivot[index].isNaN && levels.s3[index].isNaN)
          continue
        }
        let (high, low) = (bars.map(\.high).max() ?? .nan, bars.map(\.low).min() ?? .nan)
        let pivot = (high + low + last.close) / 3
        let expected = [
          pivot, 2 * pivot - low, 2 * pivot - high, pivot + high - low, pivot - high + low, high + 2 * (pivot - low),
          low - 2 * (high - pivot),
        ]
        #expect(zip(levels.all, expected).allSatisfy { Self.isClose($0[index], $1) }, "\(calendar.name), row \(index)")
      }
    }
  }

  @Test("an output once given does not change, and a saved state goes on as if it had never stopped")
  func travel() throws {
    let series = try Self.series(count: 100)
    var whole = SessionVWAP(.newYorkStockExchange)
    var pivots = PivotPoints(.newYorkStockExchange)
    for (index, bar) in series.enumerated() {
      let restored = try JSONDecoder().decode(SessionVWAP.self, from: JSONEncoder().encode(whole))
      let restoredPivots = try JSONDecoder().decode(PivotPoints.self, from: JSONEncoder().encode(pivots))
      #expect(restored == whole && restoredPivots == pivots, "bar \(index)")
      var (fork, forkedPivots) = (restored, restoredPivots)
      let (a, b) = (whole.update(bar), pivots.update(bar))
      #expect(fork.update(bar)?.upper.bitPattern == a?.upper.bitPattern)
      #expect(forkedPivots.update(bar)?.r3.bitPattern == b?.r3.bitPattern)
    }
  }

  @Test("realised volatility of a calendar is that per bar times the root of the bars in a year")
  func annualised() throws {
    let closes = try Self.series(count: 60).close
    let perBar = try RealizedVolatility(20).over(closes)
    for (calendar, factor) in [(TradingCalendar.continuous, 365.2425 * 24), (.newYorkStockExchange, 1_761.0)] {
      let perYear = try RealizedVolatility(20, calendar: calendar, timeframe: .hours(1)).over(closes)
      #expect(abs(perYear[59] / perBar[59] / factor.squareRoot() - 1) < 0.01, "\(calendar.name)")
    }
    // ln of returns by the book.
    let returns = (40..<60).map { Foundation.log(closes[$0] / closes[$0 - 1]) }
    let expected = (returns.reduce(0) { $0 + $1 * $1 } / 20).squareRoot()
    #expect(Self.isClose(perBar[59], expected))
    #expect(throws: InvalidParameter.self) { try RealizedVolatility(20, calendar: .continuous, timeframe: .ticks(100)) }
  }
}

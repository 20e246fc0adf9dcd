import Foundation
import Market
import TestSupport
import Testing

@Suite(.enabled(if: SharedData.isPresent, SharedData.absence))
struct ResamplerRealDataTests {
  private static func shareTicks() throws -> TickSeries {
    let rows = try RealBars.rows("data/ticks/SPY-trades-20131007.csv")
    return try TickSeries(
      symbol: "SPY", time: rows.map { Timestamp(milliseconds: try #require(Int64($0[0]))) },
      price: rows.map { try #require(Double(String($0[1]))) }, size: rows.map { try #require(Double(String($0[2]))) })
  }

  /// Sums computed with pandas 3.1.1, `resample(rule, origin="epoch")`.
  @Test func tradesOfADayMakeTheBarsThatPandasMakes() throws {
    let ticks = try Self.shareTicks()
    let expectations: [(Timeframe, Int, String, Double, Double, Double, Double)] = [
      (.minutes(5), 191, "2013-10-07T08:00:00Z", 32_017.429999999997, 32_037.79, 32_008.08999999999, 32_018.92),
      (.hours(1), 16, "2013-10-07T08:00:00Z", 2_682.49, 2_689.02, 2_678.87, 2_682.31),
      (.minutes(7), 138, "2013-10-07T07:57:00Z", 23_132.82, 23_150.56, 23_124.410000000003, 23_134.13),
    ]
    for (timeframe, count, first, open, high, low, close) in expectations {
      let resampled = try ticks.resampled(to: timeframe, until: Timestamp("2013-10-08T12:00:00Z"))
      let series = resampled.series
      #expect(series.count == count)
      #expect(series.first?.start == Timestamp(first))
      let sums = [(series.open, open), (series.high, high), (series.low, low), (series.close, close), (series.volume, 97_062_721)]
      for (column, sum) in sums { #expect(abs(column.reduce(0, +) - sum) < 1e-6) }
      #expect(resampled.sources.reduce(0, +) == 250_601)
    }
    // Session bars, from the rows pandas finds between 13:30 and 20:00 UTC.
    let session = try ticks.resampled(
      to: .hours(1), alignment: .session(.newYorkStockExchange), until: Timestamp("2013-10-08T12:00:00Z"))
    #expect(session.outside == 9_097)
    #expect(session.sources == [69_696, 35_570, 21_704, 23_127, 24_567, 23_730, 43_110])
    #expect(session.series.volume == [24_278_122, 10_137_149, 5_759_711, 8_152_907, 7_723_447, 8_312_690, 17_611_647])
    #expect(session.series.close == [168.23, 168.01, 167.99, 168.04, 168.21, 167.95, 167.45])
    #expect(session.series[6].end == Timestamp("2013-10-07T20:00:00Z"))
  }

  @Test func fiveMinutesMakeTheHoursThatTheExchangePublished() throws {
    let fiveMinutes = try RealBars.series("data/bars/BTCUSDT-spot-5m-2023.csv", .minutes(5))
    let published = try RealBars.series("data/bars/BTCUSDT-spot-1h-2023.csv", .hours(1)).part(
      from: .distantPast, to: Timestamp("2023-12-31") ?? .distantPast)
    let resampled = try fiveMinutes.resampled(to: .hours(1))
    let hours = resampled.series.part(to: Timestamp("2023-12-31") ?? .distantPast)
    #expect(hours.count > 8_700)
    #expect(hours.time == published.time)
    #expect(hours.open == published.open)
    #expect(hours.high == published.high)
    #expect(hours.low == published.low)
    #expect(hours.close == published.close)
    #expect(zip(hours.volume, published.volume).allSatisfy { abs($0 - $1) <= 1e-12 * $1 })
    // The halt of 24 March: 12:00 lacks four bars, 13:00 has none at all.
    #expect(resampled.partial.map(\.found) == [8])
    #expect(resampled.partial.map { resampled.series.time[$0.position] } == [Timestamp("2023-03-24T12:00:00Z")])
  }

  /// Computed with pandas 3.1.1, `resample("W-MON", closed="left", label="left")`.
  @Test func daysMakeTheWeeksThatPandasMakes() throws {
    let rows = try RealBars.rows("data/bars/SPY-daily-1999-2020.csv")
    func column(_ index: Int) throws -> [Double] { try rows.map { try #require(Double(String($0[index]))) } }
    let days = try BarSeries(
      symbol: "SPY", timeframe: .days(1), time: rows.map { try #require(Timestamp(String($0[1]))) }, open: column(2), high: column(3),
      low: column(4), close: column(5), volume: column(6))
    let weeks = try days.resampled(to: .weeks(1), until: Timestamp("2020-09-01"))
    let sessions = try days.resampled(to: .weeks(1), alignment: .session(.newYorkStockExchange))
    for series in [weeks.series, sessions.series] {
      #expect(series.count == 1_087)
      #expect(abs(series.open.reduce(0, +) - 176_134.9475) < 1e-6)
      #expect(abs(series.high.reduce(0, +) - 178_785.4152) < 1e-6)
      #expect(abs(series.low.reduce(0, +) - 173_326.2995) < 1e-6)
      #expect(abs(series.close.reduce(0, +) - 176_347.0414) < 1e-6)
    }
    // Of seven days two are always missing; of the exchange's own days none is.
    #expect(weeks.partial.count == 1_087)
    #expect(sessions.partial.isEmpty)
    #expect(sessions.unfinished == nil)
  }
}

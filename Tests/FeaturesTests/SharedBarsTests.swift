import Features
import Market
import TestSupport
import Testing

@Suite("Real bars", .enabled(if: SharedData.isPresent, SharedData.absence))
struct SharedBarsTests {
  /// Where something is odd: the wick to almost nothing, the first outage, days with sessions, the halt with flat bars without volume. The whole files are gone
  /// through by `Benchmarks/truth features`.
  @Test(
    "give the same rows by the stream as by the matrix",
    arguments: [
      ("BTCUSD-coinbase-4h", "2017-04-01T00:00:00Z", "1d"), ("BTCUSDT-spot-1h-2017-2024", "2017-09-01T00:00:00Z", "4h"),
      ("SPY-daily-1999-2020", "2001-08-01T00:00:00Z", "1w"), ("BTCUSDT-spot-5m-2023", "2023-03-23T12:00:00Z", "1h"),
    ])
  func streamEqualsMatrix(_ name: String, _ from: String, _ longer: String) throws {
    let whole = try BarSeries(csv: SharedData.path("data/bars/\(name).csv"))
    let start = try #require(Timestamp(from))
    let first = try #require(whole.time.firstIndex { $0 >= start })
    let series = whole.part(first..<min(first + 500, whole.count))
    let plan = try TestMarket.plan(FeatureSet(named: "standard").names + ["\(longer).rsi_5", "\(longer).ema_3"], of: series)
    let matrix = try plan.matrix(of: series)
    var stream = plan.stream()
    for (row, bar) in series.enumerated() {
      try stream.update(bar)
      let difference = firstDifference(stream.values, matrix.row(row), within: 1e-12)
      #expect(difference == nil, "\(plan.names[difference ?? 0]), row \(row)")
    }
    #expect(matrix.completeRows.count > 200)
  }
}

import Features
import Market
import Testing

@Suite("A feature of longer bars")
struct LongerBarsTests {
  @Test("holds the last closed bar, over gaps too, and never the one that is forming", arguments: [0.0, 0.1, 0.5])
  func lastClosed(_ leavesOut: Double) throws {
    let series = try TestMarket.bars(400, seed: 3, leavesOut: leavesOut)
    let column = try TestMarket.column("1h.close", of: series)
    for row in series.indices {
      // The hour before the one in which the bar ends, or that hour itself where the bar ends it; the last such hour in which anything traded.
      let hour = series.end(at: row).nanoseconds / 3_600_000_000_000
      let last = series.indices.last {
        series.end(at: $0) <= series.end(at: row) && (series.end(at: $0).nanoseconds - 1) / 3_600_000_000_000 < hour
      }
      #expect(column[row].isNaN == (last == nil))
      if let last { #expect(column[row] == series.close[last], "row \(row)") }
    }
  }

  @Test("follows the sessions of a calendar")
  func sessions() throws {
    // From 14:30, when New York opens in January: the first session bar of an hour closes at 15:30.
    let open = try #require(Timestamp("2024-01-02T14:30:00Z"))
    let series = try TestMarket.bars(40, timeframe: .minutes(10), from: open)
    let plan = try TestMarket.plan(["1h.close"], of: series, calendar: .newYorkStockExchange)
    let column = try plan.matrix(of: series).columns[0]
    #expect(column[4].isNaN)
    #expect(column[5] == series.close[5])
    // The last bar of the session is cut at 21:00.
    #expect(column[38] == series.close[38])
    var stream = plan.stream()
    for (row, bar) in series.enumerated() {
      try stream.update(bar)
      #expect(stream.values[0] == column[row] || stream.values[0].isNaN && column[row].isNaN)
    }
  }

  @Test("is refused where lengths do not divide, with a word on why", arguments: ["7m.rsi_14", "2m.rsi_14", "500t.rsi_14"])
  func doesNotDivide(_ name: String) throws {
    let series = try TestMarket.bars(10)
    let error = #expect(throws: FeatureError.self) { try TestMarket.plan([name], of: series) }
    #expect(error?.description.contains(name) == true && error?.description.contains("5m") == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("of the series' own length is the feature itself")
  func ownLength() throws {
    let series = try TestMarket.bars(100)
    let matrix = try TestMarket.matrix(["rsi_14", "5m.rsi_14", "BTC-USDT.rsi_14"], of: series)
    #expect(firstDifference(matrix.columns[0], matrix.columns[1]) == nil)
    #expect(firstDifference(matrix.columns[0], matrix.columns[2]) == nil)
  }

  @Test("of another symbol is missing until that has closed, and its absence is an error")
  func otherSymbol() throws {
    let series = try TestMarket.bars(30)
    let other = try TestMarket.bars(10, symbol: "ETH-USDT", from: TestMarket.start + .seconds(3_000))
    let column = try TestMarket.column("ETH-USDT.close", of: series, others: [other])
    #expect(column.prefix(10).allSatisfy { $0.isNaN })
    #expect(Array(column[10..<20]) == other.close)
    #expect(column[29] == other.close[9])
    let error = #expect(throws: FeatureError.self) { try TestMarket.column("ETH-USDT.close", of: series) }
    #expect(error?.description == "bars of ETH-USDT are needed: a feature names it, and there are only those of BTC-USDT")
  }

  @Test("comes too late where a row has been given that should have seen it")
  func late() throws {
    let series = try TestMarket.bars(3)
    let other = try TestMarket.bars(3, symbol: "ETH-USDT")
    var stream = try TestMarket.plan(["ETH-USDT.close"], of: series).stream()
    try stream.update(series[0])
    #expect(throws: FeatureError.self) { try stream.observe(other[0], of: "ETH-USDT") }
    // One that closes later waits for its row.
    try stream.observe(other[2], of: "ETH-USDT")
    try stream.update(series[1])
    #expect(stream.values[0].isNaN)
    try stream.update(series[2])
    #expect(stream.values[0] == other.close[2])
    #expect(throws: FeatureError.self) { try stream.update(series[1]) }
    #expect(throws: FeatureError.self) { try stream.observe(other[0], of: "SOL-USDT") }
  }
}

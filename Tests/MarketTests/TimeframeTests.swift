import Foundation
import Testing

@testable import Market

@Suite struct TimeframeTests {
  @Test(arguments: [
    ("5m", Timeframe.minutes(5)), ("1h", .hours(1)), ("90m", .minutes(90)), ("1d", .days(1)), ("2w", .weeks(2)), ("7m", .minutes(7)),
    ("45s", .seconds(45)), ("250ms", .time(.milliseconds(250))), ("250us", .time(.microseconds(250))), ("1ns", .time(.nanoseconds(1))),
    ("500t", .ticks(500)), ("1000v", .volume(1_000)), ("0.5v", .volume(0.5)), ("1000000n", .notional(1e6)), ("1e+20n", .notional(1e20)),
    ("400d", .days(400)),
  ])
  func printsAndReads(text: String, timeframe: Timeframe) throws {
    #expect(timeframe.description == text)
    #expect(Timeframe(text) == timeframe)
    #expect(try roundTrip(timeframe) == timeframe)
  }

  @Test(arguments: [("60s", Timeframe.minutes(1)), ("24H", .days(1)), ("7d", .weeks(1)), ("1D", .days(1)), ("1e6n", .notional(1e6))])
  func readsOtherSpellings(text: String, timeframe: Timeframe) {
    #expect(Timeframe(text) == timeframe)
  }

  @Test(arguments: [
    "", "5", "m", "0m", "-5m", "+5m", "1.5h", "401d", "5 m", "5min", "1M", "9223372036854775807w", "99999999999999999999s", "0t", "1.5t",
    "0v", "-1v", "1e400n", "nanv", "infn", "٥m", "5mm",
  ])
  func refusesEverythingElse(text: String) {
    #expect(Timeframe(text) == nil)
  }

  @Test(arguments: [
    Timeframe.time(.zero), .time(.seconds(-1)), .time(Duration(secondsComponent: 0, attosecondsComponent: 1)),
    .time(.seconds(400 * 86_400 + 1)), .ticks(0), .volume(.nan), .volume(.infinity), .notional(0),
  ])
  func knowsWhatIsOutOfRange(timeframe: Timeframe) {
    #expect(!timeframe.isValid)
  }

  @Test func onlyTimeHasALength() {
    #expect(Timeframe.minutes(5).duration == .seconds(300))
    #expect(Timeframe.ticks(5).duration == nil)
  }
}

@Suite struct SymbolTests {
  @Test(arguments: ["BTC-USDT", "BRK.B", "^GSPC", "EURUSD=X", "BINANCE:BTCUSDT", "7203", "é", String(repeating: "A", count: 64)])
  func takesTheNamesOfMarkets(name: String) throws {
    let symbol = try Symbol(name)
    #expect(symbol.description == name)
    #expect(try roundTrip(symbol) == symbol)
  }

  @Test(arguments: [
    "", ".", "..", ".hidden", "-option", "a b", "a,b", "a;b", "a/b", "a\\b", "a\"b", "a'b", "a\nb", "a\u{0}b", "a\u{A0}b", "a\u{202E}b",
    "a\u{2028}b", String(repeating: "A", count: 65), String(repeating: "é", count: 33),
  ])
  func refusesNamesThatBreakFilesAndTables(name: String) {
    #expect(throws: InvalidSymbol(name: name)) { try Symbol(name) }
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Symbol].self, from: JSONEncoder().encode([name])) }
  }

  @Test func isOrderedByName() {
    #expect(["ETH", "BTC", "btc"].map { $0 as Symbol }.sorted() == ["BTC", "ETH", "btc"])
  }
}

import Foundation
import Market
import Risk
import Testing

private let start = Timestamp("2024-03-01T12:00:00Z") ?? Timestamp(seconds: 0)

func fill(_ symbol: Symbol, _ side: Side, _ quantity: Double, at price: Double, fee: Double = 0, time: Timestamp) -> Fill {
  Fill(
    symbol: symbol, side: side, quantity: quantity, price: price, referencePrice: price, decided: time, time: time, fee: fee,
    liquidity: .taker)
}

@Suite struct LedgerTests {
  @Test func positionsAreEnlargedClosedAndTurned() throws {
    var ledger = try PortfolioLedger(cash: 10_000, symbols: ["AAA"], opened: start)
    #expect(try ledger.record(fill("AAA", .buy, 10, at: 100, fee: 1, time: start)) == nil)
    #expect(try ledger.record(fill("AAA", .buy, 10, at: 110, fee: 1, time: start)) == nil)
    #expect(ledger["AAA"]?.entryPrice == 105)
    #expect(try ledger.record(fill("AAA", .sell, 30, at: 120, fee: 1, time: start)) == 300)
    #expect(ledger["AAA"]?.quantity == -10)
    #expect(ledger["AAA"]?.entryPrice == 120)
    try ledger.mark("AAA", at: 90, time: start)
    #expect(ledger.unrealised == 300)
    #expect(ledger.equity == 10_000 + 300 + 300 - 3)
    #expect(ledger.shortExposure == 900 && ledger.longExposure == 0 && ledger.openPositions == 1)
    #expect(try ledger.record(fill("AAA", .buy, 10, at: 90, time: start)) == 300)
    #expect(ledger.openPositions == 0 && ledger.imbalance == 0)
  }

  @Test func dustIsNoPosition() throws {
    var ledger = try PortfolioLedger(cash: 10_000, symbols: ["AAA"], opened: start)
    for quantity in [0.1, 0.2] { try ledger.record(fill("AAA", .buy, quantity, at: 100, time: start)) }
    try ledger.record(fill("AAA", .sell, 0.3, at: 100, time: start))
    #expect(ledger["AAA"]?.quantity == 0 && ledger.openPositions == 0)
  }

  @Test func daysEndAtMidnightUTC() throws {
    var ledger = try PortfolioLedger(cash: 10_000, symbols: ["AAA"], opened: start)
    try ledger.record(fill("AAA", .buy, 10, at: 100, time: start))
    try ledger.mark("AAA", at: 80, time: start + .seconds(3_600))
    #expect(ledger.dayResult == -200 && ledger.drawdown == 0.02)
    try ledger.mark("AAA", at: 90, time: Timestamp("2024-03-02T00:00:00Z") ?? start)
    #expect(ledger.day.date.description == "2024-03-02" && ledger.dayResult == 100)
    #expect(ledger.days.map(\.result) == [-200])
    #expect(ledger.days.map(\.lowestEquity) == [9_800])
  }

  @Test func sessionsEndWhenTheNextOpens() throws {
    // A Friday: what happens after the close and on the weekend belongs to it; Monday opens at 14:30.
    let friday = Timestamp("2024-03-01T15:00:00Z") ?? start
    var ledger = try PortfolioLedger(cash: 10_000, symbols: ["SPY"], calendar: .newYorkStockExchange, opened: friday)
    try ledger.record(fill("SPY", .buy, 10, at: 500, time: friday))
    try ledger.mark("SPY", at: 490, time: Timestamp("2024-03-03T22:00:00Z") ?? start)
    #expect(ledger.day.date.description == "2024-03-01" && ledger.dayResult == -100)
    try ledger.pass(to: Timestamp("2024-03-04T14:29:59Z") ?? start)
    #expect(ledger.days.isEmpty)
    try ledger.pass(to: Timestamp("2024-03-04T14:30:00Z") ?? start)
    #expect(ledger.day.date.description == "2024-03-04" && ledger.dayResult == 0 && ledger.days.count == 1)
  }

  @Test func transfersAreNoResult() throws {
    var ledger = try PortfolioLedger(cash: 10_000, symbols: ["AAA"], opened: start)
    try ledger.record(fill("AAA", .buy, 10, at: 100, time: start))
    try ledger.mark("AAA", at: 50, time: start)
    let drawdown = ledger.drawdown
    try ledger.transfer(-5_000, time: start)
    #expect(abs(ledger.drawdown - drawdown) < 1e-12)
    #expect(ledger.dayResult == -500 && ledger.equity == 4_500 && ledger.imbalance == 0)
    #expect(throws: RiskError.self) { try ledger.transfer(-4_500, time: start) }
  }

  @Test func badEventsAreErrorsAndChangeNothing() throws {
    var ledger = try PortfolioLedger(cash: 10_000, symbols: ["AAA"], opened: start)
    try ledger.record(fill("AAA", .buy, 10, at: 100, time: start))
    let before = ledger
    func refuses(_ kind: RiskError.Kind, _ event: (inout PortfolioLedger) throws -> Void) {
      let error = #expect(throws: RiskError.self) { try event(&ledger) }
      #expect(error?.kind == kind)
      #expect(ledger == before)
    }
    refuses(.clockWentBack) { try $0.mark("AAA", at: 100, time: start - .seconds(1)) }
    refuses(.unknownSymbol) { try $0.mark("ZZZ", at: 100, time: start) }
    refuses(.unknownSymbol) { try $0.record(fill("ZZZ", .buy, 1, at: 1, time: start)) }
    refuses(.notFinite) { try $0.mark("AAA", at: .nan, time: start) }
    refuses(.outOfRange) { try $0.mark("AAA", at: -5, time: start) }
    refuses(.outOfRange) { try $0.mark([("AAA", 5), ("AAA", 0)], time: start) }
    refuses(.outOfRange) { try $0.record(fill("AAA", .buy, -1, at: 100, time: start)) }
    refuses(.outOfRange) { try $0.record(fill("AAA", .buy, 1e200, at: 1e100, time: start)) }
    refuses(.notFinite) { try $0.charge(.nan, to: "AAA", time: start) }
    refuses(.notFinite) { try $0.transfer(.infinity, time: start) }
    refuses(.unknownSymbol) { try $0.add("AAA") }
    #expect(throws: RiskError.self) { try PortfolioLedger(cash: -1, symbols: [], opened: start) }
    #expect(throws: RiskError.self) { try PortfolioLedger(cash: .nan, symbols: [], opened: start) }
  }

  @Test func aSnapshotGoesOnToTheBit() throws {
    var ledger = try PortfolioLedger(cash: 10_000.1, symbols: ["AAA", "BBB"], calendar: .newYorkStockExchange, opened: start)
    for step in 0..<50 {
      let time = start + .seconds(step * 7_000)
      try ledger.record(
        fill(
          step % 3 == 0 ? "AAA" : "BBB", step % 2 == 0 ? .buy : .sell, 0.1 + Double(step) / 7, at: 100 / 3 + Double(step), fee: 0.01,
          time: time))
      let copy = try JSONDecoder().decode(PortfolioLedger.self, from: JSONEncoder().encode(ledger))
      #expect(copy == ledger)
      #expect(copy.equity.bitPattern == ledger.equity.bitPattern)
      ledger = copy
    }
  }

  @Test func spoiltSnapshotsAreErrors() throws {
    let ledger = try PortfolioLedger(cash: 10_000, symbols: ["AAA"], opened: start)
    let text = String(decoding: try JSONEncoder().encode(ledger), as: UTF8.self)
    for (old, new) in [
      ("\"version\":1", "\"version\":9"), ("\"cash\":10000", "\"cash\":11000"), ("AAA", " "),
      ("\"peak_equity\":10000", "\"peak_equity\":0"),
    ] {
      #expect(text.contains(old))
      #expect(throws: (any Error).self) {
        try JSONDecoder().decode(PortfolioLedger.self, from: Data(text.replacingOccurrences(of: old, with: new).utf8))
      }
    }
  }
}

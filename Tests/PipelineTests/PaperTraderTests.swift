import ABTest
import Backtest
import Market
import Risk
import Statistics
import Store
import Strategies
import TestSupport
import Testing

@testable import Pipeline

@Suite("Paper trading")
struct PaperTraderTests {
  @Test("of one strategy is the backtest of the same bars", arguments: [3, 11, 29] as [UInt64])
  func sameAsBacktest(seed: UInt64) throws {
    for (name, values) in PaperMarket.roster + [("breakout", ["short": 1]), ("support_resistance", [:])] {
      let market = try PaperMarket(symbols: 1, seed: seed, roster: [(name, values)])
      var trader = try market.trader()
      try trader.feed(market.series)
      let backtest = try Backtest(
        [market.series[0].part(from: market.series[0].time[0], to: .distantFuture)], market.settings.rules(.hours(1)),
        sizing: market.settings.policy.sizer(), from: market.from)
      let entry = try StrategyCatalogue.standard.entry(name)
      let result = try entry.run(backtest, values)
      // The books add up what an account subtracts: sizes agree to the last digits but not to the last bit.
      #expect(trader.trades.count == result.trades.count, "\(name), seed \(seed)")
      for (paper, tested) in zip(trader.trades, result.trades) {
        #expect(paper.record.trade.entryTime == tested.trade.entryTime && paper.record.trade.exitTime == tested.trade.exitTime)
        #expect(paper.record.trade.exitReason == tested.trade.exitReason && paper.record.barsHeld == tested.barsHeld)
        #expect(abs(paper.record.trade.result - tested.trade.result) <= 1e-6 * max(1, abs(tested.trade.result)), "\(name), seed \(seed)")
      }
      #expect(!result.trades.isEmpty, "\(name) must trade for this to say anything")
    }
  }

  @Test("keeps one portfolio whose result is that of all strategies together", arguments: [1, 2, 3] as [UInt64])
  func portfolio(seed: UInt64) throws {
    let market = try PaperMarket(symbols: 3, seed: seed)
    var trader = try market.trader()
    for evening in market.evenings {
      try trader.feed(market.series, through: evening)
      let portfolio = try #require(trader.state.portfolio)
      let results = trader.desks.reduce(0) { $0 + $1.engine.equity - market.settings.capital }
      #expect(abs(portfolio.ledger.equity - market.settings.capital - results) < 1e-6, "seed \(seed), \(evening)")
      for symbol in portfolio.ledger.positions {
        let held = trader.desks.reduce(0.0) { $0 + ($1.engine.symbols[0] == symbol.symbol ? $1.engine.quantity(of: 0) : 0) }
        #expect(abs(symbol.quantity - held) < 1e-9)
      }
    }
    #expect(trader.trades.count > 20)
    #expect(trader.state.positions.trades == trader.trades.count)
  }

  @Test("fed bar by bar ends as fed at once")
  func barByBar() async throws {
    let market = try PaperMarket(days: 25, symbols: 2)
    let (whole, parts) = (MemoryStore(), MemoryStore())
    var trader = try market.trader()
    try trader.feed(market.series)
    try await whole.commit(trader.takeChanges())
    var other = try market.trader()
    for index in market.series[0].indices {
      for one in market.series {
        // One series after the other, though they close together, would make the second late.
        #expect(one.end(at: index) == market.series[0].end(at: index))
      }
      try other.feed(market.series, through: market.series[0].end(at: index))
    }
    try await parts.commit(other.takeChanges())
    #expect(try await contents(of: whole) == contents(of: parts))
  }

  @Test("does nothing twice")
  func twice() async throws {
    let market = try PaperMarket(days: 25)
    let store = MemoryStore()
    var trader = try market.trader()
    try trader.feed(market.series)
    try await store.commit(trader.takeChanges())
    let before = try await contents(of: store)
    try trader.feed(market.series)
    #expect(try trader.takeChanges().isEmpty)
    var again = try await market.trader(store.paperBook())
    try again.feed(market.series)
    #expect(try again.takeChanges().isEmpty)
    #expect(again.notes.isEmpty)
    #expect(try await contents(of: store) == before)
  }

  @Test("stopped after any commit, or before any, goes on to the same end", arguments: ["memory", "file"])
  func restarts(kind: String) async throws {
    let market = try PaperMarket(days: 18, symbols: 2)
    let folder = try ScratchFolder()
    // The two kinds of stores write the same values in another layout.
    let undisturbed: any Storage = kind == "file" ? try await JSONFileStore.open(folder.path("undisturbed")) : MemoryStore()
    var trader = try market.trader()
    for evening in market.evenings {
      try trader.feed(market.series, through: evening)
      try await undisturbed.commit(trader.takeChanges())
    }
    let expected = try await contents(of: undisturbed)
    for stop in market.evenings.indices {
      for isCommitted in [false, true] {
        let file = kind == "file" ? try await JSONFileStore.open(folder.path("\(stop)-\(isCommitted)")) : nil
        let store: any Storage = file ?? MemoryStore()
        var first = try await market.trader(store.paperBook())
        for evening in market.evenings.prefix(stop + 1) {
          try first.feed(market.series, through: evening)
          if evening == market.evenings[stop], !isCommitted { break }
          try await store.commit(first.takeChanges())
        }
        // The process is gone; what was not committed with it. Another one begins with what the store holds.
        try await file?.close()
        let reopened: any Storage = file == nil ? store : try await JSONFileStore.open(folder.path("\(stop)-\(isCommitted)"))
        var second = try await market.trader(reopened.paperBook())
        #expect(second.notes.filter { $0.kind != .opened } == [], "stopped at \(market.evenings[stop])")
        for evening in market.evenings.dropFirst(isCommitted ? stop + 1 : stop) {
          try second.feed(market.series, through: evening)
          try await reopened.commit(second.takeChanges())
        }
        #expect(try await contents(of: reopened) == expected, "stopped at \(market.evenings[stop]), committed: \(isCommitted)")
        if let file = reopened as? JSONFileStore { try await file.close() }
      }
    }
  }

  @Test("by two at once is refused to the second")
  func twoAtOnce() async throws {
    let market = try PaperMarket(days: 20, symbols: 1)
    let store = MemoryStore()
    var one = try await market.trader(store.paperBook())
    var other = try await market.trader(store.paperBook())
    try one.feed(market.series)
    try other.feed(market.series)
    try await store.commit(one.takeChanges())
    let before = try await contents(of: store)
    await #expect(throws: StoreError.self) { try await store.commit(other.takeChanges()) }
    #expect(try await contents(of: store) == before)
  }

  @Test("leaves out bars that come late, says so, and goes on the same way after a restart")
  func late() async throws {
    let market = try PaperMarket(days: 30, symbols: 2)
    let store = MemoryStore()
    var trader = try market.trader()
    let (gapFrom, gapTo) = (market.evenings[5], market.evenings[8])
    // The second symbol has nothing for three days; then the bars are there.
    let missing = try BarSeries(
      symbol: market.series[1].symbol, timeframe: .hours(1), bars: market.series[1].filter { $0.start < gapFrom || $0.start >= gapTo })
    try trader.feed([market.series[0], missing], through: market.evenings[10])
    try await store.commit(trader.takeChanges())
    try trader.feed(market.series, through: market.evenings[12])
    // They lie before the last bar of their series that was traded on: nothing to be told, they are passed over.
    #expect(trader.state.late.isEmpty)

    var other = try market.trader()
    let cut = try BarSeries(symbol: market.series[1].symbol, timeframe: .hours(1), bars: market.series[1].filter { $0.start < gapFrom })
    try other.feed([market.series[0], cut], through: market.evenings[8])
    try other.feed(market.series, through: market.evenings[12])
    let note = try #require(other.notes.first { $0.kind == .late })
    #expect(note.message.hasPrefix("72 bars from"))
    let second = MemoryStore()
    try await second.commit(other.takeChanges())
    var resumed = try await market.trader(second.paperBook())
    #expect(resumed.notes.isEmpty)
    try other.feed(market.series)
    try resumed.feed(market.series)
    #expect(other.state == resumed.state)
  }

  @Test("notices that bars were changed after they had been traded on, and keeps the account")
  func changed() async throws {
    let market = try PaperMarket(days: 25, symbols: 1, roster: [("ema_crossover", ["fast": 5, "slow": 15, "short": 1])])
    let store = MemoryStore()
    var trader = try market.trader()
    try trader.feed(market.series)
    try await store.commit(trader.takeChanges())
    let forged = try BarSeries(
      symbol: market.series[0].symbol, timeframe: .hours(1),
      bars: market.series[0].map { bar in
        try Bar(
          start: bar.start, end: bar.end, open: bar.open * 1.001, high: bar.high * 1.001, low: bar.low * 1.001, close: bar.close * 1.001,
          volume: bar.volume)
      })
    let again = try await PaperTrader(store.paperBook(), market.settings, seats: market.seats, bars: [forged])
    #expect(again.notes.map(\.kind) == [.changed])
    #expect(again.desks[0].engine.state == trader.desks[0].engine.state)
  }

  @Test("of a strategy that is taken out closes what it holds, and nothing more")
  func retiring() async throws {
    let market = try PaperMarket(
      days: 30, symbols: 1, roster: [("buy_and_hold", [:]), ("ema_crossover", ["fast": 5, "slow": 15, "short": 1])])
    let store = MemoryStore()
    var trader = try market.trader()
    try trader.feed(market.series, through: market.evenings[6])
    try await store.commit(trader.takeChanges())
    var rest = try await market.trader(store.paperBook(), seats: Array(market.seats.dropFirst()))
    try rest.feed(market.series, through: market.evenings[7])
    #expect(rest.state.seats.map(\.seat) == [market.seats[1]])
    #expect(rest.trades(of: market.seats[0].specification).count == 1)
    #expect(rest.notes.contains { $0.kind == .closed && $0.subject == market.seats[0].name })
    // Back in the roster it takes a new seat, and is no longer the old one.
    try await store.commit(rest.takeChanges())
    let back = PaperSeat(market.seats[0].specification, from: market.evenings[7])
    var returned = try await market.trader(store.paperBook(), seats: [back, market.seats[1]])
    try returned.feed(market.series)
    #expect(returned.state.seats.map(\.number) == [2, 3])
  }

  @Test("of a strategy that comes late trades its past alone, as a backtest would, and joins the portfolio when it holds nothing")
  func joining() async throws {
    let market = try PaperMarket(days: 40, symbols: 1)
    let store = MemoryStore()
    var trader = try market.trader(seats: [market.seats[0]])
    try trader.feed(market.series, through: market.evenings[15])
    try await store.commit(trader.takeChanges())
    var both = try await market.trader(store.paperBook(), seats: [market.seats[0], market.seats[2]])
    #expect(both.state.seats.map(\.isInPortfolio) == [true, false])
    let early = both.trades(of: market.seats[2].specification)
    #expect(!early.isEmpty)
    let entry = try StrategyCatalogue.standard.entry("random_entry")
    let backtest = try Backtest(
      market.series, market.settings.rules(.hours(1)), sizing: market.settings.policy.sizer(), from: market.from)
    let tested = try entry.run(backtest, market.seats[2].specification.values)
    #expect(early.map(\.record) == Array(tested.trades.prefix(early.count)))
    try both.feed(market.series)
    #expect(both.state.seats.map(\.isInPortfolio) == [true, true])
    try await store.commit(both.takeChanges())
    var again = try await market.trader(store.paperBook(), seats: [market.seats[0], market.seats[2]])
    #expect(again.notes.isEmpty)
    try again.feed(market.series)
    #expect(try again.takeChanges().isEmpty)
  }

  @Test("stops where a limit of the portfolio is reached, and stays stopped after a restart until a person takes the stop off")
  func stops() async throws {
    var settings = try PaperSettings(costs: Costs(makerFee: 0, takerFee: 0.02, slippage: 0))
    settings.policy.fraction = 0.4
    settings.policy.maximumOrder = 1
    settings.policy.symbolCap = 1
    settings.policy.dailyLoss = 0.01
    let market = try PaperMarket(days: 30, symbols: 1, roster: [("random_entry", ["chance": 0.3, "hold": 3])], settings: settings)
    let store = MemoryStore()
    var trader = try market.trader()
    try trader.feed(market.series, through: market.evenings[9])
    #expect(trader.stops.map(\.kind).contains(.dailyLoss))
    #expect(trader.notes.contains { $0.kind == .stopped })
    let count = trader.trades.count
    try await store.commit(trader.takeChanges())
    var again = try await market.trader(store.paperBook())
    try again.feed(market.series)
    #expect(again.trades.count <= count + 1)
    #expect(again.state.seats[0].refusals > 10)
    let orders = again.pages.orders
    #expect(orders.count <= 2, "the same refusal again is counted, not journaled: \(orders.count)")
    // Nobody takes off what is not on, or without a reason; without a name it is only looked at.
    let book = try await store.paperBook()
    #expect(throws: PaperError.self) { try ResetOperation(["drawdwn"]).run(book, by: "Ada", reason: "A slip.") }
    #expect(throws: PaperError.self) { try ResetOperation().run(book, by: "Ada", reason: " ") }
    let shown = try ResetOperation().run(book, by: nil, reason: "")
    #expect(shown.outcome == .blocked && shown.changes.isEmpty && shown.verdicts.map(\.name).contains("daily_loss"))
    let taken = try ResetOperation(["daily_loss"]).run(book, by: "Ada", reason: "The costs were a slip.")
    #expect(taken.outcome == .forced)
    try await store.commit(taken.changes)
    let after = try await store.paperBook()
    #expect(after.state.portfolio?.stops.contains { $0.kind == .dailyLoss } == false)
    #expect(after.state.portfolio?.resets.last?.person == "Ada")
    let note = try #require(await store.last(of: PaperKeys.notes)).decode(PaperNote.self)
    #expect(note.kind == .reset && note.message == "Ada took the stop daily_loss off: The costs were a slip.")
    #expect(after.state.positions.notes == (try await store.count(of: PaperKeys.notes)))
    // It goes on, as if nothing had stopped it.
    var resumed = try market.trader(after)
    try resumed.feed(market.series, through: market.evenings[10])
    #expect(resumed.notes.allSatisfy { $0.kind != .changed })
    #expect(resumed.pages.orders.contains { $0.quantity != nil }, "nothing was traded after the stop was taken off")
  }

  @Test("takes other limits wholly once they are changed: sizes, orders and what stops, and says so once")
  func otherLimits() async throws {
    var settings = try PaperSettings(costs: Costs(makerFee: 0, takerFee: 0.001, slippage: 0))
    let market = try PaperMarket(days: 30, symbols: 2, roster: [("random_entry", ["chance": 0.3, "hold": 3])], settings: settings)
    let store = MemoryStore()
    var trader = try market.trader()
    try trader.feed(market.series, through: market.evenings[4])
    try await store.commit(trader.takeChanges())
    // Nothing may be held of the second symbol any more, and a third that nobody trades stands in a group.
    let (one, two) = (market.series[0].symbol, market.series[1].symbol)
    settings.policy.allowedSymbols = [one]
    settings.policy.groups = ["pair": [one, "ELSE"]]
    settings.policy.fraction = 0.01
    settings.policy.ordersPerMinute = 500
    var changed = try await PaperTrader(store.paperBook(), settings, seats: market.seats, bars: market.series)
    #expect(changed.notes.map(\.kind) == [.limits])
    #expect(changed.state.portfolio?.policy == settings.policy)
    #expect(changed.state.portfolio?.ledger.equity == trader.state.portfolio?.ledger.equity)
    try changed.feed(market.series, through: market.evenings[12])
    #expect(
      changed.pages.orders.contains { $0.symbol == two && $0.refusal?.contains("allow_list") == true }, "\(changed.pages.orders.prefix(5))")
    #expect(!changed.pages.orders.contains { $0.symbol == two && $0.quantity != nil })
    #expect(changed.pages.orders.contains { $0.symbol == one && $0.quantity != nil })
    try await store.commit(changed.takeChanges())
    let again = try await PaperTrader(store.paperBook(), settings, seats: market.seats, bars: market.series)
    #expect(again.notes.isEmpty, "\(again.notes)")
    // A limit that is passed already stops at once, and an impossible one is refused before anything is touched.
    settings.policy.maximumDrawdown = 0.0001
    let stopped = try await PaperTrader(store.paperBook(), settings, seats: market.seats, bars: market.series)
    #expect(stopped.stops.map(\.kind).contains(.drawdown) && stopped.notes.map(\.kind).contains(.stopped))
    settings.policy.fraction = -1
    let book = try await store.paperBook()
    #expect(throws: (any Error).self) { try PaperTrader(book, settings, seats: market.seats, bars: market.series) }
  }

  @Test("gives every symbol's day to one arm, and follows shadows without trading them")
  func arms() throws {
    let market = try PaperMarket(days: 60, symbols: 2)
    let names = ["a", "b", "shadow"]
    let experiment = try Experiment(
      name: "cross", seed: 3, champion: Arm("a"), challengers: [Arm("b"), Arm("shadow", isShadow: true)])
    let seats = try market.series.flatMap { one in
      try names.map { name in
        try PaperSeat(
          StrategySpecification("random_entry", ["chance": 0.3, "hold": 2], symbol: one.symbol, timeframe: .hours(1)), from: market.from,
          arm: PaperArm(name, of: "cross", isShadow: name == "shadow"))
      }
    }
    var trader = try PaperTrader(PaperBook(), market.settings, seats: seats, experiments: [experiment], bars: market.series)
    try trader.feed(market.series)
    var counts: [String: Int] = [:]
    for trade in trader.trades {
      let arm = try #require(trade.arm)
      counts[arm.name, default: 0] += 1
      if arm.isShadow { continue }
      // It was decided at the close at which the bar of the entry begins.
      let decided = trade.record.trade.entryTime
      let day = decided.description.prefix(10)
      #expect(experiment.assignment.arm(for: "\(trade.record.trade.symbol) \(day)").name == arm.name)
    }
    #expect(counts.keys.sorted() == names)
    #expect((counts["a"] ?? 0) + (counts["b"] ?? 0) < 2 * (counts["shadow"] ?? 0))
    #expect(trader.state.seats.filter { $0.seat.arm?.isShadow == true }.allSatisfy { !$0.isInPortfolio })
  }

  @Test("does not seat what has no bars, no model, or a model that has seen what it would trade")
  func refusals() throws {
    let market = try PaperMarket(days: 20, symbols: 1)
    let unknown = try PaperSeat(StrategySpecification("buy_and_hold", symbol: "NONE", timeframe: .hours(1)), from: market.from)
    let driven = try PaperSeat(
      StrategySpecification.modelDriven(symbol: market.series[0].symbol, timeframe: .hours(1)), from: market.from,
      model: ModelReference("direction-x", version: 1))
    let trader = try market.trader(seats: [unknown, driven])
    #expect(trader.notes.map(\.kind) == [.refused, .refused])
    #expect(trader.notes[0].message.contains("there are no bars of NONE"))
    #expect(trader.notes[1].message.contains("direction-x v1 was not handed over"))
    #expect(trader.state.seats.isEmpty)
  }

  @Test("closes what a strategy holds whose model is barred from one day to the next")
  func barred() async throws {
    let market = try PaperMarket(days: 40, symbols: 1)
    let reference = ModelReference("direction-pair", version: 1)
    let file = try TestModel.trained(1, until: market.from).file
    let specification = try StrategySpecification.modelDriven(
      symbol: market.series[0].symbol, timeframe: .hours(1), threshold: 0.5, hold: 500)
    let seat = PaperSeat(specification, from: market.from, model: reference)
    let store = MemoryStore()
    var trader = try PaperTrader(PaperBook(), market.settings, seats: [seat], bars: market.series, models: [reference: file])
    try trader.feed(market.series, through: market.evenings[9])
    #expect(trader.openTrades.count == 1, "\(trader.notes)")
    try await store.commit(trader.takeChanges())
    // In quarantine: the registry does not hand its file out any more, whether or not somebody still names the seat.
    for seats in [[seat], []] {
      var after = try await PaperTrader(store.paperBook(), market.settings, seats: seats, bars: market.series)
      #expect(after.notes.first?.kind == .failed)
      try after.feed(market.series, through: market.evenings[10])
      #expect(after.openTrades.isEmpty && after.state.seats.isEmpty)
      #expect(after.trades.count == trader.trades.count + 1)
    }
  }

  @Test("refuses a state that does not belong to its journals")
  func torn() async throws {
    let market = try PaperMarket(days: 20, symbols: 1)
    let store = MemoryStore()
    var trader = try market.trader()
    try trader.feed(market.series)
    try await store.commit(trader.takeChanges())
    let document = try #require(await store.document(PaperKeys.state))
    #expect(throws: PaperError.self) { try PaperBook(state: document, orders: [], trades: trader.trades) }
  }
}

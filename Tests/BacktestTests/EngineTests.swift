import Backtest
import Foundation
import Market
import Risk
import Statistics
import Testing

@Suite struct EngineTests {
  /// Hourly bars from open, high, low, close.
  private static func series(_ rows: [(Double, Double, Double, Double)], minutes: Int = 60, symbol: Symbol = "X") throws -> BarSeries {
    try BarSeries(
      symbol: symbol, timeframe: .minutes(minutes),
      bars: rows.enumerated().map { index, row in
        let start = Timestamp(seconds: 1_704_067_200 + Int64(index * minutes) * 60)
        return try Bar(start: start, end: start + .seconds(minutes * 60), open: row.0, high: row.1, low: row.2, close: row.3, volume: 10)
      })
  }

  private static func run(
    _ rows: [(Double, Double, Double, Double)], _ wishes: [Intent?], exits: ExitRules = .none, fills: FillTiming = .nextOpen,
    costs: Costs = .frictionless, leverage: Leverage = .none, units: Double = 1, finer: [BarSeries] = []
  ) throws -> BacktestResult {
    let rules = try TradingRules(capital: 1_000, costs: costs, fills: fills, exits: exits, leverage: leverage)
    return try Backtest([series(rows)], rules, sizing: Units(count: units), finer: finer).run(Signals(wishes))
  }

  private static let calm: [(Double, Double, Double, Double)] = [
    (100, 101, 99, 100), (101, 103, 100, 102), (102, 104, 101, 103), (103, 105, 102, 104),
  ]

  @Test func aDecisionAtTheCloseFillsAtTheNextOpen() throws {
    let result = try Self.run(Self.calm, [.long, nil, .flat])
    #expect(result.trades.map(\.trade.entryPrice) == [101] && result.trades.map(\.trade.exitPrice) == [103])
    #expect(result.trades.map(\.barsHeld) == [2] && result.tape.equity == [1_000, 1_001, 1_002, 1_002])
    #expect(result.tape.fills.map(\.referencePrice) == [100, 103])
  }

  @Test(arguments: [(FillTiming.sameClose, 100.0, 103.0), (.nextClose, 102.0, 104.0)])
  func otherTimingsAreNamed(_ fills: FillTiming, _ entry: Double, _ exit: Double) throws {
    let result = try Self.run(Self.calm, [.long, nil, .flat], fills: fills)
    #expect(result.trades.map(\.trade.entryPrice) == [entry] && result.trades.map(\.trade.exitPrice) == [exit])
  }

  @Test func aGapThroughTheStopFillsAtTheOpen() throws {
    let result = try Self.run(
      [(100, 100, 100, 100), (100, 100, 99, 100), (90, 92, 89, 91)], [.long], exits: ExitRules(stop: .fraction(0.05)))
    #expect(result.trades.map(\.trade.exitPrice) == [90] && result.trades.map(\.trade.exitReason) == [.stop])
  }

  @Test func theStopComesFirstInABarThatHoldsBothUnlessFinerBarsKnowBetter() throws {
    let rows: [(Double, Double, Double, Double)] = [(100, 100, 100, 100), (100, 110, 90, 100)]
    let exits = ExitRules(stop: .fraction(0.05), target: .fraction(0.05))
    let blind = try Self.run(rows, [.long], exits: exits)
    #expect(blind.trades.map(\.trade.exitPrice) == [95] && blind.totals.ambiguousBars == 1 && blind.trades.allSatisfy(\.isAmbiguous))
    let halves: [(Double, Double, Double, Double)] = [(100, 100, 100, 100), (100, 100, 100, 100), (100, 110, 99, 108), (108, 108, 90, 100)]
    let finer = try Self.series(halves, minutes: 30)
    let told = try Self.run(rows, [.long], exits: exits, finer: [finer])
    #expect(told.trades.map(\.trade.exitPrice) == [105] && told.totals.ambiguousBars == 0 && told.totals.decidedByFinerBars == 1)
  }

  @Test(arguments: [(98.0, 0), (97.9, 1)]) func aLimitFillsOnlyWhenTradedThrough(_ low: Double, _ fills: Int) throws {
    let result = try Self.run([(100, 100, 100, 100), (100, 100, low, 99), (99, 99, 98.5, 99)], [Intent(.long, limit: 98)])
    #expect(result.tape.fills.count == fills)
    #expect(result.tape.fills.allSatisfy { $0.price == 98 && $0.liquidity == .maker })
  }

  @Test(arguments: [(105.0, ExitReason?.none), (105.1, .target)]) func aTargetFillsOnlyWhenTradedThrough(
    _ high: Double, _ reason: ExitReason?
  ) throws {
    let result = try Self.run([(100, 100, 100, 100), (100, high, 100, 101)], [.long], exits: ExitRules(target: .fraction(0.05)))
    #expect(result.trades.first?.trade.exitReason == reason)
  }

  @Test func leverageEndsInALiquidationWhereTheMarginIsGone() throws {
    // 20 units at 100 with 1 000 of equity: equity 1 000 − 20 · (100 − p) = 0.1 · 20 · p at p = 1 000 / 18.
    let result = try Self.run(
      [(100, 100, 100, 100), (100, 100, 100, 100), (100, 100, 50, 80)], [.long], leverage: Leverage(maximum: 3, maintenance: 0.1), units: 20
    )
    #expect(result.trades.map(\.trade.exitReason) == [.liquidation])
    #expect(abs((result.trades.first?.trade.exitPrice ?? 0) - 1_000 / 18) < 1e-9)
  }

  @Test func aPositionIsClosedWhenItsTimeIsOver() throws {
    let result = try Self.run(Self.calm, [.long, .long, .long], exits: ExitRules(hold: 1))
    #expect(result.trades.first?.trade.exitReason == .timeLimit && result.trades.first?.barsHeld == 1)
  }

  @Test func whatIsOpenAtTheEndIsMarkedAndNotClosed() throws {
    let result = try Self.run(Self.calm, [.long])
    #expect(result.trades.isEmpty && result.open.map(\.markPrice) == [104] && result.open.map(\.result) == [3])
  }

  @Test func sizeBeyondCashIsCutAndCounted() throws {
    let result = try Self.run(Self.calm, [.long], units: 50)
    #expect(result.totals.cutToCash == 1)
    #expect(abs((result.open.first?.quantity ?? 0) - 1_000 / 101) < 1e-9)
  }

  @Test func warmUpIsSeenButNotTraded() throws {
    let series = try Self.series(Self.calm + Self.calm)
    let rules = try TradingRules(capital: 1_000, costs: .frictionless, fills: .nextOpen)
    let from = series.time[4]
    let result = try Backtest([series], rules, sizing: Units(count: 1), from: from).run(
      Signals([.long, nil, nil, nil, .long]))
    #expect(result.tape.times.count == 4 && result.tape.fills.count == 1 && result.tape.fills.first?.time == series.time[5])
  }

  @Test func barsOfTheTrainingSpanAreNotScored() throws {
    struct Trained: Strategy {
      var trainingSpan: ClosedRange<Timestamp>?
      func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? { .long }
    }
    let series = try Self.series(Self.calm)
    let rules = try TradingRules(capital: 1_000, costs: .frictionless, fills: .nextOpen)
    let backtest = try Backtest([series], rules, sizing: Units(count: 1), from: series.time[2])
    #expect(throws: BacktestError.self) { try backtest.run(Trained(trainingSpan: series.time[0]...series.time[2])) }
    #expect(throws: Never.self) { try backtest.run(Trained(trainingSpan: series.time[0]...series.time[1])) }
  }

  @Test func aStrategyThatThrowsEndsTheRunAndItIsSaidAtWhichBar() throws {
    struct Broken: Error {}
    struct Failing: Strategy {
      func update(_ bar: ClosedBar, _ account: AccountView) throws -> Intent? {
        if bar.close == 103 { throw Broken() }
        return nil
      }
    }
    let rules = try TradingRules(capital: 1_000, costs: .frictionless, fills: .nextOpen)
    let backtest = try Backtest([Self.series(Self.calm)], rules, sizing: Units(count: 1))
    let error = #expect(throws: BacktestError.self) { try backtest.run(Failing()) }
    #expect(error?.description.contains("2024-01-01T03:00:00Z") == true && error?.kind == .strategy)
  }

  @Test(arguments: [
    Intent.long(stop: 120), .long(target: 80), .short(stop: 80), .long(limit: -1), .long(confidence: 2), Intent(.long, timeLimit: 0),
  ])
  func impossibleWishesAreRefused(_ intent: Intent) throws {
    #expect(throws: BacktestError.self) { try Self.run(Self.calm, [intent]) }
  }

  @Test func badInputIsRefusedWithASentence() throws {
    #expect(throws: InvalidRules.self) { try TradingRules(capital: 0, costs: .frictionless, fills: .nextOpen) }
    #expect(throws: InvalidRules.self) { try TradingRules(capital: .nan, costs: .frictionless, fills: .nextOpen) }
    #expect(throws: InvalidRules.self) {
      try TradingRules(capital: 1, costs: .frictionless, fills: .nextOpen, exits: ExitRules(stop: .averageTrueRanges(2)))
    }
    let rules = try TradingRules(capital: 1, costs: .frictionless, fills: .nextOpen)
    let series = try Self.series(Self.calm)
    #expect(throws: BacktestError.self) { try Backtest([], rules, sizing: Units(count: 1)) }
    #expect(throws: BacktestError.self) { try Backtest([series, series], rules, sizing: Units(count: 1)) }
    let error = #expect(throws: StrategyError.self) { try StrategyCatalogue.baselines.entry("ema_crossover").resolve(["fats": 3]) }
    #expect(error?.description.contains("did you mean 'fast'?") == true)
    #expect(throws: StrategyError.self) { try StrategyCatalogue.baselines.entry("buy_and_hld") }
  }

  @Test func seriesThatOverlapAreRefusedWithWhatToDo() throws {
    let rules = try TradingRules(capital: 1, costs: .frictionless, fills: .nextOpen)
    func message(_ series: [BarSeries], finer: [BarSeries] = []) -> String {
      let error = #expect(throws: BacktestError.self) { try Backtest(series, rules, sizing: FixedQuantity(1), finer: finer) }
      return error?.description ?? ""
    }
    let hours = try Self.series(Self.calm)
    let overlap = message([hours.part(0..<3), hours.part(2..<4)])
    #expect(overlap.contains("overlap from 2024-01-01T02:00:00Z to 2024-01-01T03:00:00Z (the first has 1 bars there, the second 1)"))
    let apart = message([hours.part(0..<2), hours.part(2..<4)])
    #expect(apart.contains("join them") && !apart.contains("overlap"))
    #expect(message([hours, hours.part(0..<0)]).contains("empty"))
    // Bars that only tell what happened inside others must be shorter, and told once.
    let halves = try Self.series(Self.calm, minutes: 30)
    #expect(message([hours], finer: [hours]).contains("only shorter bars"))
    #expect(message([hours], finer: [halves, halves]).contains("twice"))
    #expect(message([hours], finer: [try Self.series(Self.calm, minutes: 30, symbol: "Y")]).contains("no series of it"))
  }

  @Test(arguments: [(15, 60), (45, 60), (40, 60)]) func timeframesOfOneSymbolThatDoNotDivideEachOtherShareAClock(short: Int, long: Int)
    throws
  {
    // The longer bars close inside the shorter ones: what is decided there fills at the open that follows.
    struct OnLong: Strategy {
      var isLong = false
      mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
        guard bar.series == 1 else { return nil }
        isLong.toggle()
        return isLong ? .long : .flat
      }
    }
    let rows = (0..<40).map { row -> (Double, Double, Double, Double) in
      let price = 100 + Double(row)
      return (price, price + 1, price - 1, price + 0.5)
    }
    let (fine, coarse) = (try Self.series(rows, minutes: short), try Self.series(Array(rows.prefix(20)), minutes: long))
    let rules = try TradingRules(capital: 1_000, costs: .frictionless, fills: .nextOpen)
    let result = try Backtest([fine, coarse], rules, sizing: FixedQuantity(1)).run(OnLong())
    #expect(result.tape.fills.count > 4)
    for fill in result.tape.fills {
      #expect(fill.time >= fill.decided && fill.time - fill.decided < .seconds(short * 60))
      #expect(fine.time.contains(fill.time) && coarse.contains { $0.end == fill.decided })
    }
  }

  @Test(arguments: [FillTiming.nextOpen, .sameClose]) func aLongerBarCannotTakeBackWhatHasBeenFilled(_ fills: FillTiming) throws {
    // At 00:30 long; at 01:00 the hour is known and says flat, when the half hour from 00:30 on, in which the entry filled, closes too.
    struct Regret: Strategy {
      func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
        bar.series == 0 ? (account.isFlat && bar.close == 100 ? .long : nil) : .flat
      }
    }
    let rows = [(100.0, 100.0, 100.0, 100.0), (99, 99, 90, 90), (88, 88, 88, 88), (87, 87, 87, 87)]
    let hours = [(100.0, 100.0, 90.0, 90.0), (88.0, 88.0, 87.0, 87.0)]
    let rules = try TradingRules(capital: 1_000, costs: .frictionless, fills: fills)
    let result = try Backtest(
      [Self.series(rows, minutes: 30), Self.series(hours)], rules, sizing: FixedQuantity(1)
    ).run(Regret())
    #expect(result.trades.map(\.trade.entryPrice) == [fills == .nextOpen ? 99 : 100])
    #expect(result.trades.map(\.trade.exitPrice) == [fills == .nextOpen ? 88 : 90])
  }

  @Test func anEmptyWindowIsAnErrorThatSaysWhatThereIs() throws {
    let rules = try TradingRules(capital: 1, costs: .frictionless, fills: .nextOpen)
    let series = try Self.series(Self.calm)
    func message(from: Timestamp = .distantPast, to: Timestamp = .distantFuture) -> String {
      let error = #expect(throws: BacktestError.self) { try Backtest([series], rules, sizing: FixedQuantity(1), from: from, to: to) }
      return error?.description ?? ""
    }
    let covered = "there are 4 bars of X from 2024-01-01T00:00:00Z to 2024-01-01T04:00:00Z"
    #expect(message(from: series.time[3] + .seconds(1)) == "no bar begins from 2024-01-01T03:00:01Z on: \(covered)")
    #expect(message(to: series.time[0]) == "no bar begins before 2024-01-01T00:00:00Z: \(covered)")
    #expect(message(from: series.time[0] + .seconds(60), to: series.time[1]).hasSuffix(covered))
    #expect(throws: Never.self) { try Backtest([series], rules, sizing: FixedQuantity(1), from: series.time[3]) }
  }

  @Test func interestMovesThePriceAtWhichTheMarginIsGone() throws {
    // 2 000 bought with 1 000: the debt of 1 000 grows by 10 a year's 3 000 % … until 50 of price is not enough to pay it.
    let calm = (0..<40).map { _ in (100.0, 100.0, 100.0, 100.0) }
    let rules = try TradingRules(
      capital: 1_000, costs: .frictionless, fills: .nextOpen, borrow: Borrow(shortRate: 0, cashRate: 10),
      leverage: Leverage(maximum: 2, maintenance: 0))
    let result = try Backtest([Self.series(calm + [(100, 100, 50.5, 60)])], rules, sizing: FixedQuantity(20)).run(Signals([.long]))
    let debt = 1_000 + result.totals.interest
    #expect(result.trades.map(\.trade.exitReason) == [.liquidation])
    #expect(result.totals.interest > 20 && abs((result.trades.first?.trade.exitPrice ?? 0) - debt / 20) < 0.1)
  }

  // MARK: - One value, whole or in parts

  @Test(arguments: 0..<20 as Range<UInt64>) func keptAndReadBackItGoesOnToTheSameBytes(seed: UInt64) throws {
    let scenario = try Scenario(seed: 7_000 + seed, bars: 120)
    let backtest = try scenario.backtest()
    let whole = try backtest.run(Signals(scenario.wishes))
    var random = SeededGenerator(seed: seed)
    var engine = try backtest.engine()
    var tape = Tape()
    var wishes: [(Intent, ClosedBar)] = []
    for (number, step) in MarketClock(scenario.series).enumerated() {
      let one = scenario.series[step.series]
      let instrument = backtest.symbols.firstIndex(of: one.symbol) ?? 0
      let isShortest = !scenario.series.contains { $0.symbol == one.symbol && $0[0].end - $0[0].start < one[0].end - one[0].start }
      let bar = ClosedBar(
        one[step.index], series: step.series, instrument: instrument, executes: isShortest, isLastAtItsTime: step.isLastAtItsTime)
      engine.take(bar, finer: backtest.finer[instrument], onto: &tape)
      if let wish = scenario.wishes[number] { wishes.append((wish, bar)) }
      if step.isLastAtItsTime {
        for (wish, bar) in wishes { try engine.decide(wish, at: bar, onto: &tape) }
        wishes.removeAll()
        engine.settle(at: bar.end, onto: &tape)
      }
      if random.chance(0.1) {
        let kept = try JSONEncoder().encode(engine.state)
        engine = try Engine(
          scenario.rules, sizing: scenario.sizer, symbols: backtest.symbols, resuming: JSONDecoder().decode(EngineState.self, from: kept))
      }
    }
    #expect(tape == whole.tape, "seed \(7_000 + seed)")
    #expect(tape.equity.map(\.bitPattern) == whole.tape.equity.map(\.bitPattern))
    #expect(engine.totals == whole.totals)
  }

  @Test(arguments: ["\"bars\":0": "\"bars\":-4", "\"entryBar\":0": "\"entryBar\":9223372036854775807"])
  func aChangedStateIsRefused(before: String, after: String) throws {
    let rules = try TradingRules(capital: 1_000, costs: .frictionless, fills: .nextOpen)
    let engine = try Engine(rules, sizing: Units(count: 1), symbols: ["X"])
    let kept = String(decoding: try JSONEncoder().encode(engine.state), as: UTF8.self)
    try #require(kept.contains(before))
    let changed = try JSONDecoder().decode(EngineState.self, from: Data(kept.replacingOccurrences(of: before, with: after).utf8))
    #expect(throws: BacktestError.self) { try Engine(rules, sizing: Units(count: 1), symbols: ["X"], resuming: changed) }
  }

  @Test(arguments: 0..<40 as Range<UInt64>) func moneyIsNeitherMadeNorLost(seed: UInt64) throws {
    let scenario = try Scenario(seed: 9_000 + seed, bars: 120)
    let result = try scenario.backtest().run(Signals(scenario.wishes))
    let totals = result.totals
    let tradeFees = result.trades.reduce(0) { $0 + $1.trade.fees } + result.open.reduce(0) { $0 + $1.fees }
    let fillFees = result.tape.fills.reduce(0) { $0 + $1.fee }
    #expect(abs(tradeFees - totals.fees) < 1e-6 && abs(fillFees - totals.fees) < 1e-6, "seed \(9_000 + seed)")
    let cash =
      result.tape.fills.reduce(scenario.rules.capital) { $0 - $1.side.sign * $1.price * $1.quantity - $1.fee } - totals.carry
      - totals.interest
    let positions = result.open.reduce(0) { $0 + $1.side.sign * $1.quantity * $1.markPrice }
    #expect(abs(cash + positions - result.finalEquity) < 1e-6, "seed \(9_000 + seed)")
    let results = result.trades.reduce(0) { $0 + $1.trade.result } + result.open.reduce(0) { $0 + $1.result }
    #expect(abs(scenario.rules.capital + results - totals.interest - result.finalEquity) < 1e-6, "seed \(9_000 + seed)")
  }

  @Test(arguments: ["ema_crossover", "random_entry", "buy_and_hold", "always_flat"]) func luckEarnsNothingOnARandomWalk(_ name: String)
    throws
  {
    let entry = try StrategyCatalogue.baselines.entry(name)
    var (free, paid, costs) = (Moments(), 0.0, 0.0)
    for seed in 0..<30 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var price = 100.0
      let rows = (0..<200).map { _ -> (Double, Double, Double, Double) in
        let open = price
        price = max(1, price + random.normal())
        return (open, max(open, price) + 0.1, min(open, price) - 0.1, price)
      }
      let series = try Self.series(rows)
      let frictionless = try TradingRules(capital: 10_000, costs: .frictionless, fills: .nextOpen)
      let costly = try TradingRules(capital: 10_000, costs: Costs(makerFee: 0.001, takerFee: 0.001, slippage: 0.001), fills: .nextOpen)
      let one = try entry.run(Backtest([series], frictionless, sizing: Units(count: 10)))
      let other = try entry.run(Backtest([series], costly, sizing: Units(count: 10)))
      free.add(one.finalEquity - 10_000)
      paid += other.finalEquity - one.finalEquity
      costs += other.totals.fees + other.totals.slippage
    }
    #expect(free.count == 30 && (free.standardDeviation == 0 || abs(free.mean) < 4 * free.standardError), "\(name): \(free.mean)")
    // The same trades, but for what they cost.
    #expect(abs(paid + costs) < 1e-6 * max(1, costs), "\(name)")
  }
}

import Foundation
import Indicators
import Market
import Risk
import Statistics
import TestSupport
import Testing
import WalkForward

@testable import Backtest

/// Sweeps: many trials through the one engine, the same table however it is made.
@Suite struct SweepTests {
  static let cross = try? StrategyCatalogue.baselines.entry("ema_crossover")

  static func backtest(_ seed: UInt64 = 5, count: Int = 600, symbol: Symbol = "A", from: Int = 0) throws -> Backtest {
    let series = try SyntheticMarket(symbols: [symbol], seed: seed).bars(.hours(1), count: count)[0]
    let rules = try TradingRules(
      capital: 10_000, costs: Costs(makerFee: 0.0002, takerFee: 0.0005, slippage: 0.0001), fills: .nextOpen,
      exits: ExitRules(stop: .fraction(0.05)))
    return try Backtest([series], rules, sizing: FixedFraction(0.9), from: series[from].start)
  }

  static func plan() throws -> SweepPlan {
    .grid(
      [try SweepRange("fast=2:8:2"), try SweepRange("slow=3,6,12")], fixed: ["short": 1], where: [try SweepCondition("fast<slow")])
  }

  static func sweep() throws -> Sweep {
    try Sweep(try #require(cross), plan(), on: [backtest(), backtest(6, symbol: "B", from: 300), backtest(6, symbol: "B")])
  }

  // MARK: - What is tried

  @Test func aGridHoldsEveryCombinationThatFulfilsItsConditions() throws {
    let combinations = try Self.plan().combinations(for: try #require(Self.cross))
    #expect(combinations == [[2, 3, 1], [2, 6, 1], [2, 12, 1], [4, 6, 1], [4, 12, 1], [6, 12, 1], [8, 12, 1]])
  }

  @Test func stepsOfATenthAreDecimals() throws {
    let entry = StrategyEntry("x", "x", [StrategyParameter("k", "", 0, in: 0...9, isWhole: false)]) { _, _ in AlwaysFlat() }
    let values = try SweepPlan.grid([SweepRange("k=0.1:0.7:0.1")]).combinations(for: entry).map { $0[0] }
    #expect(values == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    #expect(try SweepPlan.grid([SweepRange("k=1:2:0.3")]).combinations(for: entry).map { $0[0] } == [1, 1.3, 1.6, 1.9])
  }

  @Test func aRandomSweepDrawsDifferentCombinationsFromItsSeed() throws {
    let entry = try #require(Self.cross)
    func drawn(_ count: Int, _ seed: UInt64) throws -> [[Double]] {
      try SweepPlan.random(count, seed: seed, [SweepRange("fast=2:9"), SweepRange("slow=5:40:5")], where: [SweepCondition("fast<slow")])
        .combinations(for: entry)
    }
    let one = try drawn(40, 3)
    #expect(try one == drawn(40, 3))
    #expect(try one != drawn(40, 4))
    #expect(Set(one).count == 40)
    #expect(
      one.allSatisfy {
        (2...9).contains($0[0]) && $0[0] == $0[0].rounded() && $0[1].truncatingRemainder(dividingBy: 5) == 0 && $0[0] < $0[1]
      })
    let error = #expect(throws: StrategyError.self) { try drawn(60, 1) }
    #expect(error?.description.contains("no more than 59") == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test(arguments: [
    "fast=50:5:5 fast=5:50:5", "fast=50:5:-5 fast=5:50:5", "fast=9:5 fast=5:9",
    "fast=5:50:0 above 0", "fast=5:50:-5 above 0", "fast=5:5:50:5 4 numbers", "fast= is empty",
    "=5:9 no parameter",
    "fast no parameter", "fast=a:b 'a'", "fast=3,3 twice", "fast=1:nan:2 'nan'", "fast=1,,2 ''", "fast=1:1e18:1e-9 more than",
  ])
  func rangesThatMakeNoSenseAreRefused(_ text: String) throws {
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    let error = #expect(throws: StrategyError.self) { try SweepRange(parts[0]) }
    #expect(error?.description.contains(parts[1]) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test(arguments: [
    "slo=5:9 did you mean 'slow'", "fast=0:9:1 from 1.0 to", "fast=5:20001:1 from 1.0 to", "fast=1:2:0.5 whole number",
  ])
  func rangesThatTheParameterCannotHaveAreRefused(_ text: String) throws {
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    let plan = SweepPlan.grid([try SweepRange(parts[0])])
    let error = #expect(throws: StrategyError.self) { try plan.combinations(for: #require(Self.cross)) }
    #expect(error?.description.contains(parts[1]) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test func plansThatContradictThemselvesAreRefused() throws {
    let entry = try #require(Self.cross)
    let fast = try SweepRange("fast=5:9")
    for plan in [
      .grid([]), .grid([fast, fast]), .grid([fast], fixed: ["fast": 3]), .grid([fast], where: [try SweepCondition("fast>100")]),
      .grid([fast], where: [try SweepCondition("fast<fats")]), .random(0, seed: 1, [fast]), .list([]), .list([["fast": 3], ["fast": 3]]),
      .list([["fats": 3]]), .list([["fast": 3]], fixed: ["fast": 4]),
      .grid([try SweepRange("fast=1:9999"), try SweepRange("slow=1:9999")]),
    ] as [SweepPlan] {
      #expect(throws: StrategyError.self, "\(plan)") { try plan.combinations(for: entry) }
    }
    #expect(throws: StrategyError.self) { try SweepCondition("fast=slow") }
    #expect(throws: StrategyError.self) { try Sweep(entry, .list([["fast": 3]]), on: []) }
  }

  // MARK: - What comes of it

  @Test func everyTrialIsTheBacktestOfItsParameters() throws {
    let sweep = try Self.sweep()
    let table = try sweep.run(threads: 2)
    #expect(table.isComplete && table.trials.map(\.number) == Array(0..<21))
    for trial in table.trials {
      let market = sweep.markets[trial.number / 7]
      let result = try sweep.entry.run(market, sweep.entry.named(trial.values))
      let performance = Performance(result)
      let numbers = try #require(trial.numbers)
      for (name, value) in zip(SweepNumbers.columns, numbers.values) {
        guard let metric = performance[name] else { continue }
        #expect(metric.value ?? .nan == value || (metric.value == nil && value.isNaN), "\(name) of trial \(trial.number)")
      }
      #expect(numbers.sharpe == performance.sharpe && numbers.finalEquity == result.finalEquity)
      #expect(
        trial.symbol == market.symbols[0] && trial.from == result.tape.times[0] - .seconds(3_600) && trial.to == result.tape.times.last)
    }
    #expect(Set(table.trials.compactMap { $0.numbers?.finalEquity }).count > 15, "trials that are all alike would show nothing")
  }

  @Test func theTableIsTheSameOnAnyNumberOfThreadsAndWithAnyRoomForColumns() throws {
    let sweep = try Self.sweep()
    let table = try sweep.run(threads: 1)
    #expect(try sweep.run(threads: 5) == table)
    #expect(try sweep.run(threads: 3, capacity: 0) == table)
  }

  private static let whole = Result { try sweep().run(threads: 2) }

  @Test(arguments: [1, 2, 8, 30])
  func sharesJoinToTheBytesOfOneRun(_ count: Int) throws {
    let folder = try ScratchFolder()
    let sweep = try Self.sweep()
    try Self.whole.get().write(csv: folder.path("whole.csv"))
    var shares: [(name: String, table: SweepTable)] = []
    // Counted from 0 or from 1; read back in any order.
    let first = count % 2
    for index in (first..<first + count).reversed() {
      let path = folder.path("\(index).csv")
      try sweep.run(share: SweepShare(index, of: count), threads: 1).write(csv: path)
      if let table = try SweepTable(csv: path) { shares.append(("\(index)", table)) }
    }
    try SweepTable.joining(shares).write(csv: folder.path("joined.csv"))
    #expect(try folder.bytes("joined.csv") == folder.bytes("whole.csv"))
  }

  @Test func sharesThatDoNotFitAreRefused() throws {
    let (entry, plan) = (try #require(Self.cross), try Self.plan())
    func share(_ index: Int, _ market: Backtest) throws -> (name: String, table: SweepTable) {
      ("\(index)", try Sweep(entry, plan, on: [market]).run(share: SweepShare(index, of: 2), threads: 1))
    }
    let (one, two) = (try share(1, Self.backtest()), try share(2, Self.backtest()))
    #expect(try SweepTable.joining([one, two]).isComplete)
    func refusal(_ shares: [(name: String, table: SweepTable)]) -> String {
      let error = #expect(throws: StrategyError.self) { try SweepTable.joining(shares) }
      return error.map { "\($0)" } ?? ""
    }
    #expect(refusal([one]).contains("3 of 7 trials are missing"))
    #expect(refusal([one, two, two]).contains("both hold trial"))
    #expect(try refusal([one, share(2, Self.backtest(6))]).contains("bars, the combinations or the assumptions differ"))
    #expect(refusal([]).contains("no trials"))
    for text in ["0/0", "5/4", "-1/4", "1", "a/b", "1/2/3", ""] { #expect(throws: StrategyError.self) { try SweepShare(text) } }
    #expect(try SweepShare("0/4").numbers(of: 10) == SweepShare("4/4").numbers(of: 10))
  }

  @Test func filesThatNoSweepWroteAreRefusedWithTheirLine() throws {
    let folder = try ScratchFolder()
    try Self.whole.get().write(csv: folder.path("good.csv"))
    let text = String(decoding: try folder.bytes("good.csv"), as: UTF8.self)
    var lines = text.split(separator: "\n").map(String.init)
    #expect(throws: InvalidFile.self) { try SweepTable(csv: folder.path("missing.csv")) }
    func refused(_ change: (inout [String]) -> Void) throws -> Int? {
      var changed = lines
      change(&changed)
      _ = try folder.write(changed.joined(separator: "\n") + "\n", to: "changed.csv")
      let error = #expect(throws: InvalidFile.self) { try SweepTable(csv: folder.path("changed.csv")) }
      return error?.line
    }
    #expect(try refused { $0[3] = $0[2] } == 4)
    #expect(try refused { $0[4].removeFirst() } == 5)
    #expect(try refused { $0[0] = $0[0].replacing("sweep,", with: "time,") } == nil)
    #expect(try refused { $0[2] += ",1" } == 3)
    #expect(try refused { $0[2] = $0[2].replacing(",1h,", with: ",1x,") } == 3)
    lines.removeSubrange(1...)
    _ = try folder.write(lines.joined() + "\n", to: "empty.csv")
    #expect(try SweepTable(csv: folder.path("empty.csv")) == nil)
  }

  @Test func aTrialThatFailsIsARowOfTheTable() throws {
    struct Refusal: Error, CustomStringConvertible { let description = "no, \"never\"\nat all" }
    let entry = StrategyEntry("picky", "x", [StrategyParameter("k", "", 0, in: 0...9)]) { _, values in
      if values[0] == 3 { throw Refusal() }
      return BuyAndHold()
    }
    let table = try Sweep(entry, .grid([SweepRange("k=2:4")]), on: [Self.backtest(count: 40)]).run(threads: 2)
    #expect(table.failures.map(\.trial.number) == [1] && table.failures[0].reason.contains("never"))
    let folder = try ScratchFolder()
    try table.write(csv: folder.path("t.csv"))
    #expect(try SweepTable(csv: folder.path("t.csv")) == table)
    #expect(table.winner == nil && table.verdict.outcome == .insufficient)
  }

  @Test func theWinnerIsDeflatedByTheNumberOfTrials() throws {
    let table = try Self.whole.get()
    let sharpes = table.trials.compactMap { $0.numbers?.sharpe }
    let best = try #require(sharpes.max { $0.perPeriod * $0.periodsPerYear.squareRoot() < $1.perPeriod * $1.periodsPerYear.squareRoot() })
    #expect(table.winner?.numbers?.sharpe == best)
    let ratios = Moments(sharpes.map(\.perPeriod))
    let expected = try DeflatedSharpe(best, trials: 21, variance: max(ratios.variance, 1 / Double(best.count - 1)))
    #expect(table.deflatedSharpe == expected)
    #expect(expected.probability < best.probability(ofMoreThan: 0))
  }

  @Test(arguments: [1, 2])
  func aSweepThatWasCancelledGoesOnFromWhatItHad(threads: Int) throws {
    let sweep = try Self.sweep()
    let stop = Switch()
    let error = #expect(throws: SweepCancelled.self) {
      try sweep.run(threads: threads, isCancelled: { stop.isOn }) { if $0 == 4 { stop.turnOn() } }
    }
    let cancelled = try #require(error)
    #expect(cancelled.planned == 21 && (4...5).contains(cancelled.finished) && !cancelled.table.isComplete)
    try sweep.check(cancelled.table)
    // Through a file, as an interrupted command leaves it.
    let folder = try ScratchFolder()
    try cancelled.table.write(csv: folder.path("t.csv"))
    let known = try #require(try SweepTable(csv: folder.path("t.csv")))
    let told = Locked<[Int]>([])
    let whole = try sweep.run(resuming: known, threads: threads, progress: { done in told.withLock { $0.append(done) } })
    #expect(try whole == Self.whole.get())
    #expect(told.withLock { $0 } == Array(cancelled.finished + 1...21), "trials that are known are not made again")
    // Of a share only what it lacks.
    let share = try SweepShare(2, of: 3)
    #expect(try sweep.run(share: share, resuming: known) == sweep.run(share: share))
    let other = try Sweep(#require(Self.cross), .grid([SweepRange("fast=2:4")]), on: sweep.markets)
    let refused = #expect(throws: StrategyError.self) { try other.check(known) }
    #expect(refused?.description.contains("of another sweep") == true)
  }

  private final class Switch: Sendable {
    private let state = Locked(false)
    var isOn: Bool { state.withLock { $0 } }
    func turnOn() { state.withLock { $0 = true } }
  }

  // MARK: - Shared work

  @Test func whatIsSharedIsComputedOnceForEachWholeRequest() throws {
    let series = try Self.backtest().series[0]
    let bars = SharedBars(series, in: SharedWork())
    let counted = Locked<[String]>([])
    func value(_ name: String, _ parameters: [Double], of bars: SharedBars) throws -> Int {
      try bars.value(name, parameters) {
        counted.withLock {
          $0.append(name)
          return $0.count
        }
      }
    }
    #expect(try value("a", [1], of: bars) == 1)
    #expect(try value("a", [1], of: bars) == 1)
    #expect(try value("a", [2], of: bars) == 2)
    #expect(try value("b", [1], of: bars) == 3)
    // The same bars under another roof are the same; others are not.
    let work = SharedWork()
    let (same, other) = (try Self.backtest().series[0], try Self.backtest(6).series[0])
    #expect(try value("a", [], of: SharedBars(series, in: work)) == 4)
    #expect(try value("a", [], of: SharedBars(same, in: work)) == 4)
    #expect(try value("a", [], of: SharedBars(other, in: work)) == 5)
  }

  @Test func memoryDoesNotGrowWithTheNumberOfColumns() throws {
    let series = try Self.backtest(count: 100).series[0]
    let work = SharedWork(capacity: 10 * 800)
    let bars = SharedBars(series, in: work)
    for period in 1...60 { _ = try bars.replay(EMA.self, [Double(period)]) }
    #expect(work.count <= 20)
  }

  /// Wishes that say how long they will be silent.
  private struct ForeseenSignals: Strategy {
    var signals: Signals
    let silence: [Int]
    let anyBar: Bar
    var row = 0

    init(_ wishes: [Intent?], _ anyBar: Bar) {
      self.anyBar = anyBar
      signals = Signals(wishes)
      var silence = [Int](repeating: 0, count: wishes.count + 1)
      for row in wishes.indices.reversed() where wishes[row] == nil { silence[row] = silence[row + 1] + 1 }
      self.silence = silence
    }

    static var foreseesSilence: Bool { true }
    var silentBars: Int { row < silence.count ? silence[row] : 0 }

    mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
      row += 1
      return signals.update(bar, account)
    }

    mutating func pass(_ bars: Int) {
      precondition(bars <= silentBars)
      for _ in 0..<bars { #expect(update(ClosedBar(anyBar), Self.anyAccount) == nil) }
    }

    static let anyAccount = AccountView(equity: 1, cash: 1, quantity: 0, entryPrice: 0, barsHeld: 0)
  }

  @Test(arguments: [0, 50, 100, 150] as [UInt64])
  func passingOverSilentBarsChangesNoBit(_ first: UInt64) throws {
    var (runs, markings) = (0, 0)
    for seed in first..<first + 50 {
      let scenario = try Scenario(seed: seed)
      // A strategy that speaks seldom, so that there is something to pass over.
      var random = SeededGenerator(seed: seed)
      let wishes = scenario.wishes.map { random.chance(0.2) ? $0 : nil }
      guard scenario.series.count == 1 else { continue }
      let backtest = try Backtest(scenario.series, scenario.rules, sizing: scenario.sizer, finer: scenario.finer)
      let slow = Result { try backtest.run(Signals(wishes)) }
      let fast = Result { try backtest.run(ForeseenSignals(wishes, scenario.series[0][0])) }
      switch (slow, fast) {
      case (.success(let slow), .success(let fast)):
        #expect(slow.tape == fast.tape && slow.totals == fast.totals && slow.open == fast.open, "seed \(seed)")
        runs += 1
        markings += slow.tape.fills.count
      case (.failure(let slow), .failure(let fast)): #expect("\(slow)" == "\(fast)", "seed \(seed)")
      default: Issue.record("only one of them failed, seed \(seed)")
      }
    }
    #expect(runs > 15 && markings > 100)
  }

  @Test func aReplayAnswersTheBitsOfTheIndicator() throws {
    let series = try Self.backtest(count: 200).series[0]
    let bars = SharedBars(series, in: SharedWork())
    var (own, replay) = (try MACD(3, 7, 4), try bars.replay(MACD.self, [3, 7, 4]))
    #expect(own.warmUp == replay.warmUp)
    for close in series.close { #expect(own.update(close) == replay.update(close)) }
    #expect(replay.update(1) == nil)
  }
}

extension ScratchFolder {
  fileprivate func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(name))) }
}

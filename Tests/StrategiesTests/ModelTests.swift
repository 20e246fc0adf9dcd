import Backtest
import Features
import GradientBoost
import Market
import Risk
import Strategies
import Testing

@Suite struct ModelTests {
  /// A model of one stump: a rise is probable after a rise.
  private static func stump() throws -> Model {
    let returns = (0..<400).map { Double($0 - 200) / 1_000 + 0.0005 }
    var parameters = Parameters(objective: .binary)
    parameters.numLeaves = 2
    parameters.numIterations = 20
    let data = try Dataset(columns: [returns], featureNames: ["returns"], labels: returns.map { $0 > 0 ? 1 : 0 }, threads: 1)
    return try Trainer(parameters).train(on: data, threads: 1)
  }

  private static let before = Timestamp(seconds: 0)...Timestamp(seconds: 1_000_000_000)

  @Test func entersWhereTheModelFindsARiseProbable() throws {
    let model = try DirectionModel([Self.stump()], trainedOn: Self.before)
    let strategy = try ModelStrategy(model, symbol: "X", timeframe: .hours(1), threshold: 0.6)
    #expect(try Chart([100, 99, 98, 99, 98]).wishes(strategy) == [3: .long, 4: .flat])
    let both = try ModelStrategy(model, symbol: "X", timeframe: .hours(1), threshold: 0.6, sides: .both)
    #expect(try Chart([100, 99, 98, 99, 98]).wishes(both) == [1: .short, 3: .long, 4: .short])
  }

  @Test func barsOfItsTrainingAreRefused() throws {
    let series = try Chart([100, 99, 98, 99, 98]).series()
    let rules = try TradingRules(capital: 1_000, costs: .frictionless, fills: .nextOpen)
    let backtest = try Backtest([series], rules, sizing: FixedFraction(1))
    let late = try DirectionModel([Self.stump()], trainedOn: Self.before.lowerBound...series.end(at: 1))
    let strategy = try ModelStrategy(late, symbol: "X", timeframe: .hours(1))
    #expect(throws: BacktestError.self) { try backtest.run(strategy) }
    #expect(throws: BacktestError.self) { try backtest.run(EnsembleVote([strategy, Momentum()], votes: 1)) }
    let veto = try ModelVeto(late, symbol: "X", timeframe: .hours(1), threshold: 0.5)
    #expect(throws: BacktestError.self) { try backtest.run(BuyAndHold().filtered(by: veto)) }
    _ = try Backtest([series], rules, sizing: FixedFraction(1), from: series[3].start).run(strategy)
  }

  @Test(arguments: ["ml_gbt", "ml_random_forest"]) func learnsOnlyFromBeforeTheWindow(_ name: String) throws {
    let entry = try StrategyCatalogue.standard.entry(name)
    let backtest = try NullMarket.backtest(entry, seed: 4, count: 50)
    let values: [String: Double] = ["trees": 8, "leaves": 7]
    let span = try #require(try entry.strategy(for: backtest, values).trainingSpan)
    #expect(span.lowerBound == backtest.series[0][0].start && span.upperBound < backtest.from)
    let error = #expect(throws: StrategyError.self) {
      try entry.run(Backtest(backtest.series, backtest.rules, sizing: backtest.sizer), values)
    }
    #expect(error?.description.contains("--from") == true)
    // The same seed, the same model; another seed, another one.
    func equity(_ seed: Double) throws -> [Double] {
      try entry.positions(backtest, values.merging(["seed": seed, "short": 1, "threshold": 0.5]) { $1 }).filter { !$0.isNaN }
    }
    #expect(try equity(1) == equity(1))
    #expect(try equity(1) != equity(2))
  }

  @Test func modelsThatGiveNoProbabilityAreRefused() throws {
    #expect(throws: StrategyError.self) { try DirectionModel([], trainedOn: Self.before) }
    let model = try DirectionModel([Self.stump()], trainedOn: Self.before)
    #expect(throws: StrategyError.self) { try ModelStrategy(model, symbol: "X", timeframe: .hours(1), threshold: 1.5) }
    #expect(throws: StrategyError.self) { try ModelVeto(model, symbol: "X", timeframe: .hours(1), threshold: -1) }
  }

  // MARK: - Filters

  private static let flat = [10.0, 10, 11, 9, 9, 9]

  @Test func theTrendFilterLetsOnlyItsSideIn() throws {
    let wishes: [Intent?] = [.long, nil, .long, .long, .short]
    #expect(try Chart(Self.flat).wishes(Signals(wishes).filtered(by: TrendFilter(2))) == [0: .flat, 2: .long, 3: .long, 4: .short])
  }

  @Test func exitsAlwaysPassAndAForbiddenTurnCloses() throws {
    let wishes: [Intent?] = [nil, nil, .long, .short, nil, .flat]
    let filter = TrendFilterStandIn(allowed: [.long])
    #expect(try Chart(Self.flat).wishes(Signals(wishes).filtered(by: filter)) == [2: .long, 3: .flat, 5: .flat])
  }

  private struct TrendFilterStandIn: EntryFilter {
    let allowed: [Direction]
    func observe(_ bar: ClosedBar, _ account: AccountView) {}
    func allows(_ wish: Intent, at bar: ClosedBar) -> Bool { allowed.contains(wish.direction) }
  }

  @Test func theVolatilityFilterWaitsUntilItKnows() throws {
    let wishes = [Intent?](repeating: .long, count: 6)
    let calm = try VolatilityFilter(period: 1, history: 2, percentiles: 0...40)
    let wild = try VolatilityFilter(period: 1, history: 2, percentiles: 60...100)
    // Returns 0, 10 %, 5 %, 0, 0: the fourth outranks one of two, the fifth none, the sixth both.
    let chart = try Chart([10, 10, 11, 11.55, 11.55, 14])
    #expect(try chart.wishes(Signals(wishes).filtered(by: calm)).filter { $0.value == .long }.keys.sorted() == [4, 5])
    #expect(try chart.wishes(Signals(wishes).filtered(by: wild)).filter { $0.value == .long }.keys.sorted() == [5])
  }

  // Bar 0 closes at 01:00, bar 23 at midnight.
  @Test(arguments: [(1, 3, [0, 1]), (22, 2, [0, 21, 22, 23]), (20, 24, [19, 20, 21, 22])])
  func theHoursFilterGoesOverMidnight(from: Int, until: Int, rows: [Int]) throws {
    let chart = try Chart([Double](repeating: 10, count: 24))
    let filter = HoursFilter(from: from, until: until)
    #expect(chart.bars.indices.filter { filter.allows(.long, at: ClosedBar(chart.bars[$0])) } == rows)
  }

  @Test func theCooldownCountsFromTheEndOfAPosition() throws {
    let wishes: [Intent?] = [.long, .flat, .long, .long, .long, nil]
    #expect(
      try Chart(Self.flat).wishes(Signals(wishes).filtered(by: CooldownFilter(bars: 2))) == [
        0: .long, 1: .flat, 2: .flat, 3: .flat, 4: .long,
      ])
  }

  @Test func theConfidenceFilterWantsSureness() throws {
    let wishes: [Intent?] = [.long(confidence: 0.5), .long(confidence: 0.7)]
    #expect(try Chart(Self.flat).wishes(Signals(wishes).filtered(by: ConfidenceFilter(0.6))) == [0: .flat, 1: .long])
  }

  @Test func theModelVetoesWhatItFindsImprobable() throws {
    let model = try DirectionModel([Self.stump()], trainedOn: Self.before)
    let veto = try ModelVeto(model, symbol: "X", timeframe: .hours(1), threshold: 0.6)
    let wishes: [Intent?] = [.long, .long, .long, .long]
    #expect(try Chart([100, 99, 98, 99]).wishes(Signals(wishes).filtered(by: veto)) == [0: .flat, 1: .flat, 2: .flat, 3: .long])
  }
}

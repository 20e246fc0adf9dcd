import Backtest
import Features
import Market
import Risk
import Statistics
import Strategies
import Testing

/// What holds for every strategy of the catalogue.
@Suite struct CatalogueTests {
  static let names = StrategyCatalogue.standard.entries.map(\.name)
  private static let learning = ["ml_gbt", "ml_random_forest"]

  /// Learning ones with small models, since debug builds are slow.
  private static func settings(_ name: String) -> [String: Double] {
    learning.contains(name) ? ["trees": 5, "leaves": 7, "horizon": 2] : [:]
  }

  private static func withShorts(_ entry: StrategyEntry) -> [String: Double] {
    var values = settings(entry.name)
    if entry.parameters.contains(where: { $0.name == "short" }) { values["short"] = 1 }
    return values
  }

  @Test func holdsEveryStrategyThatIsPromised() {
    let promised = [
      "momentum", "rate_of_change", "breakout", "reversal", "vwap_reversion", "rsi_divergence", "rsi_extremes", "bb_squeeze",
      "ema_crossover", "volume_spike", "support_resistance", "macd_divergence", "candle_patterns", "volume_mean_reversion",
      "cross_asset_correlation", "volatility_regime_switch", "orderflow_imbalance", "ensemble_vote", "mtf_trend_align",
      "mtf_momentum_confirm", "ml_gbt", "ml_random_forest", "volatility_breakout", "volatility_mean_reversion", "squeeze_breakout",
      "vol_compression_fade", "buy_and_hold", "random_entry", "always_flat",
    ]
    #expect(Self.names == promised.sorted())
  }

  @Test(arguments: CatalogueTests.names) func decidesTheSameWhateverComesLater(_ name: String) throws {
    let entry = try StrategyCatalogue.standard.entry(name)
    let values = Self.withShorts(entry)
    let whole = try NullMarket.backtest(entry, seed: 21, count: 500)
    let report = try entry.audit(whole, values, by: LookaheadAudit(cuts: entry.bars == .learning ? 2 : 8, seed: 3))
    #expect(report.changes.isEmpty, "\(report.changes.first.map { "\($0)" } ?? "")")
    let positions = try entry.positions(whole, values)
    if name != "always_flat" { #expect(positions.contains { abs($0) == 1 }, "it never trades, so nothing was shown") }
  }

  @Test func anAuditFindsAStrategyThatPeeks() throws {
    let series = try NullMarket.series(5, count: 100)
    let report = try LookaheadAudit(cuts: 16).run(on: series) { bars in
      let peeking = bars.indices.map { $0 + 1 < bars.count && bars.close[$0 + 1] > bars.close[$0] ? Intent.long : .flat }
      let entry = StrategyEntry("peeking", "sees tomorrow") { _, _ in Signals(peeking) }
      let rules = try TradingRules(capital: 1, costs: .frictionless, fills: .nextOpen)
      return [.init("peeking", try entry.positions(Backtest([bars], rules, sizing: FixedFraction(1))))]
    }
    #expect(report.verdict.isFail)
  }

  @Test(arguments: CatalogueTests.names) func earnsNothingOnARandomWalkAndLosesWhatItPays(_ name: String) throws {
    let entry = try StrategyCatalogue.standard.entry(name)
    let values = Self.withShorts(entry)
    let costs = try Costs(makerFee: 0.0001, takerFee: 0.0001, slippage: 0.0001)
    var (free, trades) = (Moments(), 0)
    for seed in 0..<(entry.bars == .learning ? 4 : 12) as Range<UInt64> {
      let one = try entry.run(NullMarket.backtest(entry, seed: 100 + seed, count: 300), values)
      let other = try entry.run(NullMarket.backtest(entry, seed: 100 + seed, count: 300, costs: costs), values)
      free.add(one.finalEquity - 100_000)
      trades += one.tape.fills.count
      let paid = other.totals.fees + other.totals.slippage
      #expect(abs(one.finalEquity - other.finalEquity - paid) < 1e-5, "\(name), seed \(100 + seed)")
    }
    #expect(free.standardDeviation == 0 || abs(free.mean) < 5 * free.standardError, "\(name): \(free.mean) ± \(free.standardError)")
    #expect(trades > 0 || name == "always_flat")
  }

  /// What is shared between runs must not change a single bit of any.
  @Test(arguments: StrategyCatalogue.standard.entries.filter(\.sharesWork).map(\.name))
  func tradesTheSameInASweepAsAlone(_ name: String) throws {
    let entry = try StrategyCatalogue.standard.entry(name)
    let market = try NullMarket.backtest(entry, seed: 17, count: 300)
    var values = Self.withShorts(entry)
    if Self.learning.contains(name) { values["trees"] = 2 }
    // Neighbours that share all but the last parameters, in both orders.
    let ranges = try entry.parameters.filter { values[$0.name] == nil }.suffix(2).map { parameter in
      let step = parameter.isWhole ? 1 : 0.01
      return try SweepRange.values(parameter.name, [0, 1, 2].map { min(parameter.defaultValue + $0 * step, parameter.range.upperBound) })
    }
    let table = try Sweep(entry, .grid(ranges, fixed: values), on: [market]).run(threads: 2)
    #expect(table.trials.count == 9 && table.failures.isEmpty)
    for trial in table.trials {
      let alone = try entry.run(market, Dictionary(zip(table.parameters, trial.values)) { first, _ in first })
      #expect(trial.numbers?.finalEquity == alone.finalEquity && trial.numbers?.trades == alone.trades.count)
    }
    #expect(table.trials.contains { $0.numbers?.finalEquity != 100_000 })
  }

  @Test func thoseThatTheirParametersShareTheMostShareIt() {
    let shared = Set(StrategyCatalogue.standard.entries.filter(\.sharesWork).map(\.name))
    #expect(
      shared.isSuperset(of: ["ema_crossover", "momentum", "rate_of_change", "rsi_extremes", "breakout", "ml_gbt", "ml_random_forest"]))
  }

  /// Entries that never trade, and pairs that make the same fills at the same times.
  private static func twins(_ entries: [StrategyEntry]) throws -> [String] {
    var seen: [[Int64]: String] = [:]
    var found: [String] = []
    for entry in entries where entry.name != "always_flat" {
      let result = try entry.run(NullMarket.backtest(entry, seed: 21, count: 500), settings(entry.name))
      let fills: [Int64] = result.tape.fills.flatMap { [$0.time.nanoseconds, $0.side == .buy ? 1 : -1] as [Int64] }
      if fills.isEmpty { found.append("\(entry.name) never trades") }
      if let twin = seen.updateValue(entry.name, forKey: fills) { found.append("\(twin) and \(entry.name)") }
    }
    return found
  }

  @Test func noTwoMakeTheSameTrades() throws {
    #expect(try Self.twins(StrategyCatalogue.standard.entries).isEmpty)
  }

  @Test func aRuleUnderTwoNamesIsFound() throws {
    let entry = try StrategyCatalogue.standard.entry("rsi_extremes")
    let twin = StrategyEntry("rsi_reversal", "the same in other words") { _, _ in try RSIExtremes(period: 14) }
    let asleep = StrategyEntry("asleep", "never wakes") { _, _ in Signals([]) }
    #expect(try Self.twins([entry, twin, asleep]) == ["rsi_extremes and rsi_reversal", "asleep never trades"])
  }

  @Test(arguments: CatalogueTests.names) func holdsEveryParameterToItsRange(_ name: String) throws {
    let entry = try StrategyCatalogue.standard.entry(name)
    let backtest = try NullMarket.backtest(entry, seed: 2, count: 60)
    for parameter in entry.parameters {
      #expect(parameter.range.contains(parameter.defaultValue) && !parameter.help.isEmpty)
      for end in [parameter.range.lowerBound, parameter.range.upperBound] {
        if Self.learning.contains(name), ["trees", "leaves", "horizon"].contains(parameter.name), end == parameter.range.upperBound {
          continue
        }
        var values = Self.settings(name)
        // How many trees it has decides how long it learns, and nothing of what is shown here.
        if Self.learning.contains(name) { values["trees"] = 1 }
        values[parameter.name] = end
        _ = try entry.run(backtest, values)
      }
      for wrong in [parameter.range.lowerBound.nextDown, parameter.range.upperBound.nextUp, .nan, .infinity] {
        #expect(throws: StrategyError.self) { try entry.run(backtest, [parameter.name: wrong]) }
      }
      if parameter.isWhole, parameter.range.lowerBound < parameter.range.upperBound {
        #expect(throws: StrategyError.self) { try entry.run(backtest, [parameter.name: parameter.range.lowerBound + 0.5]) }
      }
    }
    #expect(throws: StrategyError.self) { try entry.run(backtest, ["no_such": 1]) }
  }

  @Test(arguments: StrategyCatalogue.standard.entries.filter { $0.bars == .single }.map(\.name))
  func tradesEachOfSeveralMarketsAsItWouldAlone(_ name: String) throws {
    let entry = try StrategyCatalogue.standard.entry(name)
    let markets = [try NullMarket.series(31, count: 200, symbol: "A"), try NullMarket.series(32, count: 200, symbol: "B")]
    let alone = try NullMarket.backtest(entry, seed: 31, count: 200)
    func trades(_ result: BacktestResult, _ symbol: Symbol) -> [Int64] {
      result.tape.fills.filter { $0.symbol == symbol }.map(\.time.nanoseconds)
    }
    let both = try entry.run(Backtest(markets, alone.rules, sizing: alone.sizer))
    for market in markets {
      #expect(trades(both, market.symbol) == trades(try entry.run(Backtest([market], alone.rules, sizing: alone.sizer)), market.symbol))
    }
  }
}

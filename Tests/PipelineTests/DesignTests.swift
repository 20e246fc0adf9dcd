import Backtest
import Market
import Statistics
import Strategies
import Testing

@testable import Pipeline

@Suite("A designer")
struct DesignTests {
  private let markets = [DesignMarket(symbol: "A", timeframe: .hours(1)), DesignMarket(symbol: "B", timeframe: .hours(1))]

  private func brief(_ roster: [StrategyRecord] = []) -> DesignBrief {
    DesignBrief(
      markets: markets, roster: roster, gaps: Seeding.gaps(markets, roster, .standard), catalogue: .standard)
  }

  private func roster() throws -> [StrategyRecord] {
    var registry = Registry()
    let now = Timestamp(seconds: 1748736000)
    for market in markets {
      for one in Seeding.specifications(for: market, among: markets, .standard) {
        try registry.register(
          one, cutoff: now, lineage: Lineage(dataFrom: .distantPast, dataTo: now, dataDigest: "", seed: 1, origin: "test"), at: now)
      }
    }
    return registry.strategies
  }

  @Test("makes strategies that can be made, that are new, and the same for the same seed")
  func designs() async throws {
    let roster = try roster()
    var (one, other) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
    let designs = try await EvolutionaryDesigner().design(brief(roster), count: 200, using: &one)
    #expect(designs.count == 200)
    #expect(try await EvolutionaryDesigner().design(brief(roster), count: 200, using: &other) == designs)
    #expect(Set(designs.map(\.specification)).count == 200)
    let known = Set(roster.map(\.specification))
    #expect(designs.allSatisfy { !known.contains($0.specification) })
    #expect(Set(designs.map(\.origin)).isSuperset(of: ["mutation", "filter", "gap"]), "\(Set(designs.map(\.origin)))")
    for design in designs where design.parent != nil { #expect(roster.contains { $0.id == design.parent }) }
  }

  @Test("fills the markets that have the fewest strategies at work first")
  func gaps() throws {
    var registry = Registry()
    let now = Timestamp(seconds: 1748736000)
    let one = try StrategySpecification("breakout", symbol: "A", timeframe: .hours(1))
    try registry.register(
      one, cutoff: now, lineage: Lineage(dataFrom: .distantPast, dataTo: now, dataDigest: "", seed: 1, origin: "test"), at: now)
    try registry.setStatus(of: one, to: .active, at: now, reason: "test")
    let gaps = Seeding.gaps(markets, registry.strategies, .standard)
    #expect(gaps.last == DesignGap(market: markets[0], strategy: "breakout", active: 1))
    #expect(gaps.dropLast().allSatisfy { $0.active == 0 })
    #expect(!gaps.contains { Seeding.baselines.contains($0.strategy) })
  }

  @Test("begins a market with every rule of the catalogue")
  func seeding() {
    let names = Set(Seeding.specifications(for: markets[0], among: markets, .standard).map(\.strategy))
    #expect(names == Set(StrategyCatalogue.standard.entries.map(\.name)).subtracting(Seeding.baselines))
    let alone = Seeding.specifications(for: markets[0], among: [markets[0]], .standard)
    #expect(!alone.contains { $0.strategy == "cross_asset_correlation" })
  }

  @Test("varies every parameter within its range", arguments: StrategyCatalogue.standard.entries.map(\.name))
  func variation(_ name: String) throws {
    let entry = try StrategyCatalogue.standard.entry(name)
    guard !entry.parameters.isEmpty else { return }
    var generator = SeededGenerator(seed: 5)
    var values = Dictionary(uniqueKeysWithValues: entry.parameters.map { ($0.name, $0.defaultValue) })
    for _ in 0..<200 {
      values = ParameterVariation.varied(values, entry.parameters, &generator)
      _ = try entry.resolve(values)
    }
  }
}

@Suite("Tuning")
struct TuningTests {
  @Test("believes a variation that is better where it was not chosen, and none that is only luck")
  func believes() throws {
    var passed = (planted: 0, none: 0)
    for seed in 1...3 as ClosedRange<UInt64> {
      for edge in [0.0, 10] {
        let bars = try SyntheticMarket(seed: seed, edge: edge).bars(.hours(1), count: 8_000, threads: 1)
        var settings = PipelineSettings(costs: try Costs(makerFee: 0, takerFee: 0.0001, slippage: 0))
        settings.timeframes = [.hours(1)]
        let scorer = StrategyScorer(settings, costs: settings.costs)
        // Half of what the planted rule of 9 and 21 hours does.
        let half = try StrategySpecification("ema_crossover", ["fast": 9, "slow": 21], symbol: "SYN-A", timeframe: .hours(1))
        var generator = SeededGenerator(seed: seed)
        let cutoff = try #require(scorer.cutoff(of: bars[0]))
        let tuning = try Tuning(half, before: cutoff, on: Ingested(series: bars), scorer, known: [], &generator)
        #expect(tuning.tried.count == settings.variations)
        if tuning.verdict.isPass { if edge == 0 { passed.none += 1 } else { passed.planted += 1 } }
      }
    }
    #expect(passed.none <= 1 && passed.planted >= 2, "\(passed)")
  }
}

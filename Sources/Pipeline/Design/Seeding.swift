import Backtest
import Market
import Strategies

/// The strategies that a workspace begins with.
enum Seeding {
  /// Kinds that are no trading rules: what others are compared with.
  static let baselines: Set<String> = ["always_flat", "buy_and_hold", "random_entry"]

  /// Every rule of the catalogue that can trade a market, as it is by default, and on both sides where it can take both.
  static func specifications(for market: DesignMarket, among markets: [DesignMarket], _ catalogue: StrategyCatalogue)
    -> [StrategySpecification]
  {
    var specifications: [StrategySpecification] = []
    for entry in catalogue.entries where !baselines.contains(entry.name) {
      let leader = markets.first { $0.timeframe == market.timeframe && $0.symbol != market.symbol }?.symbol
      if entry.bars == .leader, leader == nil { continue }
      var variants: [[String: Double]] = [[:]]
      if entry.parameters.contains(where: { $0.name == "short" }) { variants.append(["short": 1]) }
      for values in variants {
        if let one = try? StrategySpecification(
          entry.name, values, symbol: market.symbol, timeframe: market.timeframe, leader: entry.bars == .leader ? leader : nil,
          catalogue: catalogue)
        {
          specifications.append(one)
        }
      }
    }
    return specifications
  }

  /// The kinds of strategies with the fewest at work in each market, emptiest first.
  static func gaps(_ markets: [DesignMarket], _ roster: [StrategyRecord], _ catalogue: StrategyCatalogue) -> [DesignGap] {
    var counts: [String: Int] = [:]
    for record in roster where record.status == .active {
      counts["\(record.specification.symbol)/\(record.specification.timeframe)/\(record.specification.strategy)", default: 0] += 1
    }
    let gaps = markets.flatMap { market in
      catalogue.entries.filter { !baselines.contains($0.name) && $0.bars != .learning }.map { entry in
        DesignGap(
          market: market, strategy: entry.name, active: counts["\(market.symbol)/\(market.timeframe)/\(entry.name)"] ?? 0)
      }
    }
    return gaps.enumerated().sorted { ($0.element.active, $0.offset) < ($1.element.active, $1.offset) }.map(\.element)
  }
}

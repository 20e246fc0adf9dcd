import Backtest
import Market
import Pipeline
import Testing

@Suite("A strategy's specification")
struct StrategySpecificationTests {
  @Test("is the same however much of it was said")
  func canonical() throws {
    let short = try StrategySpecification("ema_crossover", ["short": 1], symbol: "A", timeframe: .hours(1))
    let long = try StrategySpecification("ema_crossover", ["slow": 30, "fast": 10, "short": 1], symbol: "A", timeframe: .hours(1))
    #expect(short == long)
    #expect(short.description == "ema_crossover(fast=10,short=1,slow=30)@A/1h")
    let filtered = try StrategySpecification(
      "buy_and_hold", filters: [.trend(period: 50), .cooldown(bars: 5)], symbol: "A", timeframe: .minutes(5))
    #expect(filtered.description == "buy_and_hold+trend(50)+cooldown(5)@A/5m")
  }

  @Test("is refused with a reason", arguments: ["ema_crosover", "cross_asset_correlation"])
  func refused(_ name: String) {
    #expect(throws: StrategyError.self) { try StrategySpecification(name, symbol: "A", timeframe: .hours(1)) }
  }
}

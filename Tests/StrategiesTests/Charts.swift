import Backtest
import Market
import Risk
import Statistics
import Strategies

/// Hourly bars: closes with the open at the close before, or all of a bar.
struct Chart {
  private(set) var bars: [Bar] = []

  /// Bars that go straight from close to close.
  init(_ closes: [Double], volumes: [Double]? = nil) throws {
    for (index, close) in closes.enumerated() {
      let open = index == 0 ? close : closes[index - 1]
      try add(open, max(open, close), min(open, close), close, volumes?[index] ?? 10)
    }
  }

  mutating func add(_ open: Double, _ high: Double, _ low: Double, _ close: Double, _ volume: Double = 10) throws {
    let start = Timestamp(seconds: 1_704_067_200 + Int64(bars.count) * 3_600)
    bars.append(try Bar(start: start, end: start + .seconds(3_600), open: open, high: high, low: low, close: close, volume: volume))
  }

  func series(_ symbol: Symbol = "X") throws -> BarSeries { try BarSeries(symbol: symbol, timeframe: .hours(1), bars: bars) }

  /// What a strategy wishes at each bar where it wishes anything, in an account that has it at once.
  func wishes<S: Strategy>(_ strategy: S) throws -> [Int: Direction] {
    var strategy = strategy
    var stance = Stance()
    var wishes: [Int: Direction] = [:]
    for (index, bar) in bars.enumerated() {
      guard let wish = try strategy.update(ClosedBar(bar), stance.account()) else { continue }
      wishes[index] = wish.direction
      stance.take(wish, at: bar.close)
    }
    return wishes
  }
}

/// Markets without a drift, and how entries are run on them.
enum NullMarket {
  /// A walk of normal steps, four of them a bar, with volumes of their own.
  static func series(_ seed: UInt64, count: Int, symbol: Symbol = "WALK") throws -> BarSeries {
    var random = SeededGenerator(seed: seed)
    var price = 1_000.0
    var bars: [Bar] = []
    for index in 0..<count {
      let open = price
      let calm = (index / 40) % 2 == 0 ? 0.5 : 1.5
      var (high, low) = (price, price)
      for _ in 0..<4 {
        price += random.normal() * calm
        high = max(high, price)
        low = min(low, price)
      }
      let start = Timestamp(seconds: 1_704_067_200 + Int64(index) * 3_600)
      // A few bars are far busier than the rest.
      let volume = 10 * (random.uniform() + (random.chance(0.15) ? 4 : 0))
      bars.append(try Bar(start: start, end: start + .seconds(3_600), open: open, high: high, low: low, close: price, volume: volume))
    }
    return try BarSeries(symbol: symbol, timeframe: .hours(1), bars: bars)
  }

  /// What an entry has to be fed: a leader for those that follow one, a window that begins late for those that learn.
  static func backtest(_ entry: StrategyEntry, seed: UInt64, count: Int, costs: Costs = .frictionless) throws -> Backtest {
    let rules = try TradingRules(capital: 100_000, costs: costs, fills: .nextOpen)
    let learns = entry.bars == .learning
    let own = try series(seed, count: learns ? count + 400 : count)
    let all = entry.bars == .leader ? [own, try leader(of: own, seed)] : [own]
    return try Backtest(all, rules, sizing: TenUnits(), from: learns ? own[400].start : .distantPast)
  }

  /// A market that moves much as another does.
  private static func leader(of series: BarSeries, _ seed: UInt64) throws -> BarSeries {
    var random = SeededGenerator(seed: seed ^ 0xABCD)
    let bars = try series.map { bar in
      let close = bar.close + random.normal()
      return try Bar(
        start: bar.start, end: bar.end, open: bar.open, high: max(bar.high, close), low: min(bar.low, close), close: close,
        volume: bar.volume)
    }
    return try BarSeries(symbol: "LEAD", timeframe: series.timeframe, bars: bars)
  }

  /// Buys the same quantity whatever the account is worth, so that results add up.
  private struct TenUnits: Sizer {
    func size(_ request: SizingRequest) -> Sizing { Sizing(request, "units", share: 10 * request.price / request.equity) }
  }
}

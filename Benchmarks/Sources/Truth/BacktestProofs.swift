import Assay

/// What `Backtest` promises.
enum BacktestProofs {
  static var all: [Proof] {
    [
      Proof("backtest.null", "on 200 driftless random walks no strategy of the catalogue earns anything, and costs are what it loses", null)
    ]
  }

  /// Buys the same quantity whatever the account is worth, so that results add up.
  private struct TenUnits: Sizer {
    func size(_ request: SizingRequest) -> Sizing { Sizing(request, "units", share: 10 * request.price / request.equity) }
  }

  /// A walk of normal steps, four a bar, which neither rises nor falls in the mean; calm and wild by turns, a few bars far busier than the rest.
  private static func walk(_ seed: UInt64, count: Int) throws -> BarSeries {
    var random = SeededGenerator(seed: seed)
    var price = 1_000.0
    var bars: [Bar] = []
    for index in 0..<count {
      let open = price
      let calm = (index / 40) % 2 == 0 ? 0.25 : 0.75
      var (high, low) = (price, price)
      for _ in 0..<4 {
        price += random.normal() * calm
        (high, low) = (max(high, price), min(low, price))
      }
      let start = Timestamp(seconds: 1_704_067_200 + Int64(index) * 3_600)
      let volume = 10 * (random.uniform() + (random.chance(0.15) ? 4 : 0))
      bars.append(try Bar(start: start, end: start + .seconds(3_600), open: open, high: high, low: low, close: price, volume: volume))
    }
    return try BarSeries(symbol: "WALK", timeframe: .hours(1), bars: bars)
  }

  /// What an entry has to be fed: a leader that moves much as the walk does, bars before the window to learn from.
  private static func backtest(_ entry: StrategyEntry, _ seed: UInt64, _ rules: TradingRules) throws -> Backtest {
    let own = try walk(seed, count: 3_000)
    guard entry.bars != .learning else { return try Backtest([own], rules, sizing: TenUnits(), from: own[1_000].start) }
    guard entry.bars == .leader else { return try Backtest([own], rules, sizing: TenUnits()) }
    var random = SeededGenerator(seed: seed ^ 0xABCD)
    let leader = try own.map { bar in
      let close = bar.close + random.normal()
      return try Bar(
        start: bar.start, end: bar.end, open: bar.open, high: max(bar.high, close), low: min(bar.low, close), close: close,
        volume: bar.volume)
    }
    return try Backtest(
      [own, BarSeries(symbol: "LEAD", timeframe: own.timeframe, bars: leader)], rules, sizing: TenUnits())
  }

  private static func null() throws -> Verdict {
    let free = try TradingRules(capital: 100_000, costs: .frictionless, fills: .nextOpen)
    let costly = try TradingRules(
      capital: 100_000, costs: Costs(makerFee: 0.0001, takerFee: 0.0001, slippage: 0.0001), fills: .nextOpen)
    let verdicts = try StrategyCatalogue.standard.entries.map { entry -> Verdict in
      // Both sides, where it takes both: a rule that only buys would hide an error in what it sells.
      let values: [String: Double] = entry.parameters.contains { $0.name == "short" } ? ["short": 1] : [:]
      let pairs = try parallelMap(Array(0..<200 as Range<UInt64>)) {
        seed throws -> (gain: Double, lost: Double, paid: Double, fills: Int) in
        let one = try entry.run(backtest(entry, seed, free), values)
        let other = try entry.run(backtest(entry, seed, costly), values)
        return (
          one.finalEquity - 100_000, one.finalEquity - other.finalEquity, other.totals.fees + other.totals.slippage, one.tape.fills.count
        )
      }
      let gains = Moments(pairs.map(\.gain))
      let distance = gains.standardDeviation == 0 ? 0 : abs(gains.mean) / gains.standardError
      let error = pairs.map { abs($0.lost - $0.paid) }.max() ?? .nan
      let fills = pairs.reduce(0) { $0 + $1.fills }
      let evidence: KeyValuePairs = ["standard_errors_from_zero": distance, "cost_error": error, "fills": Double(fills)]
      // 29 strategies, two sides, one in a thousand of all runs of this proof.
      return distance < 4.2 && error < 1e-5 && (fills > 0 || entry.name == "always_flat")
        ? .pass(entry.name, "\(distance) standard errors from zero, \(fills) fills.", evidence)
        : .fail(entry.name, "\(distance) standard errors from zero, costs off by \(error), \(fills) fills.", evidence)
    }
    return .combining(verdicts, name: "backtest.null")
  }
}

import Assay

/// What `Backtest` promises.
enum BacktestProofs {
  static var all: [Proof] {
    [Proof("backtest.null", "on 200 driftless random walks no strategy earns anything, and costs are what it loses", null)]
  }

  /// Buys the same quantity whatever the account is worth, so that results add up.
  private struct TenUnits: Sizer {
    func size(_ request: SizingRequest) -> Sizing { Sizing(request, "units", share: 10 * request.price / request.equity) }
  }

  /// A walk of normal steps, which neither rises nor falls in the mean.
  private static func walk(_ seed: UInt64, count: Int) throws -> BarSeries {
    var random = SeededGenerator(seed: seed)
    var price = 1_000.0
    var bars: [Bar] = []
    for index in 0..<count {
      let open = price
      price += random.normal()
      let start = Timestamp(seconds: 1_704_067_200 + Int64(index) * 3_600)
      bars.append(
        try Bar(
          start: start, end: start + .seconds(3_600), open: open, high: max(open, price) + 0.2, low: min(open, price) - 0.2, close: price,
          volume: 1))
    }
    return try BarSeries(symbol: "WALK", timeframe: .hours(1), bars: bars)
  }

  private static func null() throws -> Verdict {
    let free = try TradingRules(capital: 100_000, costs: .frictionless, fills: .nextOpen)
    let costly = try TradingRules(
      capital: 100_000, costs: Costs(makerFee: 0.0001, takerFee: 0.0001, slippage: 0.0001), fills: .nextOpen)
    let verdicts = try StrategyCatalogue.baselines.entries.map { entry -> Verdict in
      let pairs = try parallelMap(Array(0..<200 as Range<UInt64>)) { seed throws -> (gain: Double, lost: Double, paid: Double) in
        let series = try walk(seed, count: 3_000)
        let one = try entry.run(Backtest([series], free, sizing: TenUnits()))
        let other = try entry.run(Backtest([series], costly, sizing: TenUnits()))
        return (one.finalEquity - 100_000, one.finalEquity - other.finalEquity, other.totals.fees + other.totals.slippage)
      }
      let gains = Moments(pairs.map(\.gain))
      let distance = gains.standardDeviation == 0 ? 0 : abs(gains.mean) / gains.standardError
      let error = pairs.map { abs($0.lost - $0.paid) }.max() ?? .nan
      let evidence: KeyValuePairs = ["standard_errors_from_zero": distance, "cost_error": error]
      // Four strategies, two sides, one in a thousand.
      return distance < 3.7 && error < 1e-5
        ? .pass(entry.name, "\(distance) standard errors from zero.", evidence)
        : .fail(entry.name, "\(distance) standard errors from zero, costs off by \(error).", evidence)
    }
    return .combining(verdicts, name: "backtest.null")
  }
}

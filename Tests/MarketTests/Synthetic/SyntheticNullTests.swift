import Market
import Statistics
import Testing

/// With an edge of 0 nothing can be earned. Each number here comes from fixed seeds, so that a test passes always or never; 4 standard errors
/// happen by chance once in 16 000 tries.
@Suite struct SyntheticNullTests {
  private static let seeds = 200
  private static let bars = 360

  private static func markets(
    _ rounding: SyntheticMarket.Rounding = .significantDigits(6), edge: Double = 0, seeds: Int = seeds
  ) throws -> [BarSeries] {
    try parallelMap(0..<seeds) { seed in
      let market = try SyntheticMarket(
        seed: UInt64(1_000 + seed), edge: edge, gaps: .init(outagesPerYear: seed % 2 == 0 ? 0 : 100), rounding: rounding, startPrice: 100)
      return try market.bars(.hours(1), count: bars, threads: 1)[0]
    }
  }

  private static let plain = Result { try markets() }
  private static let planted = Result { try markets(edge: 12) }
  /// A tick of half a percent, as wide as an hour's move.
  private static let coarse = Result { try markets(.tickSize(0.5)) }

  @Test("A naive rule earns nothing within 4 standard errors over 200 seeds", arguments: NaiveRule.all)
  func nullMarket(rule: NaiveRule) throws {
    let series = try Self.plain.get()
    let errors = standardErrors(of: parallelMap(series) { rule.result(on: $0) })
    #expect(errors.magnitude < 4, "\(rule): \(errors) standard errors from 0 over seeds 1000..<1200")
  }

  @Test("Coarse ticks leave nothing to earn either", arguments: NaiveRule.all)
  func coarseTicks(rule: NaiveRule) throws {
    let series = try Self.coarse.get()
    let errors = standardErrors(of: parallelMap(series) { rule.result(on: $0) })
    #expect(errors.magnitude < 4, "\(rule): \(errors) standard errors from 0 over seeds 1000..<1200")
  }

  @Test("The same test finds the reversal that rounding to the nearest tick would bring")
  func nearestRoundingWouldShow() throws {
    let series = try parallelMap(0..<Self.seeds) { seed in
      let bars = try SyntheticMarket(seed: UInt64(1_000 + seed), rounding: .none, startPrice: 100)
        .bars(.hours(1), count: Self.bars, threads: 1)[0]
      let close = bars.close.map { max(1, ($0 * 2).rounded()) / 2 }
      // Opens equal to the last close, rounded: what a market that hides its price behind a grid prints.
      let open = [close[0]] + close.dropLast()
      return try BarSeries(
        symbol: bars.symbol, timeframe: bars.timeframe, time: bars.time, open: open, high: zip(open, close).map { max($0, $1) },
        low: zip(open, close).map { min($0, $1) }, close: close, volume: bars.volume)
    }
    let momentum = try #require(NaiveRule.all.first { $0.description == "momentum of 1 bar" })
    #expect(standardErrors(of: series.map { momentum.result(on: $0) }) < -6)
  }

  @Test("The same test finds a planted edge, and a rule against it loses")
  func plantedMarket() throws {
    let series = try Self.planted.get()
    func errors(_ name: String) throws -> Double {
      let rule = try #require(NaiveRule.all.first { $0.description == name })
      return standardErrors(of: parallelMap(series) { rule.result(on: $0) })
    }
    #expect(try errors("planted rule") > 10)
    #expect(try errors("momentum of 12 bars") > 5)
    #expect(try errors("reversal of 3 bars by size") < -3)
    #expect(try errors("always long").magnitude < 4)
  }

  @Test("One timeframe does not tell what another is going to do")
  func timeframesShareNoDraws() throws {
    // Bar by bar, not time by time: paths that shared their draws would move alike however long their bars.
    let sums = try parallelMap(0..<40) { seed in
      let market = try SyntheticMarket(symbols: ["A", "B"], seed: UInt64(seed), rounding: .none)
      let series = try [Timeframe.minutes(1), .minutes(5), .hours(1)].flatMap { try market.bars($0, count: 200, threads: 1)[...0] }
      let ticks = try market.ticks(count: 200, threads: 1)[0].price
      let moves = series.map { $0.map { sign($0.close - $0.open) } } + [zip(ticks.dropFirst(), ticks).map { sign($0 - $1) }]
      return moves.indices.flatMap { left in
        moves[(left + 1)...].map { right in zip(moves[left], right).reduce(0) { $0 + $1.0 * $1.1 } }
      }
    }
    for pair in 0..<6 {
      let errors = standardErrors(of: sums.map { $0[pair] })
      #expect(errors.magnitude < 4, "pair \(pair), seeds 0..<40: \(errors) standard errors")
    }
  }

  @Test("Prices, not their logarithms, are martingales: the mean final price is the first one")
  func martingale() throws {
    let ends = try parallelMap(0..<2_000) { seed in
      // Were the logarithms martingales, prices would gain half the variance, 2.5 % in 500 hours: five standard errors.
      let market = try SyntheticMarket(seed: UInt64(seed), annualVolatility: 0.93, startPrice: 100)
      var price = 0.0
      for bar in try market.barStream(of: "SYN-A", .hours(1)).prefix(500) { price = bar.close }
      return price / 100 - 1
    }
    #expect(standardErrors(of: ends).magnitude < 4)
  }

  @Test("A stop or a target inside the bar is hit as often as a fair game demands", arguments: [0.001, 0.004, 0.01])
  func insideTheBar(distance: Double) throws {
    let results = try parallelMap(0..<200) { seed in
      let bars = try SyntheticMarket(seed: UInt64(seed), isSeasonal: false, rounding: .none).bars(.hours(1), count: 250, threads: 1)[0]
      var stopped = 0.0
      var taken = 0.0
      for bar in bars {
        stopped += bar.low <= bar.open * (1 - distance) ? -distance : bar.close / bar.open - 1
        taken += bar.high >= bar.open * (1 + distance) ? distance : bar.close / bar.open - 1
      }
      return (stopped, taken)
    }
    let stopped = standardErrors(of: results.map(\.0))
    let taken = standardErrors(of: results.map(\.1))
    #expect(stopped.magnitude < 4, "long with a stop: \(stopped) standard errors")
    #expect(taken.magnitude < 4, "long with a target: \(taken) standard errors")
  }

  @Test("The highest point of a bar is as far from the open as a Brownian motion's")
  func heightOfBars() throws {
    // E[max B] = E|B| for a Brownian motion (reflection principle); the same for the depth.
    var height = 0.0
    var depth = 0.0
    var change = 0.0
    for seed in 0..<40 {
      for bar in try SyntheticMarket(seed: UInt64(seed), rounding: .none).bars(.minutes(5), count: 500)[0] {
        height += bar.high / bar.open - 1
        depth += 1 - bar.low / bar.open
        change += (bar.close / bar.open - 1).magnitude
      }
    }
    #expect((height / change - 1).magnitude < 0.03)
    #expect((depth / change - 1).magnitude < 0.03)
  }

  @Test("Ticks tell nothing: neither moves, sides nor sizes", arguments: [SyntheticMarket.Rounding.significantDigits(6), .tickSize(0.02)])
  func ticks(rounding: SyntheticMarket.Rounding) throws {
    let results = try parallelMap(0..<200) { seed in
      let ticks = try SyntheticMarket(seed: UInt64(seed), rounding: rounding, startPrice: 100).ticks(count: 400, threads: 1)[0]
      var sums = [0.0, 0.0, 0.0, 0.0]
      for index in 2..<(ticks.count - 1) {
        let next = ticks.price[index + 1] / ticks.price[index] - 1
        let last = ticks.price[index] - ticks.price[index - 1]
        let side = ticks[index].side?.sign ?? 0
        sums[0] += sign(last) * next
        sums[1] += side * next
        sums[2] += side * ticks.size[index] * next
        sums[3] += (ticks.time[index] - ticks.time[index - 1] < .seconds(2) ? 1 : -1) * sign(last) * next
      }
      return sums
    }
    for (index, name) in ["follow moves", "follow sides", "follow sizes", "follow quick moves"].enumerated() {
      let errors = standardErrors(of: results.map { $0[index] })
      #expect(errors.magnitude < 4, "\(name): \(errors) standard errors over seeds 0..<200")
    }
  }
}

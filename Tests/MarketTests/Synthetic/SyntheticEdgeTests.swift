import Market
import Statistics
import Testing

@Suite struct SyntheticEdgeTests {
  /// The annual Sharpe ratio of hourly results.
  private func annualSharpe(_ results: [Double]) -> Double {
    let count = Double(results.count)
    let mean = results.reduce(0, +) / count
    let squares = results.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return mean / (squares / (count - 1)).squareRoot() * 8_766.0.squareRoot()
  }

  @Test("The planted rule earns the planted Sharpe ratio", arguments: [0, 3.5, 6, -6, 20])
  func rule(edge: Double) throws {
    // 400 000 hours are 45.6 years: the error of a Sharpe ratio is √(1 / 45.6) = 0.15, and 0.55 nearly four of them.
    let results = try parallelMap(0..<100) { seed in
      let market = try SyntheticMarket(seed: UInt64(seed), edge: edge)
      return try SyntheticMarket.PlantedRule.results(on: market.bars(.hours(1), count: 4_000, threads: 1)[0])
    }
    let sharpe = annualSharpe(results.flatMap { $0 })
    #expect((sharpe - edge).magnitude < 0.55, "edge \(edge) over seeds 0..<100 earned \(sharpe)")
  }

  @Test("It earns it on shorter bars and on ticks too, decided on the same hours")
  func otherTimeframes() throws {
    let edge = 30.0
    let fromBars = try parallelMap(0..<12) { seed in
      let market = try SyntheticMarket(seed: UInt64(seed), edge: edge)
      let bars = try market.bars(.minutes(15), count: 4 * 1_000, threads: 1)[0]
      return try self.hourly(market, (0..<1_000).map { ($0, bars.open[$0 * 4], bars.close[$0 * 4 + 3]) })
    }
    let fromTicks = try parallelMap(0..<12) { seed in
      let market = try SyntheticMarket(seed: UInt64(seed), edge: edge, ticksPerDay: 500)
      var hours: [(Int, Double, Double)] = []
      for tick in try market.tickStream(of: "SYN-A") {
        let hour = Int((tick.time - market.start).inSeconds / 3_600)
        if hour >= 1_000 { break }
        if hours.last?.0 == hour { hours[hours.count - 1].2 = tick.price } else { hours.append((hour, tick.price, tick.price)) }
      }
      return try self.hourly(market, hours)
    }
    // 12 000 hours are 1.37 years: an error of 0.85 and, with drift as large as chance here, a little more.
    let bars = annualSharpe(fromBars.flatMap { $0 })
    #expect((bars - edge).magnitude < 3.5, "15-minute bars, seeds 0..<12: \(bars)")
    // A tick's drift lost between an hour's last tick and the next hour's first costs a little.
    let ticks = annualSharpe(fromTicks.flatMap { $0 })
    #expect((ticks - edge).magnitude < 4, "ticks, seeds 0..<12: \(ticks)")
  }

  private func hourly(_ market: SyntheticMarket, _ hours: [(Int, Double, Double)]) throws -> [Double] {
    let bars = try BarSeries(
      symbol: "SYN-A", timeframe: .hours(1), time: hours.map { market.start + .seconds(3_600 * $0.0) }, open: hours.map(\.1),
      high: hours.map { max($0.1, $0.2) }, low: hours.map { min($0.1, $0.2) }, close: hours.map(\.2), volume: hours.map { _ in 1 })
    return SyntheticMarket.PlantedRule.results(on: bars)
  }

  @Test("Every symbol pays, on its own closes")
  func everySymbol() throws {
    let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(3), seed: 11, edge: 25)
    let series = try market.bars(.hours(1), count: 8_766)
    for bars in series {
      let sharpe = annualSharpe(SyntheticMarket.PlantedRule.results(on: bars))
      #expect((sharpe - 25).magnitude < 4.5, "\(bars.symbol), seed 11: \(sharpe)")
    }
  }

  @Test("No way of sizing the rule beats a constant position: the edge is the most there is")
  func ceiling() throws {
    let edge = 12.0
    var results: [[Double]] = [[], [], []]
    for seed in UInt64(0)..<60 {
      let bars = try SyntheticMarket(seed: seed, edge: edge).bars(.hours(1), count: 3_000)[0]
      let positions = SyntheticMarket.PlantedRule.positions(closes: bars.close)
      var variance = 4e-5
      for index in 1..<(bars.count - 2) {
        let change = bars.close[index] / bars.close[index - 1] - 1
        variance += (change * change - variance) * 0.04
        let result = positions[index] * (bars.open[index + 2] / bars.open[index + 1] - 1)
        let calm = 4e-5 / variance
        results[0].append(result * calm.squareRoot())
        results[1].append(result / calm)
        results[2].append(result * calm)
      }
    }
    for (sharpe, name) in zip(results.map(annualSharpe), ["less in storms", "more in storms", "much less in storms"]) {
      #expect(sharpe < edge - 0.3, "\(name), seeds 0..<60: \(sharpe)")
    }
  }

  @Test("The rule's averages are TA-Lib's: they begin with a plain mean")
  func averages() {
    // 21 closes 1…21: the fast mean of 1…9 is 5 and rises by 1 a close to 17; the slow mean is 11.
    var rule = SyntheticMarket.PlantedRule()
    for close in 1...20 { #expect(rule.update(Double(close)) == 0) }
    #expect(rule.update(21) == 1)
    // Both averages of a constant are the constant, and it takes no side.
    #expect(SyntheticMarket.PlantedRule.positions(closes: [Double](repeating: 8, count: 40)) == [Double](repeating: 0, count: 40))
    // A fall from 100 to 50 moves the fast average by a fifth of it, the slow one by an eleventh.
    let fall = SyntheticMarket.PlantedRule.positions(closes: [Double](repeating: 128, count: 30) + [64] + [256, 256])
    #expect(Array(fall.suffix(4)) == [0, -1, 1, 1])
  }

  @Test("The rule's result is held from the next open to the one after")
  func results() throws {
    let count = 25
    var open = [Double](repeating: 10, count: count)
    open[22] = 20
    open[23] = 30
    let close = (1...count).map(Double.init)
    let bars = try BarSeries(
      symbol: "A", timeframe: .hours(1), time: (0..<count).map { Timestamp(seconds: Int64($0) * 3_600) }, open: open,
      high: zip(open, close).map { max($0, $1) }, low: zip(open, close).map { min($0, $1) }, close: close,
      volume: [Double](repeating: 1, count: count))
    // Decisions at closes 20, 21 and 22 (long); fills at opens 21, 22, 23, and results to opens 22, 23, 24.
    #expect(SyntheticMarket.PlantedRule.results(on: bars) == [1, 0.5, 10.0 / 30 - 1])
    #expect(SyntheticMarket.PlantedRule.results(on: bars.part(0..<1)).isEmpty)
  }
}

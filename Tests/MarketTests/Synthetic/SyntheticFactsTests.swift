import Market
import Statistics
import Testing

/// What made-up bars and ticks look like.
@Suite struct SyntheticFactsTests {
  private func returns(_ close: [Double]) -> [Double] { zip(close.dropFirst(), close).map { $0 / $1 - 1 } }

  private func correlation(_ left: some Collection<Double>, _ right: some Collection<Double>) -> Double {
    let count = Double(left.count)
    let (a, b) = (left.reduce(0, +) / count, right.reduce(0, +) / count)
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(left, right) {
      ab += (x - a) * (y - b)
      aa += (x - a) * (x - a)
      bb += (y - b) * (y - b)
    }
    return ab / (aa * bb).squareRoot()
  }

  private func kurtosis(_ values: [Double]) -> Double {
    let second = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    return values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(values.count) / (second * second)
  }

  @Test("Tails are fat, volatility clusters for long, returns do not follow each other", arguments: [1, 2, 3])
  func stylisedFacts(seed: UInt64) throws {
    let returns = returns(try SyntheticMarket(seed: seed).bars(count: 30_000)[0].close)
    #expect(kurtosis(returns) > 8)
    let sizes = returns.map(\.magnitude)
    for lag in [1, 2, 5, 10, 20, 50] {
      #expect(correlation(sizes.dropFirst(lag), sizes.dropLast(lag)) > 0.08, "sizes at lag \(lag), seed \(seed)")
      // Clusters make the error of an autocorrelation several times 1 / √n.
      #expect(correlation(returns.dropFirst(lag), returns.dropLast(lag)).magnitude < 0.04, "returns at lag \(lag), seed \(seed)")
    }
  }

  @Test("Normal shocks without regimes' help would have thinner tails: the shape of the shocks is what it is told to be")
  func tails() throws {
    // Divided by the kurtosis of normal shocks in the same regimes, t shocks of 8 degrees have (ν − 2) / (ν − 4) = 1.5 times as much.
    var ratio = 0.0
    for seed in UInt64(0)..<20 {
      let wild = try SyntheticMarket(seed: seed, degreesOfFreedom: 8, rounding: .none).bars(count: 3_000)[0]
      let tame = try SyntheticMarket(seed: seed, degreesOfFreedom: .infinity, rounding: .none).bars(count: 3_000)[0]
      ratio += kurtosis(self.returns(wild.close)) / kurtosis(self.returns(tame.close)) / 20
    }
    #expect(ratio > 1.3 && ratio < 1.7)
  }

  @Test("A year's volatility is what was asked for", arguments: [(Timeframe.minutes(15), 0.6), (.hours(1), 0.2), (.hours(4), 3.0)])
  func volatility(timeframe: Timeframe, volatility: Double) throws {
    var squares = 0.0
    var count = 0.0
    for seed in UInt64(0)..<60 {
      let market = try SyntheticMarket(seed: seed, annualVolatility: volatility)
      for value in returns(try market.bars(timeframe, count: 500)[0].close) {
        squares += value * value
        count += 1
      }
    }
    let year = 365.25 * 86_400 / (timeframe.duration?.inSeconds ?? 0)
    let measured = (squares / count * year).squareRoot()
    #expect((measured / volatility - 1).magnitude < 0.15, "seeds 0..<60: \(measured)")
  }

  @Test("Ticks have the volatility, the rate and the volume of bars")
  func ticksLikeBars() throws {
    var (tickSquares, barSquares, tickVolume, barVolume, ticks) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for seed in UInt64(0)..<60 {
      let market = try SyntheticMarket(seed: seed, isSeasonal: false, ticksPerDay: 1_000)
      let bars = try market.bars(.hours(1), count: 72)[0]
      barSquares += returns(bars.close).reduce(0) { $0 + $1 * $1 }
      barVolume += bars.volume.reduce(0, +) * bars.close[0]
      var last: Double?
      var hour = 0
      var hourClose: Double?
      for tick in try market.tickStream(of: "SYN-A") {
        let now = Int((tick.time - market.start).inSeconds / 3_600)
        if now != hour {
          if let last, let hourClose { tickSquares += (hourClose / last - 1) * (hourClose / last - 1) }
          last = hourClose
          hour = now
        }
        if now >= 72 { break }
        hourClose = tick.price
        tickVolume += tick.size * bars.close[0]
        ticks += 1
      }
    }
    #expect((tickSquares / barSquares - 1).magnitude < 0.25, "variance: \(tickSquares / barSquares)")
    #expect((tickVolume / barVolume - 1).magnitude < 0.1, "volume: \(tickVolume / barVolume)")
    // 180 days of 1 000, in clusters.
    #expect((ticks / 180_000 - 1).magnitude < 0.15, "\(ticks) ticks")
  }

  @Test("Between sparse ticks no variance is lost")
  func sparseTicks() throws {
    // Four ticks an hour: what moves after the last of one step must show in the first of the next.
    let squares = try parallelMap(0..<300) { seed in
      let market = try SyntheticMarket(
        seed: UInt64(seed), degreesOfFreedom: .infinity, isSeasonal: false, rounding: .none, startPrice: 1, ticksPerDay: 100)
      let bars = try market.bars(.hours(4), count: 60, threads: 1)[0].close
      var closes: [Double] = [1]
      for tick in try market.tickStream(of: "SYN-A") {
        let index = Int((tick.time - market.start).inSeconds / 14_400) + 1
        if index > 60 { break }
        while closes.count <= index { closes.append(closes[closes.count - 1]) }
        closes[index] = tick.price
      }
      return [bars, closes].map { self.returns($0).reduce(0) { $0 + $1 * $1 } }
    }
    let ratio = squares.reduce(0) { $0 + $1[1] } / squares.reduce(0) { $0 + $1[0] }
    // The two are independent given the regimes: an error of 0.03.
    #expect((ratio - 1).magnitude < 0.1, "seeds 0..<300: \(ratio)")
  }

  @Test("Symbols move together as told", arguments: [0, 0.5, 0.9, 1])
  func commonCorrelation(told: Double) throws {
    let market = try SyntheticMarket(symbols: ["A", "B", "C"], seed: 5, correlation: .common(told))
    let series = try market.bars(count: 12_000).map { returns($0.close) }
    for (left, right) in [(0, 1), (0, 2), (1, 2)] {
      #expect((correlation(series[left], series[right]) - told).magnitude < 0.05)
    }
  }

  @Test("A matrix of correlations may be negative")
  func matrixCorrelation() throws {
    let told = [[1, -0.6, 0.3], [-0.6, 1, 0.1], [0.3, 0.1, 1]]
    let series = try SyntheticMarket(symbols: ["A", "B", "C"], seed: 5, correlation: .matrix(told)).bars(count: 12_000)
    for (left, right) in [(0, 1), (0, 2), (1, 2)] {
      let measured = correlation(returns(series[left].close), returns(series[right].close))
      #expect((measured - told[left][right]).magnitude < 0.05)
    }
  }

  @Test("Afternoons are wilder and busier than nights, workdays than weekends; without seasons they are not")
  func seasons() throws {
    func ratios(_ isSeasonal: Bool) throws -> (hours: Double, weekend: Double, volume: Double) {
      var sums = [[Double]](repeating: [0, 0], count: 3)
      for seed in UInt64(0)..<40 {
        let bars = try SyntheticMarket(seed: seed, isSeasonal: isSeasonal).bars(.hours(1), count: 24 * 14)[0]
        for (bar, previous) in zip(bars.dropFirst(), bars) {
          let size = (bar.close / previous.close - 1).magnitude
          let hours = Int(bar.start.nanoseconds / 3_600_000_000_000)
          let isWeekend = (hours / 24 + 4) % 7 == 6 || (hours / 24 + 4) % 7 == 0
          if !isWeekend, (13...16).contains(hours % 24) { sums[0][0] += size / 40 }
          if !isWeekend, (3...6).contains(hours % 24) {
            sums[0][1] += size / 40
            sums[2][1] += bar.volume * bar.close
          }
          if !isWeekend, (13...16).contains(hours % 24) { sums[2][0] += bar.volume * bar.close }
          sums[1][isWeekend ? 1 : 0] += size / (isWeekend ? 4 : 10)
        }
      }
      return (sums[0][0] / sums[0][1], sums[1][0] / sums[1][1], sums[2][0] / sums[2][1])
    }
    let with = try ratios(true)
    #expect(with.hours > 1.4 && with.weekend > 1.1 && with.volume > 1.8, "\(with)")
    let without = try ratios(false)
    #expect((without.hours - 1).magnitude < 0.15 && (without.weekend - 1).magnitude < 0.15, "\(without)")
  }

  @Test("Regimes differ in volatility as they say and cover all of the time")
  func regimes() throws {
    let market = try SyntheticMarket(seed: 3, isSeasonal: false)
    let bars = try market.bars(.hours(1), count: 12_000)[0]
    let end = bars.end(at: bars.count - 1)
    let periods = market.regimes(until: end)
    #expect(periods.first?.start == market.start)
    #expect(zip(periods.dropFirst(), periods).allSatisfy { $0.start == $1.end && $0.regime != $1.regime })
    #expect((periods.last?.end ?? .distantPast) >= end)
    var squares: [SyntheticMarket.Regime: (sum: Double, count: Double)] = [:]
    var index = 1
    for period in periods {
      while index < bars.count, bars.time[index] < period.end {
        let change = bars.close[index] / bars.close[index - 1] - 1
        squares[period.regime, default: (0, 0)].sum += change * change
        squares[period.regime, default: (0, 0)].count += 1
        index += 1
      }
    }
    func variance(_ regime: SyntheticMarket.Regime) -> Double {
      let (sum, count) = squares[regime] ?? (0, 1)
      return sum / count
    }
    // Variances of 0.4, 1 and 4, with the clusters' noise on top.
    #expect(variance(.normal) / variance(.calm) > 1.5)
    #expect(variance(.turbulent) / variance(.normal) > 2)
    #expect((squares[.turbulent]?.count ?? 0) > 300)
  }
}

import Backtest
import Market
import Risk
import Statistics

/// Puts everything a sizer may look at into the size, so that a wrong number in a request shows in the trades.
struct Probe: Sizer {
  var share: Double

  func size(_ request: SizingRequest) -> Sizing {
    var factor = share * (0.5 + 0.5 * request.confidence) * (1 - request.drawdown / 2)
    factor *= 1 + 0.1 * request.cash / request.equity - 0.05 * request.totalExposure / request.equity
    factor *= 1 + 0.1 * request.symbolExposure / request.equity
    if request.heldQuantity < 0 { factor *= 1.01 }
    if let stop = request.stopPrice { factor *= 1 + abs(stop - request.price) / request.price }
    if let range = request.averageTrueRange { factor *= 1 + range / request.price }
    return Sizing(request, "probe", share: factor)
  }
}

/// A fixed number of units.
struct Units: Sizer {
  var count: Double

  func size(_ request: SizingRequest) -> Sizing { Sizing(request, "units", share: count * request.price / request.equity) }
}

/// A random market, random rules and random wishes, all from one seed.
struct Scenario: Sendable {
  let series: [BarSeries]
  let finer: [BarSeries]
  let rules: TradingRules
  let sizer: any Sizer
  let wishes: [Intent?]

  init(seed: UInt64, bars count: Int = 160) throws {
    var random = SeededGenerator(seed: seed)
    let symbolCount = random.chance(0.3) ? 2 + random.integer(below: 2) : 1
    let isGrid = random.chance(0.3)
    var series: [BarSeries] = []
    var finer: [BarSeries] = []
    for number in 0..<symbolCount {
      let minutes = random.chance(0.3) ? 60 : 120
      let fine = try Scenario.market(&random, Symbol("S\(number)"), minutes: 30, count: count * minutes / 30, isGrid: isGrid)
      let coarse = try Resampler.series(of: fine, every: minutes / 30)
      series.append(coarse)
      if random.chance(0.2) { series.append(try Resampler.series(of: coarse, every: 3)) }
      if random.chance(0.3) { finer.append(fine) }
    }
    self.series = series
    self.finer = finer
    rules = try Scenario.rules(&random)
    sizer = random.chance(0.5) ? Probe(share: random.uniform(in: 0.1..<1.2)) : Units(count: Double(1 + random.integer(below: 60)))
    wishes = Scenario.wishes(&random, series, symbols: Scenario.symbols(of: series), isGrid: isGrid)
  }

  private static func market(_ random: inout SeededGenerator, _ symbol: Symbol, minutes: Int, count: Int, isGrid: Bool) throws -> BarSeries
  {
    func tidy(_ price: Double) -> Double { isGrid ? max(1, price.rounded()) : price }
    var bars: [Bar] = []
    var price = 100.0
    var time = Timestamp("2024-03-01T00:00:00Z") ?? .distantPast
    let scale = random.uniform(in: 0.002..<0.02)
    for _ in 0..<count {
      let open = tidy(random.chance(0.1) ? price * (1 + 4 * scale * random.normal()) : price)
      let close = max(1, tidy(open * (1 + scale * random.normal())))
      let high = max(open, close, tidy(max(open, close) * (1 + scale * abs(random.normal()) / 2)))
      let low = min(open, close, max(0.5, tidy(min(open, close) * (1 - scale * abs(random.normal()) / 2))))
      let end = time + .seconds(minutes * 60)
      bars.append(
        try Bar(
          start: time, end: end, open: max(1, open), high: max(high, 1), low: low, close: close,
          volume: random.chance(0.05) ? 0 : random.uniform(in: 1..<100)))
      price = close
      time = end
      if random.chance(0.01) { time = time + .seconds(minutes * 240) }
    }
    return try BarSeries(symbol: symbol, timeframe: .minutes(minutes), bars: bars)
  }

  private static func rules(_ random: inout SeededGenerator) throws -> TradingRules {
    let watches = random.chance(0.4)
    func distance(_ least: Double, _ most: Double) -> ExitRules.Distance? {
      guard random.chance(0.4) else { return nil }
      let size = random.uniform(in: least..<most)
      switch random.integer(below: watches ? 3 : 2) {
      case 0: return .fraction(size)
      case 1: return .price(100 * size)
      default: return .averageTrueRanges(1 + 100 * size)
      }
    }
    let exits = ExitRules(
      stop: distance(0.002, 0.05), target: distance(0.002, 0.05), trail: distance(0.005, 0.05), breakEven: distance(0.002, 0.03),
      hold: random.chance(0.3) ? 1 + random.integer(below: 12) : nil)
    let costs =
      random.chance(0.25)
      ? Costs.frictionless
      : try Costs(
        makerFee: random.uniform(in: -0.0002..<0.001), takerFee: random.uniform(in: 0..<0.002), slippage: random.uniform(in: 0..<0.002),
        slippageByWindow: random.chance(0.5) ? (0..<24).map { _ in random.uniform(in: 0..<3) } : [],
        slippageByRegime: watches ? [.volatile: 2.5, .trending: 1.5, .ranging: 0.5] : [:])
    let fills: FillTiming =
      switch random.integer(below: 6) {
      case 0: .sameClose
      case 1: .nextClose
      case 2: .limit(offset: random.uniform(in: 0..<0.01), bars: 1 + random.integer(below: 4))
      default: .nextOpen
      }
    let funding: Funding =
      switch random.integer(below: 4) {
      case 0: .daily(rate: random.uniform(in: -0.001..<0.002), hours: [0, 8, 16])
      case 1:
        .rates(
          (0..<100).map {
            Funding.Rate(time: Timestamp(seconds: 1_709_251_200 + $0 * 20_000), rate: random.uniform(in: -0.002..<0.002))
          })
      default: .none
      }
    let leverage = random.chance(0.3) ? Leverage(maximum: random.uniform(in: 1..<12), maintenance: random.uniform(in: 0..<0.05)) : .none
    return try TradingRules(
      capital: 10_000, costs: costs, fills: fills, exits: exits,
      slippageRanges: watches && random.chance(0.5) ? random.uniform(in: 0..<0.2) : 0, funding: funding,
      borrow: random.chance(0.3) ? Borrow(shortRate: random.uniform(in: 0..<0.5), cashRate: random.uniform(in: 0..<0.5)) : .none,
      participation: random.chance(0.25) ? random.uniform(in: 0.01..<1) : nil,
      contract: random.chance(0.3) ? Contract(step: random.chance(0.5) ? 0.1 : 3, minimumNotional: 500) : .continuous, leverage: leverage,
      observation: watches ? Observation(period: 2 + random.integer(below: 4), barsPerYear: 4_383, volatileRatio: 1.1) : nil)
  }

  private static func wishes(
    _ random: inout SeededGenerator, _ series: [BarSeries], symbols: [Symbol], isGrid: Bool
  ) -> [Intent?] {
    let chance = random.uniform(in: 0.05..<0.5)
    var marks: [Int: Double] = [:]
    let clock = Array(MarketClock(series))
    func instrument(_ step: MarketClock.Step) -> Int { symbols.firstIndex(of: series[step.series].symbol) ?? 0 }
    var known = 0
    return clock.map { step in
      // Wishes are heard when everything that closed at an instant is known.
      while known < clock.count, clock[known].time <= step.time {
        let one = series[clock[known].series]
        let isShortest = !series.contains { $0.symbol == one.symbol && $0[0].end - $0[0].start < one[0].end - one[0].start }
        if isShortest { marks[instrument(clock[known])] = one.close[clock[known].index] }
        known += 1
      }
      let instrument = instrument(step)
      guard random.chance(chance), let close = marks[instrument] else { return nil }
      func away(_ sign: Double) -> Double {
        let price = close * (1 + sign * random.uniform(in: 0.001..<0.05))
        return isGrid ? (sign < 0 ? max(0.5, price.rounded(.down)) : price.rounded(.up)) : price
      }
      let direction = Direction.allCases[random.integer(below: 3)]
      var intent = Intent(direction, confidence: random.uniform())
      guard direction != .flat else { return intent }
      let sign = direction.sign
      if random.chance(0.2) {
        intent.limit = away(random.chance(0.8) ? -sign : sign)
        if random.chance(0.5) { intent.restingBars = 1 + random.integer(below: 5) }
      }
      let reference = intent.limit ?? close
      if random.chance(0.3) {
        let stop = away(-sign)
        if sign * (reference - stop) > 0, sign * (close - stop) > 0 { intent.stop = stop }
      }
      if random.chance(0.3) {
        let target = away(sign)
        if sign * (target - reference) > 0 { intent.target = target }
      }
      if random.chance(0.2) { intent.timeLimit = 1 + random.integer(below: 10) }
      switch random.integer(below: 6) {
      case 0: intent.adjustment = .add
      case 1: intent.adjustment = .resize
      case 2: intent.adjustment = .reduce(by: random.uniform(in: 0.1..<1))
      default: break
      }
      return intent
    }
  }
}

extension Scenario {
  static func symbols(of series: [BarSeries]) -> [Symbol] {
    series.reduce(into: []) { if !$0.contains($1.symbol) { $0.append($1.symbol) } }
  }

  func backtest() throws -> Backtest { try Backtest(series, rules, sizing: sizer, finer: finer) }
}

extension Resampler {
  /// Bars joined by number, as the tests need them: so many in a row make one.
  static func series(of series: BarSeries, every count: Int) throws -> BarSeries {
    guard count > 1 else { return series }
    let length = series[0].end - series[0].start
    let long = length * count
    var groups: [Int64: [Bar]] = [:]
    for bar in series { groups[bar.start.nanoseconds / long.wholeNanoseconds, default: []].append(bar) }
    let bars = try groups.sorted { $0.key < $1.key }.compactMap { number, parts -> Bar? in
      guard let first = parts.first, let last = parts.last else { return nil }
      return try Bar(
        start: Timestamp(nanoseconds: number * long.wholeNanoseconds), end: Timestamp(nanoseconds: (number + 1) * long.wholeNanoseconds),
        open: first.open, high: parts.map(\.high).max() ?? first.high, low: parts.map(\.low).min() ?? first.low, close: last.close,
        volume: parts.map(\.volume).reduce(0, +))
    }
    return try BarSeries(symbol: series.symbol, timeframe: .time(long), bars: bars)
  }
}

import Calibration
import Market
import Statistics

/// A trading engine whose friction is known: by window of the day, by regime, with noise, misses and delays.
struct FrictionEngine {
  /// Slippage of one side as a fraction: a level times a factor by window times a factor by regime.
  var level = 0.0004
  var byWindow = [0.6, 0.8, 1.6, 1.0]
  var byRegime: [VolatilityRegime: Double] = [.ranging: 0.7, .trending: 1.0, .volatile: 2.0]
  var noise = 0.0006
  var fillShare = 0.9
  var impact = 0.0
  static let regimeShares: [(regime: VolatilityRegime, share: Double)] = [(.ranging, 0.5), (.trending, 0.3), (.volatile, 0.2)]

  var meanRegimeFactor: Double { Self.regimeShares.reduce(0) { $0 + $1.share * (byRegime[$1.regime] ?? 1) } }
  var meanWindowFactor: Double { byWindow.reduce(0, +) / 4 }
  var pooled: Double { level * meanRegimeFactor * meanWindowFactor }

  /// The truth of a bucket; `nil` where this engine says nothing of it.
  func truth(_ bucket: SlippageBucket) -> Double? {
    switch bucket.dimension {
    case .window: ["00-06", "06-12", "12-18", "18-24"].firstIndex(of: bucket.name).map { level * byWindow[$0] * meanRegimeFactor }
    case .regime: VolatilityRegime(rawValue: bucket.name).flatMap { byRegime[$0] }.map { level * $0 * meanWindowFactor }
    case .side: pooled
    case .symbol, .size, .liquidity: nil
    }
  }

  struct History {
    var fills: [ExecutedFill] = []
    var orders: [OrderOutcome] = []
    var trades: [Trade] = []
  }

  func run(trades count: Int, seed: UInt64, from start: Int64 = 1_700_000_000) -> History {
    var generator = SeededGenerator(seed: seed)
    var history = History()
    var now = Timestamp(seconds: start)
    let symbols: [Symbol] = ["BTC-USDT", "ETH-USDT", "SOL-USDT"]
    for _ in 0..<count {
      now += .milliseconds(1 + generator.integer(below: 7_200_000))
      let symbol = symbols[generator.integer(below: 3)]
      let side: Side = generator.chance(0.5) ? .buy : .sell
      let draw = generator.uniform()
      let regime: VolatilityRegime = draw < 0.5 ? .ranging : draw < 0.8 ? .trending : .volatile
      let price = 100 * (1 + generator.uniform())
      let quantity = 0.5 + 3 * generator.uniform() * generator.uniform()
      while !generator.chance(fillShare) {
        history.orders.append(
          OrderOutcome(symbol: symbol, side: side, quantity: quantity, filled: 0, placed: now, ending: .cancelled))
      }
      let entry = fill(symbol, side, quantity, price, now, regime, &generator)
      let exitPrice = price * (1 + 0.01 * generator.normal())
      let exitTime = now + .seconds(60 + generator.integer(below: 20_000))
      let exit = fill(symbol, side.opposite, quantity, exitPrice, exitTime, regime, &generator)
      history.fills += [entry, exit]
      history.orders.append(OrderOutcome(symbol: symbol, side: side, quantity: quantity, filled: quantity, placed: now, ending: .filled))
      let reason = generator.element(of: [ExitReason.stop, .target, .timeLimit, .signal, .timeLimit]) ?? .signal
      history.trades.append(
        Trade(
          symbol: symbol, side: side, quantity: quantity, entryTime: entry.fill.time, entryPrice: entry.fill.price,
          exitTime: exit.fill.time,
          exitPrice: exit.fill.price, exitReason: reason, fees: entry.fill.fee + exit.fill.fee, carry: 0))
    }
    return history
  }

  private func fill(
    _ symbol: Symbol, _ side: Side, _ quantity: Double, _ price: Double, _ decided: Timestamp, _ regime: VolatilityRegime,
    _ generator: inout SeededGenerator
  ) -> ExecutedFill {
    let window = Int(decided.timeOfDay.wholeNanoseconds / 21_600_000_000_000)
    let friction = level * byWindow[window] * (byRegime[regime] ?? 1) + impact * quantity.squareRoot()
    let paid = price * (1 + side.sign * (friction + noise * generator.studentT(degreesOfFreedom: 5)))
    return ExecutedFill(
      Fill(
        symbol: symbol, side: side, quantity: quantity, price: paid, referencePrice: price, decided: decided,
        time: decided + .milliseconds(50 + generator.integer(below: 400)), fee: 0.0005 * paid * quantity, liquidity: .taker), regime: regime
    )
  }
}

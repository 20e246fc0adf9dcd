import Backtest
import Market
import Risk

/// The rules of Docs/backtest.md, taken one after the other, without any of the engine's shortcuts: nothing is kept that can be worked out
/// again from the bars and fills so far. Slow, and meant to be read beside the page.
struct ReferenceEngine {
  struct Position {
    var quantity: Double
    var entryPrice: Double
    var entryTime: Timestamp
    var entryBar: Int
    var fees: Double
    var carry = 0.0
    var chargedUntil: Timestamp
    var seen: [Double]
    var stop: Double?
    var target: Double?
    var timeLimit: Int?
    var range: Double
    var sign: Double { quantity > 0 ? 1 : -1 }
    var best: Double { (quantity > 0 ? seen.max() : seen.min()) ?? entryPrice }
    var wasInProfit = false
  }

  struct Leaving {
    var quantity: Double
    var reason: ExitReason
    var isForced: Bool
    var decided: Timestamp
    var regime: VolatilityRegime?
  }

  struct Entering {
    var quantity: Double
    var intent: Intent
    var limit: Double?
    var barsLeft: Int?
    var hasFilled = false
    var range: Double
    var decided: Timestamp
    var regime: VolatilityRegime?
  }

  let rules: TradingRules
  let sizer: any Sizer
  let symbols: [Symbol]
  var cash: Double
  var history: [[Bar]]
  var positions: [Position?]
  var leaving: [Leaving?]
  var entering: [Entering?]
  var trades: [TradeRecord] = []
  var equityCurve: [Double] = []
  var times: [Timestamp] = []
  var feesPaid = 0.0
  var ambiguous = 0
  var liquidations = 0
  var peak: Double
  var lastSettled: Timestamp?
  let finer: [BarSeries?]

  init(_ rules: TradingRules, _ sizer: any Sizer, _ symbols: [Symbol], finer: [BarSeries?]) {
    self.rules = rules
    self.sizer = sizer
    self.symbols = symbols
    self.finer = finer
    cash = rules.capital
    peak = rules.capital
    history = symbols.map { _ in [] }
    positions = symbols.map { _ in nil }
    leaving = symbols.map { _ in nil }
    entering = symbols.map { _ in nil }
  }

  // MARK: - What is known

  func mark(_ s: Int) -> Double { history[s].last?.close ?? 0 }
  var equity: Double { symbols.indices.reduce(cash) { $0 + (positions[$1]?.quantity ?? 0) * mark($1) } }

  func averageTrueRange(_ s: Int, period: Int) -> Double? {
    let bars = history[s]
    let ranges = zip(bars, bars.dropFirst()).map { max($1.high, $0.close) - min($1.low, $0.close) }
    guard ranges.count >= period else { return nil }
    var average = ranges[..<period].reduce(0, +) / Double(period)
    for range in ranges[period...] { average += (range - average) / Double(period) }
    return average
  }

  func regime(_ s: Int) -> VolatilityRegime? {
    guard let o = rules.observation, let short = averageTrueRange(s, period: o.period),
      let long = averageTrueRange(s, period: 10 * o.period)
    else { return nil }
    if short >= o.volatileRatio * long { return .volatile }
    let closes = history[s].suffix(o.period + 1).map(\.close)
    let way = zip(closes, closes.dropFirst()).map { abs($1 - $0) }.reduce(0, +)
    return way > 0 && abs(closes[o.period] - closes[0]) >= o.trendEfficiency * way ? .trending : .ranging
  }

  func slippage(_ s: Int, _ instant: Timestamp, _ regime: VolatilityRegime?) -> Double {
    var fraction = rules.costs.slippage(at: instant, regime: regime)
    if rules.slippageRanges > 0, let o = rules.observation, let range = averageTrueRange(s, period: o.period) {
      fraction += rules.slippageRanges * range / mark(s)
    }
    return min(fraction, 0.99)
  }

  func money(_ distance: ExitRules.Distance, _ p: Position) -> Double {
    switch distance {
    case .fraction(let fraction): p.entryPrice * fraction
    case .price(let amount): amount
    case .averageTrueRanges(let count): count * p.range
    }
  }

  /// Every level below a long position (above a short one) with its reason; the one reached first counts.
  func adverse(_ s: Int) -> (price: Double, reason: ExitReason)? {
    guard let p = positions[s] else { return nil }
    var levels: [(price: Double, reason: ExitReason)] = []
    if let stop = p.stop ?? rules.exits.stop.map({ p.entryPrice - p.sign * money($0, p) }) { levels.append((stop, .stop)) }
    if p.wasInProfit { levels.append((p.entryPrice, .breakEven)) }
    if let trail = rules.exits.trail { levels.append((p.best - p.sign * money(trail, p), .trailingStop)) }
    var rest = cash
    var others = 0.0
    for other in symbols.indices where other != s {
      rest += (positions[other]?.quantity ?? 0) * mark(other)
      others += abs((positions[other]?.quantity ?? 0) * mark(other))
    }
    // Below this price (above it, if short) the equity is less than the maintenance margin of everything.
    let m = rules.leverage.maintenance
    let margin = (m * others - rest) / (p.quantity - m * abs(p.quantity))
    if margin > 0 { levels.append((margin, .liquidation)) }
    return levels.filter { $0.price > 0 }.reduce(nil) { first, next in
      guard let first else { return next }
      return p.sign * (next.price - first.price) > 0 ? next : first
    }
  }

  func target(_ s: Int) -> Double? {
    guard let p = positions[s] else { return nil }
    let level = p.target ?? rules.exits.target.map { p.entryPrice + p.sign * money($0, p) }
    return level.flatMap { $0 > 0 ? $0 : nil }
  }

  func rounded(_ quantity: Double) -> Double {
    let step = rules.contract.step
    return step > 0 ? (quantity / step * (1 + 1e-12)).rounded(.down) * step : quantity
  }

  // MARK: - Money

  mutating func charge(_ s: Int, until instant: Timestamp, price: Double) {
    guard var p = positions[s] else { return }
    var charge = 0.0
    switch rules.funding {
    case .none: break
    case .daily(let rate, let hours):
      var hour = Timestamp(nanoseconds: (p.chargedUntil.nanoseconds / 3_600_000_000_000) * 3_600_000_000_000)
      while hour <= instant {
        if hour > p.chargedUntil, hours.contains(Int(hour.timeOfDay.inSeconds) / 3_600) { charge += p.quantity * price * rate }
        hour += .seconds(3_600)
      }
    case .rates(let rates):
      for rate in rates where rate.time > p.chargedUntil && rate.time <= instant { charge += p.quantity * price * rate.rate }
    }
    if p.quantity < 0, instant > p.chargedUntil {
      charge += -p.quantity * price * rules.borrow.shortRate * (instant - p.chargedUntil).inSeconds / (365 * 86_400)
    }
    cash -= charge
    p.carry += charge
    p.chargedUntil = max(p.chargedUntil, instant)
    positions[s] = p
  }

  mutating func close(
    _ s: Int, _ quantity: Double, at market: Double, slips: Bool, _ reason: ExitReason, time: Timestamp, slippageTime: Timestamp, bar: Int,
    _ regime: VolatilityRegime?, isAmbiguous: Bool = false
  ) {
    guard var p = positions[s] else { return }
    let price = slips ? market * (1 - p.sign * slippage(s, slippageTime, regime)) : market
    let fee = quantity * price * rules.costs.fee(slips ? .taker : .maker)
    cash += p.sign * quantity * price - fee
    feesPaid += fee
    let share = min(1, quantity / abs(p.quantity))
    let prices = p.seen + [price]
    let (low, high) = (prices.min() ?? price, prices.max() ?? price)
    trades.append(
      TradeRecord.make(
        Trade(
          symbol: symbols[s], side: p.quantity > 0 ? .buy : .sell, quantity: quantity, entryTime: p.entryTime, entryPrice: p.entryPrice,
          exitTime: time, exitPrice: price, exitReason: reason, fees: p.fees * share + fee, carry: p.carry * share),
        barsHeld: bar - p.entryBar, adverse: p.sign * ((p.quantity > 0 ? low : high) - p.entryPrice) / p.entryPrice,
        favourable: p.sign * ((p.quantity > 0 ? high : low) - p.entryPrice) / p.entryPrice, isAmbiguous: isAmbiguous))
    if share == 1 {
      positions[s] = nil
    } else {
      p.fees *= 1 - share
      p.carry *= 1 - share
      p.quantity -= p.sign * quantity
      positions[s] = p
    }
  }

  /// Gives back what is left of the bar's volume.
  mutating func open(_ s: Int, at market: Double, slips: Bool, time: Timestamp, slippageTime: Timestamp, bar: Int, volume: Double) -> Double
  {
    guard var order = entering[s] else { return volume }
    let sign = order.quantity > 0 ? 1.0 : -1
    let price = slips ? market * (1 + sign * slippage(s, slippageTime, order.regime)) : market
    let fee = rules.costs.fee(slips ? .taker : .maker)
    var (worth, exposure) = (cash, 0.0)
    for other in symbols.indices {
      let value = (positions[other]?.quantity ?? 0) * (other == s ? price : mark(other))
      worth += value
      exposure += abs(value)
    }
    let l = rules.leverage.maximum
    let payable = (l * worth - exposure) / (price * (1 + l * max(0, fee)))
    let wanted = rounded(min(abs(order.quantity), max(0, payable)))
    if wanted <= 1e-9 * abs(order.quantity) || (!order.hasFilled && wanted * price < rules.contract.minimumNotional) {
      entering[s] = nil
      return volume
    }
    let quantity = volume < wanted * (1 - 1e-9) ? rounded(volume) : wanted
    order.quantity = sign * (wanted - quantity)
    entering[s] = wanted > quantity ? order : nil
    if quantity <= 0 { return volume }
    entering[s]?.hasFilled = true
    cash -= sign * quantity * price + quantity * price * fee
    feesPaid += quantity * price * fee
    var p =
      positions[s]
      ?? Position(
        quantity: 0, entryPrice: price, entryTime: time, entryBar: bar, fees: 0, chargedUntil: time, seen: [], timeLimit: rules.exits.hold,
        range: 0)
    p.entryPrice = p.quantity == 0 ? price : (abs(p.quantity) * p.entryPrice + quantity * price) / (abs(p.quantity) + quantity)
    p.quantity += sign * quantity
    p.fees += quantity * price * fee
    p.seen.append(price)
    p.range = order.range
    p.stop = order.intent.stop ?? p.stop
    p.target = order.intent.target ?? p.target
    p.timeLimit = order.intent.timeLimit ?? p.timeLimit
    positions[s] = p
    noteProfit(s)
    return volume - quantity
  }

  mutating func noteProfit(_ s: Int) {
    if let p = positions[s], let distance = rules.exits.breakEven, p.sign * (p.best - p.entryPrice) >= money(distance, p) {
      positions[s]?.wasInProfit = true
    }
  }
}

extension TradeRecord {
  /// A record from its parts, through the door that is open to everybody.
  static func make(_ trade: Trade, barsHeld: Int, adverse: Double, favourable: Double, isAmbiguous: Bool) -> TradeRecord {
    TradeRecord(
      trade: trade, barsHeld: barsHeld, adverseExcursion: min(0, adverse), favourableExcursion: max(0, favourable), isAmbiguous: isAmbiguous
    )
  }
}

import Backtest
import Market
import Risk

extension ReferenceEngine {
  // MARK: - A bar

  mutating func take(_ s: Int, _ bar: Bar) {
    let number = history[s].count
    charge(s, until: bar.start, price: mark(s))
    var volume = rules.participation.map { $0 * bar.volume } ?? .infinity
    let leavesNow = leaving[s].map { $0.decided <= bar.start } ?? true
    let entersNow = entering[s].map { $0.decided <= bar.start } ?? true
    let isDue = leavesNow && entersNow
    var isFresh = false
    var fromInside = false
    if isDue, rules.fills != .nextClose {
      volume = leave(s, at: bar.open, time: bar.start, slippageTime: bar.start, bar: number, volume)
      if leaving[s] == nil, let order = entering[s] {
        let isBetter = order.limit.map { order.quantity > 0 ? bar.open < $0 : bar.open > $0 } ?? true
        if isBetter {
          volume = open(s, at: bar.open, slips: order.limit == nil, time: bar.start, slippageTime: bar.start, bar: number, volume: volume)
        }
      }
    }
    if positions[s] != nil { volume = watch(s, bar, number, volume) }
    if isDue, rules.fills != .nextClose, leaving[s] == nil, let order = entering[s], let limit = order.limit,
      order.quantity > 0 ? bar.low < limit : bar.high > limit
    {
      let wasFlat = positions[s] == nil
      volume = open(s, at: limit, slips: false, time: bar.end, slippageTime: bar.start, bar: number, volume: volume)
      if wasFlat, let p = positions[s] {
        fromInside = true
        let isReached = target(s).map { p.quantity > 0 ? bar.high > $0 : bar.low < $0 } ?? false
        if isReached { ambiguous += 1 }
        if let level = adverse(s), p.quantity > 0 ? bar.low <= level.price : bar.high >= level.price {
          volume = stopOut(s, level.price, level.reason, time: bar.end, bar, number, volume, isAmbiguous: isReached)
        }
      }
    }
    if isDue, rules.fills == .nextClose {
      let before = positions[s]?.quantity ?? 0
      let instant = Timestamp(nanoseconds: bar.end.nanoseconds - 1)
      volume = leave(s, at: bar.close, time: bar.end, slippageTime: instant, bar: number, volume)
      if leaving[s] == nil, let order = entering[s], order.limit.map({ order.quantity > 0 ? bar.close < $0 : bar.close > $0 }) ?? true {
        volume = open(s, at: bar.close, slips: order.limit == nil, time: bar.end, slippageTime: instant, bar: number, volume: volume)
      }
      isFresh = before * (positions[s]?.quantity ?? 0) <= 0
    }
    if isDue, entering[s]?.limit != nil, let left = entering[s]?.barsLeft {
      entering[s]?.barsLeft = left - 1
      if left <= 1 { entering[s] = nil }
    }
    history[s].append(bar)
    if let p = positions[s] {
      let extremes = isFresh ? [bar.close] : fromInside ? [bar.close, p.quantity > 0 ? bar.low : bar.high] : [bar.low, bar.high]
      positions[s]?.seen += extremes
    }
    charge(s, until: bar.end, price: bar.close)
    noteProfit(s)
    endTime(s, bar)
  }

  private mutating func endTime(_ s: Int, _ bar: Bar) {
    guard let p = positions[s], let limit = p.timeLimit else { return }
    let held = history[s].count - 1 - p.entryBar
    guard rules.fills == .sameClose ? held >= limit : held + 1 >= limit else { return }
    if let order = leaving[s], order.isForced { return }
    if let order = entering[s], order.quantity * p.quantity > 0 { entering[s] = nil }
    leaving[s] = Leaving(
      quantity: abs(p.quantity), reason: .timeLimit, isForced: true, decided: leaving[s]?.decided ?? bar.end,
      regime: leaving[s].map(\.regime) ?? regime(s))
    if rules.fills == .sameClose { atOnce(s, bar.end) }
  }

  private mutating func leave(_ s: Int, at price: Double, time: Timestamp, slippageTime: Timestamp, bar: Int, _ volume: Double) -> Double {
    guard let order = leaving[s], let p = positions[s] else {
      leaving[s] = nil
      return volume
    }
    let wanted = order.quantity >= abs(p.quantity) * (1 - 1e-9) ? abs(p.quantity) : order.quantity
    let quantity = volume < wanted * (1 - 1e-9) ? rounded(volume) : wanted
    if quantity > 0 {
      close(s, quantity, at: price, slips: true, order.reason, time: time, slippageTime: slippageTime, bar: bar, order.regime)
    }
    leaving[s]?.quantity = wanted - quantity
    if quantity == wanted { leaving[s] = nil }
    return volume - quantity
  }

  /// What prices do to a position, in the order in which they are known to have come.
  private func fate(_ s: Int, _ bar: Bar) -> (price: Double, reason: ExitReason, time: Timestamp, isAmbiguous: Bool)? {
    guard let p = positions[s] else { return nil }
    let long = p.quantity > 0
    let level = adverse(s)
    let goal = target(s)
    if let level, long ? bar.open <= level.price : bar.open >= level.price { return (bar.open, level.reason, bar.start, false) }
    if let goal, long ? bar.open > goal : bar.open < goal { return (bar.open, .target, bar.start, false) }
    let isReached = goal.map { long ? bar.high > $0 : bar.low < $0 } ?? false
    if let level, long ? bar.low <= level.price : bar.high >= level.price { return (level.price, level.reason, bar.end, isReached) }
    if let goal, isReached { return (goal, .target, bar.end, false) }
    return nil
  }

  private mutating func watch(_ s: Int, _ bar: Bar, _ number: Int, _ volume: Double) -> Double {
    guard let p = positions[s], var end = fate(s, bar) else { return volume }
    if end.isAmbiguous {
      let parts = finer[s].map { $0.filter { $0.start >= bar.start && $0.end <= bar.end } } ?? []
      for part in parts.reversed() { end = fate(s, part) ?? end }
      if end.isAmbiguous { ambiguous += 1 }
    }
    guard end.reason == .target else {
      return stopOut(s, end.price, end.reason, time: end.time, bar, number, volume, isAmbiguous: end.isAmbiguous)
    }
    if end.time == bar.end { positions[s]?.seen.append(p.quantity > 0 ? bar.low : bar.high) }
    if let order = entering[s], order.quantity * p.quantity > 0 { entering[s] = nil }
    let quantity = volume < abs(p.quantity) * (1 - 1e-9) ? rounded(volume) : abs(p.quantity)
    if quantity > 0 {
      close(s, quantity, at: end.price, slips: false, .target, time: end.time, slippageTime: bar.start, bar: number, nil)
    }
    if positions[s] == nil { leaving[s] = nil }
    return volume - quantity
  }

  private mutating func stopOut(
    _ s: Int, _ price: Double, _ reason: ExitReason, time: Timestamp, _ bar: Bar, _ number: Int, _ volume: Double, isAmbiguous: Bool
  ) -> Double {
    guard let p = positions[s] else { return volume }
    if reason == .liquidation { liquidations += 1 }
    if let order = entering[s], order.quantity * p.quantity > 0 { entering[s] = nil }
    let quantity = volume < abs(p.quantity) * (1 - 1e-9) ? rounded(volume) : abs(p.quantity)
    let before = leaving[s]
    let now = regime(s)
    if quantity > 0 {
      close(
        s, quantity, at: price, slips: true, reason, time: time, slippageTime: bar.start, bar: number, now, isAmbiguous: isAmbiguous)
    }
    leaving[s] = positions[s].map {
      Leaving(
        quantity: abs($0.quantity), reason: reason, isForced: true, decided: before?.decided ?? time,
        regime: before.map(\.regime) ?? now)
    }
    return volume - quantity
  }

  // MARK: - A decision

  mutating func decide(_ s: Int, _ intent: Intent, at time: Timestamp) {
    let sign = intent.direction == .long ? 1.0 : intent.direction == .short ? -1 : 0
    let held = positions[s]?.quantity ?? 0
    if sign == 0 {
      entering[s] = nil
      wantOut(s, .signal, time)
    } else if held * sign > 0 {
      keep(s, intent, sign, time)
    } else {
      if held != 0 {
        entering[s] = nil
        wantOut(s, .reversal, time)
      }
      let same = entering[s].map { $0.quantity * sign > 0 && (intent.limit == nil || intent.limit == $0.limit) } ?? false
      if !same {
        entering[s] = nil
        if let quantity = size(s, intent, sign, time) { order(s, sign * quantity, intent, time) }
      }
    }
    if rules.fills == .sameClose { atOnce(s, time) }
  }

  private mutating func wantOut(_ s: Int, _ reason: ExitReason, _ time: Timestamp) {
    guard let p = positions[s], leaving[s]?.isForced != true else { return }
    let already = leaving[s].flatMap { $0.quantity >= abs(p.quantity) ? $0 : nil }
    leaving[s] = Leaving(
      quantity: abs(p.quantity), reason: reason, isForced: false, decided: already?.decided ?? time,
      regime: already.map(\.regime) ?? regime(s))
  }

  private mutating func keep(_ s: Int, _ intent: Intent, _ sign: Double, _ time: Timestamp) {
    if leaving[s]?.isForced == true { return }
    leaving[s] = nil
    if let order = entering[s], order.quantity * sign < 0 { entering[s] = nil }
    if let stop = intent.stop { positions[s]?.stop = stop }
    if let target = intent.target { positions[s]?.target = target }
    if let timeLimit = intent.timeLimit { positions[s]?.timeLimit = timeLimit }
    let held = abs(positions[s]?.quantity ?? 0)
    func out(_ quantity: Double) -> Leaving? {
      quantity > 0
        ? Leaving(quantity: min(held, quantity), reason: .signal, isForced: false, decided: time, regime: regime(s)) : nil
    }
    switch intent.adjustment {
    case .hold: break
    case .reduce(let share):
      entering[s] = nil
      leaving[s] = out(share >= 1 ? held : rounded(held * share))
    case .add:
      if let quantity = size(s, intent, sign, time) { order(s, sign * quantity, intent, time) }
    case .resize:
      guard let quantity = size(s, intent, sign, time) else { return }
      entering[s] = nil
      if abs(quantity - held) <= 1e-9 * max(quantity, held) { return }
      if quantity > held { order(s, sign * rounded(quantity - held), intent, time) } else { leaving[s] = out(rounded(held - quantity)) }
    }
  }

  private mutating func order(_ s: Int, _ quantity: Double, _ intent: Intent, _ time: Timestamp) {
    guard quantity != 0 else { return }
    var (limit, bars) = (intent.limit, intent.restingBars)
    if limit == nil, case .limit(let offset, let count) = rules.fills {
      limit = quantity > 0 ? mark(s) * (1 - offset) : mark(s) * (1 + offset)
      bars = bars ?? count
    }
    let range = rules.observation.flatMap { averageTrueRange(s, period: $0.period) }
    entering[s] = Entering(
      quantity: quantity, intent: intent, limit: limit, barsLeft: bars, range: range ?? 0, decided: time, regime: regime(s))
  }

  private func size(_ s: Int, _ intent: Intent, _ sign: Double, _ time: Timestamp) -> Double? {
    let held = positions[s].map { $0.quantity * sign > 0 ? $0.quantity : 0 } ?? 0
    var exposure = 0.0
    for other in symbols.indices where other != s || held != 0 { exposure += abs((positions[other]?.quantity ?? 0) * mark(other)) }
    let range = rules.observation.flatMap { averageTrueRange(s, period: $0.period) }
    let price = intent.limit ?? mark(s)
    let exits = [rules.exits.stop, rules.exits.target, rules.exits.trail, rules.exits.breakEven]
    let needsRange = exits.contains { if case .averageTrueRanges = $0 { true } else { false } }
    if needsRange, range == nil { return nil }
    let stop =
      intent.stop
      ?? rules.exits.stop.map {
        switch $0 {
        case .fraction(let fraction): price * (1 - sign * fraction)
        case .price(let amount): price - sign * amount
        case .averageTrueRanges(let count): price - sign * count * (range ?? 0)
        }
      }
    let sizing = sizer.size(
      SizingRequest(
        symbol: symbols[s], side: sign > 0 ? .buy : .sell, price: price, time: time, equity: equity,
        cash: max(0, rules.leverage.maximum * equity - exposure), heldQuantity: held, symbolExposure: abs(held) * mark(s),
        totalExposure: exposure, drawdown: min(1, max(0, 1 - equity / peak)), confidence: intent.confidence,
        stopPrice: stop.flatMap { $0 > 0 ? $0 : nil }, averageTrueRange: range, winProbability: intent.winProbability,
        payoff: intent.payoff))
    return sizing.refusal == nil && sizing.quantity > 0 ? sizing.quantity : nil
  }

  private mutating func atOnce(_ s: Int, _ time: Timestamp) {
    let instant = Timestamp(nanoseconds: time.nanoseconds - 1)
    let number = max(0, history[s].count - 1)
    _ = leave(s, at: mark(s), time: time, slippageTime: instant, bar: number, .infinity)
    if leaving[s] == nil, let order = entering[s], order.limit == nil {
      _ = open(s, at: mark(s), slips: true, time: time, slippageTime: instant, bar: number, volume: .infinity)
    }
  }

  // MARK: - An instant

  mutating func settle(_ time: Timestamp) {
    if let lastSettled, cash < 0, rules.borrow.cashRate > 0 {
      cash -= -cash * rules.borrow.cashRate * (time - lastSettled).inSeconds / (365 * 86_400)
    }
    lastSettled = time
    let gross = symbols.indices.reduce(0) { $0 + abs((positions[$1]?.quantity ?? 0) * mark($1)) }
    if gross > 0, equity <= rules.leverage.maintenance * gross {
      for s in symbols.indices {
        (leaving[s], entering[s]) = (nil, nil)
        guard let p = positions[s] else { continue }
        liquidations += 1
        close(
          s, abs(p.quantity), at: mark(s), slips: true, .liquidation, time: time,
          slippageTime: Timestamp(nanoseconds: time.nanoseconds - 1),
          bar: max(0, history[s].count - 1), regime(s))
      }
    }
    peak = max(peak, equity)
    equityCurve.append(equity)
    times.append(time)
  }

  /// Whole series through the engine, the wishes by number of bar fed.
  mutating func run(_ series: [BarSeries], _ wishes: [Intent?]) {
    var fed: [(series: Int, index: Int, bar: Bar)] = []
    for (number, one) in series.enumerated() { for (index, bar) in one.enumerated() { fed.append((number, index, bar)) } }
    func length(_ bar: Bar) -> Duration { bar.end - bar.start }
    fed.sort {
      let (a, b) = ($0.bar, $1.bar)
      if a.end != b.end { return a.end < b.end }
      let (x, y) = (series[$0.series].symbol, series[$1.series].symbol)
      return x != y ? x < y : length(a) > length(b)
    }
    func symbol(_ position: Int) -> Int { symbols.firstIndex(of: series[fed[position].series].symbol) ?? 0 }
    var begin = 0
    while begin < fed.count {
      let time = fed[begin].bar.end
      let together = begin..<(fed[begin...].firstIndex { $0.bar.end > time } ?? fed.count)
      for position in together {
        let ofSymbol = series.filter { $0.symbol == symbols[symbol(position)] }
        if ofSymbol.allSatisfy({ length(fed[position].bar) <= length($0[0]) }) { take(symbol(position), fed[position].bar) }
      }
      for position in together { if let wish = wishes[position] { decide(symbol(position), wish, at: time) } }
      settle(time)
      begin = together.upperBound
    }
  }
}

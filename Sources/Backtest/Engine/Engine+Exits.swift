public import Market

extension Engine {
  /// Where and why a position ends inside a bar.
  private struct Ending {
    var price: Double
    var reason: ExitReason
    var time: Timestamp
    var isAmbiguous = false
  }

  /// Watches a position that is held from a bar's open on.
  mutating func watch(_ i: Int, _ bar: ClosedBar, _ finer: BarSeries?, _ budget: inout Double, _ tape: inout Tape) {
    let holding = memory.holdings[i]
    guard let ending = ending(holding, open: bar.open, high: bar.high, low: bar.low, start: bar.start, end: bar.end) else { return }
    guard ending.isAmbiguous else { return end(i, ending, bar, &budget, &tape) }
    if let finer, let told = decided(holding, by: finer, within: bar) {
      if told.isAmbiguous { memory.totals.ambiguousBars += 1 } else { memory.totals.decidedByFinerBars += 1 }
      return end(i, told, bar, &budget, &tape)
    }
    memory.totals.ambiguousBars += 1
    end(i, ending, bar, &budget, &tape)
  }

  /// What a stretch of prices does to a position: through a gap at its open, else at the level. Both levels inside it end at the stop.
  private func ending(_ holding: Holding, open: Double, high: Double, low: Double, start: Timestamp, end: Timestamp) -> Ending? {
    let isLong = holding.quantity > 0
    let (level, reason) = holding.adverseLevel
    let target = holding.target
    if isLong ? open <= level : open >= level { return Ending(price: open, reason: reason, time: start) }
    if let target, isLong ? open > target : open < target { return Ending(price: open, reason: .target, time: start) }
    let isStopped = isLong ? low <= level : high >= level
    let isReached = target.map { isLong ? high > $0 : low < $0 } ?? false
    if isStopped { return Ending(price: level, reason: reason, time: end, isAmbiguous: isReached) }
    if isReached, let target { return Ending(price: target, reason: .target, time: end) }
    return nil
  }

  /// What the first finer bar that touches a level says.
  private func decided(_ holding: Holding, by finer: BarSeries, within bar: ClosedBar) -> Ending? {
    var index = finer.firstIndex(startingAtOrAfter: bar.start)
    while index < finer.count, finer.end(at: index) <= bar.end {
      let part = finer[index]
      if let ending = ending(holding, open: part.open, high: part.high, low: part.low, start: part.start, end: part.end) { return ending }
      index += 1
    }
    return nil
  }

  /// Watches a position that was opened at a limit inside the bar: a stop beyond the limit was certainly reached after it, a target is not
  /// known to have been.
  mutating func watchAfterInnerEntry(_ i: Int, _ bar: ClosedBar, _ budget: inout Double, _ tape: inout Tape) {
    let holding = memory.holdings[i]
    let isLong = holding.quantity > 0
    let (level, reason) = holding.adverseLevel
    let isReached = holding.target.map { isLong ? bar.high > $0 : bar.low < $0 } ?? false
    if isReached { memory.totals.ambiguousBars += 1 }
    guard isLong ? bar.low <= level : bar.high >= level else { return }
    end(i, Ending(price: level, reason: reason, time: bar.end, isAmbiguous: isReached), bar, &budget, &tape)
  }

  /// Closes a position at a level, as far as the bar's volume allows; the rest of a stop follows at the next open, that of a target goes on resting.
  private mutating func end(_ i: Int, _ ending: Ending, _ bar: ClosedBar, _ budget: inout Double, _ tape: inout Tape) {
    let holding = memory.holdings[i]
    let isTarget = ending.reason == .target
    let now = Order.Decision(time: ending.time, reference: ending.price, regime: watch(of: i)?.regime)
    if !isTarget, holding.order.exit == 0 { memory.holdings[i].order.exitDecision = now }
    let sign = holding.sign
    // The target may have been reached before the low of the bar, or after: what hurts counts.
    if isTarget, ending.time == bar.end {
      memory.holdings[i].lowest = sign > 0 ? min(holding.lowest, bar.low) : holding.lowest
      memory.holdings[i].highest = sign < 0 ? max(holding.highest, bar.high) : holding.highest
    }
    if holding.order.entry * holding.quantity > 0 { memory.holdings[i].order.withdrawEntry() }
    let whole = abs(holding.quantity)
    let quantity = budget.isAllBut(whole) ? whole : rules.contract.rounded(budget)
    if ending.reason == .liquidation { memory.totals.liquidations += 1 }
    if quantity > 0 {
      budget -= quantity
      let moment = Moment(time: ending.time, slippageTime: bar.start, bar: holding.bars)
      reduce(
        i, by: quantity, at: ending.price, isTarget ? .maker : .taker, ending.reason, moment,
        isTarget ? Order.Decision(time: holding.entryTime, reference: ending.price) : now,
        isAmbiguous: ending.isAmbiguous, &tape)
    }
    let rest = abs(memory.holdings[i].quantity)
    if rest == 0 {
      memory.holdings[i].order.exit = 0
      memory.holdings[i].order.isForced = false
    } else if !isTarget {
      memory.holdings[i].order.exit = rest
      memory.holdings[i].order.exitReason = ending.reason
      memory.holdings[i].order.isForced = true
    } else {
      memory.holdings[i].order.exit = min(memory.holdings[i].order.exit, rest)
    }
    memory.holdings[i].hasOrder = !memory.holdings[i].order.isEmpty
  }

  /// Closes everything at the last closes, because the account can't carry it any more.
  @usableFromInline
  @inline(never)
  mutating func liquidateAll(at time: Timestamp, onto tape: inout Tape) {
    for i in memory.holdings.indices {
      memory.holdings[i].order = Order()
      memory.holdings[i].hasOrder = false
      let quantity = abs(memory.holdings[i].quantity)
      guard quantity > 0 else { continue }
      memory.totals.liquidations += 1
      let moment = Moment(time: time, slippageTime: Engine.justBefore(time), bar: max(0, memory.holdings[i].bars - 1))
      reduce(
        i, by: quantity, at: memory.holdings[i].mark, .taker, .liquidation, moment, decision(i, at: time),
        isAmbiguous: false, &tape)
    }
  }

  // MARK: - Levels

  /// Works out stop, target and liquidation price of a position from what is known at this moment.
  @usableFromInline
  mutating func setLevels(of i: Int) {
    let exits = rules.exits
    let holding = memory.holdings[i]
    let sign = holding.sign
    func money(_ distance: ExitRules.Distance) -> Double {
      distance.money(from: holding.entryPrice, averageTrueRange: holding.averageTrueRange)
    }
    var stop = holding.ownStop ?? exits.stop.map { holding.entryPrice - sign * money($0) }
    var reason = ExitReason.stop
    func isTighter(_ candidate: Double) -> Bool { stop.map { sign * (candidate - $0) > 0 } ?? true }
    let best = sign > 0 ? holding.highest : holding.lowest
    if let distance = exits.breakEven, holding.isBreakEven || sign * (best - holding.entryPrice) >= money(distance) {
      memory.holdings[i].isBreakEven = true
      if isTighter(holding.entryPrice) { (stop, reason) = (holding.entryPrice, .breakEven) }
    }
    if let distance = exits.trail, isTighter(best - sign * money(distance)) {
      (stop, reason) = (best - sign * money(distance), .trailingStop)
    }
    let nothing = sign > 0 ? Holding.none : Holding.unreachable
    memory.holdings[i].stop = stop.map { $0 > 0 ? $0 : nothing } ?? nothing
    memory.holdings[i].stopReason = reason
    let target = holding.ownTarget ?? exits.target.map { holding.entryPrice + sign * money($0) }
    memory.holdings[i].target = target.flatMap { $0 > 0 && $0 < Holding.unreachable ? $0 : nil }
    memory.holdings[i].liquidation = liquidationPrice(of: i)
    let level = memory.holdings[i].adverseLevel.price
    memory.holdings[i].exitLow = sign > 0 ? level : memory.holdings[i].target ?? Holding.none
    memory.holdings[i].exitHigh = sign > 0 ? memory.holdings[i].target ?? Holding.unreachable : level
  }

  /// The price of a symbol at which the equity is what must be left for the positions' value, the other symbols standing still.
  ///
  /// rest + quantity · price = maintenance · (others + |quantity| · price), solved for the price.
  private func liquidationPrice(of i: Int) -> Double? {
    let holding = memory.holdings[i]
    var rest = memory.cash
    var others = 0.0
    for (index, other) in memory.holdings.enumerated() where index != i {
      rest += other.quantity * other.mark
      others += abs(other.quantity * other.mark)
    }
    let maintenance = rules.leverage.maintenance
    let price =
      holding.quantity > 0
      ? (maintenance * others - rest) / (holding.quantity * (1 - maintenance))
      : (rest - maintenance * others) / (-holding.quantity * (1 + maintenance))
    guard price > 0, price < Holding.unreachable else { return nil }
    return price
  }
}

extension Holding {
  /// The stop or the liquidation price, whichever is reached first; a price that no bar reaches if there is neither.
  var adverseLevel: (price: Double, reason: ExitReason) {
    guard let liquidation else { return (stop, stopReason) }
    let isFirst = quantity > 0 ? liquidation > stop : liquidation < stop
    return isFirst ? (liquidation, .liquidation) : (stop, stopReason)
  }

  /// How far the price went against and in favour of the position up to an exit, as fractions of the entry price.
  func excursions(exit: Double) -> (adverse: Double, favourable: Double) {
    let low = min(lowest, exit)
    let high = max(highest, exit)
    let (worst, best) = quantity > 0 ? (low, high) : (high, low)
    return (min(0, sign * (worst - entryPrice) / entryPrice), max(0, sign * (best - entryPrice) / entryPrice))
  }
}

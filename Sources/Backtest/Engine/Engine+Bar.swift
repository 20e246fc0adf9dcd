public import Market

/// How a position that is held at a bar's end came to be held.
private enum Presence { case before, open, inside, close }

extension Engine {
  /// A bar in which something happens, or might.
  @usableFromInline
  @inline(never)
  mutating func takeEventful(_ bar: ClosedBar, finer: BarSeries?, onto tape: inout Tape) {
    let i = bar.instrument
    if carries { chargeCarry(i, until: bar.start.nanoseconds) }
    var budget = rules.participation.map { $0 * bar.volume } ?? .infinity
    var presence = Presence.before
    let isDue = memory.holdings[i].hasOrder && memory.holdings[i].order.isDue(by: bar.start)
    let number = memory.holdings[i].bars
    let now = Moment(time: bar.start, slippageTime: bar.start, bar: number)
    if isDue, rules.fills != .nextClose {
      closeOrdered(i, at: bar.open, now, &budget, &tape)
      if memory.holdings[i].order.exit == 0, memory.holdings[i].order.entry != 0 {
        let wasFlat = memory.holdings[i].quantity == 0
        if let limit = memory.holdings[i].order.limit {
          if (bar.open - limit) * memory.holdings[i].order.entry < 0 { open(i, at: bar.open, .maker, now, &budget, &tape) }
        } else {
          open(i, at: bar.open, .taker, now, &budget, &tape)
        }
        if wasFlat { presence = .open }
      }
    }
    if memory.holdings[i].quantity != 0 { watch(i, bar, finer, &budget, &tape) }
    if isDue, rules.fills != .nextClose, restsInside(i, bar) {
      let wasFlat = memory.holdings[i].quantity == 0
      let limit = memory.holdings[i].order.limit ?? bar.open
      let inside = Moment(time: bar.end, slippageTime: bar.start, bar: number)
      open(i, at: limit, .maker, inside, &budget, &tape)
      if wasFlat, memory.holdings[i].quantity != 0 {
        presence = .inside
        watchAfterInnerEntry(i, bar, &budget, &tape)
      }
    }
    if isDue, rules.fills == .nextClose {
      let close = Moment(time: bar.end, slippageTime: Engine.justBefore(bar.end), bar: number)
      let before = memory.holdings[i].quantity
      closeOrdered(i, at: bar.close, close, &budget, &tape)
      if memory.holdings[i].order.exit == 0, memory.holdings[i].order.entry != 0 { fillAtClose(i, bar, close, &budget, &tape) }
      if before * memory.holdings[i].quantity <= 0 { presence = .close }
    }
    if isDue { age(i) }
    finish(i, bar, presence, &tape)
  }

  /// An entry at the next close; one with a limit only if the close is through it.
  private mutating func fillAtClose(_ i: Int, _ bar: ClosedBar, _ close: Moment, _ budget: inout Double, _ tape: inout Tape) {
    if let limit = memory.holdings[i].order.limit {
      if (bar.close - limit) * memory.holdings[i].order.entry < 0 { open(i, at: bar.close, .maker, close, &budget, &tape) }
    } else {
      open(i, at: bar.close, .taker, close, &budget, &tape)
    }
  }

  /// Whether an entry rests at a limit that the bar traded through after its open.
  private func restsInside(_ i: Int, _ bar: ClosedBar) -> Bool {
    let order = memory.holdings[i].order
    guard let limit = order.limit, order.exit == 0, order.entry != 0 else { return false }
    return order.entry > 0 ? bar.low < limit : bar.high > limit
  }

  /// Lets a resting entry grow older.
  private mutating func age(_ i: Int) {
    guard memory.holdings[i].order.limit != nil, memory.holdings[i].order.barsLeft != .max else { return }
    memory.holdings[i].order.barsLeft -= 1
    guard memory.holdings[i].order.barsLeft <= 0 else { return }
    if !memory.holdings[i].order.hasFilled { memory.totals.expired += 1 }
    memory.holdings[i].order.withdrawEntry()
    memory.holdings[i].hasOrder = !memory.holdings[i].order.isEmpty
  }

  /// The close of a bar: extremes, carry, levels that move, time limits.
  private mutating func finish(_ i: Int, _ bar: ClosedBar, _ presence: Presence, _ tape: inout Tape) {
    memory.holdings[i].mark = bar.close
    if memory.holdings[i].quantity != 0 {
      let isLong = memory.holdings[i].quantity > 0
      // Of a bar in which the position began somewhere inside, only the side that hurts is known to have come after.
      let (low, high) =
        switch presence {
        case .before, .open: (bar.low, bar.high)
        case .inside: (isLong ? bar.low : bar.close, isLong ? bar.close : bar.high)
        case .close: (bar.close, bar.close)
        }
      memory.holdings[i].lowest = min(memory.holdings[i].lowest, low)
      memory.holdings[i].highest = max(memory.holdings[i].highest, high)
    }
    if carries { chargeCarry(i, until: bar.end.nanoseconds) }
    memory.holdings[i].bars += 1
    if !memory.watches.isEmpty { memory.watches[i].update(bar.bar) }
    guard memory.holdings[i].quantity != 0 else { return }
    if movesLevels { setLevels(of: i) }
    if memory.holdings[i].bars >= memory.holdings[i].exitAtBar { endTime(i, bar, &tape) }
  }

  /// The time of a position is over: it will be closed whatever the strategy wants.
  private mutating func endTime(_ i: Int, _ bar: ClosedBar, _ tape: inout Tape) {
    let holding = memory.holdings[i]
    if holding.order.isForced, holding.order.exit > 0 { return }
    if holding.order.entry * holding.quantity > 0 { memory.holdings[i].order.withdrawEntry() }
    if holding.order.exit == 0 { memory.holdings[i].order.exitDecision = decision(i, at: bar.end) }
    memory.holdings[i].order.exit = abs(holding.quantity)
    memory.holdings[i].order.exitReason = .timeLimit
    memory.holdings[i].order.isForced = true
    memory.holdings[i].hasOrder = true
    if rules.fills == .sameClose { fillNow(i, at: bar.end, &tape) }
  }

  /// When, at which price and in which regime something is decided.
  func decision(_ i: Int, at time: Timestamp) -> Order.Decision {
    Order.Decision(time: time, reference: memory.holdings[i].mark, regime: watch(of: i)?.regime)
  }

  /// Fills at the close on which it was decided.
  mutating func fillNow(_ i: Int, at time: Timestamp, _ tape: inout Tape) {
    var budget = Double.infinity
    let moment = Moment(time: time, slippageTime: Engine.justBefore(time), bar: max(0, memory.holdings[i].bars - 1))
    let price = memory.holdings[i].mark
    closeOrdered(i, at: price, moment, &budget, &tape)
    if memory.holdings[i].order.exit == 0, memory.holdings[i].order.entry != 0, memory.holdings[i].order.limit == nil {
      open(i, at: price, .taker, moment, &budget, &tape)
    }
  }

  /// What is watched of a symbol, if anything is.
  func watch(of i: Int) -> Watch? { memory.watches.isEmpty ? nil : memory.watches[i] }

  /// The last moment of a bar, for costs that depend on the time of day.
  static func justBefore(_ end: Timestamp) -> Timestamp { Timestamp(nanoseconds: end.nanoseconds.subtractingSaturating(1)) }
}

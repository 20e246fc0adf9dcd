import Market
public import Risk

extension Engine {
  /// Takes over what a strategy wants, decided at a bar's close.
  ///
  /// - Parameters:
  ///   - intent: what it wants.
  ///   - bar: the bar at whose close it was decided.
  ///   - tape: where fills and trades are written, if decisions are traded on the spot.
  /// - Throws: an error that says what is impossible about the wish, and when it was made.
  @inlinable
  @inline(__always)
  public mutating func decide(_ intent: Intent, at bar: ClosedBar, onto tape: inout Tape) throws(BacktestError) {
    // Most strategies say again and again what they already have.
    if intent.direction == .flat, intent.instrument == nil, memory.holdings[bar.instrument].quantity == 0,
      !memory.holdings[bar.instrument].hasOrder
    {
      return
    }
    try weigh(intent, at: bar, onto: &tape)
  }

  @usableFromInline
  @inline(never)
  mutating func weigh(_ intent: Intent, at bar: ClosedBar, onto tape: inout Tape) throws(BacktestError) {
    let i = intent.instrument ?? bar.instrument
    guard memory.holdings.indices.contains(i) else {
      throw BacktestError(.intent, "the intent is about symbol number \(i), but there are \(symbols.count), counted from 0", at: bar.end)
    }
    let holding = memory.holdings[i]
    guard holding.mark > 0 else {
      if intent.direction == .flat { return }
      throw BacktestError(.intent, "\(symbols[i]) has had no bar yet, so that there is no price to trade at", at: bar.end)
    }
    if let problem = intent.problem(close: holding.mark) { throw BacktestError(.intent, "\(symbols[i]): \(problem)", at: bar.end) }
    let sign = intent.direction.sign
    if sign == 0 {
      leave(i, .signal, at: bar.end)
    } else if holding.quantity * sign > 0 {
      stay(i, intent, at: bar.end, &tape)
    } else {
      if holding.quantity != 0 { leave(i, .reversal, at: bar.end) }
      enter(i, intent, at: bar.end, &tape)
    }
    let isEmpty = memory.holdings[i].order.isEmpty
    memory.holdings[i].hasOrder = !isEmpty
    if !isEmpty, rules.fills == .sameClose { fillNow(i, at: bar.end, &tape) }
  }

  /// The strategy wants out: what rests is withdrawn, what is held will be closed.
  private mutating func leave(_ i: Int, _ reason: ExitReason, at time: Timestamp) {
    let order = memory.holdings[i].order
    if order.entry != 0, order.limit != nil, !order.hasFilled { memory.totals.expired += 1 }
    memory.holdings[i].order.withdrawEntry()
    guard memory.holdings[i].quantity != 0, order.exit == 0 || !order.isForced else { return }
    let quantity = abs(memory.holdings[i].quantity)
    if order.exit < quantity { memory.holdings[i].order.exitDecision = decision(i, at: time) }
    memory.holdings[i].order.exit = quantity
    memory.holdings[i].order.exitReason = reason
  }

  /// The strategy wants what it has: levels are taken over, an exit it had wanted is withdrawn, the size may change.
  private mutating func stay(_ i: Int, _ intent: Intent, at time: Timestamp, _ tape: inout Tape) {
    let order = memory.holdings[i].order
    if order.isForced, order.exit > 0 { return }
    memory.holdings[i].order.exit = 0
    let sign = memory.holdings[i].sign
    if order.entry * sign < 0 { memory.holdings[i].order.withdrawEntry() }
    if let stop = intent.stop { memory.holdings[i].ownStop = stop }
    if let target = intent.target { memory.holdings[i].ownTarget = target }
    if intent.timeLimit != nil { setTimeLimit(i, intent.timeLimit) }
    if intent.stop != nil || intent.target != nil { setLevels(of: i) }
    let held = abs(memory.holdings[i].quantity)
    switch intent.adjustment {
    case .hold: break
    case .reduce(let share):
      memory.holdings[i].order.withdrawEntry()
      let part = share >= 1 ? held : rules.contract.rounded(held * share)
      if part > 0 { orderExit(i, min(part, held), at: time) }
    case .add:
      if let quantity = size(i, intent, at: time, &tape) { orderEntry(i, sign * quantity, intent, at: time) }
    case .resize:
      guard let quantity = size(i, intent, at: time, &tape) else { return }
      memory.holdings[i].order.withdrawEntry()
      let part = rules.contract.rounded(abs(quantity - held))
      if quantity.isAllBut(held), held.isAllBut(quantity) {
        break
      } else if quantity > held {
        orderEntry(i, sign * part, intent, at: time)
      } else if part > 0 {
        orderExit(i, min(part, held), at: time)
      }
    }
  }

  private mutating func orderExit(_ i: Int, _ quantity: Double, at time: Timestamp) {
    memory.holdings[i].order.exitDecision = decision(i, at: time)
    memory.holdings[i].order.exit = quantity
    memory.holdings[i].order.exitReason = .signal
  }

  /// The strategy wants a position that it does not have. One that has been ordered already stays ordered, unless it names a new limit.
  private mutating func enter(_ i: Int, _ intent: Intent, at time: Timestamp, _ tape: inout Tape) {
    let order = memory.holdings[i].order
    let sign = intent.direction.sign
    if order.entry * sign > 0, intent.limit == nil || intent.limit == order.limit { return }
    if order.entry != 0, order.limit != nil, !order.hasFilled { memory.totals.expired += 1 }
    memory.holdings[i].order.withdrawEntry()
    if let quantity = size(i, intent, at: time, &tape) { orderEntry(i, sign * quantity, intent, at: time) }
  }

  private mutating func orderEntry(_ i: Int, _ signed: Double, _ intent: Intent, at time: Timestamp) {
    guard signed != 0 else { return }
    memory.holdings[i].order.entryDecision = decision(i, at: time)
    let close = memory.holdings[i].mark
    memory.totals.entriesOrdered += 1
    memory.holdings[i].order.entry = signed
    memory.holdings[i].order.hasFilled = false
    memory.holdings[i].order.stop = intent.stop
    memory.holdings[i].order.target = intent.target
    memory.holdings[i].order.timeLimit = intent.timeLimit
    memory.holdings[i].order.averageTrueRange = watch(of: i)?.averageTrueRange ?? 0
    memory.holdings[i].order.limit = intent.limit
    memory.holdings[i].order.barsLeft = intent.restingBars ?? .max
    if intent.limit == nil, case .limit(let offset, let bars) = rules.fills {
      memory.holdings[i].order.limit = close * (1 - (signed > 0 ? offset : -offset))
      memory.holdings[i].order.barsLeft = intent.restingBars ?? bars
    }
  }

  /// Asks the sizer; `nil` if it refuses, or if a distance in true ranges can't be told yet.
  private mutating func size(_ i: Int, _ intent: Intent, at time: Timestamp, _ tape: inout Tape) -> Double? {
    guard let request = request(i, intent, at: time) else {
      memory.totals.refused += 1
      tape.lastRefusal = SizingRefusal("average_true_range", .nan, "is not known yet, and the exits are measured in it")
      return nil
    }
    let sizing = sizer.size(request)
    guard sizing.refusal == nil, sizing.quantity > 0, sizing.quantity < .infinity else {
      memory.totals.refused += 1
      tape.lastRefusal = sizing.refusal ?? tape.lastRefusal
      return nil
    }
    return sizing.quantity
  }

  /// What the sizer would be asked about a wish at a bar's close; `nil` if a distance in true ranges can't be told yet, or there is no price.
  ///
  /// Whoever sizes for several engines that share one account asks it himself, and hands the answer to ``decide(_:at:onto:)`` through an engine whose
  /// sizer is that quantity.
  public func sizingRequest(for intent: Intent, at bar: ClosedBar) -> SizingRequest? {
    let i = intent.instrument ?? bar.instrument
    guard memory.holdings.indices.contains(i), memory.holdings[i].mark > 0, intent.direction != .flat else { return nil }
    return request(i, intent, at: bar.end)
  }

  private func request(_ i: Int, _ intent: Intent, at time: Timestamp) -> SizingRequest? {
    let holding = memory.holdings[i]
    let sign = intent.direction.sign
    let held = holding.quantity * sign > 0 ? holding.quantity : 0
    var equity = memory.cash
    var exposure = 0.0
    for (index, other) in memory.holdings.enumerated() {
      equity += other.quantity * other.mark
      if index != i || held != 0 { exposure += abs(other.quantity * other.mark) }
    }
    let watch = watch(of: i)
    let range = watch?.averageTrueRange
    if needsRange, range == nil { return nil }
    let price = intent.limit ?? holding.mark
    let stop = intent.stop ?? rules.exits.stop.map { price - sign * $0.money(from: price, averageTrueRange: range ?? 0) }
    return SizingRequest(
      symbol: symbols[i], side: sign > 0 ? .buy : .sell, price: price, time: time, equity: equity,
      cash: max(0, rules.leverage.maximum * equity - exposure), heldQuantity: held, symbolExposure: abs(held * holding.mark),
      totalExposure: exposure, drawdown: memory.peak > 0 ? min(1, max(0, 1 - equity / memory.peak)) : 0, confidence: intent.confidence,
      stopPrice: stop.flatMap { $0 > 0 ? $0 : nil }, averageTrueRange: range, annualVolatility: watch?.annualVolatility,
      winProbability: intent.winProbability, payoff: intent.payoff)
  }
}

import Market

/// When a fill happens: its time, the time that says what slippage is like, and the number of the bar.
struct Moment {
  let time: Timestamp
  let slippageTime: Timestamp
  let bar: Int
}

/// Quantities that differ by less than a billionth are the same: what is left of a subtraction is not a position.
enum Quantity {
  static let dust = 1e-9
}

extension Double {
  /// Whether a quantity is at least all but a billionth of another.
  func isAllBut(_ whole: Double) -> Bool { self >= whole * (1 - Quantity.dust) }
}

extension Engine {
  /// Closes what has been ordered to be closed.
  mutating func closeOrdered(_ i: Int, at price: Double, _ now: Moment, _ budget: inout Double, _ tape: inout Tape) {
    let order = memory.holdings[i].order
    guard order.exit > 0 else { return }
    let held = abs(memory.holdings[i].quantity)
    let wanted = order.exit.isAllBut(held) ? held : order.exit
    let quantity = budget.isAllBut(wanted) ? wanted : rules.contract.rounded(budget)
    if quantity > 0 {
      budget -= quantity
      reduce(
        i, by: quantity, at: price, .taker, order.exitReason, now, order.exitDecision, isAmbiguous: false, &tape)
    }
    let rest = quantity < wanted ? wanted - quantity : 0
    memory.holdings[i].order.exit = rest
    if rest == 0 { memory.holdings[i].order.isForced = false }
    memory.holdings[i].hasOrder = !memory.holdings[i].order.isEmpty
  }

  /// Opens, or adds to, a position as ordered, as far as cash, contract and volume allow.
  mutating func open(_ i: Int, at price: Double, _ liquidity: Fill.Liquidity, _ now: Moment, _ budget: inout Double, _ tape: inout Tape) {
    defer { memory.holdings[i].hasOrder = !memory.holdings[i].order.isEmpty }
    let order = memory.holdings[i].order
    let sign = order.entry > 0 ? 1.0 : -1
    let filled = liquidity == .taker ? price * (1 + sign * slippage(i, at: now.slippageTime, order.entryDecision.regime)) : price
    let affordable = affordable(i, at: filled, liquidity)
    if abs(order.entry) > affordable * (1 + 1e-9) { memory.totals.cutToCash += 1 }
    let whole = rules.contract.rounded(min(abs(order.entry), max(0, affordable)))
    if !(whole > abs(order.entry) * Quantity.dust) || (!order.hasFilled && whole * filled < rules.contract.minimumNotional) {
      if !order.hasFilled { memory.totals.dropped += 1 }
      memory.holdings[i].order.withdrawEntry()
      return
    }
    let quantity = budget.isAllBut(whole) ? whole : rules.contract.rounded(budget)
    guard quantity > 0 else {
      memory.holdings[i].order.entry = sign * whole
      return
    }
    budget -= quantity
    if !order.hasFilled { memory.totals.entriesFilled += 1 }
    book(i, sign: sign, quantity: quantity, at: filled, marketPrice: price, order.entryDecision, now.time, liquidity, &tape)
    enter(i, sign * quantity, at: filled, now)
    let rest = quantity < whole ? whole - quantity : 0
    if rest > 0 {
      memory.holdings[i].order.entry = sign * rest
      memory.holdings[i].order.hasFilled = true
    } else {
      memory.holdings[i].order.withdrawEntry()
    }
  }

  /// The position after an entry: average price, levels, clock.
  private mutating func enter(_ i: Int, _ signed: Double, at price: Double, _ now: Moment) {
    let order = memory.holdings[i].order
    let before = memory.holdings[i].quantity
    if before == 0 {
      memory.holdings[i].entryPrice = price
      memory.holdings[i].entryTime = now.time
      memory.holdings[i].entryBar = now.bar
      memory.holdings[i].accruedUntil = now.time.nanoseconds
      planFunding(i)
      memory.holdings[i].lowest = price
      memory.holdings[i].highest = price
      memory.holdings[i].ownStop = nil
      memory.holdings[i].ownTarget = nil
      memory.holdings[i].isBreakEven = false
      memory.holdings[i].exitAtBar = Int.max
    } else {
      let held = abs(before)
      let added = abs(signed)
      memory.holdings[i].entryPrice = (memory.holdings[i].entryPrice * held + price * added) / (held + added)
      memory.holdings[i].lowest = min(memory.holdings[i].lowest, price)
      memory.holdings[i].highest = max(memory.holdings[i].highest, price)
    }
    memory.holdings[i].quantity = before + signed
    memory.holdings[i].averageTrueRange = order.averageTrueRange
    if let stop = order.stop { memory.holdings[i].ownStop = stop }
    if let target = order.target { memory.holdings[i].ownTarget = target }
    if before == 0 || order.timeLimit != nil { setTimeLimit(i, order.timeLimit) }
    setLevels(of: i)
  }

  /// Counts the time of a position from its entry.
  mutating func setTimeLimit(_ i: Int, _ own: Int?) {
    guard let limit = own ?? rules.exits.hold else { return }
    // An exit that is decided at a bar's close is traded in the next bar, unless it is traded on the spot.
    let delay = rules.fills == .sameClose ? 1 : 0
    memory.holdings[i].exitAtBar = memory.holdings[i].entryBar + min(limit, 1 << 40) + delay
  }

  /// Closes a part of a position, or all of it, and writes the trade down.
  mutating func reduce(
    _ i: Int, by quantity: Double, at price: Double, _ liquidity: Fill.Liquidity, _ reason: ExitReason, _ now: Moment,
    _ decision: Order.Decision, isAmbiguous: Bool, _ tape: inout Tape
  ) {
    let holding = memory.holdings[i]
    let sign = holding.sign
    let slipped = liquidity == .taker ? price * (1 - sign * slippage(i, at: now.slippageTime, decision.regime)) : price
    let fee = book(i, sign: -sign, quantity: quantity, at: slipped, marketPrice: price, decision, now.time, liquidity, &tape)
    let whole = abs(holding.quantity)
    let isWhole = quantity >= whole
    let share = isWhole ? 1 : quantity / whole
    // The fee of this exit is this trade's alone; those of the entry are shared by quantity.
    let entryFees = holding.entryFees * share
    let carry = holding.carry * share
    let (adverse, favourable) = holding.excursions(exit: slipped)
    tape.trades.append(
      TradeRecord(
        trade: Trade(
          symbol: symbols[i], side: sign > 0 ? .buy : .sell, quantity: quantity, entryTime: holding.entryTime,
          entryPrice: holding.entryPrice,
          exitTime: now.time, exitPrice: slipped, exitReason: reason, fees: entryFees + fee, carry: carry),
        barsHeld: max(0, now.bar - holding.entryBar), adverseExcursion: adverse, favourableExcursion: favourable, isAmbiguous: isAmbiguous))
    if isWhole {
      memory.holdings[i].quantity = 0
      memory.holdings[i].entryFees = 0
      memory.holdings[i].carry = 0
      memory.holdings[i].exitAtBar = Int.max
      memory.holdings[i].target = nil
      memory.holdings[i].liquidation = nil
    } else {
      memory.holdings[i].quantity = holding.quantity - sign * quantity
      memory.holdings[i].entryFees = holding.entryFees - entryFees
      memory.holdings[i].carry = holding.carry - carry
      setLevels(of: i)
    }
  }

  /// Moves the money of a fill and writes it down; gives the fee. The fee of a fill that opens is kept with the position.
  @discardableResult
  private mutating func book(
    _ i: Int, sign: Double, quantity: Double, at price: Double, marketPrice: Double, _ decision: Order.Decision,
    _ time: Timestamp, _ liquidity: Fill.Liquidity, _ tape: inout Tape
  ) -> Double {
    let value = quantity * price
    let fee = value * rules.costs.fee(liquidity)
    memory.cash -= sign * value
    memory.cash -= fee
    memory.totals.fees += fee
    memory.totals.traded += value
    memory.totals.slippage += sign * (price - marketPrice) * quantity
    if memory.holdings[i].quantity * sign >= 0 { memory.holdings[i].entryFees += fee }
    tape.fills.append(
      Fill(
        symbol: symbols[i], side: sign > 0 ? .buy : .sell, quantity: quantity, price: price,
        referencePrice: decision.reference > 0 ? decision.reference : price,
        decided: decision.time, time: time, fee: fee, liquidity: liquidity))
    return fee
  }

  /// The slippage of one side as a fraction of the price, below 1.
  private func slippage(_ i: Int, at time: Timestamp, _ regime: VolatilityRegime?) -> Double {
    var slippage = rules.costs.slippage(at: time, regime: regime)
    if rules.slippageRanges > 0, let range = watch(of: i)?.averageTrueRange, memory.holdings[i].mark > 0 {
      slippage += rules.slippageRanges * range / memory.holdings[i].mark
    }
    return min(slippage, 0.99)
  }

  /// The greatest quantity after which all positions are worth no more than the leverage allows, the fee paid:
  /// others + (held + quantity) · price = leverage · (equity − fee · quantity · price).
  private func affordable(_ i: Int, at price: Double, _ liquidity: Fill.Liquidity) -> Double {
    var equity = memory.cash
    var exposure = 0.0
    for (index, holding) in memory.holdings.enumerated() {
      let value = holding.quantity * (index == i ? price : holding.mark)
      equity += value
      exposure += abs(value)
    }
    let leverage = rules.leverage.maximum
    return (leverage * equity - exposure) / (price * (1 + leverage * max(0, rules.costs.fee(liquidity))))
  }
}

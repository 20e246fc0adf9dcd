public import Market

extension Engine {
  private static let year = 365.0 * 86_400e9

  /// Charges funding and borrow up to an instant at the last mark, and plans the next payment.
  mutating func chargeCarry(_ i: Int, until instant: Int64) {
    let holding = memory.holdings[i]
    if holding.quantity != 0 {
      var charge = 0.0
      let value = holding.quantity * holding.mark
      if rules.funding != .none {
        var after = holding.accruedUntil
        while let payment = rules.funding.payment(after: after), payment.time <= instant {
          charge += value * payment.rate
          after = payment.time
        }
      }
      if value < 0, rules.borrow.shortRate > 0, instant > holding.accruedUntil {
        charge -= value * rules.borrow.shortRate * (Double(instant.subtractingSaturating(holding.accruedUntil)) / Engine.year)
      }
      if charge != 0 {
        memory.cash -= charge
        memory.totals.carry += charge
        memory.holdings[i].carry += charge
        setLevels(of: i)
      }
    }
    memory.holdings[i].accruedUntil = max(holding.accruedUntil, instant)
    if instant >= holding.nextFunding { planFunding(i) }
  }

  /// Finds out when the next payment after what has been charged is due.
  mutating func planFunding(_ i: Int) {
    memory.holdings[i].nextFunding = rules.funding.payment(after: memory.holdings[i].accruedUntil)?.time ?? .max
  }

  /// Charges interest on negative cash for the time since the account was last marked.
  @usableFromInline
  @inline(never)
  mutating func chargeInterest(until time: Timestamp) {
    defer { memory.markedAt = time.nanoseconds }
    guard memory.markedAt != .min, memory.cash < 0, time.nanoseconds > memory.markedAt else { return }
    let elapsed = Double(time.nanoseconds.subtractingSaturating(memory.markedAt))
    let interest = -memory.cash * rules.borrow.cashRate * (elapsed / Engine.year)
    memory.cash -= interest
    memory.totals.interest += interest
  }
}

import Market

extension PortfolioLedger {
  func line(of symbol: Symbol) throws(RiskError) -> Int {
    guard let line = index[symbol] else {
      throw RiskError(
        .unknownSymbol, "PortfolioLedger", "symbol", "\(symbol) is not in the ledger; name it when the ledger is made, or add it.")
    }
    return line
  }

  func checkTime(_ instant: Timestamp) throws(RiskError) {
    guard instant >= time else {
      throw RiskError(
        .clockWentBack, "PortfolioLedger", "time",
        "\(instant) is before the last event at \(time); events must come in order of time.")
    }
  }

  func checkPrice(_ price: Double, _ line: Int) throws(RiskError) {
    guard price > 0, price < .infinity else {
      throw RiskError(
        price.isFinite ? .outOfRange : .notFinite, "PortfolioLedger", "price",
        "of \(positions[line].symbol) must be above 0 and finite, got \(price).")
    }
    try checkBound(positions[line].quantity * price, "price")
  }

  /// Books that only ever hold numbers of this size can be added up without reaching infinity.
  func checkBound(_ value: Double, _ parameter: String) throws(RiskError) {
    guard abs(value) <= 1e18 else {
      throw RiskError(
        value.isFinite ? .outOfRange : .notFinite, "PortfolioLedger", parameter,
        "would make an amount of \(value); books are kept up to 1e18.")
    }
  }

  /// Moves the clock; ends the day if it is over.
  mutating func advance(to instant: Timestamp) {
    time = instant
    guard instant >= dayEnd else { return }
    if historyDays > 0 {
      if days.count >= historyDays { days.removeFirst(days.count - historyDays + 1) }
      days.append(day)
    }
    let (date, end) = PortfolioLedger.day(of: instant, in: calendar)
    day = LedgerDay(
      date: date, openEquity: equity, closeEquity: equity, lowestEquity: equity, highestEquity: equity, transfers: 0)
    dayEnd = end
  }

  /// Reckons what follows from cash, positions and prices.
  mutating func settle() {
    var (long, short) = (0.0, 0.0)
    for line in positions.indices {
      let value = positions[line].value
      if value > 0 { long += value } else { short -= value }
    }
    longExposure = long
    shortExposure = short
    equity = cash + long - short
    peakEquity = max(peakEquity, equity)
    greatestDrawdown = max(greatestDrawdown, drawdown)
    day.closeEquity = equity
    day.lowestEquity = min(day.lowestEquity, equity)
    day.highestEquity = max(day.highestEquity, equity)
  }

  /// The day that an instant is counted to, and when the next begins. What happens while a market is closed belongs to the session before.
  static func day(of instant: Timestamp, in calendar: TradingCalendar) -> (date: CivilDate, end: Timestamp) {
    if calendar.isContinuous, calendar.timeZone == .utc {
      let date = instant.date
      let next = Timestamp(date.adding(days: 1))
      return (date, next > instant ? next : .distantFuture)
    }
    let session = calendar.session(containing: instant) ?? calendar.session(before: instant)
    return (session?.date ?? instant.date, calendar.session(after: instant)?.open ?? .distantFuture)
  }
}

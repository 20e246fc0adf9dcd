public import Market

/// Stands between whoever wants to trade and the market: the account's books, its limits, and the stops that only a person takes off again.
///
///     var checker = try RiskChecker(.normal, cash: 10_000, symbols: ["BTC-USDT"], opened: start)
///     try checker.mark("BTC-USDT", at: 31_250, time: now)
///     let approved = try checker.check(order)             // or a refusal that names every rule it breaks
///     try checker.record(fill)
///
/// One value for the whole account. Every price and every fill goes through it, so that a stop is reached when the market reaches it and not
/// when somebody asks next. It reads no clock. A copy is a fork; what is encoded and decoded goes on exactly where it was.
public struct RiskChecker: Hashable, Sendable {
  /// The limits.
  public internal(set) var policy: RiskPolicy
  /// The account's books.
  public internal(set) var ledger: PortfolioLedger
  /// The stops that are on, in the order of ``RiskStop/Kind``.
  public internal(set) var stops: [RiskStop] = []
  /// What persons have reset, the latest last; the last hundred.
  public internal(set) var resets: [RiskReset] = []
  /// The circuit breaker.
  public internal(set) var breaker: CircuitBreaker

  /// What is on its way and what rests, symbol by symbol in the ledger's order.
  var desks: [SymbolDesk] = []
  /// The equity that the day's loss is reckoned from: the day's first, or that of the last reset.
  var lossReference: Double
  /// When the day ends that the reference is of.
  var lossDay: Timestamp
  /// The equity that the drawdown is reckoned from: the peak since the last reset.
  var peakReference: Double
  var rate: OrderRate
  /// The value of each group's name; symbols know their group by its position here.
  var groupNames: [String]

  /// A checker of a new account.
  ///
  /// - Parameters:
  ///   - policy: the limits; checked here.
  ///   - cash: what is paid in.
  ///   - symbols: everything that may be held.
  ///   - calendar: when days begin and end.
  ///   - opened: when.
  public init(
    _ policy: RiskPolicy, cash: Double, symbols: [Symbol], calendar: TradingCalendar = .continuous, opened: Timestamp
  ) throws(RiskError) {
    try self.init(policy, ledger: PortfolioLedger(cash: cash, symbols: symbols, calendar: calendar, opened: opened))
  }

  /// A checker of an account that has books already.
  public init(_ policy: RiskPolicy, ledger: PortfolioLedger) throws(RiskError) {
    try policy.validate()
    for symbol in policy.namedSymbols where ledger[symbol] == nil {
      throw RiskError(
        .unknownSymbol, "RiskPolicy", "allowed_symbols and groups",
        "name \(symbol), which the ledger does not know; it knows \(ledger.positions.map(\.symbol.name).joined(separator: ", ")).")
    }
    self.policy = policy
    self.ledger = ledger
    breaker = CircuitBreaker(failures: policy.breakerFailures, openFor: .nanoseconds(wholeNanoseconds(policy.breakerOpenSeconds)))
    rate = OrderRate(capacity: policy.ordersPerMinute)
    lossReference = ledger.day.openEquity
    lossDay = ledger.dayEnd
    peakReference = ledger.peakEquity
    groupNames = policy.groups.keys.sorted()
    desks = ledger.positions.map { desk(for: $0.symbol) }
    latchStops()
  }

  /// Puts other limits in the place of those there are, all of them at once: what is held, what has been lost, what rests and every stop that is on
  /// stay as they are, and a limit that is passed by now stops at once.
  ///
  /// - Throws: ``RiskError`` if the policy is impossible; then nothing has changed. Lines are opened for symbols that it names.
  public mutating func adopt(_ policy: RiskPolicy) throws(RiskError) {
    try policy.validate()
    var next = self
    for symbol in policy.namedSymbols where next.ledger[symbol] == nil { try next.add(symbol) }
    if policy.breakerFailures != self.policy.breakerFailures || policy.breakerOpenSeconds != self.policy.breakerOpenSeconds {
      next.breaker = CircuitBreaker(failures: policy.breakerFailures, openFor: .nanoseconds(wholeNanoseconds(policy.breakerOpenSeconds)))
    }
    next.rate = OrderRate(capacity: policy.ordersPerMinute, after: rate)
    next.policy = policy
    next.groupNames = policy.groups.keys.sorted()
    next.desks = zip(next.ledger.positions, next.desks).map { position, old in
      var desk = next.desk(for: position.symbol)
      (desk.buying, desk.selling, desk.restsUntil) = (old.buying, old.selling, old.restsUntil)
      return desk
    }
    next.latchStops()
    self = next
  }

  /// Opens a line for another symbol.
  public mutating func add(_ symbol: Symbol) throws(RiskError) {
    try ledger.add(symbol)
    desks.append(desk(for: symbol))
  }

  func desk(for symbol: Symbol) -> SymbolDesk {
    SymbolDesk(
      isAllowed: policy.allowedSymbols?.contains(symbol) ?? true,
      group: groupNames.firstIndex { policy.groups[$0]?.contains(symbol) ?? false })
  }
}

/// What a checker keeps of a symbol beside the ledger.
struct SymbolDesk: Hashable, Sendable, Codable {
  /// Whether the symbol is on the list of those allowed.
  let isAllowed: Bool
  /// The group it is in.
  let group: Int?
  /// What approved buys have still to trade.
  var buying = 0.0
  /// What approved sells have still to trade.
  var selling = 0.0
  /// Until when it rests.
  var restsUntil = Timestamp.distantPast

  private enum CodingKeys: String, CodingKey {
    case isAllowed = "is_allowed"
    case group, buying, selling
    case restsUntil = "rests_until"
  }

  init(isAllowed: Bool, group: Int?) {
    self.isAllowed = isAllowed
    self.group = group
  }

  /// The largest position that can come of what is held and what is on its way, in units.
  func worst(_ held: Double) -> Double { max(abs(held + buying), abs(held - selling)) }
}

func wholeNanoseconds(_ seconds: Double) -> Int64 { Int64((min(max(seconds, 0), 9e9) * 1e9).rounded()) }

// MARK: - Events

extension RiskChecker {
  /// Takes note of an execution: books it, frees the room its approval held, and lets the symbol rest after a loss.
  ///
  /// - Returns: what the part that closed a position has brought before fees; `nil` if nothing was closed.
  @discardableResult
  public mutating func record(_ fill: Fill) throws(RiskError) -> Double? {
    let result = try ledger.record(fill)
    if let line = ledger.index[fill.symbol] {
      free(line, fill.side, fill.quantity)
      if let result, result - fill.fee < 0 {
        desks[line].restsUntil = fill.time + .nanoseconds(wholeNanoseconds(policy.cooldownSeconds))
      }
    }
    breaker.succeed(at: fill.time)
    follow()
    return result
  }

  /// Takes note of a symbol's price.
  public mutating func mark(_ symbol: Symbol, at price: Double, time: Timestamp) throws(RiskError) {
    try ledger.mark(symbol, at: price, time: time)
    follow()
  }

  /// Takes note of the prices of one instant together.
  public mutating func mark(_ prices: [(symbol: Symbol, price: Double)], time: Timestamp) throws(RiskError) {
    try ledger.mark(prices, time: time)
    follow()
  }

  /// Takes note of funding, borrow or a dividend: `amount` is paid, or received if negative.
  public mutating func charge(_ amount: Double, to symbol: Symbol, time: Timestamp) throws(RiskError) {
    try ledger.charge(amount, to: symbol, time: time)
    follow()
  }

  /// Takes note of money paid in, or taken out if negative; neither is a result.
  public mutating func transfer(_ amount: Double, time: Timestamp) throws(RiskError) {
    let equity = ledger.equity
    try ledger.transfer(amount, time: time)
    renewDay()
    if equity > 0 {
      lossReference *= (equity + amount) / equity
      peakReference *= (equity + amount) / equity
    }
    follow()
  }

  /// Gives back the room of an approved order that will not trade, or no longer: it was refused by the market, cancelled, or has expired.
  ///
  /// - Parameters:
  ///   - symbol: the order's symbol.
  ///   - side: the order's side.
  ///   - quantity: what of it has not traded.
  public mutating func release(_ symbol: Symbol, _ side: Side, _ quantity: Double) throws(RiskError) {
    let line = try ledger.line(of: symbol)
    guard quantity > 0, quantity < .infinity else {
      throw RiskError(
        quantity.isFinite ? .outOfRange : .notFinite, "RiskChecker", "quantity", "must be above 0 and finite, got \(quantity).")
    }
    free(line, side, quantity)
    breaker.giveUpTrial()
  }

  /// Lets time pass without an event: a day may end.
  public mutating func pass(to time: Timestamp) throws(RiskError) {
    try ledger.pass(to: time)
    follow()
  }

  private mutating func free(_ line: Int, _ side: Side, _ quantity: Double) {
    func less(_ pending: Double) -> Double {
      let rest = pending - quantity
      return rest <= 1e-12 * pending ? 0 : rest
    }
    if side == .buy { desks[line].buying = less(desks[line].buying) } else { desks[line].selling = less(desks[line].selling) }
  }
}

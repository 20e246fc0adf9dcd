public import Market

extension RiskChecker {
  /// What comes of limits by rounding: a size that was cut to a cap must pass the same cap.
  static let rounding = 1 + 1e-9

  /// Asks every rule. Answers whether the order only reduces; changes nothing if it is refused.
  mutating func judge(
    _ symbol: Symbol, _ side: Side, _ quantity: Double, _ price: Double, _ time: Timestamp
  ) throws(RiskRefusal) -> Bool {
    var breaches: [RiskBreach] = []
    let line = ledger.index[symbol]
    let isPossible = quantity > 0 && price > 0 && quantity < .infinity && price < .infinity && quantity * price <= 1e18
    if !isPossible {
      breaches.append(
        RiskBreach(
          .invalidOrder, quantity * price, 1e18, "quantity \(quantity) at \(price): both must be above 0, their value at most 1e18"))
    }
    if time < ledger.time {
      breaches.append(RiskBreach(.clockWentBack, .nan, .nan, "decided at \(time), before the last event at \(ledger.time)"))
    }
    if line == nil { breaches.append(RiskBreach(.unknownSymbol, .nan, .nan, "the ledger has no line for \(symbol)")) }
    var onlyReduces = false
    if let line {
      let held = ledger.positions[line].quantity
      let pending = side == .buy ? desks[line].buying : desks[line].selling
      onlyReduces = held * side.sign < 0 && quantity <= abs(held) - pending
      if !(onlyReduces && isPossible) {
        askAccount(&breaches, time)
        askSymbol(line, time, &breaches)
        if isPossible { askLimits(line, side, quantity, price, &breaches) }
      }
    } else {
      askAccount(&breaches, time)
    }
    guard breaches.isEmpty, let line else {
      let order = RiskRule.allCases
      let sorted = breaches.sorted { (order.firstIndex(of: $0.rule) ?? 0) < (order.firstIndex(of: $1.rule) ?? 0) }
      throw RiskRefusal(symbol: symbol, side: side, breaches: sorted)
    }
    if side == .buy { desks[line].buying += quantity } else { desks[line].selling += quantity }
    rate.add(time)
    if !onlyReduces { breaker.admit(at: time) }
    if time > ledger.time {
      ledger.advance(to: time)
      follow()
    }
    return onlyReduces
  }

  /// The rules about the account as a whole.
  private func askAccount(_ breaches: inout [RiskBreach], _ time: Timestamp) {
    for stop in stops {
      let numbers = stop.kind == .global ? "" : ": \(percent(stop.value)) where \(percent(stop.limit)) are allowed"
      breaches.append(
        RiskBreach(
          stop.kind.rule, stop.kind == .global ? .nan : stop.value, stop.kind == .global ? .nan : stop.limit,
          "\(stop.reason)\(numbers), at \(stop.since); a person must reset it"))
    }
    if !(ledger.equity > 0) {
      breaches.append(RiskBreach(.invalidOrder, ledger.equity, 0, "the account has no equity: \(ledger.equity)"))
    }
    if !breaker.admits(at: time) {
      breaches.append(
        RiskBreach(
          .circuitBreaker, Double(breaker.failuresInRow), Double(breaker.failures),
          "\(breaker.state(at: time).rawValue) after \(breaker.failuresInRow) failures in a row"
            + (breaker.isTrying ? "; one order is trying already" : "")))
    }
    if rate.isFull(at: time) {
      breaches.append(
        RiskBreach(
          .orderRate, Double(rate.capacity + 1), Double(rate.capacity), "more than \(rate.capacity) orders within a minute"))
    }
  }

  /// The rules about the symbol and the age of prices.
  private func askSymbol(_ line: Int, _ time: Timestamp, _ breaches: inout [RiskBreach]) {
    let desk = desks[line]
    if !desk.isAllowed { breaches.append(RiskBreach(.allowList, .nan, .nan, "\(ledger.positions[line].symbol) is not on the list")) }
    if time < desk.restsUntil {
      breaches.append(
        RiskBreach(
          .cooldown, (desk.restsUntil - time).inSeconds, 0,
          "\(ledger.positions[line].symbol) rests after a loss until \(desk.restsUntil)"))
    }
    let oldest = time - .nanoseconds(wholeNanoseconds(policy.staleAfterSeconds))
    for other in ledger.positions.indices
    where (other == line || ledger.positions[other].quantity != 0) && ledger.positions[other].priced < oldest {
      let position = ledger.positions[other]
      let age = position.priced == .distantPast ? Double.nan : (time - position.priced).inSeconds
      breaches.append(
        RiskBreach(
          .staleData, age, policy.staleAfterSeconds,
          position.priced == .distantPast
            ? "\(position.symbol) has no price yet"
            : "the price of \(position.symbol) is \(age) s old, \(policy.staleAfterSeconds) s are allowed"))
    }
  }

  /// The rules about sizes: what is held, what is on its way, and this order, at the worst they can come to.
  private func askLimits(_ line: Int, _ side: Side, _ quantity: Double, _ price: Double, _ breaches: inout [RiskBreach]) {
    let equity = ledger.equity
    guard equity > 0 else { return }
    var after = desks[line]
    if side == .buy { after.buying += quantity } else { after.selling += quantity }
    // What is there counts at the market's price, what this order adds at its own.
    let (held, mark) = (ledger.positions[line].quantity, ledger.positions[line].price)
    let before = desks[line].worst(held)
    let value = before * mark + max(0, after.worst(held) - before) * price
    var (total, group, spent, count) = (value, value, 0.0, 1)
    for other in desks.indices {
      let desk = desks[other]
      let position = ledger.positions[other]
      spent += desk.buying * position.price
      guard other != line, position.quantity != 0 || desk.buying != 0 || desk.selling != 0 else { continue }
      let worst = desk.worst(position.quantity) * position.price
      total += worst
      if let own = after.group, desk.group == own { group += worst }
      count += 1
    }
    ask(.maximumOrder, quantity * price, policy.maximumOrder, equity, "the order is worth", &breaches)
    ask(.symbolCap, value, policy.symbolCap, equity, "\(ledger.positions[line].symbol) would come to", &breaches)
    if let own = after.group { ask(.groupCap, group, policy.groupCap, equity, "group \(groupNames[own]) would come to", &breaches) }
    ask(.totalCap, total, policy.totalCap, equity, "all positions would come to", &breaches)
    if count > policy.positions {
      breaches.append(
        RiskBreach(
          .positions, Double(count), Double(policy.positions), "there would be \(count) positions, \(policy.positions) are allowed"))
    }
    let free = ledger.cash - spent
    if side == .buy, !policy.allowsBorrowing, quantity * price > max(free, 0) * RiskChecker.rounding {
      breaches.append(RiskBreach(.cash, quantity * price, free, "the order costs \(quantity * price), \(free) are free"))
    }
  }

  private func ask(
    _ rule: RiskRule, _ value: Double, _ share: Double, _ equity: Double, _ what: @autoclosure () -> String,
    _ breaches: inout [RiskBreach]
  ) {
    guard !(value <= share * equity * RiskChecker.rounding) else { return }
    breaches.append(
      RiskBreach(rule, value / equity, share, "\(what()) \(percent(value / equity)) of the equity, \(percent(share)) are allowed"))
  }

  private func percent(_ fraction: Double) -> String {
    guard abs(fraction) < 1e12 else { return "\(fraction)" }
    return "\((fraction * 1e4).rounded() / 100) %"
  }
}

extension RiskChecker {
  /// A question for a sizer with everything the account knows filled in: equity, free cash, what is held and what is on its way, drawdown.
  ///
  ///     var request = try checker.request("BTC-USDT", .buy, at: 31_250, time: now)
  ///     request.annualVolatility = 0.6
  ///     let sizing = try policy.sizer().size(request)
  public func request(_ symbol: Symbol, _ side: Side, at price: Double, time: Timestamp) throws(RiskError) -> SizingRequest {
    let line = try ledger.line(of: symbol)
    var (total, group, spent) = (0.0, 0.0, 0.0)
    for other in desks.indices {
      let position = ledger.positions[other]
      let worst = desks[other].worst(position.quantity) * position.price
      total += worst
      if desks[line].group != nil, desks[other].group == desks[line].group { group += worst }
      spent += desks[other].buying * position.price
    }
    let (held, desk) = (ledger.positions[line].quantity, desks[line])
    return SizingRequest(
      symbol: symbol, side: side, price: price, time: time, equity: ledger.equity,
      cash: max(0, side == .buy ? ledger.cash - spent : ledger.equity - total),
      // What is on its way counts as held, or as no longer held: whichever leaves less room.
      heldQuantity: side == .buy ? held + desk.buying : held - desk.selling,
      symbolExposure: desk.worst(held) * ledger.positions[line].price,
      groupExposure: desk.group == nil ? nil : group, totalExposure: total, drawdown: min(ledger.drawdown, 1))
  }
}

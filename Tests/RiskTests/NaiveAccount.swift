import Market
import Risk
import Statistics

/// An account and its limits as one would write them on paper: everything is reckoned anew from the list of all that has happened.
///
/// Drawdown and the day's loss come from the value of one share of the account, which deposits don't change; pending orders are a list; the
/// rate is counted over all orders ever approved. Nothing is shared with what it is held against.
struct NaiveAccount {
  struct Trade {
    let line: Int
    let signed: Double
    let price: Double
    let fee: Double
  }

  let policy: RiskPolicy
  let symbols: [Symbol]
  var trades: [Trade] = []
  var paid = 0.0
  var deposits: Double
  var marks: [Double?]
  var markTimes: [Timestamp]
  var shares: Double
  /// The value of one share after every event.
  var history: [(time: Timestamp, value: Double)]
  var pending: [(line: Int, side: Side, quantity: Double)] = []
  var approvals: [Timestamp] = []
  var rests: [Timestamp]
  var stops: Set<RiskStop.Kind> = []
  var lossBase: (from: Timestamp, value: Double)?
  var peakFrom = 0
  var failures = 0
  var openedBreaker: Timestamp?
  var isTrying = false
  var isBorderline = false

  init(_ policy: RiskPolicy, cash: Double, symbols: [Symbol], opened: Timestamp) {
    self.policy = policy
    self.symbols = symbols
    deposits = cash
    marks = symbols.map { _ in nil }
    markTimes = symbols.map { _ in .distantPast }
    rests = symbols.map { _ in .distantPast }
    shares = cash
    history = [(opened, 1)]
  }

  func held(_ line: Int) -> Double {
    var sum = 0.0
    for trade in trades where trade.line == line {
      sum += trade.signed
      if abs(sum) < 1e-9 { sum = 0 }
    }
    return sum
  }

  var cash: Double { deposits - paid - trades.reduce(0) { $0 + $1.signed * $1.price + $1.fee } }
  var equity: Double { symbols.indices.reduce(cash) { $0 + held($1) * (marks[$1] ?? 0) } }
  var now: Timestamp { history[history.count - 1].time }

  /// What closing trades of a symbol have brought: first in at the average price.
  func realised(_ line: Int) -> Double {
    var (quantity, cost, result) = (0.0, 0.0, 0.0)
    for trade in trades where trade.line == line {
      if quantity * trade.signed >= 0 {
        cost += trade.signed * trade.price
        quantity += trade.signed
      } else {
        let closed = min(abs(trade.signed), abs(quantity)) * (quantity > 0 ? 1 : -1)
        let average = cost / quantity
        result += closed * (trade.price - average)
        cost -= closed * average
        quantity -= closed
        let rest = trade.signed + closed
        if abs(quantity) < 1e-9 { (quantity, cost) = (0, 0) }
        if abs(rest) > 1e-9 * abs(trade.signed), quantity == 0 { (quantity, cost) = (rest, rest * trade.price) }
      }
    }
    return result
  }

  func worst(_ line: Int, adding quantity: Double = 0, _ side: Side = .buy) -> Double {
    let buying = pending.filter { $0.line == line && $0.side == .buy }.reduce(side == .buy ? quantity : 0) { $0 + $1.quantity }
    let selling = pending.filter { $0.line == line && $0.side == .sell }.reduce(side == .sell ? quantity : 0) { $0 + $1.quantity }
    return max(abs(held(line) + buying), abs(held(line) - selling))
  }

  /// Notes the value of a share and whether a stop is reached.
  mutating func close(_ time: Timestamp) {
    history.append((time, equity / shares))
    let value = history[history.count - 1].value
    let loss = 1 - value / lossReference
    let drawdown = 1 - value / history[peakFrom...].reduce(0) { max($0, $1.value) }
    near(loss, policy.dailyLoss)
    near(drawdown, policy.maximumDrawdown)
    if loss >= policy.dailyLoss { stops.insert(.dailyLoss) }
    if drawdown >= policy.maximumDrawdown { stops.insert(.drawdown) }
  }

  /// The value of a share when the day began: the last before midnight, or that of a reset since.
  var lossReference: Double {
    let today = now.date
    if let lossBase, lossBase.from.date == today { return lossBase.value }
    return history.last { $0.time.date != today }?.value ?? history[0].value
  }

  mutating func near(_ value: Double, _ limit: Double) {
    if abs(value - limit) <= 1e-7 * max(abs(limit), 1e-6) { isBorderline = true }
  }

  mutating func judge(_ order: OrderRequest) -> Set<RiskRule> {
    var broken: Set<RiskRule> = []
    let (q, p, t) = (order.quantity, order.price, order.time)
    let possible = q > 0 && p > 0 && q.isFinite && p.isFinite && q * p <= 1e18
    if !possible { broken.insert(.invalidOrder) }
    if t < now { broken.insert(.clockWentBack) }
    let line = symbols.firstIndex(of: order.symbol)
    if line == nil { broken.insert(.unknownSymbol) }
    if let line, possible {
      let same = pending.filter { $0.line == line && $0.side == order.side }.reduce(0) { $0 + $1.quantity }
      let room = abs(held(line)) - same
      if held(line) * order.side.sign < 0 {
        if abs(q - room) < 1e-9 { isBorderline = true }
        if q <= room { return broken }
      }
    }
    let value = equity
    if value <= 0 { broken.insert(.invalidOrder) }
    for stop in stops { broken.insert([.global: .globalStop, .dailyLoss: .dailyLoss, .drawdown: .drawdown][stop] ?? .globalStop) }
    if let openedBreaker, t < openedBreaker + .seconds(Int(policy.breakerOpenSeconds)) || isTrying { broken.insert(.circuitBreaker) }
    if approvals.suffix(policy.ordersPerMinute).count(where: { t - $0 < .seconds(60) }) >= policy.ordersPerMinute {
      broken.insert(.orderRate)
    }
    guard let line else { return broken }
    if let allowed = policy.allowedSymbols, !allowed.contains(order.symbol) { broken.insert(.allowList) }
    if t < rests[line] { broken.insert(.cooldown) }
    for other in symbols.indices where other == line || held(other) != 0 {
      if markTimes[other] == .distantPast || t - markTimes[other] > .seconds(Int(policy.staleAfterSeconds)) { broken.insert(.staleData) }
    }
    guard possible, value > 0 else { return broken }
    func check(_ rule: RiskRule, _ amount: Double, _ share: Double) {
      near(amount / value, share)
      if amount > share * value { broken.insert(rule) }
    }
    check(.maximumOrder, q * p, policy.maximumOrder)
    let own = worst(line) * (marks[line] ?? 0) + max(0, worst(line, adding: q, order.side) - worst(line)) * p
    check(.symbolCap, own, policy.symbolCap)
    let others = symbols.indices.filter { $0 != line }
    let group = policy.groups.values.first { $0.contains(order.symbol) }
    if let group {
      check(.groupCap, others.filter { group.contains(symbols[$0]) }.reduce(own) { $0 + worst($1) * (marks[$1] ?? 0) }, policy.groupCap)
    }
    check(.totalCap, others.reduce(own) { $0 + worst($1) * (marks[$1] ?? 0) }, policy.totalCap)
    let busy = others.count { other in held(other) != 0 || pending.contains { $0.line == other } } + 1
    if busy > policy.positions { broken.insert(.positions) }
    if order.side == .buy, !policy.allowsBorrowing {
      let free = others.reduce(cash) { rest, other in
        rest - pending.filter { $0.line == other && $0.side == .buy }.reduce(0) { $0 + $1.quantity } * (marks[other] ?? 0)
      }
      let mine = pending.filter { $0.line == line && $0.side == .buy }.reduce(0) { $0 + $1.quantity } * (marks[line] ?? 0)
      near(q * p / value, (free - mine) / value)
      if q * p > max(free - mine, 0) { broken.insert(.cash) }
    }
    return broken
  }

  mutating func takeOff(_ line: Int, _ side: Side, _ quantity: Double) {
    var rest = quantity
    while rest > 0, let index = pending.firstIndex(where: { $0.line == line && $0.side == side }) {
      if pending[index].quantity <= rest * (1 + 1e-12) {
        rest -= pending[index].quantity
        pending.remove(at: index)
      } else {
        pending[index].quantity -= rest
        rest = 0
      }
    }
  }
}

// MARK: - Random events for both

/// Drives a checker and a naive account with the same random events and compares them after every one.
enum ModelRun {
  struct Difference: Error, CustomStringConvertible {
    let description: String
  }

  /// What happened in a run, so that a test can see that runs reach everything.
  struct Coverage: Sendable {
    var approved = 0
    var broken: Set<RiskRule> = []
    var resets = 0
    var restarts = 0
    var isComplete = true

    mutating func add(_ other: Coverage) {
      approved += other.approved
      broken.formUnion(other.broken)
      resets += other.resets
      restarts += other.restarts
    }
  }

  static func drive(seed: UInt64, events: Int) throws -> Coverage {
    var random = SeededGenerator(seed: seed)
    let symbols: [Symbol] = ["AAA", "BBB", "CCC", "DDD"]
    let start = Timestamp("2024-03-01T22:00:00Z") ?? Timestamp(seconds: 0)
    var policy = RiskPolicy.normal
    policy.dailyLoss = 0.005 + 0.06 * random.uniform()
    policy.maximumDrawdown = 0.02 + 0.15 * random.uniform()
    policy.symbolCap = 0.1 + 0.5 * random.uniform()
    policy.groupCap = 0.2 + 0.5 * random.uniform()
    policy.totalCap = 0.5 + random.uniform()
    policy.maximumOrder = 0.1 + 0.4 * random.uniform()
    policy.positions = 1 + random.integer(below: 4)
    policy.ordersPerMinute = 1 + random.integer(below: 6)
    policy.staleAfterSeconds = 300
    policy.cooldownSeconds = 40
    policy.breakerFailures = 2
    policy.breakerOpenSeconds = 60
    policy.allowsBorrowing = random.chance(0.5)
    policy.groups = ["pair": ["AAA", "BBB"]]
    if random.chance(0.3) { policy.allowedSymbols = ["AAA", "CCC", "DDD"] }
    var checker = try RiskChecker(policy, cash: 10_000, symbols: symbols, opened: start)
    var model = NaiveAccount(policy, cash: 10_000, symbols: symbols, opened: start)
    var coverage = Coverage()
    var time = start
    func fail(_ text: String) -> Difference { Difference(description: "seed \(seed): \(text)") }

    for step in 0..<events {
      time += .seconds(random.chance(0.02) ? 40_000 : random.integer(below: 30))
      let line = random.integer(below: symbols.count)
      let price = max(1, (model.marks[line] ?? 100) * (1 + (random.chance(0.1) ? 0.8 : 0.04) * (random.uniform() - 0.5)))
      switch random.integer(below: 20) {
      case 0...5:
        try checker.mark(symbols[line], at: price, time: time)
        (model.marks[line], model.markTimes[line]) = (price, time)
        model.close(time)
      case 6...12:
        let side: Side = random.chance(0.55) ? .buy : .sell
        var order = OrderRequest(
          symbol: random.chance(0.03) ? "ZZZ" : symbols[line], side: side,
          quantity: (random.chance(0.1) ? 200 : 30) * random.uniform() * random.uniform(), price: price,
          time: random.chance(0.03) ? model.now - .seconds(1) : max(time, model.now))
        if model.held(line) != 0, random.chance(0.4) {
          order = OrderRequest(
            symbol: symbols[line], side: model.held(line) > 0 ? .sell : .buy, quantity: abs(model.held(line)) * 0.999, price: price,
            time: max(time, model.now))
        }
        if random.chance(0.02) {
          order = OrderRequest(
            symbol: symbols[line], side: side, quantity: [.nan, -1, 0, .infinity][random.integer(below: 4)], price: price, time: order.time)
        }
        let before = checker
        let expected = model.judge(order)
        if model.isBorderline { return finished(coverage) }
        coverage.broken.formUnion(expected)
        do {
          let onlyReduces = try letThrough(order, by: &checker)
          guard expected.isEmpty else { throw fail("step \(step): approved though \(expected)") }
          coverage.approved += 1
          model.pending.append((line, order.side, order.quantity))
          model.approvals.append(order.time)
          if !onlyReduces, model.openedBreaker != nil { model.isTrying = true }
          if order.time > model.now { model.close(order.time) }
        } catch let refusal as RiskRefusal {
          guard Set(refusal.rules) == expected else { throw fail("step \(step): refused for \(refusal.rules), model \(expected)") }
          guard before == checker else { throw fail("step \(step): a refusal changed something") }
        }
      case 13...15:
        guard let index = model.pending.indices.randomElement(using: &random) else { continue }
        let order = model.pending[index]
        let quantity = random.chance(0.7) ? order.quantity : order.quantity / 2
        let at = max(1, (model.marks[order.line] ?? 100) * (1 + 0.02 * (random.uniform() - 0.5)))
        let fee = quantity * at * 0.0005
        let before = model.realised(order.line)
        let closes = model.held(order.line) * order.side.sign < 0
        try checker.record(
          Fill(
            symbol: symbols[order.line], side: order.side, quantity: quantity, price: at, referencePrice: at, decided: time, time: time,
            fee: fee, liquidity: .taker))
        model.trades.append(.init(line: order.line, signed: order.side.sign * quantity, price: at, fee: fee))
        model.takeOff(order.line, order.side, quantity)
        (model.marks[order.line], model.markTimes[order.line]) = (at, time)
        let outcome = model.realised(order.line) - before - fee
        // What is left of a position may be so little that its result drowns in the rounding of the sums.
        if closes, abs(outcome) < 1e-6 { return finished(coverage) }
        if closes, outcome < 0 { model.rests[order.line] = time + .seconds(40) }
        succeed(&model, time)
        model.close(time)
      case 16:
        guard let order = model.pending.last else { continue }
        try checker.release(symbols[order.line], order.side, order.quantity)
        model.takeOff(order.line, order.side, order.quantity)
        model.isTrying = false
      case 17:
        if random.chance(0.5) {
          try checker.reportFailure(at: time)
          model.close(time)
          model.failures += 1
          let isHalfOpen = model.openedBreaker.map { time >= $0 + .seconds(60) } ?? false
          if model.failures >= 2 || isHalfOpen { (model.openedBreaker, model.isTrying) = (time, false) }
        } else {
          try checker.reportSuccess(at: time)
          model.close(time)
          succeed(&model, time)
        }
      case 18:
        switch random.integer(below: 4) {
        case 0:
          let amount = 500 * (random.uniform() - 0.3)
          guard model.equity + amount > 0, model.equity > 0 else { continue }
          try checker.transfer(amount, time: time)
          let value = model.equity / model.shares
          model.history.append((time, value))
          model.deposits += amount
          model.shares += amount / value
          model.close(time)
        case 1:
          let amount = 20 * (random.uniform() - 0.5)
          try checker.charge(amount, to: symbols[line], time: time)
          model.paid += amount
          model.close(time)
        case 2:
          try checker.stop("a test", at: time)
          model.close(time)
          model.stops.insert(.global)
        default:
          guard let kind = model.stops.sorted().first, model.equity > 0 else { continue }
          try checker.reset(kind, by: "somebody", at: time)
          model.history.append((time, model.equity / model.shares))
          model.stops.remove(kind)
          if kind == .dailyLoss { model.lossBase = (time, model.equity / model.shares) }
          if kind == .drawdown { model.peakFrom = model.history.count - 1 }
          model.close(time)
          coverage.resets += 1
        }
      default:
        let restarted = try RiskChecker(json: checker.json())
        guard restarted == checker else { throw fail("step \(step): a restart changed something") }
        checker = restarted
        coverage.restarts += 1
      }
      if model.isBorderline { return finished(coverage) }
      try compare(checker, model) { fail("step \(step): \($0)") }
    }
    return coverage
  }

  /// Whether an order that is let through only reduces.
  private static func letThrough(_ order: OrderRequest, by checker: inout RiskChecker) throws(RiskRefusal) -> Bool {
    try checker.check(order).onlyReduces
  }

  private static func finished(_ coverage: Coverage) -> Coverage {
    var coverage = coverage
    coverage.isComplete = false
    return coverage
  }

  private static func succeed(_ model: inout NaiveAccount, _ time: Timestamp) {
    if let opened = model.openedBreaker, time < opened + .seconds(60) { return }
    (model.failures, model.openedBreaker, model.isTrying) = (0, nil, false)
  }

  private static func compare(_ checker: RiskChecker, _ model: NaiveAccount, _ fail: (String) -> Difference) throws {
    let ledger = checker.ledger
    func same(_ what: String, _ one: Double, _ other: Double) throws {
      guard abs(one - other) <= 1e-6 else { throw fail("\(what) is \(one), model \(other)") }
    }
    try same("cash", ledger.cash, model.cash)
    try same("equity", ledger.equity, model.equity)
    try same("imbalance", ledger.imbalance, 0)
    for line in model.symbols.indices {
      try same("quantity of \(model.symbols[line])", ledger.positions[line].quantity, model.held(line))
      try same("realised of \(model.symbols[line])", ledger.positions[line].realised, model.realised(line))
    }
    guard Set(checker.stops.map(\.kind)) == model.stops else { throw fail("stops \(checker.stops.map(\.kind)), model \(model.stops)") }
  }
}

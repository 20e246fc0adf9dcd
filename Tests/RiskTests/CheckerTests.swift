import Market
import Risk
import Testing

private let start = Timestamp("2024-03-01T12:00:00Z") ?? Timestamp(seconds: 0)

private func order(_ side: Side, _ quantity: Double, of symbol: Symbol = "AAA", at price: Double = 100, after seconds: Int = 0)
  -> OrderRequest
{
  OrderRequest(symbol: symbol, side: side, quantity: quantity, price: price, time: start + .seconds(seconds))
}

private func checker(_ change: (inout RiskPolicy) -> Void = { _ in }) throws -> RiskChecker {
  var policy = RiskPolicy.normal
  change(&policy)
  var checker = try RiskChecker(policy, cash: 10_000, symbols: ["AAA", "BBB", "CCC"], opened: start)
  try checker.mark([("AAA", 100), ("BBB", 100), ("CCC", 100)], time: start)
  return checker
}

extension RiskChecker {
  /// The rules an order breaks; none if it is approved.
  fileprivate mutating func rules(_ order: OrderRequest) -> [RiskRule] {
    do {
      _ = try check(order)
      return []
    } catch {
      return error.rules
    }
  }

  fileprivate mutating func trade(_ side: Side, _ quantity: Double, of symbol: Symbol = "AAA", at price: Double, after seconds: Int = 0)
    throws
  {
    try record(fill(symbol, side, quantity, at: price, time: start + .seconds(seconds)))
  }
}

@Suite struct CheckerTests {
  @Test func anOrderWithinItsLimitsIsApproved() throws {
    var checker = try checker()
    let approved = try checker.check(order(.buy, 20))
    #expect(approved.order.quantity == 20 && !approved.onlyReduces)
  }

  @Test func sizesOfThePolicyPassItsOwnChecks() throws {
    var checker = try checker()
    for (seconds, symbol) in ["AAA", "BBB", "CCC"].enumerated() {
      var request = try checker.request(Symbol(symbol), .buy, at: 97.3, time: start + .seconds(seconds))
      request.annualVolatility = 0.01
      let sizing = try checker.policy.sizer().size(request)
      #expect(checker.rules(order(.buy, sizing.quantity, of: try Symbol(symbol), at: 97.3, after: seconds)) == [])
    }
  }

  @Test func everyRuleThatIsBrokenIsNamedWithItsNumbers() throws {
    var checker = try checker {
      $0.allowedSymbols = ["BBB"]
      $0.groups = ["all": ["AAA", "BBB"]]
      $0.positions = 1
      $0.ordersPerMinute = 1
      $0.breakerFailures = 1
    }
    _ = try checker.check(order(.buy, 20, of: "BBB"))
    try checker.trade(.buy, 20, of: "BBB", at: 100)
    try checker.mark("BBB", at: 10, time: start)
    try checker.stop("a person said so", at: start)
    try checker.reportFailure(at: start)
    let broken = checker.rules(order(.buy, 100, after: 10))
    #expect(
      broken == [
        .allowList, .globalStop, .dailyLoss, .circuitBreaker, .maximumOrder, .symbolCap, .groupCap, .totalCap, .positions, .cash,
        .orderRate,
      ])
    let refusal = #expect(throws: RiskRefusal.self) { _ = try checker.check(order(.buy, 100, after: 10)) }
    #expect(refusal?.description.contains("symbol_cap (AAA would come to 121.95 % of the equity, 20.0 % are allowed)") == true)
    #expect(refusal?.description.contains("daily_loss (the day's loss reached its limit: 18.0 % where 3.0 % are allowed") == true)
  }

  @Test func ordersOnTheirWayCount() throws {
    var checker = try checker()
    #expect(checker.rules(order(.buy, 15)) == [])
    #expect(checker.rules(order(.buy, 15)) == [.symbolCap])
    try checker.release("AAA", .buy, 15)
    #expect(checker.rules(order(.buy, 15)) == [])
    try checker.trade(.buy, 5, at: 100)
    #expect(checker.rules(order(.buy, 6)) == [.symbolCap])
    #expect(checker.rules(order(.buy, 5)) == [])
  }

  @Test func gettingOutIsNeverRefused() throws {
    var checker = try checker { $0.ordersPerMinute = 1 }
    _ = try checker.check(order(.buy, 20))
    try checker.trade(.buy, 20, at: 100)
    try checker.mark("AAA", at: 50, time: start)
    try checker.stop("everything", at: start)
    for _ in 0..<5 { try checker.reportFailure(at: start) }
    let late = order(.sell, 12, at: 50, after: 100_000)
    #expect(checker.rules(late) == [])
    // The other 8 only: 12 are on their way out already.
    #expect(checker.rules(order(.sell, 9, at: 50, after: 100_000)) != [])
    #expect(checker.rules(order(.sell, 8, at: 50, after: 100_000)) == [])
  }

  @Test func aDaysLossLatchesUntilAPersonResetsIt() throws {
    var checker = try checker { $0.maximumDrawdown = 0.5 }
    try checker.trade(.buy, 15, at: 100)
    try checker.mark("AAA", at: 80.1, time: start)
    #expect(checker.stops.isEmpty)
    try checker.mark("AAA", at: 80, time: start)
    #expect(checker.stops.map(\.kind) == [.dailyLoss])
    try checker.mark("AAA", at: 120, time: start + .seconds(86_400))
    #expect(checker.rules(order(.buy, 1, of: "AAA", at: 120, after: 86_400)) == [.dailyLoss])
    #expect(throws: RiskError.self) { try checker.reset(.dailyLoss, by: " ", at: start + .seconds(86_400)) }
    #expect(throws: RiskError.self) { try checker.reset(.drawdown, by: "Ada", at: start + .seconds(86_400)) }
    try checker.reset(.dailyLoss, by: "Ada", at: start + .seconds(86_400))
    #expect(checker.stops.isEmpty && checker.resets.map(\.person) == ["Ada"])
    try checker.mark("AAA", at: 119, time: start + .seconds(86_400))
    #expect(checker.stops.isEmpty)
  }

  @Test func aDrawdownLatchesAndIsReckonedAnewAfterAReset() throws {
    var checker = try checker { ($0.dailyLoss, $0.maximumDrawdown) = (1, 0.1) }
    try checker.trade(.buy, 20, at: 100)
    try checker.mark("AAA", at: 40, time: start)
    #expect(checker.stops.map(\.kind) == [.drawdown])
    try checker.reset(.drawdown, by: "Ada", at: start)
    try checker.mark("AAA", at: 30, time: start)
    #expect(checker.stops.isEmpty && checker.ledger.drawdown > 0.13)
    try checker.trade(.sell, 20, at: 30)
  }

  @Test func aSymbolRestsAfterALoss() throws {
    var checker = try checker { $0.cooldownSeconds = 60 }
    try checker.trade(.buy, 5, at: 100)
    try checker.trade(.sell, 5, at: 99)
    #expect(checker.rules(order(.buy, 1, after: 59)) == [.cooldown])
    #expect(checker.rules(order(.buy, 1, of: "BBB", after: 59)) == [])
    #expect(checker.rules(order(.buy, 1, after: 60)) == [])
  }

  @Test func theBreakerOpensTriesAndCloses() throws {
    var checker = try checker { ($0.breakerFailures, $0.breakerOpenSeconds) = (2, 60) }
    try checker.reportFailure(at: start)
    #expect(checker.rules(order(.buy, 1)) == [])
    try checker.reportFailure(at: start)
    #expect(checker.breaker.state(at: start) == .open)
    #expect(checker.rules(order(.buy, 1, after: 59)) == [.circuitBreaker])
    #expect(checker.breaker.state(at: start + .seconds(60)) == .halfOpen)
    #expect(checker.rules(order(.buy, 1, after: 60)) == [])
    #expect(checker.rules(order(.buy, 1, after: 61)) == [.circuitBreaker])
    try checker.reportFailure(at: start + .seconds(62))
    #expect(checker.rules(order(.buy, 1, after: 121)) == [.circuitBreaker])
    #expect(checker.rules(order(.buy, 1, after: 122)) == [])
    try checker.reportSuccess(at: start + .seconds(123))
    #expect(checker.breaker.state(at: start + .seconds(123)) == .closed)
    #expect(checker.rules(order(.buy, 1, after: 124)) == [])
  }

  @Test func oldPricesAreNotTradedOn() throws {
    var checker = try checker { $0.staleAfterSeconds = 10 }
    #expect(checker.rules(order(.buy, 1, after: 10)) == [])
    #expect(checker.rules(order(.buy, 1, after: 11)) == [.staleData])
    try checker.trade(.buy, 1, at: 100, after: 20)
    try checker.mark("BBB", at: 100, time: start + .seconds(40))
    // The equity rests on the old price of what is held.
    #expect(checker.rules(order(.buy, 1, of: "BBB", after: 40)) == [.staleData])
  }

  @Test func noMinuteHasMoreOrdersThanItMay() throws {
    var checker = try checker { $0.ordersPerMinute = 2 }
    #expect(checker.rules(order(.buy, 1)) == [])
    #expect(checker.rules(order(.buy, 1, after: 30)) == [])
    #expect(checker.rules(order(.buy, 1, after: 59)) == [.orderRate])
    #expect(checker.rules(order(.buy, 1, after: 60)) == [])
    #expect(checker.rules(order(.buy, 1, after: 89)) == [.orderRate])
  }

  @Test(arguments: [
    (order(.buy, .nan), [RiskRule.invalidOrder]), (order(.buy, -1), [.invalidOrder]), (order(.buy, 1, at: 0), [.invalidOrder]),
    (order(.buy, 1e200, at: 1e200), [.invalidOrder]), (order(.buy, 1, of: "ZZZ"), [.unknownSymbol]),
    (order(.buy, 1, after: -1), [.clockWentBack]),
    (order(.sell, .infinity, of: "ZZZ", after: -1), [.invalidOrder, .clockWentBack, .unknownSymbol]),
  ]) func whatCannotBeIsRefusedAndChangesNothing(order: OrderRequest, rules: [RiskRule]) throws {
    var checker = try checker()
    let before = checker
    #expect(checker.rules(order) == rules)
    #expect(checker == before)
  }

  @Test func anAccountWithoutEquityOpensNothing() throws {
    var checker = try checker { ($0.dailyLoss, $0.maximumDrawdown, $0.symbolCap, $0.maximumOrder) = (1, 1, 5, 5) }
    try checker.trade(.sell, 100, at: 100)
    try checker.mark("AAA", at: 300, time: start)
    #expect(checker.ledger.equity == -10_000)
    let rules = checker.rules(order(.sell, 1, at: 300))
    #expect(rules.contains(.invalidOrder) && rules.contains(.dailyLoss) && rules.contains(.drawdown))
    #expect(throws: RiskError.self) { try checker.reset(.drawdown, by: "Ada", at: start) }
    #expect(checker.rules(order(.buy, 100, at: 300)) == [])
    _ = try checker.summary().json()
  }

  @Test func policiesThatNameUnknownSymbolsAreErrors() {
    #expect(throws: RiskError.self) { try checker { $0.allowedSymbols = ["ZZZ"] } }
    #expect(throws: RiskError.self) { try checker { $0.groups = ["a": ["ZZZ"]] } }
    #expect(throws: RiskError.self) { try checker { $0.dailyLoss = .nan } }
  }

  @Test func aSummarySaysWhatADashboardNeeds() throws {
    var checker = try checker()
    try checker.trade(.buy, 10, at: 100)
    try checker.mark("AAA", at: 65, time: start + .seconds(5))
    let summary = checker.summary()
    #expect(!summary.isTrading && summary.stops.map(\.kind) == [.dailyLoss])
    #expect(summary.positions.map(\.unrealised) == [-350] && summary.drawdown == 0.035)
    let json = try summary.json()
    #expect(json.contains(#""is_trading" : false"#) && json.contains(#""daily_loss""#) && json.contains(#""2024-03-01""#))
  }

  @Test func aSnapshotKeepsStopsAndRooms() throws {
    var checker = try checker()
    _ = try checker.check(order(.buy, 15))
    try checker.stop("a person said so", at: start)
    var again = try RiskChecker(json: checker.json())
    #expect(again == checker)
    #expect(again.rules(order(.buy, 15)) == [.globalStop, .symbolCap])
    let spoilt = try checker.json().replacing("\"version\" : 1", with: "\"version\" : 2")
    #expect(throws: RiskError.self) { try RiskChecker(json: spoilt) }
  }
}

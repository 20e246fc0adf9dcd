import Market
import Risk
import Testing

private func request(_ change: (inout SizingRequest) -> Void = { _ in }) -> SizingRequest {
  var request = SizingRequest(
    symbol: "BTC-USDT", side: .buy, price: 50, time: Timestamp(seconds: 0), equity: 10_000, cash: 10_000, confidence: 0.5, stopPrice: 45,
    averageTrueRange: 2, annualVolatility: 0.3, winProbability: 0.6, payoff: 1.5, expectedReturn: 0.01, returnVariance: 0.04,
    sampleCount: 100)
  change(&request)
  return request
}

@Suite struct SizingTests {
  @Test func aFixedFractionOfTheEquityIsTraded() throws {
    let sizing = try FixedFraction(0.1).size(request())
    #expect(sizing.quantity == 20)
    #expect(sizing.description == "20.0 units: fixed_fraction 0.1")
  }

  @Test(arguments: [3, 0.1, 1e-12, 1e15], [50, 49.3, 1e-6]) func aFixedQuantityIsTradedWhateverTheAccountIsWorth(
    units: Double, price: Double
  )
    throws
  {
    for equity in [10_000, 9_999.7, 1e-3] {
      let sizing = try FixedQuantity(units).size(request { ($0.price, $0.stopPrice, $0.equity) = (price, nil, equity) })
      #expect(sizing.quantity == units)
      #expect(abs(sizing.factors.product * equity / price / units - 1) < 1e-12)
    }
    let cut = try FixedQuantity(units).capped(by: SizingCaps(symbol: 0.2, group: 0.3, total: 0.5)).size(request())
    #expect(cut.quantity <= 40)
  }

  @Test(arguments: [0, -1, .nan, .infinity, 1e16]) func aFixedQuantityThatCannotBeIsRefused(units: Double) {
    let error = #expect(throws: RiskError.self) { try FixedQuantity(units) }
    #expect(error?.description.hasPrefix("FixedQuantity, quantity") == true)
    #expect(Sizing(request(), "units", quantity: units == 1e16 ? 0 : units).refusal?.name == "units")
  }

  @Test func rangesAndStopsLoseWhatWasAskedFor() throws {
    #expect(try RangeRisk(risk: 0.01, multiple: 2).size(request()).quantity == 25)
    #expect(try StopRisk(risk: 0.01).size(request()).quantity == 20)
    #expect(try StopRisk(risk: 0.01).size(request { ($0.side, $0.stopPrice) = (.sell, 60) }).quantity == 10)
  }

  @Test(arguments: [(0.3, 0.5), (0.05, 1.5), (100, 0.05), (0.15, 1)])
  func volatilityIsHeldBetweenItsEnds(volatility: Double, factor: Double) {
    let sizing = VolatilityTarget().size(request { $0.annualVolatility = volatility })
    #expect(abs(sizing.quantity - 200 * factor) < 1e-9)
  }

  @Test func volatilityIsAnnualisedByTheCalendar() throws {
    let hours = try VolatilityTarget.annual(0.002, of: .hours(1), on: .continuous)
    #expect(abs(hours - 0.002 * (365.2425 * 24).squareRoot()) < 1e-12)
    let days = try VolatilityTarget.annual(0.012, of: .days(1), on: .newYorkStockExchange)
    #expect(abs(days - 0.012 * 251.76.squareRoot()) < 1e-4)
    #expect(throws: RiskError.self) { try VolatilityTarget.annual(.nan, of: .days(1), on: .continuous) }
  }

  @Test func kellyComesFromProbabilityAndPayoff() throws {
    // 0.6 - 0.4 / 1.5 = 1/3; shrunk by 0.5² / (0.5² + 2.5² · 0.24 / 100).
    let exact = try FractionalKelly(0.25, isShrunk: false).size(request())
    #expect(abs(exact.quantity - 200 / 12) < 1e-9)
    let shrunk = try FractionalKelly(0.25).size(request())
    #expect(abs(shrunk.quantity - 200 / 12 * 0.25 / (0.25 + 0.015)) < 1e-9)
    #expect(shrunk.factors.map(\.name) == ["kelly", "kelly_fraction", "estimation_error"])
  }

  @Test(arguments: [Side.buy, .sell]) func kellyOfMeanAndVarianceKnowsBothSides(side: Side) throws {
    let sizer = try FractionalKelly(0.5, isShrunk: false)
    let asked = request {
      ($0.side, $0.stopPrice, $0.winProbability, $0.payoff) = (side, nil, nil, nil)
      $0.expectedReturn = 0.01 * side.sign
    }
    #expect(abs(sizer.size(asked).quantity - 200 * 0.125) < 1e-9)
    let against = sizer.size(
      request {
        ($0.side, $0.stopPrice, $0.winProbability, $0.payoff) = (side.opposite, nil, nil, nil)
        $0.expectedReturn = 0.01 * side.sign
      })
    #expect(against.quantity == 0 && against.refusal?.name == "edge")
  }

  @Test func theQuantityIsTheProductOfItsFactors() throws {
    let sizer = try FixedFraction(0.5).scaled(by: VolatilityTarget()).scaled(by: ConfidenceScale())
      .scaled(by: DrawdownScale(from: 0.1, to: 0.3, floor: 0.2)).capped(by: SizingCaps(symbol: 0.1, total: 1))
    let sizing = sizer.size(request { $0.drawdown = 0.2 })
    #expect(sizing.factors.map(\.name) == ["fixed_fraction", "volatility", "confidence", "drawdown", "symbol_cap"])
    #expect(zip(sizing.factors.map(\.value), [0.5, 0.5, 0.75, 0.6]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(abs(sizing.quantity - 200 * sizing.factors.product) < 1e-12)
    #expect(abs(sizing.quantity - 20) < 1e-12)
  }

  @Test(arguments: RiskPolicy.Method.allCases) func policiesSizeByEveryMethodAndNeverAboveTheirCaps(method: RiskPolicy.Method) throws {
    var policy = RiskPolicy.normal
    policy.method = method
    policy.riskPerTrade = 0.5
    let sizing = try policy.sizer().size(request { $0.annualVolatility = 0.01 })
    #expect(sizing.quantity > 0 && sizing.quantity <= 40)
    #expect(abs(sizing.quantity - 200 * sizing.factors.product) < 1e-9)
  }

  @Test func capsLeaveRoomForWhatCloses() throws {
    let caps = try SizingCaps(symbol: 0.2, group: 0.3, total: 0.5)
    let big = try FixedFraction(10).capped(by: caps)
    // Long 30 units of 50 = 1500: 10 more to buy, 30 + 40 to sell.
    let held = { (side: Side) in
      request { ($0.side, $0.stopPrice, $0.heldQuantity, $0.symbolExposure, $0.totalExposure) = (side, nil, 30, 1_500, 1_500) }
    }
    #expect(abs(big.size(held(.buy)).quantity - 10) < 1e-9)
    #expect(abs(big.size(held(.sell)).quantity - 70) < 1e-9)
    let full = request { ($0.groupExposure, $0.totalExposure) = (3_000, 3_000) }
    #expect(big.size(full).refusal?.name == "group_cap")
    #expect(abs(big.size(request { $0.totalExposure = 4_000 }).quantity - 20) < 1e-9)
    #expect(abs(big.size(request { $0.cash = 100 }).quantity - 2) < 1e-9)
    #expect(big.size(request { $0.cash = -5 }).refusal?.name == "cash")
  }

  private static let impossible: [(String, @Sendable (inout SizingRequest) -> Void)] = [
    ("price", { $0.price = 0 }), ("price", { $0.price = .nan }), ("equity", { $0.equity = -5 }), ("equity", { $0.equity = .infinity }),
    ("cash", { $0.cash = .nan }), ("held_quantity", { $0.heldQuantity = .infinity }), ("symbol_exposure", { $0.symbolExposure = -1 }),
    ("group_exposure", { $0.groupExposure = .nan }), ("total_exposure", { $0.totalExposure = -1 }), ("drawdown", { $0.drawdown = 1.5 }),
    ("confidence", { $0.confidence = .nan }), ("confidence", { $0.confidence = 1.01 }), ("stop_price", { $0.stopPrice = 50 }),
    ("stop_price", { $0.stopPrice = -1 }), ("average_true_range", { $0.averageTrueRange = .nan }),
    ("annual_volatility", { $0.annualVolatility = .nan }), ("annual_volatility", { $0.annualVolatility = -1 }),
    ("win_probability", { $0.winProbability = 1.2 }), ("payoff", { $0.payoff = 0 }), ("payoff", { $0.payoff = -1 }),
    ("expected_return", { $0.expectedReturn = .nan }), ("return_variance", { $0.returnVariance = 0 }),
    ("sample_count", { $0.sampleCount = 0 }),
  ]

  @Test(arguments: 0..<23) func impossibleRequestsAreRefusedByEverySizer(index: Int) throws {
    let (name, change) = SizingTests.impossible[index]
    let sizers: [any Sizer] = [
      try FixedFraction(0.1), try FixedQuantity(3), try RangeRisk(risk: 0.01, multiple: 2), try StopRisk(risk: 0.01), VolatilityTarget(),
      try FractionalKelly(),
      try RiskPolicy.normal.sizer(),
    ]
    for sizer in sizers {
      let sizing = sizer.size(request(change))
      #expect(sizing.quantity == 0)
      #expect(sizing.refusal?.name == name, "\(sizer)")
    }
  }

  @Test func whatIsNotKnownIsNamed() throws {
    #expect(try RangeRisk(risk: 0.01, multiple: 2).size(request { $0.averageTrueRange = nil }).refusal?.name == "average_true_range")
    #expect(try RangeRisk(risk: 0.01, multiple: 2).size(request { $0.averageTrueRange = 0 }).refusal?.name == "average_true_range")
    #expect(try StopRisk(risk: 0.01).size(request { $0.stopPrice = nil }).refusal?.name == "stop_price")
    #expect(VolatilityTarget().size(request { $0.annualVolatility = nil }).refusal?.name == "annual_volatility")
    #expect(VolatilityTarget().size(request { $0.annualVolatility = 0 }).refusal?.name == "annual_volatility")
    #expect(
      try FractionalKelly().size(
        request {
          $0.payoff = nil; $0.expectedReturn = nil
        }
      ).refusal?.name == "payoff")
    #expect(try FractionalKelly().size(request { $0.sampleCount = nil }).refusal?.name == "sample_count")
    #expect(throws: RiskError.self) { try FixedFraction(0) }
    #expect(throws: RiskError.self) { try FixedFraction(.nan) }
    #expect(throws: RiskError.self) { try FractionalKelly(1.5) }
    #expect(throws: RiskError.self) { try DrawdownScale(from: 0.3, to: 0.2, floor: 0) }
  }

  @Test func factorsBeyondTheirRoomAreMultipliedIntoTheLast() {
    var factors = Factors()
    for index in 0..<15 { factors.append(Factor("x", Double(index + 1))) }
    #expect(factors.count == Factors.capacity)
    #expect(factors.product == (1...15).reduce(1.0) { $0 * Double($1) })
    let last: Double = 32_760
    #expect(factors["others"] == last)
  }
}

@Suite struct PolicyTests {
  @Test func defaultsAreThoseThatWerePromised() {
    let policy = RiskPolicy.normal
    #expect(policy.dailyLoss == 0.03 && policy.symbolCap == 0.2 && policy.kellyFraction == 0.25)
    #expect(policy.volatilityTarget == 0.15 && policy.positions == 5)
  }

  @Test(arguments: ["safe", "normal", "aggressive"]) func presetsAreValidAndComeBackFromJSON(name: String) throws {
    let policy = try RiskPolicy(json: #"{"preset": "\#(name)"}"#)
    #expect(policy == RiskPolicy.presets.first { $0.name == name }?.policy)
    #expect(try RiskPolicy(json: policy.json()) == policy)
  }

  @Test func unknownKeysAreErrorsThatSuggest() {
    let error = #expect(throws: RiskError.self) { try RiskPolicy(json: #"{"dayly_loss": 0.02}"#) }
    #expect(error?.description == "RiskPolicy, dayly_loss: is not a key of a policy. Did you mean 'daily_loss'?")
  }

  @Test(arguments: [
    #"{"daily_loss": 0}"#, #"{"daily_loss": 1.5}"#, #"{"symbol_cap": -1}"#, #"{"positions": 0}"#, #"{"positions": 1.5}"#,
    #"{"orders_per_minute": 1000001}"#, #"{"kelly_fraction": 2}"#, #"{"volatility_target": 1e999}"#, #"{"preset": "brave"}"#,
    #"{"method": "guess"}"#, #"{"drawdown_scale_start": 0.5}"#, #"{"groups": {"a": ["X"], "b": ["X"]}}"#,
    #"{"allowed_symbols": ["X", "X"]}"#, #"{"allowed_symbols": [" "]}"#, #"{"daily_loss": null}"#, #"{"daily_loss": "3 %"}"#, "[]", "", "{",
    #"{"volatility_scale_lowest": 2}"#,
  ]) func documentsThatSayWhatCannotBeAreErrors(json: String) {
    let error = #expect(throws: RiskError.self) { try RiskPolicy(json: json) }
    #expect(error?.description.isEmpty == false)
  }

  @Test func everyNumberIsChecked() throws {
    let json = try RiskPolicy.normal.json()
    let numbers = json.split(separator: "\n").filter { $0.contains(" : ") && $0.split(separator: ":")[1].contains(where: \.isNumber) }
    #expect(numbers.count >= 23)
    for line in numbers {
      let key = line.split(separator: "\"")[1]
      for value in ["-1e9", "1e18"] {
        let error = #expect(throws: RiskError.self, "\(key) \(value)") { try RiskPolicy(json: "{\"\(key)\": \(value)}") }
        #expect(error?.parameter.contains(key) == true)
      }
    }
  }
}

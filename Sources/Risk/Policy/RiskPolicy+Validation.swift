public import Market

extension RiskPolicy {
  /// A number of the policy: its name in JSON, where it is kept, and what it may be.
  struct NumberField: Sendable {
    let name: String
    let path: any (WritableKeyPath<RiskPolicy, Double> & Sendable)
    let range: ClosedRange<Double>
  }

  struct CountField: Sendable {
    let name: String
    let path: any (WritableKeyPath<RiskPolicy, Int> & Sendable)
    let range: ClosedRange<Int>
  }

  static let numbers: [NumberField] = [
    NumberField(name: "fraction", path: \.fraction, range: 0.000_1...10),
    NumberField(name: "risk_per_trade", path: \.riskPerTrade, range: 0.000_1...0.5),
    NumberField(name: "atr_multiple", path: \.rangeMultiple, range: 0.01...100),
    NumberField(name: "kelly_fraction", path: \.kellyFraction, range: 0.001...1),
    NumberField(name: "volatility_target", path: \.volatilityTarget, range: 0.001...10),
    NumberField(name: "volatility_scale_lowest", path: \.volatilityScaleLowest, range: 0.001...20),
    NumberField(name: "volatility_scale_highest", path: \.volatilityScaleHighest, range: 0.001...20),
    NumberField(name: "confidence_floor", path: \.confidenceFloor, range: 0...1),
    NumberField(name: "drawdown_scale_start", path: \.drawdownScaleStart, range: 0...1),
    NumberField(name: "drawdown_scale_end", path: \.drawdownScaleEnd, range: 0...1),
    NumberField(name: "drawdown_scale_floor", path: \.drawdownScaleFloor, range: 0...1),
    NumberField(name: "daily_loss", path: \.dailyLoss, range: 0.000_1...1),
    NumberField(name: "maximum_drawdown", path: \.maximumDrawdown, range: 0.000_1...1),
    NumberField(name: "symbol_cap", path: \.symbolCap, range: 0.000_1...20),
    NumberField(name: "group_cap", path: \.groupCap, range: 0.000_1...20),
    NumberField(name: "total_cap", path: \.totalCap, range: 0.000_1...20),
    NumberField(name: "maximum_order", path: \.maximumOrder, range: 0.000_1...20),
    NumberField(name: "stale_after_seconds", path: \.staleAfterSeconds, range: 0.001...31_536_000),
    NumberField(name: "cooldown_seconds", path: \.cooldownSeconds, range: 0...31_536_000),
    NumberField(name: "breaker_open_seconds", path: \.breakerOpenSeconds, range: 0.001...31_536_000),
  ]

  static let counts: [CountField] = [
    CountField(name: "positions", path: \.positions, range: 1...10_000),
    CountField(name: "orders_per_minute", path: \.ordersPerMinute, range: 1...100_000),
    CountField(name: "breaker_failures", path: \.breakerFailures, range: 1...10_000),
  ]

  /// Throws an error that names the first number that is out of range, and what it may be.
  public func validate() throws(RiskError) {
    for field in RiskPolicy.numbers { try RiskError.check(self[keyPath: field.path], "RiskPolicy", field.name, in: field.range) }
    for field in RiskPolicy.counts { try RiskError.check(self[keyPath: field.path], "RiskPolicy", field.name, in: field.range) }
    if volatilityScaleLowest > volatilityScaleHighest {
      throw RiskError(
        .outOfRange, "RiskPolicy", "volatility_scale_lowest",
        "must be at most volatility_scale_highest (\(volatilityScaleHighest)), got \(volatilityScaleLowest).")
    }
    if drawdownScaleStart >= drawdownScaleEnd {
      throw RiskError(
        .outOfRange, "RiskPolicy", "drawdown_scale_start",
        "must be below drawdown_scale_end (\(drawdownScaleEnd)), got \(drawdownScaleStart).")
    }
    if let allowedSymbols { try RiskPolicy.checkNoneTwice(allowedSymbols, "allowed_symbols") }
    try RiskPolicy.checkNoneTwice(groups.keys.sorted().flatMap { groups[$0] ?? [] }, "groups")
  }

  private static func checkNoneTwice(_ symbols: [Symbol], _ parameter: String) throws(RiskError) {
    var seen = Set<Symbol>()
    for symbol in symbols where !seen.insert(symbol).inserted {
      throw RiskError(.unknownSymbol, "RiskPolicy", parameter, "names \(symbol) more than once; once is allowed.")
    }
  }
}

extension RiskPolicy {
  /// The symbols that the policy speaks of.
  public var namedSymbols: [Symbol] { (allowedSymbols ?? []) + groups.sorted { $0.key < $1.key }.flatMap(\.value) }
}

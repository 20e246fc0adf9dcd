public import Market

/// What would happen to an account if markets did something bad.
///
///     let stress = StressTest(checker.ledger)
///     let crash = try stress.replay(["BTC-USDT": -0.4, "ETH-USDT": -0.5])
///     print(crash.lossFraction)
public struct StressTest: Sendable {
  /// The account.
  public let ledger: PortfolioLedger

  /// Stress for an account as it is.
  public init(_ ledger: PortfolioLedger) { self.ledger = ledger }

  /// What is left after something bad.
  public struct Outcome: Hashable, Sendable {
    /// The equity before.
    public let equityBefore: Double
    /// The equity after.
    public let equityAfter: Double
    /// What each position that is held brings, negative for a loss.
    public let results: [Symbol: Double]

    /// What is lost, as a fraction of the equity before; negative for a gain.
    public var lossFraction: Double { (equityBefore - equityAfter) / equityBefore }
  }

  /// Every price moves by a given fraction at once.
  ///
  /// - Parameter shocks: what each symbol's price does, such as -0.4 for a fall by 40 %: above -1, at most 100. Symbols that are not named stay
  ///   where they are; unknown ones are an error.
  public func replay(_ shocks: [Symbol: Double]) throws(RiskError) -> Outcome {
    for symbol in shocks.keys.sorted() {
      guard ledger[symbol] != nil else {
        throw RiskError(.unknownSymbol, "StressTest", "shocks", "name \(symbol), which the ledger does not know.")
      }
      let shock = shocks[symbol] ?? 0
      guard shock > -1, shock <= 100 else {
        throw RiskError(
          shock.isFinite ? .outOfRange : .notFinite, "StressTest", "shocks[\(symbol)]", "must be above -1 and at most 100, got \(shock).")
      }
    }
    return outcome { $0.value * (shocks[$0.symbol] ?? 0) }
  }

  /// The market jumps over every stop: each position is closed at the worse of its stop and the price after a gap against it.
  ///
  /// - Parameters:
  ///   - gap: how far every price jumps against its position, as a fraction, 0 to 1. A long position can't lose more than its value.
  ///   - stops: where each position would be given up; one without a stop is valued at the price after the gap.
  public func gap(_ gap: Double, stops: [Symbol: Double] = [:]) throws(RiskError) -> Outcome {
    try RiskError.check(gap, "StressTest", "gap", in: 0...1)
    for symbol in stops.keys.sorted() {
      let stop = stops[symbol] ?? .nan
      guard ledger[symbol] != nil else {
        throw RiskError(.unknownSymbol, "StressTest", "stops", "name \(symbol), which the ledger does not know.")
      }
      guard stop > 0, stop < .infinity else {
        throw RiskError(.outOfRange, "StressTest", "stops[\(symbol)]", "must be above 0 and finite, got \(stop).")
      }
    }
    return outcome { position in
      let isLong = position.quantity > 0
      let gapped = position.price * (isLong ? 1 - gap : 1 + gap)
      guard let stop = stops[position.symbol] else { return position.quantity * (gapped - position.price) }
      // A stop that the gap doesn't reach is reached later at its own price; one that it jumps is filled where the market is.
      let exit = isLong ? min(stop, gapped) : max(stop, gapped)
      return position.quantity * (exit - position.price)
    }
  }

  private func outcome(_ result: (Position) -> Double) -> Outcome {
    var results: [Symbol: Double] = [:]
    var after = ledger.equity
    for position in ledger.positions where position.quantity != 0 {
      let change = result(position)
      results[position.symbol] = change
      after += change
    }
    return Outcome(equityBefore: ledger.equity, equityAfter: after, results: results)
  }
}

/// What diversification is worth, and what is left of it when everything falls together.
public struct CorrelationStress: Hashable, Sendable {
  /// The portfolio's standard deviation with the correlations there are.
  public let volatility: Double
  /// With the correlations drawn towards 1 as far as was asked.
  public let stressed: Double
  /// With all correlations 1: long and short positions offset each other fully.
  public let allTogether: Double
  /// If every position moved against the account at once, long and short.
  public let worst: Double

  /// The volatility of weights, with correlations moved towards 1.
  ///
  /// - Parameters:
  ///   - weights: may be short.
  ///   - covariance: of the assets; every variance above 0.
  ///   - amount: how far correlations move: 0 not at all, 1 to correlations of 1.
  public init(_ weights: [Double], _ covariance: SymmetricMatrix, amount: Double) throws(RiskError) {
    try RiskError.check(amount, "CorrelationStress", "amount", in: 0...1)
    guard weights.count == covariance.size else {
      throw RiskError(
        .lengthMismatch, "CorrelationStress", "weights", "has \(weights.count) values where \(covariance.size) are needed, one an asset.")
    }
    try ReturnColumns.check(weights, "CorrelationStress", "weights", atLeast: 1)
    try covariance.checkVariances("CorrelationStress")
    let moves = zip(weights, covariance.diagonal).map { $0 * $1.squareRoot() }
    let variance = max(covariance.quadratic(weights), 0)
    let together = moves.reduce(0, +)
    volatility = variance.squareRoot()
    allTogether = abs(together)
    // Drawing correlations towards 1 in a straight line draws the variance in a straight line.
    stressed = ((1 - amount) * variance + amount * together * together).squareRoot()
    worst = moves.reduce(0) { $0 + abs($1) }
  }
}

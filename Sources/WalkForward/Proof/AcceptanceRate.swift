public import Market
public import Statistics

/// How often a procedure accepted, of so many times it was asked, and how sure that is.
///
///     let rate = AcceptanceRate(accepted: 9, of: 500)
///     rate.share                          // 0.018
///     rate.interval(confidence: 0.95)     // 0.0083 to 0.0339
public struct AcceptanceRate: Sendable, Hashable, Codable {
  /// How often it accepted.
  public let accepted: Int
  /// How often it was asked. *Insufficient evidence* is no acceptance.
  public let count: Int

  /// Counts acceptances.
  ///
  /// - Parameters:
  ///   - accepted: 0 to `count`.
  ///   - count: 1 or more.
  public init(accepted: Int, of count: Int) {
    precondition(
      count >= 1 && accepted >= 0 && accepted <= count,
      "AcceptanceRate: \(accepted) of \(count); there must be 0 to count, and a count of 1 or more.")
    self.accepted = accepted
    self.count = count
  }

  /// Counts the verdicts that pass.
  public init(_ verdicts: [Verdict]) { self.init(accepted: verdicts.count(where: \.isPass), of: verdicts.count) }

  /// The share that was accepted.
  public var share: Double { Double(accepted) / Double(count) }

  /// The exact interval that holds the true rate at least so often.
  ///
  /// Clopper & Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26, 1934.
  ///
  /// - Parameter confidence: above 0 and below 1.
  public func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
    precondition(confidence > 0 && confidence < 1, "AcceptanceRate.interval: the confidence must be above 0 and below 1.")
    let tail = (1 - confidence) / 2
    let (hits, misses) = (Double(accepted), Double(count - accepted))
    let low = accepted == 0 ? 0 : BetaDistribution(hits, misses + 1).quantile(tail)
    let high = accepted == count ? 1 : BetaDistribution(hits + 1, misses).upperQuantile(tail)
    return low...max(low, high)
  }
}

/// How often a procedure accepts, against the edge that was really there: its false alarms at no edge, its power at others.
///
///     let curve = try AcceptanceCurve(edges: [0, 2, 3.5], markets: 100, bars: 17_532) { bars in
///       try CrossoverSearch().verdict(on: bars)
///     }
///     curve.points[0].rate.share      // how often it is fooled
///     curve.points[2].rate.share      // how often it finds what is there
///
/// Every market is a `SyntheticMarket` with a seed of its own, of which the truth is known. Ask any procedure that ends in a verdict
/// before you believe its answers about markets of which the truth is not known.
public struct AcceptanceCurve: Sendable, Hashable, Codable {
  /// The rate at one edge.
  public struct Point: Sendable, Hashable, Codable {
    /// The annual Sharpe ratio that was planted.
    public let edge: Double
    /// How often the procedure accepted.
    public let rate: AcceptanceRate
  }

  /// The rates, in the order of the edges.
  public let points: [Point]

  /// Asks a procedure about many markets.
  ///
  /// - Parameters:
  ///   - edges: annual Sharpe ratios to plant, at least one; 0 for markets in which nothing can be earned.
  ///   - markets: how many markets for each edge, 1 or more.
  ///   - bars: how many hourly bars each has, 1 or more; 17 532 are two years.
  ///   - firstSeed: markets have seeds from this one on, the same for every edge.
  ///   - threads: the greatest number of threads; the result does not depend on it.
  ///   - procedure: from bars to a verdict; called from several threads at once.
  public init(
    edges: [Double], markets: Int, bars: Int, firstSeed: UInt64 = 0, threads: Int = ActiveProcessors.count,
    procedure: @Sendable (BarSeries) throws -> Verdict
  ) throws {
    func refuse(_ parameter: String, _ message: String) -> WalkForwardError { .init(.outOfRange, "AcceptanceCurve", parameter, message) }
    if edges.isEmpty { throw refuse("edges", "are none; give at least one, such as 0.") }
    if markets < 1 || markets > 10_000_000 { throw refuse("markets", "is \(markets); it must be from 1 to 10 000 000.") }
    if bars < 1 { throw refuse("bars", "is \(bars); it must be 1 or more.") }
    points = try edges.map { edge in
      let verdicts = try parallelMap(0..<markets, threads: threads) { place throws -> Verdict in
        let market = try SyntheticMarket(seed: firstSeed &+ UInt64(place), edge: edge)
        guard let series = try market.bars(.hours(1), count: bars, threads: 1).first else {
          return .insufficient("market", "A market without symbols has no bars.")
        }
        return try procedure(series)
      }
      return Point(edge: edge, rate: AcceptanceRate(verdicts))
    }
  }
}

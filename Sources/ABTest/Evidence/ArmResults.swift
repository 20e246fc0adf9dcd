public import Market
import Statistics

/// What one arm earned: the result of every closed trade as a fraction of its size, in the order of closing.
public struct ArmResults: Hashable, Sendable {
  /// The name of the arm.
  public let name: String
  /// The result of each trade after all costs, as a fraction of the traded value.
  public let results: [Double]
  /// When each trade closed.
  public let times: [Timestamp]
  /// What was known of each trade's key before the experiment began, such as its symbol's mean result, if it is known.
  public let baselines: [Double]?

  /// Results, sorted by time; those of one instant keep their order.
  ///
  /// - Parameters:
  ///   - name: the arm's.
  ///   - results: finite, as fractions.
  ///   - times: as many.
  ///   - baselines: as many, finite, measured before the experiment; `nil` if there are none.
  public init(_ name: String, results: [Double], times: [Timestamp], baselines: [Double]? = nil) throws(ABTestError) {
    guard results.count == times.count, baselines.map({ $0.count == results.count }) ?? true else {
      throw ABTestError(
        "ArmResults", name,
        "there are \(results.count) results, \(times.count) times and \(baselines?.count ?? results.count) baselines; each result needs one."
      )
    }
    for (values, what) in [(results, "result"), (baselines ?? [], "baseline")] {
      if let place = values.firstIndex(where: { !$0.isFinite }) {
        throw ABTestError("ArmResults", name, "the \(what) at index \(place) is \(values[place]); leave trades without a result out.")
      }
    }
    self.name = name
    if zip(times, times.dropFirst()).allSatisfy({ $0 <= $1 }) {
      self.results = results
      self.times = times
      self.baselines = baselines
    } else {
      // Sorting indices by time and place is stable.
      let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
      self.results = order.map { results[$0] }
      self.times = order.map { times[$0] }
      self.baselines = baselines.map { values in order.map { values[$0] } }
    }
  }

  /// The results of closed trades.
  public init(_ name: String, trades: [Trade]) throws(ABTestError) {
    if let trade = trades.first(where: { !$0.isPossible }) {
      throw ABTestError(
        "ArmResults", name, "the trade in \(trade.symbol) that closed at \(trade.exitTime) is impossible; check where it was recorded.")
    }
    try self.init(name, results: trades.map(\.resultFraction), times: trades.map(\.exitTime))
  }

  /// How many trades there are.
  public var count: Int { results.count }
}

/// The numbers of one arm that a person wants to see.
public struct ArmSummary: Hashable, Sendable, Codable {
  /// The name of the arm.
  public let name: String
  /// How many trades closed.
  public let trades: Int
  /// The mean result of a trade, if there is one.
  public let expectancy: Double?
  /// The standard deviation of the results, if there are two.
  public let deviation: Double?
  /// The share of trades that earned something, if there are any.
  public let winRate: Double?
  /// The Sharpe ratio of a trade, from 30 trades on. The arms are compared by it, because a year's depends on the share of the keys an arm was given.
  public let sharpePerTrade: Double?
  /// The Sharpe ratio of a year of as many trades as there were, from 30 trades on.
  public let sharpePerYear: Double?
  /// The deepest fall of the sum of results from its peak.
  public let drawdown: Double
  /// The first closing, if there is one.
  public let from: Timestamp?
  /// The last closing, if there is one.
  public let to: Timestamp?

  /// Sums up an arm.
  public init(_ arm: ArmResults) {
    let moments = Moments(arm.results)
    let sharpe = (try? SharpeRatio(of: arm.results, ends: arm.times)) ?? (try? SharpeRatio(of: arm.results, periodsPerYear: 1))
    name = arm.name
    trades = arm.count
    expectancy = arm.count > 0 && moments.mean.isFinite ? moments.mean : nil
    deviation = arm.count > 1 && moments.standardDeviation.isFinite ? moments.standardDeviation : nil
    winRate = arm.count > 0 ? Double(arm.results.count { $0 > 0 }) / Double(arm.count) : nil
    sharpePerTrade = sharpe.flatMap { $0.isSufficient ? $0.perPeriod : nil }
    sharpePerYear = arm.times.first == arm.times.last ? nil : sharpe?.annualised
    var (sum, peak, deepest) = (0.0, 0.0, 0.0)
    for result in arm.results {
      sum += result
      peak = max(peak, sum)
      deepest = max(deepest, peak - sum)
    }
    drawdown = deepest
    from = arm.times.first
    to = arm.times.last
  }
}

public import Statistics

/// The same trades in other orders: how deep the account could have fallen, and how often it would have been ruined.
///
///     let simulation = try TradeOrderSimulation(results, ruin: 0.5, paths: 10_000, seed: 1)
///     print(simulation.ruinProbability, simulation.drawdown(atConfidence: 0.95))
///
/// A backtest shows one order of its trades. Nothing promised that order; the drawdown to be prepared for is that of an unlucky one. Results are
/// compounded. Trades that depend on each other (several on one day's news) do not come in any order: see ``Order/resampled(_:)`` with blocks.
public struct TradeOrderSimulation: Hashable, Sendable {
  /// How a path is drawn.
  public enum Order: Hashable, Sendable {
    /// Every trade once, in another order: the end is always the same, the way is not.
    case shuffled
    /// Trades drawn anew: luck in which trades there were counts too.
    case resampled(ResamplingScheme)
  }

  /// How many paths were drawn.
  public let paths: Int
  /// The share of paths that fell to the ruin's share of the capital, or below.
  public let ruinProbability: Double
  /// The greatest drawdown of every path, ascending.
  public let drawdowns: [Double]
  /// What every path's capital came to, as a multiple of the first, ascending; a path that lost everything stays at 0.
  public let finals: [Double]

  /// Paths of trades.
  ///
  /// - Parameters:
  ///   - results: what every trade brought as a fraction of the capital at that time: at least -1; two or more.
  ///   - ruin: the share of the first capital that counts as ruin: 0 to below 1.
  ///   - paths: how many are drawn, 1 to 10,000,000.
  ///   - order: how.
  ///   - seed: the same seed draws the same paths, on any number of threads.
  ///   - threads: the greatest number of threads.
  public init(
    _ results: [Double], ruin: Double, paths: Int, order: Order = .shuffled, seed: UInt64, threads: Int = ActiveProcessors.count
  ) throws(RiskError) {
    try ReturnColumns.check(results, "TradeOrderSimulation", "results", atLeast: 2)
    for (index, result) in results.enumerated() where !(result >= -1 && result <= 1e6) {
      throw RiskError(
        .outOfRange, "TradeOrderSimulation", "results[\(index)]", "must be between -1 and 1e6 (fractions of the capital), got \(result).")
    }
    guard ruin >= 0, ruin < 1 else {
      throw RiskError(.outOfRange, "TradeOrderSimulation", "ruin", "must be at least 0 and below 1, got \(ruin).")
    }
    try RiskError.check(paths, "TradeOrderSimulation", "paths", in: 1...10_000_000)
    if case .resampled(let scheme) = order { try TradeOrderSimulation.check(scheme, results) }
    let generator = SeededGenerator(seed: seed)
    let chunks = parallelChunks(paths, size: 256, threads: threads) { range in
      range.map { path in
        var own = generator.split(stream: UInt64(path))
        return TradeOrderSimulation.walk(results, order, ruin, &own)
      }
    }
    let walks = chunks.flatMap(\.self)
    self.paths = paths
    ruinProbability = Double(walks.count { $0.isRuined }) / Double(paths)
    drawdowns = walks.map(\.drawdown).sorted()
    finals = walks.map(\.final).sorted()
  }

  /// The drawdown that so large a share of paths stays within, such as 0.95.
  public func drawdown(atConfidence confidence: Double) -> Double { Quantiles.ofSorted(drawdowns, [min(max(confidence, 0), 1)])[0] }

  /// Whether ruin is rare enough: pass if at most `limit` of the paths were ruined; insufficient with fewer than 30 trades or 1000 paths.
  public func verdict(limit: Double, trades: Int) -> Verdict {
    if trades < 30 { return .insufficient("ruin", samples: trades, needed: 30) }
    if paths < 1_000 { return .insufficient("ruin", samples: paths, needed: 1_000) }
    let numbers: KeyValuePairs = [
      "ruin_probability": ruinProbability, "limit": limit, "drawdown_95": drawdown(atConfidence: 0.95), "paths": Double(paths),
    ]
    return ruinProbability <= limit
      ? .pass("ruin", "Ruin came in \(ruinProbability) of the paths, \(limit) are allowed.", numbers)
      : .fail("ruin", "Ruin came in \(ruinProbability) of the paths, \(limit) are allowed.", numbers)
  }

  private struct Walk: Sendable {
    var drawdown = 0.0
    var final = 1.0
    var isRuined = false
  }

  private static func walk(_ results: [Double], _ order: Order, _ ruin: Double, _ generator: inout SeededGenerator) -> Walk {
    let indices =
      switch order {
      case .shuffled: generator.permutation(of: results.count)
      case .resampled(let scheme): scheme.indices(count: results.count, using: &generator)
      }
    var walk = Walk()
    var peak = 1.0
    for index in indices {
      walk.final = min(walk.final * (1 + results[index]), 1e300)
      peak = max(peak, walk.final)
      walk.drawdown = max(walk.drawdown, 1 - walk.final / peak)
      if walk.final <= ruin { walk.isRuined = true }
    }
    return walk
  }

  private static func check(_ scheme: ResamplingScheme, _ results: [Double]) throws(RiskError) {
    do {
      // One replicate: whoever draws it says what is wrong with the scheme.
      _ = try Bootstrap(of: results, scheme: scheme, replicates: 1, generator: SeededGenerator(seed: 0)) { _ in 0 }
    } catch {
      throw RiskError(.outOfRange, "TradeOrderSimulation", "order", error.message)
    }
  }
}

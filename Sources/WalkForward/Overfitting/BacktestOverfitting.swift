public import Statistics

/// The probability of backtest overfitting: how often the configuration that is best on one half of the history is worse than the median on
/// the other.
///
///     let overfitting = try BacktestOverfitting(strategies: returnsOfEveryTrial, blocks: 16)
///     overfitting.probability            // near 0.5 or above: choosing by backtest is no better than drawing lots
///     overfitting.verdict("selection", limit: 0.1).outcome
///
/// Combinatorially symmetric cross-validation: the history is cut into an even number of blocks, and every choice of half of them is once
/// the past and once the future, 12 870 times for 16 blocks. None is sampled. Bailey, Borwein, López de Prado & Zhu, "The probability of
/// backtest overfitting", Journal of Computational Finance 20, 2017.
///
/// It judges the *choosing*, not the chosen: a family of equally good strategies has a probability of one half. Whether the winner earns
/// anything is what ``DeflatedSharpe`` says.
public struct BacktestOverfitting: Sendable, Hashable {
  /// What makes one strategy better than another.
  public enum Measure: String, Sendable, Hashable, Codable {
    /// The mean divided by the standard deviation; 0 where a strategy was out of the market.
    case sharpe
    /// The mean.
    case mean
  }

  /// One way to cut the history in two.
  public struct Selection: Sendable, Hashable {
    /// The blocks that were the past, one bit each.
    public let past: UInt32
    /// The strategy that was best there; the first if several were.
    public let strategy: Int
    /// How good it was there.
    public let inSample: Double
    /// How good it was on the other blocks.
    public let outOfSample: Double
    /// Its rank there divided by (strategies + 1): above 0, below 1, ties sharing their ranks.
    public let relativeRank: Double
    /// The logarithm of the odds of that rank; 0 or less where it did not beat the median.
    public let logit: Double
  }

  /// How many strategies there were.
  public let strategyCount: Int
  /// How many observations each strategy has.
  public let observations: Int
  /// How many blocks the history was cut into.
  public let blocks: Int
  /// What made one better than another.
  public let measure: Measure
  /// Every way to cut the history in two, by ascending ``Selection/past``.
  public let selections: [Selection]
  /// The share of cuts where the best of the past was not above the median of the future.
  public let probability: Double
  /// The share of cuts where the best of the past lost in the future.
  public let probabilityOfLoss: Double
  /// How the future of the best follows from its past over all cuts: `outOfSample ≈ intercept + slope × inSample`. A slope below 0 means
  /// that the better it looked, the worse it did. NaN where the past is always the same.
  public let degradation: (slope: Double, intercept: Double)

  /// The logits of all cuts.
  public var logits: [Double] { selections.map(\.logit) }

  /// Cuts and judges.
  ///
  /// - Parameters:
  ///   - strategies: the returns of every strategy that was tried, at least two, on the same times.
  ///   - blocks: even, 2 to 20; with 16 there are 12 870 cuts. Where it does not divide the observations, the first blocks are one longer.
  ///   - measure: what makes one strategy better than another.
  ///   - threads: the greatest number of threads; the result does not depend on it.
  /// - Complexity: O(strategies × (observations + cuts)).
  public init(
    strategies: [[Double]], blocks: Int = 16, measure: Measure = .sharpe, threads: Int = ActiveProcessors.count
  ) throws(WalkForwardError) {
    if blocks < 2 || blocks > 20 || blocks % 2 != 0 {
      throw WalkForwardError(
        .outOfRange,
        "BacktestOverfitting", "blocks",
        blocks % 2 != 0 && blocks > 2 && blocks < 20
          ? "is \(blocks); half of the blocks are the past, so it must be even. Use \(blocks - 1) or \(blocks + 1)."
          : "is \(blocks); it must be an even number from 2 to 20, such as 16.")
    }
    try WalkForwardError.check(
      strategies: strategies, atLeast: 2, observations: blocks * (measure == .sharpe ? 2 : 1), "BacktestOverfitting")
    let sums = BlockSums(strategies, blocks: blocks, measure: measure, threads: threads)
    let selections = sums.selections(threads: threads)
    strategyCount = strategies.count
    observations = strategies[0].count
    self.blocks = blocks
    self.measure = measure
    self.selections = selections
    let count = Double(selections.count)
    probability = Double(selections.count { $0.logit <= 0 }) / count
    probabilityOfLoss = Double(selections.count { $0.outOfSample < 0 }) / count
    let (past, future) = (selections.map(\.inSample), selections.map(\.outOfSample))
    let slope = Covariance.of(past, future) / Covariance.of(past, past)
    degradation = (slope.isFinite ? slope : .nan, slope.isFinite ? Moments(future).mean - slope * Moments(past).mean : .nan)
  }

  /// Whether choosing by backtest works here; *insufficient* with fewer than 30 observations in either half.
  ///
  /// - Parameters:
  ///   - name: what was asked.
  ///   - limit: the greatest probability of overfitting that passes.
  public func verdict(_ name: String, limit: Double) -> Verdict {
    if observations < SharpeRatio.fewestObservations * 2 {
      return .insufficient(name, samples: observations, needed: SharpeRatio.fewestObservations * 2)
    }
    let isBelow = probability <= limit
    return Verdict(
      name: name, outcome: isBelow ? .pass : .fail,
      reason:
        "In \(Verdict.text(100 * probability)) % of \(selections.count) cuts the best of the past did not beat the median of the future; "
        + (isBelow ? "at most \(Verdict.text(100 * limit)) % was allowed." : "that is more than \(Verdict.text(100 * limit)) %."),
      evidence: [
        .init(name: "probability_of_overfitting", value: probability), .init(name: "limit", value: limit),
        .init(name: "probability_of_loss", value: probabilityOfLoss), .init(name: "degradation_slope", value: degradation.slope),
        .init(name: "strategies", value: Double(strategyCount)), .init(name: "samples", value: Double(observations)),
        .init(name: "cuts", value: Double(selections.count)),
      ])
  }

  /// Whether all numbers are the same; NaN is the same as NaN.
  public static func == (left: Self, right: Self) -> Bool {
    left.strategyCount == right.strategyCount && left.observations == right.observations && left.blocks == right.blocks
      && left.measure == right.measure
      && left.selections == right.selections
  }

  /// Feeds what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(strategyCount)
    hasher.combine(selections)
  }
}

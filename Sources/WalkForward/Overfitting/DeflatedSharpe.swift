public import Statistics

/// How sure it is that the best of many trials is better than the best that luck would have found.
///
///     let deflated = try DeflatedSharpe(ofBestOf: returnsOfEveryTrial, periodsPerYear: 8766)
///     deflated.probability                       // above 0.95 is taken as evidence
///     deflated.verdict("skill").outcome
///
/// The probabilistic Sharpe ratio of the winner, with the expected maximum of that many independent trials as its benchmark. Bailey & López
/// de Prado, "The deflated Sharpe ratio", Journal of Portfolio Management 40, 2014.
public struct DeflatedSharpe: Sendable, Hashable, Codable {
  /// The ratio of the trial that was chosen.
  public let sharpe: SharpeRatio
  /// How many independent trials there were.
  public let trials: Double
  /// The variance of the trials' ratios, of one period each.
  public let variance: Double
  /// The ratio of one period that luck alone is expected to reach.
  public let benchmark: Double
  /// The probability that the true ratio lies above the benchmark.
  public let probability: Double

  /// Deflates a ratio.
  ///
  /// - Parameters:
  ///   - sharpe: of the trial that was chosen.
  ///   - trials: how many independent trials there were, 1 or more; correlated ones count for less, see ``EffectiveTrials``.
  ///   - variance: the variance of the trials' ratios, of one period each.
  public init(_ sharpe: SharpeRatio, trials: Double, variance: Double) throws(WalkForwardError) {
    self.sharpe = sharpe
    self.trials = trials
    self.variance = variance
    benchmark = try ExpectedMaximumSharpe.of(trials: trials, variance: variance)
    probability = sharpe.probability(ofMoreThan: benchmark)
  }

  /// Deflates a ratio where only the number of trials is known: their ratios are taken to vary as much as chance makes them, `1 / (count −
  /// 1)`.
  public init(_ sharpe: SharpeRatio, trials: Double) throws(WalkForwardError) {
    try self.init(sharpe, trials: trials, variance: Self.varianceByChance(sharpe.count))
  }

  /// Deflates the best of trials of which only the ratios were kept.
  ///
  /// Their variance counts, but no less than what chance alone would make it.
  ///
  /// - Parameters:
  ///   - sharpe: of the trial that was chosen.
  ///   - ratios: of one period each, of the trials that have one.
  ///   - trials: how many there were, those without a ratio included.
  public init(_ sharpe: SharpeRatio, ofBestOf ratios: [Double], trials: Double) throws(WalkForwardError) {
    let chance = Self.varianceByChance(sharpe.count)
    try self.init(sharpe, trials: trials, variance: ratios.count > 1 ? max(Moments(ratios).variance, chance) : chance)
  }

  /// Deflates the best of all trials.
  ///
  /// The number of independent trials is found by clustering (``EffectiveTrials``). The variance is that of the trials' ratios, but no less
  /// than what chance alone would make it: configurations that move together differ little among themselves, which says nothing about how
  /// far all of them are from the truth.
  ///
  /// - Parameters:
  ///   - returns: of every trial that was looked at, on the same times.
  ///   - periodsPerYear: above 0.
  ///   - threads: the greatest number of threads; the result does not depend on it.
  /// - Complexity: O(trials² × observations).
  public init(
    ofBestOf returns: [[Double]], periodsPerYear: Double, threads: Int = ActiveProcessors.count
  ) throws(WalkForwardError) {
    try WalkForwardError.check(strategies: returns, atLeast: 1, observations: 2, "DeflatedSharpe")
    let effective = try EffectiveTrials(returns: returns, threads: threads)
    // A trial that never traded has no ratio, but it was a trial.
    let sharpes = returns.map { try? SharpeRatio(of: $0, periodsPerYear: periodsPerYear) }
    guard let best = sharpes.compactMap(\.self).max(by: { $0.perPeriod < $1.perPeriod }) else {
      throw WalkForwardError(.outOfRange, "DeflatedSharpe", "returns", "no trial's returns vary; at least one must have traded.")
    }
    try self.init(best, ofBestOf: sharpes.compactMap { $0?.perPeriod }, trials: effective.count)
  }

  private static func varianceByChance(_ count: Int) -> Double { 1 / Double(count - 1) }

  /// The annual ratio that luck alone is expected to reach.
  public var annualBenchmark: Double { benchmark * sharpe.periodsPerYear.squareRoot() }

  /// Whether the winner is better than luck; *insufficient* under 30 observations.
  ///
  /// - Parameters:
  ///   - name: what was asked.
  ///   - confidence: how sure it must be, above 0 and below 1.
  public func verdict(_ name: String, confidence: Double = 0.95) -> Verdict {
    guard let annual = sharpe.annualised else {
      return .insufficient(name, samples: sharpe.count, needed: SharpeRatio.fewestObservations)
    }
    let isSure = probability > confidence
    return Verdict(
      name: name, outcome: isSure ? .pass : .fail,
      reason:
        "The best of \(Verdict.text(trials, "independent trial")) has an annual Sharpe ratio of \(Verdict.text(annual)); luck is expected to reach "
        + "\(Verdict.text(annualBenchmark)). The deflated Sharpe ratio \(Verdict.text(probability)) is \(isSure ? "above" : "not above") \(confidence).",
      evidence: [
        .init(name: "deflated_sharpe", value: probability), .init(name: "confidence", value: confidence),
        .init(name: "annual_sharpe", value: annual), .init(name: "annual_sharpe_of_luck", value: annualBenchmark),
        .init(name: "trials", value: trials), .init(name: "samples", value: Double(sharpe.count)),
        .init(name: "periods_per_year", value: sharpe.periodsPerYear),
      ])
  }
}

public import Market
public import Statistics

/// Everything that was known about a challenger at one moment, and what follows from it.
///
///     let evaluation = try ChallengerEvaluation(of: "v13", in: experiment, champion: old, challenger: new, policy: .standard, at: now)
///     evaluation.decision.outcome       // promote, keep, wait or stop
///     evaluation.checks                 // every rule with the numbers it used
///
/// A challenger is promoted when each arm has enough closed trades, its Sharpe ratio is no less than the champion's, it earns something, and the difference
/// of the results excludes zero by an interval that stays valid however often one looked before (``SequentialDifference``). It is stopped when the
/// same interval lies below zero, or a guard was broken. If the difference worth finding would long have been found, the champion is kept. In all other
/// cases one waits, and is told for how many trades.
public struct ChallengerEvaluation: Hashable, Sendable, Codable {
  /// The experiment.
  public let experiment: String
  /// When it was looked at.
  public let time: Timestamp
  /// The champion's numbers.
  public let champion: ArmSummary
  /// The challenger's numbers.
  public let challenger: ArmSummary
  /// The interval of the difference of the means that stays valid, if there is one yet.
  public let difference: Interval?
  /// The p-value that stays valid, the least so far; 1 before there is one.
  public let alwaysValidPValue: Double
  /// The Sharpe ratios' difference with the interval of one look, from 30 trades each on.
  public let sharpe: SharpeDifference?
  /// The p-value of Welch's test, one-sided for the challenger. It is valid for one look; no rule reads it.
  public let welchPValue: Double?
  /// The p-value of the Mann-Whitney test, one-sided for the challenger. It is valid for one look; no rule reads it.
  public let mannWhitneyPValue: Double?
  /// The difference of the means after what was known before is taken out, if there are baselines.
  public let adjustedDifference: Interval?
  /// The share of the variance that went with it.
  public let varianceRemoved: Double?
  /// Each rule with its answer.
  public let checks: [Verdict]
  /// What follows.
  public let decision: PromotionDecision

  /// An estimate between two ends.
  public struct Interval: Hashable, Sendable, Codable {
    /// The estimate.
    public let estimate: Double
    /// The lower end.
    public let lower: Double
    /// The upper end.
    public let upper: Double
  }

  /// Looks at a challenger.
  ///
  /// - Parameters:
  ///   - name: the challenger in the experiment.
  ///   - experiment: with the champion and every challenger; they share the level.
  ///   - champion: the results of the champion's own trades, in the same stretch of time.
  ///   - challenger: the results of the challenger's own trades.
  ///   - policy: what must be shown.
  ///   - time: now; no trade may have closed later.
  ///   - seed: of the bootstrap.
  ///   - replicates: of the bootstrap; 0 leaves it out.
  public init(
    of name: String, in experiment: Experiment, champion: ArmResults, challenger: ArmResults, policy: PromotionPolicy, at time: Timestamp,
    seed: UInt64 = 1, replicates: Int = 2_000
  ) throws(ABTestError) {
    guard let arm = experiment.challenger(name) else { throw experiment.unknown(name) }
    for (results, expected) in [(champion, experiment.champion.name), (challenger, name)] {
      if results.name != expected {
        throw ABTestError("ChallengerEvaluation", "results", "are of '\(results.name)', but those of '\(expected)' are needed.")
      }
      if let last = results.times.last, last > time {
        throw ABTestError(
          "ChallengerEvaluation", "time",
          "is \(time), but a trade of '\(expected)' closed at \(last); the clock went back, or the data is of another day.")
      }
    }
    let level = policy.level / Double(max(1, experiment.challengers.count))
    let share = arm.isShadow ? 0.5 : experiment.assignment.share(of: name)
    let plan = try PowerAnalysis(
      effect: policy.effect, power: policy.power, level: level, share: min(max(share, 0.001), 0.999))
    let evidence = try ChallengerEvaluation.sequence(champion, challenger, level: level, plan: plan)

    self.experiment = experiment.name
    self.time = time
    self.champion = ArmSummary(champion)
    self.challenger = ArmSummary(challenger)
    difference = evidence.difference.flatMap { estimate in
      evidence.interval.map { Interval(estimate: estimate, lower: $0.lowerBound, upper: $0.upperBound) }
    }
    alwaysValidPValue = evidence.pValue
    let enough = min(champion.count, challenger.count) >= SharpeRatio.fewestObservations
    sharpe =
      enough && replicates > 0 ? try? SharpeDifference(champion: champion, challenger: challenger, replicates: replicates, seed: seed) : nil
    welchPValue = (try? WelchTest(challenger.results, champion.results, alternative: .greater))?.pValue
    mannWhitneyPValue = (try? MannWhitneyTest(challenger.results, champion.results, alternative: .greater))?.pValue
    if champion.baselines != nil, challenger.baselines != nil, enough {
      let adjusted = try RegressionAdjustment(champion: champion, challenger: challenger)
      varianceRemoved = adjusted.varianceRemoved
      let after = try ChallengerEvaluation.sequence(adjusted.champion, adjusted.challenger, level: level, plan: plan)
      adjustedDifference = after.difference.flatMap { estimate in
        after.interval.map { Interval(estimate: estimate, lower: $0.lowerBound, upper: $0.upperBound) }
      }
    } else {
      varianceRemoved = nil
      adjustedDifference = nil
    }
    checks = ChallengerEvaluation.checks(self.champion, self.challenger, difference, worst: challenger.results.min() ?? 0, policy)
    decision = PromotionDecision(
      checks: checks, trades: (champion.count, challenger.count), plan: plan, policy: policy, isShadow: arm.isShadow, share: share)
  }

  /// Both arms' results in the order in which they closed.
  private static func sequence(
    _ champion: ArmResults, _ challenger: ArmResults, level: Double, plan: PowerAnalysis
  ) throws(ABTestError) -> SequentialDifference {
    var evidence = try SequentialDifference(level: level, tunedFor: min(plan.trades, 1_000_000_000))
    let merged = MergedResults(champion: champion, challenger: challenger)
    for index in merged.results.indices { try evidence.add(merged.results[index], from: merged.sides[index]) }
    return evidence
  }

  private static func checks(
    _ champion: ArmSummary, _ challenger: ArmSummary, _ difference: Interval?, worst: Double, _ policy: PromotionPolicy
  ) -> [Verdict] {
    var checks: [Verdict] = []
    let fewest = min(champion.trades, challenger.trades)
    checks.append(
      fewest >= policy.fewestTrades
        ? .pass(
          "minimum_trades", "Both arms have at least \(policy.fewestTrades) closed trades.",
          ["champion": Double(champion.trades), "challenger": Double(challenger.trades)])
        : .insufficient("minimum_trades", samples: fewest, needed: policy.fewestTrades))
    if let old = champion.sharpePerTrade, let new = challenger.sharpePerTrade {
      let numbers: KeyValuePairs = ["champion": old, "challenger": new]
      checks.append(
        new >= old
          ? .pass("sharpe", "The challenger's Sharpe ratio of a trade is no less than the champion's.", numbers)
          : .fail("sharpe", "The challenger's Sharpe ratio of a trade is less than the champion's.", numbers))
    } else {
      checks.append(.insufficient("sharpe", samples: fewest, needed: SharpeRatio.fewestObservations))
    }
    if let expectancy = challenger.expectancy {
      checks.append(
        expectancy > 0
          ? .pass("expectancy", "The challenger earns something on average.", ["expectancy": expectancy])
          : .fail("expectancy", "The challenger earns nothing on average.", ["expectancy": expectancy]))
    } else {
      checks.append(.insufficient("expectancy", samples: 0, needed: 1))
    }
    if let difference {
      let numbers: KeyValuePairs = ["difference": difference.estimate, "lower": difference.lower, "upper": difference.upper]
      checks.append(
        difference.lower > 0
          ? .pass("difference", "The challenger earns more, however often one looked.", numbers)
          : difference.upper < 0
            ? .fail("difference", "The challenger earns less, however often one looked.", numbers)
            : .insufficient("difference", "The interval of the difference holds zero.", numbers))
    } else {
      checks.append(.insufficient("difference", samples: fewest, needed: SequentialDifference.fewestResults))
    }
    if let limit = policy.largestDrawdown {
      let numbers: KeyValuePairs = ["drawdown": challenger.drawdown, "limit": limit]
      checks.append(
        challenger.drawdown <= limit
          ? .pass("drawdown", "The challenger's drawdown is within its limit.", numbers)
          : .fail("drawdown", "The challenger's drawdown is beyond its limit.", numbers))
    }
    if let limit = policy.largestLoss {
      let numbers: KeyValuePairs = ["loss": max(0, -worst), "limit": limit]
      checks.append(
        -worst <= limit
          ? .pass("largest_loss", "No trade of the challenger lost more than the limit.", numbers)
          : .fail("largest_loss", "A trade of the challenger lost more than the limit.", numbers))
    }
    return checks
  }
}

public import Market
public import Statistics

/// What was earned before a change beside what was earned after it: a comparison that proves nothing, and says so.
///
/// Whatever else changed on that date changed the results too, the market first of all. The verdict is never better than *insufficient*; it names how
/// different the market was. For proof, let both arms trade at the same time (``Experiment``).
public struct BeforeAfterComparison: Hashable, Sendable, Codable {
  /// The numbers of the first period.
  public let before: ArmSummary
  /// The numbers of the second period.
  public let after: ArmSummary
  /// The difference of the means, after minus before, with a 95 % interval that assumes nothing else changed.
  public let difference: ChallengerEvaluation.Interval
  /// How the market moved in the first period, by the share of its days.
  public let regimesBefore: [VolatilityRegime: Double]
  /// How the market moved in the second period; volatile is what would have been volatile in the first.
  public let regimesAfter: [VolatilityRegime: Double]
  /// Whether the market moved alike in both periods.
  public let sameMarket: Verdict
  /// What may be concluded.
  public let verdict: Verdict

  /// Always true.
  public var isConfounded: Bool { true }

  /// Compares two periods.
  ///
  /// - Parameters:
  ///   - before: at least two results.
  ///   - after: at least two results, all of which closed after the last one before.
  ///   - marketBefore: the market in the first period.
  ///   - marketAfter: the market in the second.
  public init(before: ArmResults, after: ArmResults, marketBefore: MarketRegimes, marketAfter: MarketRegimes) throws(ABTestError) {
    if let last = before.times.last, let first = after.times.first, last > first {
      throw ABTestError(
        "BeforeAfterComparison", "after",
        "begins at \(first), but the period before it ends at \(last). Arms that trade at the same time belong into an Experiment.")
    }
    self.before = ArmSummary(before)
    self.after = ArmSummary(after)
    do throws(StatisticsError) {
      let test = try WelchTest(after.results, before.results)
      difference = ChallengerEvaluation.Interval(
        estimate: test.difference, lower: test.interval.lowerBound, upper: test.interval.upperBound)
    } catch {
      throw ABTestError(error)
    }
    let (sharesBefore, sharesAfter) = (marketBefore.shares(against: marketBefore), marketAfter.shares(against: marketBefore))
    regimesBefore = sharesBefore
    regimesAfter = sharesAfter
    let name = "same_market"
    if let test = try? KolmogorovSmirnovTest(marketBefore.volatility, marketAfter.volatility),
      min(marketBefore.volatility.count, marketAfter.volatility.count) >= 10
    {
      let distance = VolatilityRegime.allCases.reduce(0) { sum, regime in
        sum + ((sharesBefore[regime] ?? 0) - (sharesAfter[regime] ?? 0)).magnitude / 2
      }
      let numbers: KeyValuePairs = ["ks": test.statistic, "p_value": test.pValue, "regime_distance": distance]
      sameMarket =
        test.pValue <= 0.05
        ? .fail(name, "The volatility of the two periods differs.", numbers)
        : .pass(name, "The volatility of the two periods does not differ measurably.", numbers)
    } else {
      sameMarket = .insufficient(name, samples: min(marketBefore.volatility.count, marketAfter.volatility.count), needed: 10)
    }
    verdict = .insufficient(
      "before_after",
      "Before and after a date is confounded by everything else that changed on it. \(sameMarket.reason)",
      ["difference": difference.estimate, "lower": difference.lower, "upper": difference.upper])
  }
}

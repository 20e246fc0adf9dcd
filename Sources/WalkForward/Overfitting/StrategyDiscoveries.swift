public import Statistics

/// Which of many strategies have a Sharpe ratio above 0, when it is counted how many were looked at.
///
///     let discoveries = try StrategyDiscoveries(sharpes, level: 0.05)
///     discoveries.discovered        // at most 5 % of these are expected to be false
///
/// The p-value of a strategy is one minus its probabilistic Sharpe ratio above 0. Ratios of fewer than 30 observations have none: they are
/// neither discovered nor counted.
public struct StrategyDiscoveries: Sendable, Hashable {
  /// How the number of strategies is paid for.
  public enum Correction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Bounds the expected share of false discoveries, for independent or positively dependent strategies.
    case benjaminiHochberg
    /// The same under any dependence.
    case benjaminiYekutieli
    /// Bounds the chance of even one false discovery.
    case holm
    /// The same, more simply and never better.
    case bonferroni

    func adjust(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
      switch self {
      case .benjaminiHochberg: try MultipleTesting.benjaminiHochberg(pValues)
      case .benjaminiYekutieli: try MultipleTesting.benjaminiYekutieli(pValues)
      case .holm: try MultipleTesting.holm(pValues)
      case .bonferroni: try MultipleTesting.bonferroni(pValues)
      }
    }
  }

  /// The p-value of each strategy by itself; NaN under 30 observations.
  public let pValues: [Double]
  /// The p-values after paying for their number; NaN under 30 observations.
  public let adjusted: [Double]
  /// The strategies whose adjusted p-value is at most the level, ascending.
  public let discovered: [Int]
  /// The strategies with too few observations, ascending.
  public let insufficient: [Int]
  /// The level.
  public let level: Double
  /// How the number of strategies was paid for.
  public let correction: Correction

  /// Judges strategies together.
  ///
  /// - Parameters:
  ///   - sharpes: of every strategy that was tried, at least one.
  ///   - level: the share of false discoveries that is accepted, above 0 and below 1.
  ///   - correction: how their number is paid for.
  public init(_ sharpes: [SharpeRatio], level: Double, correction: Correction = .benjaminiHochberg) throws(WalkForwardError) {
    try WalkForwardError.check(share: level, "StrategyDiscoveries", "level")
    if sharpes.isEmpty {
      throw WalkForwardError(.outOfRange, "StrategyDiscoveries", "sharpes", "are none; hand in every strategy that was tried.")
    }
    pValues = sharpes.map { $0.isSufficient ? 1 - $0.probability(ofMoreThan: 0) : .nan }
    do { adjusted = try correction.adjust(pValues) } catch { throw WalkForwardError("StrategyDiscoveries", error) }
    let values = adjusted
    discovered = values.indices.filter { values[$0] <= level }
    insufficient = sharpes.indices.filter { !sharpes[$0].isSufficient }
    self.level = level
    self.correction = correction
  }

  /// Whether the numbers are the same; NaN is the same as NaN.
  public static func == (left: Self, right: Self) -> Bool {
    left.pValues.map(\.bitPattern) == right.pValues.map(\.bitPattern) && left.level == right.level && left.correction == right.correction
  }

  /// Feeds what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(pValues.map(\.bitPattern))
    hasher.combine(level)
  }
}

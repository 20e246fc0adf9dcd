extension Bootstrap {
  /// How an interval is made of the replicates.
  public enum IntervalMethod: String, Sendable, Hashable, Codable {
    /// Between two quantiles of the replicates.
    case percentile
    /// The percentile interval mirrored at the estimate, which takes off a bias instead of doubling it.
    case basic
    /// Between two quantiles moved for bias and acceleration. Efron, "Better bootstrap confidence intervals", JASA 82, 1987.
    case biasCorrectedAccelerated
  }

  /// A confidence interval of the statistic.
  ///
  /// - Parameters:
  ///   - confidence: above 0 and below 1.
  ///   - method: how it is made of the replicates. BCa needs `acceleration: true` when the bootstrap was drawn.
  /// - Throws: `StatisticsError` if the confidence is out of range, if there are too few replicates to have values beyond both ends,
  ///   if more than a tenth of them was undefined, or if BCa has nothing to go by.
  public func interval(
    confidence: Double = 0.95, method: IntervalMethod = .percentile
  ) throws(StatisticsError) -> ClosedRange<Double> {
    let procedure = "Bootstrap.interval"
    try StatisticsError.check(share: confidence, procedure, "confidence")
    let tail = (1 - confidence) / 2
    if Double(replicates.count) * tail < 5 {
      throw StatisticsError(
        .tooFewValues, procedure, "replicates",
        "\(replicates.count) have fewer than 5 values beyond each end; draw at least \(Bootstrap.needed(tail)).")
    }
    if undefinedCount * 9 > replicates.count {
      throw StatisticsError(
        .notFinite, procedure, "replicates",
        "\(undefinedCount) of \(undefinedCount + replicates.count) were undefined, more than a tenth; what is left is not a fair draw.")
    }
    switch method {
    case .percentile: return range(tail, 1 - tail)
    case .basic:
      let percentile = range(tail, 1 - tail)
      return ordered(2 * estimate - percentile.upperBound, 2 * estimate - percentile.lowerBound)
    case .biasCorrectedAccelerated:
      guard let acceleration else {
        throw StatisticsError(
          .outOfRange, procedure, "method", "is BCa, but the bootstrap was drawn without acceleration: true.")
      }
      // Half of the replicates equal to the estimate count as below, so that a discrete statistic is not called biased.
      let below = replicates.count { $0 < estimate }
      let equal = replicates.count { $0 == estimate }
      let share = (Double(below) + 0.5 * Double(equal)) / Double(replicates.count)
      if share <= 0 || share >= 1 {
        throw StatisticsError(
          .constant, procedure, "replicates", "all lie on one side of the estimate; no bias correction is possible.")
      }
      let center = NormalQuantile.lower(share)
      func moved(_ probability: Double) -> Double {
        let z = center + NormalQuantile.lower(probability)
        return NormalDistribution.standard.cumulative(center + z / (1 - acceleration * z))
      }
      return range(moved(tail), moved(1 - tail))
    }
  }

  private static func needed(_ tail: Double) -> String {
    let needed = (5 / tail).rounded(.up)
    return needed < 1e15 ? "\(Int(needed))" : "\(needed)"
  }

  private func range(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let ends = Quantiles.ofSorted(replicates, [low, high])
    return ordered(ends[0], ends[1])
  }

  /// Rounding may swap the ends of an interval that has no width, which a range must not have.
  private func ordered(_ a: Double, _ b: Double) -> ClosedRange<Double> { min(a, b)...max(a, b) }
}

import Statistics

/// Two arms' results without the part that was known before the experiment began.
///
/// If some symbols always earn more than others, chance gives one arm more of them, and that is noise. Each trade's baseline, measured *before* the
/// experiment, is taken out of its result by the slope that both arms share (Deng, Xu, Kohavi & Walker, "Improving the sensitivity of online controlled
/// experiments by utilizing pre-experiment data", WSDM 2013). The means stay unbiased whatever the slope, because the assignment does not depend on
/// the baseline.
public struct RegressionAdjustment: Hashable, Sendable {
  /// The champion's adjusted results; the mean over both arms' baselines is what they are adjusted to.
  public let champion: ArmResults
  /// The challenger's adjusted results.
  public let challenger: ArmResults
  /// How much a result moves with its baseline.
  public let slope: Double
  /// The share of the variance that is gone, 0 to 1.
  public let varianceRemoved: Double

  /// Adjusts two arms.
  ///
  /// - Parameters:
  ///   - champion: with baselines and at least two results.
  ///   - challenger: with baselines and at least two results.
  public init(champion: ArmResults, challenger: ArmResults) throws(ABTestError) {
    for arm in [champion, challenger] {
      if arm.baselines == nil {
        throw ABTestError(
          "RegressionAdjustment", arm.name,
          "has no baselines; give the results of the time before the experiment, or leave the adjustment out.")
      }
      if arm.count < 2 { throw ABTestError("RegressionAdjustment", arm.name, "has \(arm.count) results; at least 2 are needed.") }
    }
    var (products, squares, total) = (0.0, 0.0, 0.0)
    for arm in [champion, challenger] {
      let baselines = arm.baselines ?? []
      let (result, baseline) = (Moments(arm.results).mean, Moments(baselines).mean)
      for (y, x) in zip(arm.results, baselines) {
        products += (x - baseline) * (y - result)
        squares += (x - baseline) * (x - baseline)
        total += (y - result) * (y - result)
      }
    }
    // Baselines that do not vary explain nothing.
    let slope = squares > 0 ? products / squares : 0
    let everyBaseline = Moments((champion.baselines ?? []) + (challenger.baselines ?? [])).mean
    func adjusted(_ arm: ArmResults) throws(ABTestError) -> ArmResults {
      try ArmResults(
        arm.name, results: zip(arm.results, arm.baselines ?? []).map { $0 - slope * ($1 - everyBaseline) }, times: arm.times,
        baselines: arm.baselines)
    }
    self.champion = try adjusted(champion)
    self.challenger = try adjusted(challenger)
    self.slope = slope
    varianceRemoved = squares > 0 && total > 0 ? min(1, products * products / squares / total) : 0
  }
}

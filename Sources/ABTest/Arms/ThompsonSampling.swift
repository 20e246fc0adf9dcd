import Statistics

/// Weights in proportion to the probability that each arm is the best, so that good arms get more trades while the others are still learned from.
///
/// Each arm's mean result has a normal-inverse-gamma posterior: all arms share one prior, centred on the mean of all results and worth two of them, so that
/// an arm without a trade is as uncertain as it should be (Thompson, Biometrika 25, 1933; the posterior as in Gelman et al., "Bayesian Data Analysis",
/// 3rd edition, section 3.3). The weights go into an ``Experiment``, whose assignment keeps keys where they are as far as the new weights let it.
///
/// It finds a good arm sooner; it does not prove anything. Promotion still asks the evidence.
public struct ThompsonSampling: Hashable, Sendable, Codable {
  /// How many draws the probabilities rest on.
  public let draws: Int
  /// The least weight of an arm, so that none is forgotten.
  public let floor: Double
  /// What the draws come from.
  public let seed: UInt64

  /// A way to give weights.
  ///
  /// - Parameters:
  ///   - draws: 100 to 1 000 000.
  ///   - floor: the least weight of an arm, 0 to 0.2; it may not be more than an equal share.
  ///   - seed: any number.
  public init(draws: Int = 4_000, floor: Double = 0.01, seed: UInt64) throws(ABTestError) {
    try ABTestError.check(draws, in: 100...1_000_000, "ThompsonSampling", "draws")
    try ABTestError.check(floor, in: 0...0.2, "ThompsonSampling", "floor")
    self.draws = draws
    self.floor = floor
    self.seed = seed
  }

  /// The probability of each arm to have the greatest mean, raised to the floor; they sum to 1.
  ///
  /// - Parameter arms: what each earned so far; two or more, any of them without a trade yet.
  public func weights(_ arms: [ArmResults]) throws(ABTestError) -> [Double] {
    if arms.count < 2 { throw ABTestError("ThompsonSampling", "arms", "there are \(arms.count); at least 2 are needed.") }
    if floor * Double(arms.count) > 1 {
      throw ABTestError(
        "ThompsonSampling", "floor",
        "is \(floor), but \(arms.count) arms cannot have that much each; give at most \(1 / Double(arms.count)).")
    }
    let pooled = Moments(arms.flatMap(\.results))
    let spread = pooled.count > 1 && pooled.variance > 0 && pooled.variance.isFinite ? pooled.variance : 1
    let centre = pooled.count > 0 ? pooled.mean : 0
    let posteriors = arms.map { Posterior(Moments($0.results), centre: centre, spread: spread) }
    var generator = SeededGenerator(seed: seed)
    var wins = [Double](repeating: 0, count: arms.count)
    for _ in 0..<draws {
      var (best, greatest) = (0, -Double.infinity)
      for index in posteriors.indices {
        let mean = posteriors[index].draw(using: &generator)
        if mean > greatest { (best, greatest) = (index, mean) }
      }
      wins[best] += 1
    }
    // What the floor gives to some is taken from the rest in proportion.
    let free = 1 - floor * Double(arms.count)
    return wins.map { floor + free * $0 / Double(draws) }
  }

  private struct Posterior {
    let mean: Double
    let strength: Double
    let shape: Double
    let scale: Double

    init(_ moments: Moments, centre: Double, spread: Double) {
      let (priorStrength, priorShape) = (2.0, 1.0)
      let n = Double(moments.count)
      strength = priorStrength + n
      shape = priorShape + n / 2
      let sample = moments.count > 0 ? moments.mean : centre
      mean = (priorStrength * centre + n * sample) / strength
      let squares = moments.count > 0 ? moments.populationVariance * n : 0
      scale = priorShape * spread + squares / 2 + priorStrength * n * (sample - centre) * (sample - centre) / (2 * strength)
    }

    /// A mean of the posterior: Student's t around its centre.
    func draw(using generator: inout SeededGenerator) -> Double {
      let gamma = generator.gamma(shape: shape)
      return mean + generator.normal() * (scale / gamma / strength).squareRoot()
    }
  }
}

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The binomial distribution: how many of n independent trials succeed.
///
///     let coin = BinomialDistribution(trials: 10, probability: 0.5)
///     coin.mass(5)           // 0.24609375
///     coin.survival(8)       // 0.0107421875: nine or ten
public struct BinomialDistribution: Sendable, Hashable {
  /// The number of trials.
  public let trials: Int
  /// The chance of success of each.
  public let probability: Double

  /// A binomial distribution.
  ///
  /// - Parameters:
  ///   - trials: 0 or more.
  ///   - probability: from 0 to 1.
  public init(trials: Int, probability: Double) {
    precondition(
      trials >= 0 && probability >= 0 && probability <= 1,
      "BinomialDistribution: the trials must be 0 or more and the probability from 0 to 1.")
    self.trials = trials
    self.probability = probability
  }

  /// np.
  public var mean: Double { Double(trials) * probability }
  /// np(1 − p).
  public var variance: Double { Double(trials) * probability * (1 - probability) }

  /// The probability of exactly `successes`.
  public func mass(_ successes: Int) -> Double {
    if successes < 0 || successes > trials { return 0 }
    if probability == 0 { return successes == 0 ? 1 : 0 }
    if probability == 1 { return successes == trials ? 1 : 0 }
    let n = Double(trials)
    let k = Double(successes)
    if successes == 0 { return exp(n * log1p(-probability)) }
    if successes == trials { return exp(n * log(probability)) }
    let rest = n - k
    let exponent =
      GammaFunction.stirlingError(n) - GammaFunction.stirlingError(k) - GammaFunction.stirlingError(rest)
      - GammaFunction.deviance(k, n * probability) - GammaFunction.deviance(rest, n * (1 - probability))
    return exp(exponent) * (n / (2 * Double.pi * k * rest)).squareRoot()
  }

  /// The probability of at most `successes`.
  public func cumulative(_ successes: Int) -> Double { both(successes).lower }

  /// The probability of more than `successes`, accurate where it is small.
  public func survival(_ successes: Int) -> Double { both(successes).upper }

  private func both(_ successes: Int) -> (lower: Double, upper: Double) {
    if successes < 0 { return (0, 1) }
    if successes >= trials { return (1, 0) }
    let above = IncompleteBeta(Double(successes) + 1, Double(trials - successes)).both(x: probability, y: 1 - probability)
    return (above.upper, above.lower)
  }

  /// The smallest number of successes whose cumulative probability is at least this; `nil` of a probability outside 0...1.
  public func quantile(_ probability: Double) -> Int? {
    guard probability >= 0 && probability <= 1 else { return nil }
    var low = 0
    var high = trials
    while low < high {
      let middle = low + (high - low) / 2
      if cumulative(middle) >= probability { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

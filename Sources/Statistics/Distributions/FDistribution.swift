/// Fisher's F distribution, of a ratio of two variances.
///
///     FDistribution(numerator: 3, denominator: 10).survival(3.708264813)     // 0.05
public struct FDistribution: ContinuousDistribution {
  /// The degrees of freedom of the numerator.
  public let numerator: Double
  /// The degrees of freedom of the denominator.
  public let denominator: Double
  private let beta: BetaDistribution

  /// An F distribution.
  ///
  /// - Parameters:
  ///   - numerator: degrees of freedom, from 2e-290 to 1e290; see `BetaDistribution` where both are huge.
  ///   - denominator: degrees of freedom, from 2e-290 to 1e290.
  public init(numerator: Double, denominator: Double) {
    precondition(
      min(numerator, denominator) >= 2e-290 && max(numerator, denominator) <= 1e290,
      "FDistribution: both degrees of freedom must be from 2e-290 to 1e290.")
    self.numerator = numerator
    self.denominator = denominator
    beta = BetaDistribution(0.5 * numerator, 0.5 * denominator)
  }

  /// The numbers from 0 on.
  public var support: ClosedRange<Double> { 0...(.infinity) }
  /// d₂ / (d₂ − 2); infinite for d₂ of at most 2.
  public var mean: Double { denominator > 2 ? denominator / (denominator - 2) : .infinity }
  /// The variance; infinite for d₂ of at most 4.
  public var variance: Double {
    if denominator <= 4 { return .infinity }
    return 2 * mean * mean * (numerator + denominator - 2) / (numerator * (denominator - 4))
  }

  /// The probability density.
  public func density(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x < 0 || x == .infinity { return 0 }
    if x == 0 { return numerator < 2 ? .infinity : numerator == 2 ? 1 : 0 }
    let odds = numerator / denominator * x
    if odds == .infinity { return 0 }
    return beta.function.prefactor(x: odds / (1 + odds), y: 1 / (1 + odds)) / x
  }

  /// The probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { both(x).lower }

  /// The probability of a value above `x`, accurate where it is small.
  public func survival(_ x: Double) -> Double { both(x).upper }

  private func both(_ x: Double) -> (lower: Double, upper: Double) {
    let odds = numerator / denominator * x
    if odds <= 0 { return (0, 1) }
    if odds == .infinity { return (1, 0) }
    return beta.function.both(x: odds / (1 + odds), y: 1 / (1 + odds))
  }

  /// The value with this probability at or below it.
  public func quantile(_ probability: Double) -> Double {
    beta.odds(lower: probability, upper: 1 - probability).odds * denominator / numerator
  }

  /// The value with this probability above it.
  public func upperQuantile(_ probability: Double) -> Double {
    beta.odds(lower: 1 - probability, upper: probability).odds * denominator / numerator
  }
}

/// The chi-square distribution.
///
///     ChiSquaredDistribution(degreesOfFreedom: 1).survival(3.841458820694124)     // 0.05
public struct ChiSquaredDistribution: ContinuousDistribution {
  /// The degrees of freedom ν.
  public let degreesOfFreedom: Double
  private let gamma: GammaDistribution

  /// A chi-square distribution.
  ///
  /// - Parameter degreesOfFreedom: from 2e-290 to 1e290, fractions too.
  public init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom >= 2e-290 && degreesOfFreedom <= 1e290,
      "ChiSquaredDistribution: the degrees of freedom must be from 2e-290 to 1e290.")
    self.degreesOfFreedom = degreesOfFreedom
    gamma = GammaDistribution(shape: 0.5 * degreesOfFreedom, scale: 2)
  }

  /// The numbers from 0 on.
  public var support: ClosedRange<Double> { 0...(.infinity) }
  /// ν.
  public var mean: Double { degreesOfFreedom }
  /// 2ν.
  public var variance: Double { 2 * degreesOfFreedom }
  /// The probability density; infinite at 0 for ν below 2.
  public func density(_ x: Double) -> Double { gamma.density(x) }
  /// The probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { gamma.cumulative(x) }
  /// The probability of a value above `x`, accurate where it is small.
  public func survival(_ x: Double) -> Double { gamma.survival(x) }
  /// The value with this probability at or below it.
  public func quantile(_ probability: Double) -> Double { gamma.quantile(probability) }
  /// The value with this probability above it.
  public func upperQuantile(_ probability: Double) -> Double { gamma.upperQuantile(probability) }
}

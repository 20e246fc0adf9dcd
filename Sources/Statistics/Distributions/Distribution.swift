/// A continuous distribution: its density, its two tails and their inverses.
///
/// Both tails are there because each is accurate relative to itself: `survival(40)` of a normal distribution is 3.7e-350 rounded to what
/// a `Double` can hold, while `1 - cumulative(40)` is 0. Functions of NaN are NaN, and so are quantiles of a probability outside 0...1.
/// Quantiles of 0 and 1 are the ends of the support.
public protocol ContinuousDistribution: Sendable, Hashable {
  /// The values it can take.
  var support: ClosedRange<Double> { get }
  /// The mean; NaN or infinite where the integral is.
  var mean: Double { get }
  /// The variance; NaN or infinite where the integral is.
  var variance: Double { get }
  /// The probability density.
  func density(_ x: Double) -> Double
  /// The probability of a value of at most `x`.
  func cumulative(_ x: Double) -> Double
  /// The probability of a value above `x`, accurate where it is small.
  func survival(_ x: Double) -> Double
  /// The value with this probability at or below it.
  func quantile(_ probability: Double) -> Double
  /// The value with this probability above it, accurate where that is small.
  func upperQuantile(_ probability: Double) -> Double
}

extension ContinuousDistribution {
  /// The square root of the variance.
  public var standardDeviation: Double { variance.squareRoot() }

  /// The probability of a value in a range.
  public func probability(in range: ClosedRange<Double>) -> Double {
    // Both from the same, the smaller, tail: else the difference of two numbers near 1 would be all rounding.
    cumulative(range.lowerBound) > 0.5
      ? survival(range.lowerBound) - survival(range.upperBound)
      : cumulative(range.upperBound) - cumulative(range.lowerBound)
  }
}

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The beta distribution.
///
/// A tail beyond the bulk of a shape below 0.01 loses digits in proportion to it: there it is the difference of two numbers near 1.
///
///     BetaDistribution(2, 3).cumulative(0.5)     // 0.6875
public struct BetaDistribution: ContinuousDistribution {
  /// The first shape a.
  public let a: Double
  /// The second shape b.
  public let b: Double
  let function: IncompleteBeta

  /// A beta distribution.
  ///
  /// - Parameters:
  ///   - a: from 1e-290 to 1e290; probabilities may be NaN where both shapes are beyond 10¹¹, or one beyond 10²⁰⁰.
  ///   - b: from 1e-290 to 1e290.
  public init(_ a: Double, _ b: Double) {
    precondition(min(a, b) >= 1e-290 && max(a, b) <= 1e290, "BetaDistribution: both shapes must be from 1e-290 to 1e290.")
    self.a = a
    self.b = b
    function = IncompleteBeta(a, b)
  }

  /// From 0 to 1.
  public var support: ClosedRange<Double> { 0...1 }
  /// a / (a + b).
  public var mean: Double { a / (a + b) }
  /// ab / ((a + b)² (a + b + 1)).
  public var variance: Double { a / (a + b) * (b / (a + b)) / (a + b + 1) }

  /// The probability density; infinite at an end whose shape is below 1.
  public func density(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x < 0 || x > 1 { return 0 }
    if x == 0 { return a < 1 ? .infinity : a == 1 ? b : 0 }
    if x == 1 { return b < 1 ? .infinity : b == 1 ? a : 0 }
    return function.prefactor(x: x, y: 1 - x) / x / (1 - x)
  }

  /// The probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { function.both(x: x, y: 1 - x).lower }

  /// The probability of a value above `x`, accurate where it is small.
  public func survival(_ x: Double) -> Double { function.both(x: x, y: 1 - x).upper }

  /// The value with this probability at or below it.
  public func quantile(_ probability: Double) -> Double { odds(lower: probability, upper: 1 - probability).share }

  /// The value with this probability above it.
  public func upperQuantile(_ probability: Double) -> Double { odds(lower: 1 - probability, upper: probability).share }

  /// The odds x / (1 − x) at a quantile, which lose nothing at either end, and x itself.
  func odds(lower: Double, upper: Double) -> (odds: Double, share: Double) {
    guard lower >= 0 && upper >= 0 else { return (.nan, .nan) }
    if lower == 0 { return (0, 0) }
    if upper == 0 { return (.infinity, 1) }
    let rising = lower < upper
    // Paulson's normal approximation of the F distribution would be closer, but Newton's method on this scale needs no more.
    let logSmall = (log(lower) + logBeta + log(a)) / a
    let logLarge = -(log(upper) + logBeta + log(b)) / b
    let guess = logSmall < -1.5 ? exp(max(logSmall, -650)) : logLarge > 1.5 ? exp(min(logLarge, 650)) : a / b
    let odds = Inversion.solve(rising ? lower : upper, rising: rising, guess: max(1e-290, min(guess, 1e290))) { odds in
      let x = odds / (1 + odds)
      let y = 1 / (1 + odds)
      let (p, q) = function.both(x: x, y: y)
      // The density of the odds.
      return Inversion.Tail(
        probability: rising ? p : q, density: function.prefactor(x: x, y: y) / odds, slope: a * y - b * x - 1)
    }
    return (odds, odds < .infinity ? odds / (1 + odds) : 1)
  }

  private var logBeta: Double {
    GammaFunction.logGammaOnePlus(a) + GammaFunction.logGammaOnePlus(b) - GammaFunction.logGammaOnePlus(a + b)
      + log((a + b) / a / b)
  }
}

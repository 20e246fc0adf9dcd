#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The gamma distribution.
///
///     GammaDistribution(shape: 2, scale: 3).survival(6)     // 0.4060058497098381
public struct GammaDistribution: ContinuousDistribution {
  /// The shape a.
  public let shape: Double
  /// The scale θ.
  public let scale: Double
  private let function: IncompleteGamma

  /// A gamma distribution.
  ///
  /// - Parameters:
  ///   - shape: from 1e-290 to 1e290.
  ///   - scale: above 0 and finite.
  public init(shape: Double, scale: Double = 1) {
    precondition(
      shape >= 1e-290 && shape <= 1e290 && scale > 0 && scale.isFinite,
      "GammaDistribution: the shape must be from 1e-290 to 1e290, the scale above 0 and finite.")
    self.shape = shape
    self.scale = scale
    function = IncompleteGamma(shape)
  }

  /// The numbers from 0 on.
  public var support: ClosedRange<Double> { 0...(.infinity) }
  /// aθ.
  public var mean: Double { shape * scale }
  /// aθ².
  public var variance: Double { shape * scale * scale }

  /// The probability density; infinite at 0 for a shape below 1.
  public func density(_ x: Double) -> Double {
    if x < 0 || x == .infinity { return 0 }
    if x == 0 { return shape < 1 ? .infinity : shape == 1 ? 1 / scale : 0 }
    return function.prefactor(x / scale) * shape / x
  }

  /// The probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { function.both(x / scale).lower }

  /// The probability of a value above `x`, accurate where it is small.
  public func survival(_ x: Double) -> Double { function.both(x / scale).upper }

  /// The value with this probability at or below it.
  public func quantile(_ probability: Double) -> Double {
    solve(lower: probability, upper: 1 - probability)
  }

  /// The value with this probability above it.
  public func upperQuantile(_ probability: Double) -> Double {
    solve(lower: 1 - probability, upper: probability)
  }

  private func solve(lower: Double, upper: Double) -> Double {
    guard lower >= 0 && upper >= 0 else { return .nan }
    if lower == 0 { return 0 }
    if upper == 0 { return .infinity }
    let rising = lower < upper
    let x = Inversion.solve(rising ? lower : upper, rising: rising, guess: guess(lower: lower, upper: upper)) { x in
      let (p, q) = function.both(x)
      return Inversion.Tail(probability: rising ? p : q, density: function.prefactor(x) * shape / x, slope: shape - 1 - x)
    }
    return x * scale
  }

  /// Wilson & Hilferty's cube of a normal variable, or the leading term of P near 0.
  private func guess(lower: Double, upper: Double) -> Double {
    let z = lower < upper ? NormalQuantile.lower(lower) : -NormalQuantile.lower(upper)
    let root = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
    let cube = shape * root * root * root
    let small = exp((log(lower) + GammaFunction.logGammaOnePlus(shape)) / shape)
    // The leading term is good as long as what it leaves out, about x, is small.
    let guess = small < 0.2 * (shape + 1) || !(root > 0.1) ? small : cube
    return max(min(guess, 1e300), 1e-300)
  }
}

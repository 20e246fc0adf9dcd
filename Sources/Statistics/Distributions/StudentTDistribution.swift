#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Student's t distribution.
///
///     let t = StudentTDistribution(degreesOfFreedom: 5)
///     t.survival(2.015048372669157)     // 0.05
///     t.quantile(0.975)                 // 2.570581835636314
public struct StudentTDistribution: ContinuousDistribution {
  /// The degrees of freedom ν.
  public let degreesOfFreedom: Double
  /// What is the same for every x: ln of the density at 0, −ln(a B(a, ½)), and the function of the tails, a = ν/2.
  private let logPeak: Double
  private let logLeadingFactor: Double
  private let function: IncompleteBeta
  private let large: IncompleteBeta.LargeShape?

  /// A t distribution of mean 0 and scale 1.
  ///
  /// - Parameter degreesOfFreedom: ν, 2e-290 or more; fractions and infinity, which is the normal distribution, too.
  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom >= 2e-290, "StudentTDistribution: the degrees of freedom must be 2e-290 or more.")
    self.degreesOfFreedom = degreesOfFreedom
    // Infinity would make constants of NaN, which nothing uses; a finite stand-in makes equality work.
    let nu = min(degreesOfFreedom, 1e23)
    let a = 0.5 * nu
    // Γ((ν + 1)/2) / (Γ(ν/2) √(πν)) = exp(…) / √(2π), all of whose terms are small.
    logPeak =
      a >= 1
      ? a * log1p(0.5 / a) - 0.5 + GammaFunction.stirlingError(a + 0.5) - GammaFunction.stirlingError(a)
        - GammaFunction.logRootTwoPi
      : GammaFunction.logGammaOnePlus(a - 0.5) - GammaFunction.logGammaOnePlus(a) + log(a) - 0.5 * log(Double.pi * nu)
    logLeadingFactor =
      GammaFunction.logGammaOnePlus(a + 0.5) - log(a + 0.5) - GammaFunction.logGammaOnePlus(a) - 0.5 * log(Double.pi)
    function = IncompleteBeta(a, 0.5)
    large = a >= 15 ? IncompleteBeta.LargeShape(a, 0.5) : nil
  }

  /// All numbers.
  public var support: ClosedRange<Double> { -.infinity...(.infinity) }
  /// 0; NaN for ν of at most 1.
  public var mean: Double { degreesOfFreedom > 1 ? 0 : .nan }
  /// ν / (ν − 2); infinite for ν of at most 2, NaN for at most 1.
  public var variance: Double {
    if degreesOfFreedom == .infinity { return 1 }
    return degreesOfFreedom > 2 ? degreesOfFreedom / (degreesOfFreedom - 2) : degreesOfFreedom > 1 ? .infinity : .nan
  }

  // Beyond this ν the distribution is the normal one to the last bit wherever its tail can be told from 0.
  private var isNormal: Bool { degreesOfFreedom > 1e22 }

  /// The probability density.
  public func density(_ x: Double) -> Double {
    if isNormal { return NormalDistribution.standard.density(x) }
    if x.magnitude == .infinity { return 0 }
    return exp(logPeak - (0.5 * degreesOfFreedom + 0.5) * logOnePlusSquare(x.magnitude))
  }

  /// ln(1 + x²/ν), also where x² overflows.
  private func logOnePlusSquare(_ x: Double) -> Double {
    let root = x / degreesOfFreedom.squareRoot()
    return root < 1e8 ? log1p(x / degreesOfFreedom * x) : 2 * (log(x) - 0.5 * log(degreesOfFreedom))
  }

  /// The probability of a value above a positive x.
  private func tail(_ x: Double) -> Double {
    if isNormal { return NormalDistribution.standard.survival(x) }
    if x == 0 { return 0.5 }
    if x == .infinity { return 0 }
    let share = x / degreesOfFreedom * x
    if let large, share < 1.2 { return 0.5 * large.lower(logX: -logOnePlusSquare(x)) }
    if share < 1e16 {
      let y = share / (1 + share)
      return 0.5 * function.both(x: 1 / (1 + share), y: y).lower
    }
    // ν/(ν + x²) is (ν/x²) to the last bit but may underflow: the leading term of the series, DLMF 8.17.7.
    return 0.5 * exp(logLeadingFactor - 0.5 * degreesOfFreedom * logOnePlusSquare(x))
  }

  /// The probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { x.isNaN ? .nan : x < 0 ? tail(-x) : 1 - tail(x) }

  /// The probability of a value above `x`, accurate where it is small.
  public func survival(_ x: Double) -> Double { x.isNaN ? .nan : x > 0 ? tail(x) : 1 - tail(-x) }

  /// The value with this probability at or below it.
  public func quantile(_ probability: Double) -> Double {
    probability <= 0.5 ? -positiveQuantile(probability) : positiveQuantile(1 - probability)
  }

  /// The value with this probability above it.
  public func upperQuantile(_ probability: Double) -> Double { -quantile(probability) }

  /// The x of at least 0 with probability p, at most ½, above it.
  private func positiveQuantile(_ p: Double) -> Double {
    guard p > 0 && p <= 0.5 else { return p == 0 ? .infinity : .nan }
    if p == 0.5 { return 0 }
    let nu = degreesOfFreedom
    if isNormal { return -NormalQuantile.lower(p) }
    if nu == 1 { return p < 0.25 ? 1 / tan(Double.pi * p) : tan(Double.pi * (0.5 - p)) }
    if nu == 2 {
      let product = 2 * p * (1 - p)
      return (1 - 2 * p) / product.squareRoot()
    }
    // Near the centre the distribution function is a straight line, and its small difference from ½ is what the answer rests on.
    if p > 0.4 { return centralQuantile(0.5 - p) }
    let guess = min(tailGuess(p), 1e300)
    return Inversion.solve(p, rising: false, guess: max(guess, 1e-300)) { x in
      let ratio = x / degreesOfFreedom.squareRoot()
      let slope = -(nu + 1) / (1 + 1 / (ratio * ratio))
      return Inversion.Tail(probability: tail(x), density: density(x), slope: slope)
    }
  }

  /// From the normal quantile by Hill's expansion where ν is large, from the leading term of the tail where it is small or p is.
  private func tailGuess(_ p: Double) -> Double {
    let nu = degreesOfFreedom
    let logTail = 0.5 * log(nu) + (logLeadingFactor - log(2 * p)) / nu
    let z = -NormalQuantile.lower(p)
    if nu < 3 || z * z > 2 * nu { return exp(min(logTail, 700)) }
    let z2 = z * z
    return z * (1 + (z2 + 1) / (4 * nu) + ((5 * z2 + 16) * z2 + 3) / (96 * nu * nu))
  }

  /// The x with probability `mass`, at most 0.1, between 0 and it.
  private func centralQuantile(_ mass: Double) -> Double {
    let peak = density(0)
    let nu = degreesOfFreedom
    var x = mass / peak
    for _ in 0..<50 {
      let share = x / nu * x
      // P(0 < T < x) = ½ I(½, ν/2) in the other variable, accurate relative to itself.
      let value = 0.5 * function.both(x: 1 / (1 + share), y: share / (1 + share)).upper
      let step = (mass - value) / density(x)
      x += step
      if step.magnitude <= 1e-15 * x { break }
    }
    return x
  }
}

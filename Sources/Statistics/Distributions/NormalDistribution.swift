#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The normal distribution.
///
///     NormalDistribution.standard.cumulative(1.96)       // 0.9750021048517796
///     NormalDistribution.standard.survival(10)           // 7.619853024160527e-24
///     NormalDistribution.standard.quantile(0.975)        // 1.959963984540054
public struct NormalDistribution: ContinuousDistribution {
  /// The mean.
  public let mean: Double
  /// The standard deviation.
  public let standardDeviation: Double

  /// Mean 0 and standard deviation 1.
  public static let standard = NormalDistribution()

  /// A normal distribution.
  ///
  /// - Parameters:
  ///   - mean: finite.
  ///   - standardDeviation: finite and above 0.
  public init(mean: Double = 0, standardDeviation: Double = 1) {
    precondition(
      mean.isFinite && standardDeviation.isFinite && standardDeviation > 0,
      "NormalDistribution: the mean must be finite and the standard deviation finite and above 0.")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// All numbers.
  public var support: ClosedRange<Double> { -.infinity...(.infinity) }
  /// The square of the standard deviation.
  public var variance: Double { standardDeviation * standardDeviation }

  /// The probability density.
  public func density(_ x: Double) -> Double {
    let z = (x - mean) / standardDeviation
    return 0.3989422804014327 * exp(-0.5 * z * z) / standardDeviation
  }

  /// The probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double {
    0.5 * erfc(-(x - mean) / standardDeviation * 0.7071067811865476)
  }

  /// The probability of a value above `x`, accurate where it is small.
  public func survival(_ x: Double) -> Double {
    0.5 * erfc((x - mean) / standardDeviation * 0.7071067811865476)
  }

  /// The value with this probability at or below it.
  public func quantile(_ probability: Double) -> Double {
    mean + standardDeviation * NormalQuantile.lower(probability)
  }

  /// The value with this probability above it.
  public func upperQuantile(_ probability: Double) -> Double {
    mean - standardDeviation * NormalQuantile.lower(probability)
  }
}

/// The inverse of the standard normal distribution function.
enum NormalQuantile {
  /// The value with this probability at or below it, to about 1 part in 10¹⁶.
  ///
  /// Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37, 1988, routine PPND16.
  static func lower(_ probability: Double) -> Double {
    let q = probability - 0.5
    if q.magnitude <= 0.425 {
      let r = 0.180625 - q * q
      return q * ratio(r, centralNumerator, centralDenominator)
    }
    guard probability > 0 && probability < 1 else {
      return probability == 0 ? -.infinity : probability == 1 ? .infinity : .nan
    }
    let r = (-log(q < 0 ? probability : 1 - probability)).squareRoot()
    let x = r <= 5 ? ratio(r - 1.6, middleNumerator, middleDenominator) : ratio(r - 5, tailNumerator, tailDenominator)
    return q < 0 ? -x : x
  }

  typealias Polynomial = (Double, Double, Double, Double, Double, Double, Double, Double)

  @inline(__always)
  private static func ratio(_ r: Double, _ n: Polynomial, _ d: Polynomial) -> Double {
    let numerator = ((((((n.7 * r + n.6) * r + n.5) * r + n.4) * r + n.3) * r + n.2) * r + n.1) * r + n.0
    let denominator = ((((((d.7 * r + d.6) * r + d.5) * r + d.4) * r + d.3) * r + d.2) * r + d.1) * r + d.0
    return numerator / denominator
  }

  private static let centralNumerator: Polynomial = (
    3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4, 4.5921953931549871457e4,
    6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3
  )
  private static let centralDenominator: Polynomial = (
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
    3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3
  )
  private static let middleNumerator: Polynomial = (
    1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504, 1.27045825245236838258,
    2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4
  )
  private static let middleDenominator: Polynomial = (
    1.0, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
    1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9
  )
  private static let tailNumerator: Polynomial = (
    6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1, 2.65321895265761230930e-2,
    1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7
  )
  private static let tailDenominator: Polynomial = (
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
    1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15
  )
}

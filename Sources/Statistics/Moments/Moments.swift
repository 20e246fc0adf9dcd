/// Count, mean and the central moments up to the fourth of a stream of numbers, in one pass and without cancellation.
///
///     var moments = Moments([2, 4, 4, 4, 5, 5, 7])
///     moments.add(9)
///     moments.mean                   // 5
///     moments.populationVariance     // 4
///
/// Two of them merge into what one pass over both streams gives (to rounding), so that parallel work can be added up. A large offset
/// does no harm: prices near 10⁹ with a deviation of 10⁻³ are measured as well as returns.
///
/// Where a number is undefined (the mean of nothing, the skewness of a constant) it is NaN, and a NaN or infinite value makes
/// everything it enters NaN. `RollingMoments` forgets such a value when it leaves the window; this type does not.
///
/// Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical moments", Sandia report
/// SAND2008-6212, 2008.
public struct Moments: Sendable, Hashable {
  /// How many values there were.
  public private(set) var count: Int
  @usableFromInline var average: Double
  /// The sums of the second, third and fourth powers of the deviations from the mean.
  @usableFromInline var m2: Double
  @usableFromInline var m3: Double
  @usableFromInline var m4: Double

  /// The moments of nothing.
  public init() {
    count = 0
    average = 0
    m2 = 0
    m3 = 0
    m4 = 0
  }

  init(count: Int, average: Double, m2: Double, m3: Double, m4: Double) {
    self.count = count
    self.average = average
    self.m2 = m2
    self.m3 = m3
    self.m4 = m4
  }

  /// Takes in one value. O(1).
  public mutating func add(_ value: Double) {
    let before = Double(count)
    count += 1
    let n = before + 1
    let delta = value - average
    let step = delta / n
    let step2 = step * step
    let term = delta * step * before
    average += step
    m4 += term * step2 * (n * n - 3 * n + 3) + 6 * step2 * m2 - 4 * step * m3
    m3 += term * step * (n - 2) - 3 * step * m2
    m2 += term
  }

  /// Takes in everything another one took in. O(1).
  public mutating func merge(_ other: Moments) {
    if other.count == 0 { return }
    if count == 0 {
      self = other
      return
    }
    let a = Double(count)
    let b = Double(other.count)
    let n = a + b
    let delta = other.average - average
    let step = delta / n
    let step2 = step * step
    let ab = a * b
    m4 +=
      other.m4 + ab * (a * a - ab + b * b) * delta * step * step2 + 6 * step2 * (a * a * other.m2 + b * b * m2)
      + 4 * step * (a * other.m3 - b * m3)
    m3 += other.m3 + ab * (a - b) * delta * step2 + 3 * step * (a * other.m2 - b * m2)
    m2 += other.m2 + ab * delta * step
    average += step * b
    count += other.count
  }
}

// MARK: - What they say

extension Moments {
  /// The arithmetic mean; NaN of nothing.
  public var mean: Double { count > 0 ? average : .nan }

  /// The unbiased variance, divided by n − 1; NaN of fewer than two values.
  public var variance: Double { count > 1 ? m2 / Double(count - 1) : .nan }

  /// The variance divided by n; NaN of nothing.
  public var populationVariance: Double { count > 0 ? m2 / Double(count) : .nan }

  /// The square root of the unbiased variance; NaN of fewer than two values.
  public var standardDeviation: Double { variance.squareRoot() }

  /// The square root of the variance divided by n; NaN of nothing.
  public var populationStandardDeviation: Double { populationVariance.squareRoot() }

  /// The standard error of the mean; NaN of fewer than two values.
  public var standardError: Double { count > 1 ? (variance / Double(count)).squareRoot() : .nan }

  /// The third standardised moment, `g₁`; NaN of a constant or of nothing.
  public var skewness: Double {
    if !varies { return .nan }
    let variance = m2 / Double(count)
    return m3 / Double(count) / (variance * variance.squareRoot())
  }

  /// The fourth standardised moment minus 3, `g₂`, 0 for a normal distribution; NaN of a constant or of nothing.
  public var excessKurtosis: Double { varies ? Double(count) * m4 / (m2 * m2) - 3 : .nan }

  /// The skewness corrected for bias, `G₁`, as spreadsheets print it; NaN of fewer than three values.
  public var sampleSkewness: Double {
    if count < 3 { return .nan }
    let n = Double(count)
    return skewness * (n * (n - 1)).squareRoot() / (n - 2)
  }

  /// The excess kurtosis corrected for bias, `G₂`, as spreadsheets print it; NaN of fewer than four values.
  public var sampleExcessKurtosis: Double {
    if count < 4 { return .nan }
    let n = Double(count)
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excessKurtosis + 6)
  }

  // A spread below the rounding of the values themselves is noise, whose shape means nothing.
  private var varies: Bool {
    let noise = average * 0x1p-52
    return count > 0 && m2 / Double(count) > noise * noise
  }
}

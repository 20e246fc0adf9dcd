internal import Statistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// How large a correlation at least is, and how sure it is that there is one, by Fisher's transformation.
///
/// Fisher, "On the probable error of a coefficient of correlation deduced from a small sample", Metron 1, 1921.
struct CorrelationBound {
  /// The absolute correlation; 0 where nothing is known.
  let value: Double
  /// The lower end of the one-sided interval of the absolute correlation; 0 where nothing is known.
  let least: Double
  /// The transformed correlation over its standard error.
  let z: Double

  /// - Parameters:
  ///   - correlation: NaN counts as none.
  ///   - count: of independent pairs; what hangs together counts once.
  ///   - level: how often the bound may be too high.
  init(_ correlation: Double, count: Double, level: Double) {
    guard correlation.isFinite, count > 4 else {
      (value, least, z) = (0, 0, 0)
      return
    }
    let transformed = atanh(min(correlation.magnitude, 1 - 1e-12))
    let error = 1 / (count - 3).squareRoot()
    z = (correlation < 0 ? -transformed : transformed) / error
    value = correlation.magnitude
    least = max(0, tanh(transformed - error * NormalDistribution.standard.quantile(1 - level)))
  }

  /// Whether it is larger than is plausible, and surely larger than half of that: where there are few rows, luck alone reaches the limit.
  func exceeds(_ limit: Double) -> Bool { value > limit && least > 0.5 * limit }
}

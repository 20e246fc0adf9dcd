#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The block length that lets a block bootstrap estimate the variance of a mean best.
///
///     let length = try OptimalBlockLength(returns)
///     let scheme = ResamplingScheme.stationaryBlocks(meanLength: max(1, length.stationary))
///
/// Politis & White, "Automatic block-length selection for the dependent bootstrap", Econometric Reviews 23, 2004, with the correction
/// of Patton, Politis & White, Econometric Reviews 28, 2009.
public struct OptimalBlockLength: Sendable, Hashable {
  /// The mean length for the stationary bootstrap; below 1 for a series without memory.
  public let stationary: Double
  /// The length for the circular bootstrap; below 1 for a series without memory.
  public let circular: Double

  /// Estimates both lengths. O(n √n).
  ///
  /// - Parameter series: in the order of time, at least 10 finite values that vary.
  /// - Throws: `StatisticsError` if there are too few, one is not finite, or all are the same.
  public init(_ series: [Double]) throws(StatisticsError) {
    try StatisticsError.check(series, atLeast: 10, "OptimalBlockLength", "series")
    let n = series.count
    let size = Double(n)
    let longest = min(3 * size.squareRoot(), size / 3).rounded(.up)
    let run = max(5, Int(log10(size)))
    let lags = min(n - 2, Int(size.squareRoot().rounded(.up)) + run)
    let mean = Moments(series).mean
    let centered = series.map { $0 - mean }
    let covariances = Autocorrelation.covariances(series, lags: lags)
    if !(covariances[0] > 0) {
      throw StatisticsError(.constant, "OptimalBlockLength", "series", "does not vary.")
    }

    // m: twice the lag after which `run` autocorrelations in a row are insignificant.
    let critical = 2 * (log10(size) / size).squareRoot()
    let total = covariances[0] * size
    var head = total
    var tail = total
    var quiet = 0
    var cutoff: Int?
    for lag in 0...lags {
      // Sums of squares of the series without its first, and without its last, lag + 1 values.
      head -= centered[lag] * centered[lag]
      tail -= centered[n - 1 - lag] * centered[n - 1 - lag]
      if lag >= run && quiet >= run {
        cutoff = lag - run
        break
      }
      let correlation = (covariances[lag] * size).magnitude / (max(0, head) * max(0, tail)).squareRoot()
      quiet = correlation < critical ? quiet + 1 : 0
    }
    let m = min(2 * max(cutoff ?? lags, 1), lags)

    // The flat-top lag window of Politis & Romano 1995.
    var g = 0.0
    var longRun = covariances[0]
    for lag in 1...m {
      let share = Double(lag) / Double(m)
      let weight = share <= 0.5 ? 1 : 2 * (1 - share)
      g += 2 * weight * Double(lag) * covariances[lag]
      longRun += 2 * weight * covariances[lag]
    }
    let variance = longRun * longRun
    stationary = min(longest, cbrt(2 * g * g / (2 * variance) * size))
    circular = min(longest, cbrt(2 * g * g / (4.0 / 3 * variance) * size))
  }
}

/// The correlation of a series with its own past.
///
///     Autocorrelation.of([1, 2, 3, 4, 5], lags: 2)     // [1, 0.4, -0.1]
public enum Autocorrelation {
  /// The autocorrelations at lags 0, 1, … `lags`. O(n · lags).
  ///
  /// The usual estimate: every lag's sum of products is divided by the sum of squares of the whole series (Box & Jenkins). NaN where it
  /// is undefined: a constant series, a NaN in it, a lag as long as the series.
  ///
  /// - Parameters:
  ///   - series: in the order of time.
  ///   - lags: the longest lag, 0 or more.
  public static func of(_ series: [Double], lags: Int) -> [Double] {
    let covariances = covariances(series, lags: lags)
    let variance = covariances[0]
    let noise = Moments(series).mean * 0x1p-51
    if !(variance > noise * noise) { return covariances.map { _ in .nan } }
    return covariances.map { $0 / variance }
  }

  /// The autocovariances at lags 0, 1, … `lags`, divided by n. O(n · lags).
  ///
  /// - Parameters:
  ///   - series: in the order of time.
  ///   - lags: the longest lag, 0 or more.
  public static func covariances(_ series: [Double], lags: Int) -> [Double] {
    precondition(lags >= 0, "Autocorrelation: lags is \(lags); it must be 0 or more.")
    let n = series.count
    let mean = Moments(series).mean
    let centered = series.map { $0 - mean }
    return (0...lags).map { lag in
      if lag >= n { return .nan }
      return Covariance.dot(centered.span.extracting(0..<n - lag), centered.span.extracting(lag..<n)) / Double(n)
    }
  }
}

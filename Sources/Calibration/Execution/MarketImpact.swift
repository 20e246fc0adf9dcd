internal import Market
internal import Statistics

/// How slippage grows with the size of an order: slippage = base + coefficient · √(size / median size of the symbol).
///
/// The square root is what has been found over markets and decades (Tóth and others, "Anomalous price impact and the critical nature of
/// liquidity in financial markets", 2011). Errors are robust against unequal variance (White, 1980; HC1).
public struct MarketImpact: Hashable, Sendable, Codable {
  /// The slippage of an order of no size.
  public let base: Double
  /// What an order of median size adds.
  public let coefficient: Double
  /// Where the coefficient's truth lies.
  public let interval: Interval
  /// The share of the slippage's variance that size explains.
  public let rSquared: Double
  /// How many fills it rests on.
  public let count: Int

  enum CodingKeys: String, CodingKey {
    case base, coefficient, interval, count
    case rSquared = "r_squared"
  }

  /// The slippage to reckon with for an order of so many times the median size.
  public func slippage(relativeSize: Double) -> Double { base + coefficient * max(0, relativeSize).squareRoot() }

  /// - Returns: `nil` under 30 fills, or where sizes hardly vary: a line through one place has no slope.
  init?(
    _ fills: [ExecutedFill], slippages: [Double], symbolPlaces: [Int32], confidence: Double
  ) {
    guard fills.count >= 30 else { return nil }
    var bySymbol = [[Double]](repeating: [], count: Int((symbolPlaces.max() ?? -1) + 1))
    for (fill, place) in zip(fills, symbolPlaces) { bySymbol[Int(place)].append(fill.fill.quantity) }
    let medians = bySymbol.map { Quantiles.median($0) }
    let x = zip(fills, symbolPlaces).map { ($0.fill.quantity / medians[Int($1)]).squareRoot() }
    let xs = Moments(x)
    let ys = Moments(slippages)
    guard xs.standardDeviation > 0.1 * xs.mean, xs.mean.isFinite, ys.mean.isFinite else { return nil }
    let n = Double(fills.count)
    var sxx = 0.0
    var sxy = 0.0
    for (u, v) in zip(x, slippages) {
      sxx += (u - xs.mean) * (u - xs.mean)
      sxy += (u - xs.mean) * (v - ys.mean)
    }
    let slope = sxy / sxx
    let intercept = ys.mean - slope * xs.mean
    var meat = 0.0
    var residuals = 0.0
    for (u, v) in zip(x, slippages) {
      let e = v - intercept - slope * u
      residuals += e * e
      meat += (u - xs.mean) * (u - xs.mean) * e * e
    }
    let error = (meat / (sxx * sxx) * n / (n - 2)).squareRoot()
    guard slope.isFinite, error.isFinite else { return nil }
    let reach = StudentTDistribution(degreesOfFreedom: n - 2).quantile((1 + confidence) / 2) * error
    base = intercept
    coefficient = slope
    interval = Interval(lower: slope - reach, upper: slope + reach)
    let variance = ys.populationVariance * n
    rSquared = variance > 0 ? max(0, 1 - residuals / variance) : 0
    count = fills.count
  }
}

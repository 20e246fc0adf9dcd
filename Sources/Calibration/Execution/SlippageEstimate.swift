internal import Statistics

/// The slippage of one side in some circumstances, as a fraction of the price.
public struct SlippageEstimate: Hashable, Sendable, Codable {
  /// How many fills it rests on.
  public let count: Int
  /// How many equally weighted fills would say as much.
  public let effectiveCount: Double
  /// The weighted mean of what was measured; `nil` without fills.
  public let measured: Double?
  /// The standard error of `measured`; `nil` under two fills.
  public let standardError: Double?
  /// Where the truth lies; `nil` under two fills.
  public let interval: Interval?
  /// What to reckon with: `measured`, drawn towards the value of all fills the more, the fewer fills there are.
  public let value: Double

  enum CodingKeys: String, CodingKey {
    case count, measured, interval, value
    case effectiveCount = "effective_count"
    case standardError = "standard_error"
  }

  /// Writes all members; what is missing is `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(count, forKey: .count)
    try container.encode(effectiveCount, forKey: .effectiveCount)
    try container.encode(measured, forKey: .measured)
    try container.encode(standardError, forKey: .standardError)
    try container.encode(interval, forKey: .interval)
    try container.encode(value, forKey: .value)
  }
}

/// Weighted sums of slippages around a centre near their mean, so that squares do not cancel.
struct SlippageSums {
  private(set) var count = 0
  private(set) var weight = 0.0
  private var squaredWeight = 0.0
  private var first = 0.0
  private var squaredFirst = 0.0
  private var squaredSecond = 0.0
  private var cubedWeight = 0.0
  private var fourthWeight = 0.0
  /// What neighbours in time that resemble each other add to the variance of the mean.
  var serialVariance = 0.0

  /// - Parameter deviation: the slippage less the centre.
  mutating func add(_ deviation: Double, weight w: Double) {
    count += 1
    weight += w
    squaredWeight += w * w
    first += w * deviation
    squaredFirst += w * w * deviation
    squaredSecond += w * w * deviation * deviation
    cubedWeight += w * w * w
    fourthWeight += w * w * w * w
  }

  /// The weighted mean, less the centre.
  var mean: Double { weight > 0 ? first / weight : .nan }

  /// (Σw)² / Σw²: how many equally weighted observations would say as much (Kish, "Survey Sampling", 1965).
  var effectiveCount: Double { squaredWeight > 0 ? weight * weight / squaredWeight : 0 }

  /// The variance of the weighted mean: Σp²(x − m)² with the shares p of the weights, over what of it is left in expectation after the mean was
  /// taken from the same values; and what neighbours add.
  var varianceOfMean: Double {
    guard count > 1, effectiveCount > 1 else { return .nan }
    let m = mean
    let sum = max(0, squaredSecond - 2 * m * squaredFirst + m * m * squaredWeight)
    let second = squaredWeight / (weight * weight)
    let left = second - 2 * cubedWeight / (weight * weight * weight) + second * second
    guard left > 0 else { return .nan }
    return sum / (weight * weight) * second / left + serialVariance
  }

  /// Of Student's distribution, after Satterthwaite, "An approximate distribution of estimates of variance components" (1946): (Σw²)² / Σw⁴ squares make
  /// up the variance.
  private var degreesOfFreedom: Double { max(1, squaredWeight * squaredWeight / fourthWeight - 1) }

  /// Prices are `Double`s: a slippage is known no better than to some units in the last place of 1.
  private static let rounding = 1e-15

  func estimate(centre: Double, value: Double, confidence: Double) -> SlippageEstimate {
    guard count > 0 else {
      return SlippageEstimate(count: 0, effectiveCount: 0, measured: nil, standardError: nil, interval: nil, value: value)
    }
    let measured = centre + mean
    let variance = varianceOfMean
    guard variance.isFinite else {
      return SlippageEstimate(
        count: count, effectiveCount: effectiveCount, measured: measured, standardError: nil, interval: nil, value: value)
    }
    let error = variance.squareRoot()
    let reach = StudentTDistribution(degreesOfFreedom: degreesOfFreedom).quantile((1 + confidence) / 2) * error + SlippageSums.rounding
    let interval = Interval(lower: measured - reach, upper: measured + reach)
    return SlippageEstimate(
      count: count, effectiveCount: effectiveCount, measured: measured, standardError: error, interval: interval,
      value: min(max(value, interval.lower), interval.upper))
  }
}

/// What fills that resemble their neighbours in time, those of one trade or of one wild hour, add to the variance of a weighted mean.
///
/// Newey and West, "A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent covariance matrix" (1987), with the 1.3 √n
/// lags of Lazarus, Lewis, Stock and Watson, "HAR inference: recommendations for practice" (2018). Bartlett's weights are what sums over windows of
/// lags + 1 errors give, so that the time does not grow with the lags.
enum SerialVariance {
  /// - Parameters:
  ///   - errors: weights times distances from the mean, oldest first.
  ///   - weight: the sum of weights.
  ///   - effectiveCount: how many equally weighted values would say as much.
  static func added(_ errors: [Double], weight: Double, effectiveCount: Double) -> Double {
    guard errors.count > 10, weight > 0 else { return 0 }
    let span = Int(min(1.3 * max(1, effectiveCount).squareRoot(), Double(errors.count - 1))) + 1
    var window = 0.0
    var squaredWindows = 0.0
    var squares = 0.0
    for index in 0..<errors.count + span - 1 {
      if index < errors.count {
        window += errors[index]
        squares += errors[index] * errors[index]
      }
      if index >= span { window -= errors[index - span] }
      squaredWindows += window * window
    }
    return max(0, squaredWindows / Double(span) - squares) / (weight * weight)
  }
}

/// How far the groups of one dimension are drawn towards the whole.
///
/// The variance between groups is what DerSimonian and Laird's moments leave after the variance within ("Meta-analysis in clinical trials",
/// 1986); a group keeps τ² / (τ² + its own variance) of its distance from the whole. Where nothing differs, nothing is kept.
enum Shrinkage {
  /// The share of its own distance that each group keeps, 0 to 1.
  static func kept(_ groups: [SlippageSums], centreMean: Double) -> [Double] {
    let known = groups.filter { $0.varianceOfMean.isFinite && $0.varianceOfMean > 0 }
    let weights = known.map { 1 / $0.varianceOfMean }
    let total = weights.reduce(0, +)
    // Groups without any variance agree with themselves exactly: they keep what they are.
    guard known.count > 1, total.isFinite else {
      return groups.map { $0.varianceOfMean == 0 && $0.count >= 10 ? 1 : 0 }
    }
    let mean = zip(known, weights).reduce(0) { $0 + $1.0.mean * $1.1 } / total
    let q = zip(known, weights).reduce(0) { $0 + $1.1 * ($1.0.mean - mean) * ($1.0.mean - mean) }
    let scale = total - weights.reduce(0) { $0 + $1 * $1 } / total
    let between = scale > 0 ? max(0, (q - Double(known.count - 1)) / scale) : 0
    return groups.map { group in
      let within = group.varianceOfMean
      if within == 0 { return group.count >= 10 ? 1 : 0 }
      return within.isFinite && between > 0 ? between / (between + within) : 0
    }
  }
}

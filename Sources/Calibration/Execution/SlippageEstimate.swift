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

  /// - Parameter deviation: the slippage less the centre.
  mutating func add(_ deviation: Double, weight w: Double) {
    count += 1
    weight += w
    squaredWeight += w * w
    first += w * deviation
    squaredFirst += w * w * deviation
    squaredSecond += w * w * deviation * deviation
  }

  /// The weighted mean, less the centre.
  var mean: Double { weight > 0 ? first / weight : .nan }

  /// (Σw)² / Σw²: how many equally weighted observations would say as much (Kish, "Survey Sampling", 1965).
  var effectiveCount: Double { squaredWeight > 0 ? weight * weight / squaredWeight : 0 }

  /// The variance of the weighted mean: Σw²(x − m)² / (Σw)², corrected for the degree of freedom that the mean took.
  var varianceOfMean: Double {
    let effective = effectiveCount
    guard count > 1, effective > 1 else { return .nan }
    let m = mean
    let sum = max(0, squaredSecond - 2 * m * squaredFirst + m * m * squaredWeight)
    return sum / (weight * weight) * effective / (effective - 1)
  }

  /// - Parameter serialVariance: what neighbours in time that resemble each other add to the variance of the mean.
  func estimate(centre: Double, value: Double, confidence: Double, serialVariance: Double = 0) -> SlippageEstimate {
    guard count > 0 else {
      return SlippageEstimate(count: 0, effectiveCount: 0, measured: nil, standardError: nil, interval: nil, value: value)
    }
    let measured = centre + mean
    guard varianceOfMean.isFinite else {
      return SlippageEstimate(
        count: count, effectiveCount: effectiveCount, measured: measured, standardError: nil, interval: nil, value: value)
    }
    let error = (varianceOfMean + serialVariance).squareRoot()
    let reach = StudentTDistribution(degreesOfFreedom: max(1, effectiveCount - 1)).quantile((1 + confidence) / 2) * error
    let interval = Interval(lower: measured - reach, upper: measured + reach)
    return SlippageEstimate(
      count: count, effectiveCount: effectiveCount, measured: measured, standardError: error, interval: interval,
      value: min(max(value, interval.lower), interval.upper))
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

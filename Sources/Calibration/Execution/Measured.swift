internal import Statistics

/// A range that holds the truth with the calibration's confidence.
public struct Interval: Hashable, Sendable, Codable {
  /// The least plausible value.
  public let lower: Double
  /// The greatest plausible value.
  public let upper: Double

  /// Whether a value is in the range.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

/// A number that was measured, from how many observations, and how sure it is.
public struct Measured: Hashable, Sendable, Codable {
  /// How many observations there were.
  public let count: Int
  /// The number; `nil` if there is nothing to compute it from.
  public let value: Double?
  /// Where the truth lies; `nil` if there are too few observations to say.
  public let interval: Interval?

  init(count: Int, value: Double?, interval: Interval?) {
    self.count = count
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
    self.interval = interval.flatMap { $0.lower.isFinite && $0.upper.isFinite ? $0 : nil }
  }

  private enum CodingKeys: String, CodingKey { case count, value, interval }

  /// Writes all three; what is missing is `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(count, forKey: .count)
    try container.encode(value, forKey: .value)
    try container.encode(interval, forKey: .interval)
  }
}

extension Measured {
  /// The mean, with Student's interval.
  static func mean(_ values: [Double], confidence: Double) -> Measured {
    let moments = Moments(values)
    guard moments.count > 0 else { return Measured(count: 0, value: nil, interval: nil) }
    guard moments.count > 1 else { return Measured(count: 1, value: moments.mean, interval: nil) }
    let reach = StudentTDistribution(degreesOfFreedom: Double(moments.count - 1)).quantile((1 + confidence) / 2) * moments.standardError
    return Measured(count: moments.count, value: moments.mean, interval: Interval(lower: moments.mean - reach, upper: moments.mean + reach))
  }

  /// The median, with the interval between two order statistics (Hahn and Meeker, "Statistical Intervals", 1991, 5.2; normal approximation
  /// of the binomial ranks, rounded outwards).
  static func median(_ values: [Double], confidence: Double) -> Measured {
    let count = Double(values.count)
    guard count > 0 else { return Measured(count: 0, value: nil, interval: nil) }
    let reach = NormalDistribution.standard.quantile((1 + confidence) / 2) * count.squareRoot() / 2
    let low = (count / 2 - reach).rounded(.down) - 1
    let high = (count / 2 + reach).rounded(.up)
    guard low >= 0 && high <= count - 1 else { return Measured(count: values.count, value: Quantiles.median(values), interval: nil) }
    let bounds = Quantiles.of(values, [low / (count - 1), 0.5, high / (count - 1)])
    return Measured(count: values.count, value: bounds[1], interval: Interval(lower: bounds[0], upper: bounds[2]))
  }

  /// A share, with Wilson's interval ("Probable inference, the law of succession, and statistical inference", JASA 22, 1927).
  static func share(_ hits: Int, of count: Int, confidence: Double) -> Measured {
    guard count > 0 else { return Measured(count: 0, value: nil, interval: nil) }
    return Measured(
      count: count, value: Double(hits) / Double(count), interval: wilson(Double(hits), Double(count), confidence: confidence))
  }

  static func wilson(_ hits: Double, _ count: Double, confidence: Double) -> Interval {
    let z = NormalDistribution.standard.quantile((1 + confidence) / 2)
    let share = hits / count
    let middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    let reach = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    return Interval(lower: hits == 0 ? 0 : max(0, middle - reach), upper: hits == count ? 1 : min(1, middle + reach))
  }
}

/// The distribution of a statistic under resampling, and the intervals it gives.
///
///     let bootstrap = try Bootstrap(
///       of: returns, scheme: .stationaryBlocks(meanLength: 12), generator: SeededGenerator(seed: 1)
///     ) { Moments($0).mean }
///     bootstrap.standardError
///     try bootstrap.interval(confidence: 0.95)
///
/// Replicate k draws from stream k of the generator, so the result does not depend on the number of threads.
///
/// A percentile interval is honest where the statistic is roughly unbiased and its spread does not depend on its value; a BCa interval
/// corrects for both to first order. Neither is worth much below some thirty independent blocks, and no bootstrap can see an event
/// that the sample does not contain.
public struct Bootstrap: Sendable, Hashable {
  /// The statistic of the series itself.
  public let estimate: Double
  /// The statistic of the resampled series in ascending order, without those that were undefined (NaN).
  public let replicates: [Double]
  /// How many resampled series the statistic was undefined for.
  public let undefinedCount: Int
  /// How the series were drawn.
  public let scheme: ResamplingScheme
  /// How many values the series has.
  public let count: Int
  /// The acceleration of the BCa interval, from leaving out values or blocks; `nil` if it was not asked for.
  public let acceleration: Double?

  /// Draws the replicates. O(replicates · statistic).
  ///
  /// - Parameters:
  ///   - values: in the order of time, at least two, finite.
  ///   - scheme: how a series is drawn.
  ///   - replicates: how many are drawn, 1 or more; 1000 for a standard error, 10 000 for the ends of an interval.
  ///   - generator: where the randomness comes from.
  ///   - acceleration: whether to compute what a BCa interval needs, at the cost of up to 1000 more evaluations.
  ///   - threads: the greatest number of threads; the result does not depend on it.
  ///   - statistic: from a series of the same length to a number; NaN where it is undefined. It may be called with a slightly shorter
  ///     series for the acceleration.
  /// - Throws: `StatisticsError` if the values or the statistic of them are unusable, or a parameter is out of range.
  public init(
    of values: [Double], scheme: ResamplingScheme, replicates: Int = 10_000, generator: SeededGenerator,
    acceleration: Bool = false, threads: Int = ActiveProcessors.count, statistic: @Sendable ([Double]) -> Double
  ) throws(StatisticsError) {
    try StatisticsError.check(values, atLeast: 2, "Bootstrap", "values")
    try Bootstrap.check(scheme)
    if replicates < 1 {
      throw StatisticsError(.outOfRange, "Bootstrap", "replicates", "is \(replicates); it must be 1 or more.")
    }
    estimate = statistic(values)
    if estimate.isNaN {
      throw StatisticsError(.notFinite, "Bootstrap", "statistic", "is undefined (NaN) for the series itself.")
    }
    // A chunk shares one buffer for its series.
    let chunks = parallelChunks(replicates, size: 16, threads: threads) { range in
      var sample = values
      return range.map { replicate in
        var stream = generator.split(stream: UInt64(replicate))
        scheme.resample(values, into: &sample, using: &stream)
        return statistic(sample)
      }
    }
    let defined = chunks.joined().filter { !$0.isNaN }
    self.replicates = Sorting.sorted(defined)
    undefinedCount = replicates - defined.count
    self.scheme = scheme
    count = values.count
    self.acceleration = acceleration ? Bootstrap.acceleration(values, scheme, threads: threads, statistic) : nil
  }

  private static func check(_ scheme: ResamplingScheme) throws(StatisticsError) {
    switch scheme {
    case .independent: return
    case .circularBlocks(let length) where length >= 1: return
    case .stationaryBlocks(let length) where length >= 1 && length.isFinite: return
    default:
      throw StatisticsError(.outOfRange, "Bootstrap", "scheme", "is \(scheme); a block length must be 1 or more, and finite.")
    }
  }

  /// The skewness of what the statistic loses without each of the groups. Values with memory are left out in blocks, because a
  /// statistic that lacks one value of a block hardly lacks anything.
  private static func acceleration(
    _ values: [Double], _ scheme: ResamplingScheme, threads: Int, _ statistic: @Sendable ([Double]) -> Double
  ) -> Double {
    let n = values.count
    let length: Int
    switch scheme {
    case .independent: length = 1
    case .circularBlocks(let fixed): length = min(fixed, n)
    case .stationaryBlocks(let mean): length = Int(min(mean.rounded(), Double(n)))
    }
    let groups = max(1, min(n / length, 1000))
    if groups < 2 { return 0 }
    let losses = parallelChunks(groups, size: 16, threads: threads) { range in
      range.map { group in
        // Groups of nearly equal size, without products that could overflow.
        let start = group * (n / groups) + min(group, n % groups)
        let end = start + n / groups + (group < n % groups ? 1 : 0)
        return statistic(Array(values[..<start] + values[end...]))
      }
    }
    let moments = Moments(Array(losses.joined()))
    // a = Σ d³ / (6 (Σ d²)^1.5), d the mean minus the value: minus the skewness over 6 √n.
    let skewness = moments.skewness
    return skewness.isNaN ? 0 : -skewness / (6 * Double(groups).squareRoot())
  }

  /// The standard deviation of the replicates.
  public var standardError: Double { Moments(replicates).standardDeviation }

  /// The mean of the replicates minus the estimate.
  public var bias: Double { Moments(replicates).mean - estimate }

  /// The share of replicates at or below a value, at least 1 / (replicates + 1): a one-sided p-value when the values were centred on
  /// the hypothesis.
  public func shareAtOrBelow(_ value: Double) -> Double {
    (Double(replicates.count { $0 <= value }) + 1) / (Double(replicates.count) + 1)
  }
}

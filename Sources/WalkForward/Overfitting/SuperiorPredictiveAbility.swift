public import Statistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Whether the best of several strategies beats a benchmark by more than the luck of having been chosen: Hansen's test and White's reality
/// check.
///
///     let test = try SuperiorPredictiveAbility(
///       excess: strategies.map { zip($0, benchmark).map { $0 - $1 } }, meanBlockLength: 24, generator: SeededGenerator(seed: 1))
///     test.consistent        // Hansen's p-value
///     test.realityCheck      // White's, which poor strategies in the set make too large
///
/// The stationary bootstrap draws all strategies' observations together, so what they have in common stays in common, and so does what
/// hangs together in time within blocks. White, "A reality check for data snooping", Econometrica 68, 2000; Hansen, "A test for superior
/// predictive ability", Journal of Business & Economic Statistics 23, 2005.
public struct SuperiorPredictiveAbility: HypothesisTest {
  /// The strategy with the greatest statistic.
  public let best: Int
  /// Hansen's statistic: the greatest of 0 and all `√n d̄ / ω`.
  public let statistic: Double
  /// White's statistic: the greatest `√n d̄`.
  public let realityCheckStatistic: Double
  /// A lower bound of the p-value: only strategies better than the benchmark are centred.
  public let lower: Double
  /// Hansen's consistent p-value: strategies that are clearly poor are left where they are.
  public let consistent: Double
  /// An upper bound of the p-value: every strategy is taken to be as good as the benchmark.
  public let upper: Double
  /// The p-value of White's reality check.
  public let realityCheck: Double
  /// Strategies that always equal the benchmark; they can neither win nor lose.
  public let idle: [Int]
  /// How many observations there are.
  public let observations: Int
  /// How many strategies were compared.
  public let strategies: Int
  /// How many series were drawn.
  public let replicates: Int
  /// The mean length of the blocks that were drawn.
  public let meanBlockLength: Double

  /// Hansen's consistent p-value.
  public var pValue: Double { consistent }
  /// The sample sizes and the other p-values.
  public var evidence: KeyValuePairs<String, Double> {
    [
      "p_value_lower": lower, "p_value_upper": upper, "p_value_reality_check": realityCheck, "strategies": Double(strategies),
      "samples": Double(observations), "replicates": Double(replicates), "mean_block_length": meanBlockLength,
    ]
  }

  /// Tests.
  ///
  /// - Parameters:
  ///   - excess: of every strategy that was tried, what it earned above the benchmark (or how much smaller its loss was), on the same
  ///     times; at least one strategy and 10 observations. A benchmark of cash is 0.
  ///   - meanBlockLength: 1 or more; about as many observations as depend on each other (`OptimalBlockLength` estimates it).
  ///   - replicates: how many series are drawn, 100 or more.
  ///   - generator: where the randomness comes from.
  ///   - threads: the greatest number of threads; the result does not depend on it.
  /// - Complexity: O(replicates × strategies × observations).
  public init(
    excess: [[Double]], meanBlockLength: Double, replicates: Int = 1_000, generator: SeededGenerator,
    threads: Int = ActiveProcessors.count
  ) throws(WalkForwardError) {
    let name = "SuperiorPredictiveAbility"
    try WalkForwardError.check(strategies: excess, atLeast: 1, observations: 10, name)
    let count = excess[0].count
    if !(meanBlockLength >= 1 && meanBlockLength <= Double(count)) {
      throw WalkForwardError(
        .outOfRange,
        name, "meanBlockLength", "is \(meanBlockLength); it must be from 1 to the number of observations, which is \(count).")
    }
    if replicates < 100 || replicates > 10_000_000 {
      throw WalkForwardError(.outOfRange, name, "replicates", "is \(replicates); it must be from 100 to 10 000 000, such as 1 000.")
    }
    let moments = excess.map { Moments($0) }
    if let constant = excess.indices.first(where: { moments[$0].variance == 0 && moments[$0].mean != 0 }) {
      throw WalkForwardError(
        .outOfRange,
        name, "excess",
        "strategy \(constant) differs from the benchmark by the same \(moments[constant].mean) at every time, which is not a measurement.")
    }
    let active = excess.indices.filter { moments[$0].variance > 0 }
    if active.isEmpty {
      throw WalkForwardError(.outOfRange, name, "excess", "every strategy always equals the benchmark; there is nothing to test.")
    }
    let root = Double(count).squareRoot()
    let means = active.map { moments[$0].mean }
    let centered = zip(active, means).map { index, mean in excess[index].map { $0 - mean } }
    let scales = parallelMap(centered, threads: threads) { Self.longRunDeviation($0, meanBlockLength) }
    let threshold = -(2 * log(log(Double(count)))).squareRoot()
    // What is added to a centred replicate: nothing where the hypothesis holds with equality, the mean where the strategy is left as poor
    // as it is.
    let poor = zip(means, scales).map { mean, scale in root * mean / scale < threshold ? root * mean / scale : 0 }
    let negative = zip(means, scales).map { mean, scale in min(0, root * mean / scale) }
    let ratios = zip(means, scales).map { root * $0 / $1 }
    let hansen = max(0, ratios.max() ?? 0)
    let white = (means.max() ?? 0) * root

    // Observation by observation, so that adding one up runs along memory.
    let width = active.count
    var rows = [Double](repeating: 0, count: count * width)
    for (place, column) in centered.enumerated() {
      for (time, value) in column.enumerated() { rows[time * width + place] = value }
    }
    let table = rows
    let scheme = ResamplingScheme.stationaryBlocks(meanLength: meanBlockLength)
    let chunks = parallelChunks(replicates, size: 8, threads: threads) { range in
      var tally = Tally()
      var weights = [Double](repeating: 0, count: count)
      var sums = [Double](repeating: 0, count: width)
      for replicate in range {
        var stream = generator.split(stream: UInt64(replicate))
        for time in weights.indices { weights[time] = 0 }
        for time in scheme.indices(count: count, using: &stream) { weights[time] += 1 }
        Self.weigh(table, weights, into: &sums)
        var (upper, consistent, lower, plain) = (0.0, 0.0, 0.0, -Double.infinity)
        for place in sums.indices {
          let mean = sums[place] / root
          let ratio = mean / scales[place]
          upper = max(upper, ratio)
          consistent = max(consistent, ratio + poor[place])
          lower = max(lower, ratio + negative[place])
          plain = max(plain, mean)
        }
        tally.upper += upper >= hansen ? 1 : 0
        tally.consistent += consistent >= hansen ? 1 : 0
        tally.lower += lower >= hansen ? 1 : 0
        tally.plain += plain >= white ? 1 : 0
      }
      return tally
    }
    var total = Tally()
    for chunk in chunks { total.add(chunk) }
    // The sample itself is one more draw of the hypothesis: a p-value of 0 would claim more than the draws can show.
    func share(_ hits: Int) -> Double { Double(hits + 1) / Double(replicates + 1) }
    best = active[ratios.indices.max { ratios[$0] < ratios[$1] } ?? 0]
    statistic = hansen
    realityCheckStatistic = white
    lower = share(total.lower)
    consistent = share(total.consistent)
    upper = share(total.upper)
    realityCheck = share(total.plain)
    idle = excess.indices.filter { moments[$0].variance == 0 }
    observations = count
    strategies = excess.count
    self.replicates = replicates
    self.meanBlockLength = meanBlockLength
  }

  private struct Tally {
    var (upper, consistent, lower, plain) = (0, 0, 0, 0)

    mutating func add(_ other: Tally) {
      upper += other.upper
      consistent += other.consistent
      lower += other.lower
      plain += other.plain
    }
  }

  private static func weigh(_ table: [Double], _ weights: [Double], into sums: inout [Double]) {
    for place in sums.indices { sums[place] = 0 }
    let source = table.span
    let width = sums.count
    var target = sums.mutableSpan
    var start = 0
    for weight in weights {
      if weight != 0 {
        for place in target.indices { target[place] += weight * source[start &+ place] }
      }
      start &+= width
    }
  }

  /// The standard deviation of √n times the mean as the stationary bootstrap sees it (Hansen 2005, section 2.4, after Politis & Romano
  /// 1994).
  static func longRunDeviation(_ centered: [Double], _ meanBlockLength: Double) -> Double {
    let count = centered.count
    let stay = 1 - 1 / meanBlockLength
    let values = centered.span
    func covariance(_ lag: Int) -> Double {
      var sum = 0.0
      for index in 0..<count &- lag { sum += values[index] * values[index &+ lag] }
      return sum / Double(count)
    }
    let own = covariance(0)
    var total = own
    var forward = 1.0
    for lag in 1..<count {
      forward *= stay
      let share = Double(lag) / Double(count)
      let backward = pow(stay, Double(count - lag))
      let weight = (1 - share) * forward + share * backward
      // Far lags weigh nothing until the circle closes.
      if weight > 1e-12 { total += 2 * weight * covariance(lag) }
    }
    // The weights make it positive; rounding might not.
    return max(total, own * 0x1p-40).squareRoot()
  }
}

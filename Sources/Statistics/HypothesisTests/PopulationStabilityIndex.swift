#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The population stability index: how far a sample has moved away from a reference, over bins of the reference's quantiles.
///
///     let index = try PopulationStabilityIndex(reference: lastYear, sample: thisMonth)
///     index.value      // 0.1 is commonly read as a small shift, 0.25 as a large one
///     index.pValue     // … and how often a shift so large is mere chance at these sample sizes
///
/// It is Σ (s − r) ln(s / r) over the shares r and s of the reference and the sample in each bin.
///
/// The outer bins are open, so that values beyond anything in the reference are counted. A value that many of the reference share (a
/// zero, a cap, a constant) gets a bin of its own. A bin that is empty on one side counts there as half a value instead of being
/// skipped: samples without any overlap score high, never 0.
///
/// The rule of thumb 0.1 / 0.25 ignores the sample sizes: with 50 values in 10 bins chance alone reaches 0.2. `pValue` does not.
public struct PopulationStabilityIndex: HypothesisTest {
  /// One bin.
  public struct Bin: Sendable, Hashable, Codable {
    /// The upper bound, which belongs to the bin; infinite for the last one.
    public let upperBound: Double
    /// Whether the bin holds only its upper bound.
    public let isSingleValue: Bool
    /// How many values of the reference are in it.
    public let referenceCount: Int
    /// How many values of the sample are in it.
    public let sampleCount: Int
  }

  /// The index, 0 or more.
  public let value: Double
  /// The probability of so large an index if both come from one distribution: chi-square with one degree of freedom less than there are
  /// bins, of the index times the harmonic sample size (Yurdakul, "Statistical properties of population stability index", 2018).
  public let pValue: Double
  /// The bins, from low to high. There are fewer than asked for where the reference has few distinct values.
  public let bins: [Bin]
  /// How many values the reference had.
  public let referenceCount: Int
  /// How many values the sample had.
  public let sampleCount: Int

  /// The index itself.
  public var statistic: Double { value }

  /// Compares a sample with a reference. O(n log bins).
  ///
  /// - Parameters:
  ///   - reference: finite, at least as many values as bins.
  ///   - sample: finite, at least one value.
  ///   - bins: how many bins, 2 or more.
  /// - Throws: `StatisticsError` if there are too few values or one is not finite.
  public init(reference: [Double], sample: [Double], bins: Int = 10) throws(StatisticsError) {
    if bins < 2 {
      throw StatisticsError(.outOfRange, "PopulationStabilityIndex", "bins", "is \(bins); it must be 2 or more.")
    }
    try StatisticsError.check(reference, atLeast: bins, "PopulationStabilityIndex", "reference")
    try StatisticsError.check(sample, atLeast: 1, "PopulationStabilityIndex", "sample")
    let bounds = PopulationStabilityIndex.bounds(reference, bins)
    let first = PopulationStabilityIndex.counts(reference, bounds)
    let second = PopulationStabilityIndex.counts(sample, bounds)
    let (m, n) = (Double(reference.count), Double(sample.count))
    var sum = 0.0
    var occupied = 0
    var result: [Bin] = []
    for index in first.indices where first[index] + second[index] > 0 || index == first.count - 1 {
      let bound = index < bounds.count ? bounds[index] : (value: Double.infinity, isSingle: false)
      result.append(
        Bin(
          upperBound: bound.value, isSingleValue: bound.isSingle, referenceCount: first[index], sampleCount: second[index]))
      if first[index] + second[index] == 0 { continue }
      occupied += 1
      let r = max(Double(first[index]), 0.5) / m
      let s = max(Double(second[index]), 0.5) / n
      sum += (s - r) * log(s / r)
    }
    value = sum
    pValue =
      occupied < 2
      ? 1 : ChiSquaredDistribution(degreesOfFreedom: Double(occupied - 1)).survival(sum / (1 / m + 1 / n))
    self.bins = result
    referenceCount = reference.count
    sampleCount = sample.count
  }

  /// The upper bounds of all bins but the last. A single value has the bound just below it before it, if anything could be there.
  private static func bounds(_ reference: [Double], _ bins: Int) -> [(value: Double, isSingle: Bool)] {
    let edges = Quantiles.of(reference, (1..<bins).map { Double($0) / Double(bins) }).sorted()
    var bounds: [(value: Double, isSingle: Bool)] = []
    var index = 0
    let isConstant = edges.first == edges.last && Moments(reference).populationVariance == 0
    while index < edges.count {
      var end = index + 1
      while end < edges.count && edges[end] == edges[index] { end += 1 }
      if end - index > 1 || isConstant {
        // A value that covers whole bins: what lies between the bound before and it is a bin of its own.
        bounds.append((edges[index].nextDown, false))
        bounds.append((edges[index], true))
      } else {
        bounds.append((edges[index], false))
      }
      index = end
    }
    return bounds
  }

  private static func counts(_ values: [Double], _ bounds: [(value: Double, isSingle: Bool)]) -> [Int] {
    var counts = [Int](repeating: 0, count: bounds.count + 1)
    for value in values {
      // The first bin whose upper bound is not below the value.
      var (low, high) = (0, bounds.count)
      while low < high {
        let middle = (low + high) / 2
        if bounds[middle].value < value { low = middle + 1 } else { high = middle }
      }
      counts[low] += 1
    }
    return counts
  }

  /// The sample sizes and the number of bins.
  public var evidence: KeyValuePairs<String, Double> {
    [
      "reference_count": Double(referenceCount), "sample_count": Double(sampleCount), "bins": Double(bins.count),
    ]
  }

  /// Whether the sample is stable: the index under a limit passes, over it fails unless chance explains it, and too few values for the
  /// bins (under five per bin in either) are insufficient.
  ///
  /// - Parameters:
  ///   - name: what was asked, such as `drift`.
  ///   - limit: the largest index that passes.
  ///   - level: the largest p-value at which an index over the limit counts as real.
  public func verdict(_ name: String, limit: Double = 0.2, level: Double = 0.01) -> Verdict {
    let needed = 5 * max(2, bins.count)
    let fewest = min(referenceCount, sampleCount)
    let numbers: KeyValuePairs<String, Double> = [
      "psi": value, "limit": limit, "p_value": pValue, "level": level, "reference_count": Double(referenceCount),
      "sample_count": Double(sampleCount), "bins": Double(bins.count),
    ]
    if value > limit && pValue <= level {
      return .fail(name, "The index \(value) is above the limit \(limit), and chance does not explain it.", numbers)
    }
    if fewest < needed {
      return .insufficient(name, "\(fewest) values in \(bins.count) bins; at least \(needed) are needed.", numbers)
    }
    if value > limit {
      return .insufficient(
        name, "The index \(value) is above the limit \(limit), but chance may explain it at these sample sizes.", numbers)
    }
    return .pass(name, "The index \(value) is within the limit \(limit).", numbers)
  }
}

/// The two-sample Kolmogorov-Smirnov test: do two samples come from the same distribution?
///
///     let test = try KolmogorovSmirnovTest([1, 2, 3, 4], [3.5, 4.5, 5.5, 6.5])
///     test.statistic     // 0.75
///     test.pValue        // 0.22857142857142856
///
/// It sees any difference: location, spread, shape. With ties the p-value is too large, never too small.
public struct KolmogorovSmirnovTest: HypothesisTest {
  /// How the p-value is computed.
  public enum Method: String, Sendable, Hashable, Codable {
    /// Exact where that takes milliseconds at most, else asymptotic.
    case automatic
    /// The exact probability over all orders of the joint sample, of both sample sizes.
    case exact
    /// From Kolmogorov's limiting distribution with Vrbik's correction for finite samples.
    case asymptotic
  }

  /// The greatest distance between the two empirical distribution functions.
  public let statistic: Double
  /// The probability of so great a distance if both samples come from one distribution.
  public let pValue: Double
  /// The value at which the distance is greatest.
  public let location: Double
  /// How the p-value was computed: exact or asymptotic.
  public let method: Method
  /// How many values the first sample had.
  public let firstCount: Int
  /// How many values the second sample had.
  public let secondCount: Int

  /// Tests two samples. O(n) for many values, and the exact p-value O(n² · statistic).
  ///
  /// - Parameters:
  ///   - first: at least one finite value.
  ///   - second: at least one finite value.
  ///   - method: how the p-value is computed.
  /// - Throws: `StatisticsError` if a sample is empty or not finite.
  public init(_ first: [Double], _ second: [Double], method: Method = .automatic) throws(StatisticsError) {
    try StatisticsError.check(first, atLeast: 1, "KolmogorovSmirnovTest", "first")
    try StatisticsError.check(second, atLeast: 1, "KolmogorovSmirnovTest", "second")
    let (m, n) = (first.count, second.count)
    let greatest = KolmogorovSmirnovTest.distance(Sorting.sorted(first), Sorting.sorted(second))
    statistic = Double(greatest.distance) / Double(m) / Double(n)
    location = greatest.location
    // The band of the table inside which a path may still turn out not to be extreme.
    let band = min(2 * statistic, 1) * Double(m) * Double(n)
    let exact = method == .exact || method == .automatic && band <= 4e6
    pValue =
      exact
      ? KolmogorovDistribution.exactSurvival(distance: greatest.distance, m, n)
      : KolmogorovDistribution.survival(statistic, size: Double(m) / Double(m + n) * Double(n))
    self.method = exact ? .exact : .asymptotic
    firstCount = m
    secondCount = n
  }

  /// The greatest distance, as an integer number of steps of 1/(mn), and where it is.
  private static func distance(_ first: [Double], _ second: [Double]) -> (distance: Int, location: Double) {
    let (m, n) = (first.count, second.count)
    var (i, j) = (0, 0)
    var greatest = -1
    var location = Double.nan
    while i < m && j < n {
      let value = min(first[i], second[j])
      while i < m && first[i] == value { i += 1 }
      while j < n && second[j] == value { j += 1 }
      let distance = (i * n - j * m).magnitude
      if Int(distance) > greatest {
        greatest = Int(distance)
        location = value
      }
    }
    return (greatest, location)
  }

  /// The sample sizes and the place of the greatest distance.
  public var evidence: KeyValuePairs<String, Double> {
    ["location": location, "first_count": Double(firstCount), "second_count": Double(secondCount)]
  }
}

/// The Mann-Whitney U test (Wilcoxon's rank sum): is a value of one sample as likely above as below a value of the other?
///
///     let test = try MannWhitneyTest([19, 22, 16, 29, 24], [20, 11, 17, 12])
///     test.statistic     // 17
///     test.pValue        // 0.1111111111111111
///
/// Mann & Whitney, Annals of Mathematical Statistics 18, 1947.
public struct MannWhitneyTest: HypothesisTest {
  /// How the p-value is computed.
  public enum Method: String, Sendable, Hashable, Codable {
    /// Exact if there are no ties and one sample has at most eight values (and the other not thousands), else normal.
    case automatic
    /// From the distribution of U over all orders; only right without ties.
    case exact
    /// From the normal approximation, with the variance corrected for ties and a correction for continuity.
    case normal
  }

  /// U of the first sample: in how many pairs its value is the higher one, ties counting one half.
  public let statistic: Double
  /// The probability of so extreme a U if the samples come from one distribution.
  public let pValue: Double
  /// U as a share of all pairs: the probability that a value of the first sample is the higher one, and the area under a ROC curve.
  public let probabilityOfSuperiority: Double
  /// What counted as extreme.
  public let alternative: Alternative
  /// How the p-value was computed: exact or normal.
  public let method: Method
  /// How many values the first sample had.
  public let firstCount: Int
  /// How many values the second sample had.
  public let secondCount: Int

  /// Tests two samples. O(n) for many values.
  ///
  /// - Parameters:
  ///   - first: at least one finite value.
  ///   - second: at least one finite value.
  ///   - alternative: what counts as extreme.
  ///   - method: how the p-value is computed.
  /// - Throws: `StatisticsError` if a sample is empty or not finite, or if all values of both are the same.
  public init(
    _ first: [Double], _ second: [Double], alternative: Alternative = .twoSided, method: Method = .automatic
  ) throws(StatisticsError) {
    try StatisticsError.check(first, atLeast: 1, "MannWhitneyTest", "first")
    try StatisticsError.check(second, atLeast: 1, "MannWhitneyTest", "second")
    let (m, n) = (Double(first.count), Double(second.count))
    let (ranks, ties) = Ranks.ranks(first + second)
    let total = m + n
    let variance = m * n / 12 * (total + 1 - ties / (total * (total - 1)))
    if !(variance > 0) {
      throw StatisticsError(.constant, "MannWhitneyTest", "first", "all values of both samples are the same.")
    }
    let u = ranks[..<first.count].reduce(0, +) - m * (m + 1) / 2
    let few = min(m, n) <= 8 && m * n <= 10_000
    let exact = method == .exact || method == .automatic && ties == 0 && few
    // What is extreme is a high U: of the first sample, of the second, or of whichever is higher.
    let extreme: Double
    switch alternative {
    case .greater: extreme = u
    case .less: extreme = m * n - u
    case .twoSided: extreme = max(u, m * n - u)
    }
    let tail =
      exact
      ? RankSumDistribution(first.count, second.count).survival(atLeast: Int(extreme.rounded(.down)))
      : NormalDistribution.standard.survival((extreme - m * n / 2 - 0.5) / variance.squareRoot())
    statistic = u
    pValue = min(1, alternative == .twoSided ? 2 * tail : tail)
    probabilityOfSuperiority = u / (m * n)
    self.alternative = alternative
    self.method = exact ? .exact : .normal
    firstCount = first.count
    secondCount = second.count
  }

  /// The probability of superiority and the sample sizes.
  public var evidence: KeyValuePairs<String, Double> {
    [
      "probability_of_superiority": probabilityOfSuperiority, "first_count": Double(firstCount),
      "second_count": Double(secondCount),
    ]
  }
}

/// The exact distribution of U where all orders are equally likely.
struct RankSumDistribution {
  /// `mass[u]` is the probability of U = u.
  private let mass: [Double]

  /// By conditioning on the sample the highest value belongs to, in probabilities, which unlike counts cannot overflow:
  /// P(m, n, u) = m/(m + n) P(m − 1, n, u − n) + n/(m + n) P(m, n − 1, u). O(m² n²).
  init(_ first: Int, _ second: Int) {
    // The distribution is the same with the samples swapped, and the table is smaller with the smaller one first.
    let (m, n) = (min(first, second), max(first, second))
    var table = (0...m).map { row in [1.0] + [Double](repeating: 0, count: row * n) }
    for column in 1...n {
      for row in stride(from: 1, through: m, by: 1) {
        let all = Double(row + column)
        let (ours, theirs) = (Double(row) / all, Double(column) / all)
        for u in stride(from: row * column, through: 0, by: -1) {
          // The row above has been moved to this column already, this one has not.
          let fromAbove = u >= column ? table[row - 1][u - column] : 0
          table[row][u] = ours * fromAbove + theirs * table[row][u]
        }
      }
    }
    mass = table[m]
  }

  /// The probability of U of at least this.
  func survival(atLeast u: Int) -> Double {
    // Smallest first, so that nothing is lost.
    mass[max(0, min(u, mass.count))...].reversed().reduce(0, +)
  }
}

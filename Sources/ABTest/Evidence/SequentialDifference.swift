#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The difference between two arms' mean results, with an interval that stays valid however often one looks.
///
///     var evidence = try SequentialDifference(level: 0.05, tunedFor: 1000)
///     evidence.add(0.004, from: .challenger)
///     evidence.add(-0.001, from: .champion)
///     evidence.interval            // nil until both arms have 30 results
///     evidence.pValue              // the least so far; stopping at the best moment does not break it
///
/// The interval is the difference plus or minus its standard error times ``NormalMixture/deviations(after:)``. The standard error allows for results that
/// depend on the ones before: it adds the autocovariances of the results in the order in which they closed, across both arms, weighted by a flat-top
/// kernel (Politis & Romano, "Bias-corrected nonparametric spectral estimation", Journal of Time Series Analysis 16, 1995), and is never taken to be
/// less than what independent results would have.
///
/// One result costs the same whenever it comes, and nothing of the past is kept but sums; a copy continues bit for bit, also through JSON.
public struct SequentialDifference: Hashable, Sendable, Codable {
  /// The two sides.
  public enum Side: Int, Hashable, Sendable, Codable, CaseIterable {
    case champion = 0
    case challenger = 1
  }

  /// How many results of each arm are needed before anything is said.
  public static let fewestResults = 30

  /// The boundary.
  public let mixture: NormalMixture
  /// The longest dependence that is looked for, in results.
  public let lags: Int
  /// The least p-value so far; 1 before there is one.
  public private(set) var pValue = 1.0
  private var arms = [Running(), Running()]
  /// The last results about the means before them, newest last, as many as there are lags.
  private var recent: [Deviation] = []
  /// Sums of products of deviations, by lag, side of the later and side of the earlier one.
  private var products: [Double]

  private struct Running: Hashable, Sendable, Codable {
    var count = 0
    var mean = 0.0
  }

  private struct Deviation: Hashable, Sendable, Codable {
    let value: Double
    let side: Side
  }

  /// Evidence before the first result.
  ///
  /// - Parameters:
  ///   - level: the probability of ever being wrong, above 0 and at most 0.5.
  ///   - results: of both arms together, the number at which the interval should be narrowest; 1 or more.
  ///   - lags: the longest dependence that is looked for, 0 to 1000.
  public init(level: Double = 0.05, tunedFor results: Int = 1_000, lags: Int = 24) throws(ABTestError) {
    mixture = try NormalMixture(level: level, tunedFor: Double(results))
    try ABTestError.check(lags, in: 0...1_000, "SequentialDifference", "lags")
    self.lags = lags
    products = [Double](repeating: 0, count: 4 * (lags + 1))
  }

  /// How many results an arm has.
  public func count(_ side: Side) -> Int { arms[side.rawValue].count }

  /// Takes the next result in. O(lags).
  ///
  /// - Parameters:
  ///   - result: finite and at most 1e100 in size; anything else is an error and changes nothing.
  ///   - side: whose it is.
  public mutating func add(_ result: Double, from side: Side) throws(ABTestError) {
    guard result.magnitude <= 1e100 else {
      throw ABTestError("SequentialDifference", "result", "is \(result); results are finite fractions.")
    }
    // About the mean before it, so that no later result changes what has been summed; the first one of an arm has nothing to deviate from.
    let running = arms[side.rawValue]
    let deviation = Deviation(value: running.count == 0 ? 0 : result - running.mean, side: side)
    arms[side.rawValue].count += 1
    arms[side.rawValue].mean += (result - running.mean) / Double(running.count + 1)
    products[2 * side.rawValue + side.rawValue] += deviation.value * deviation.value
    for (index, earlier) in recent.enumerated() {
      let lag = recent.count - index
      products[4 * lag + 2 * side.rawValue + earlier.side.rawValue] += deviation.value * earlier.value
    }
    if lags > 0 {
      if recent.count == lags { recent.removeFirst() }
      recent.append(deviation)
    }
    if let deviations { pValue = min(pValue, mixture.pValue(deviations: deviations, after: total)) }
  }

  private var total: Double { Double(arms[0].count + arms[1].count) }

  /// The challenger's mean minus the champion's; `nil` until both have 30 results.
  public var difference: Double? {
    arms.allSatisfy { $0.count >= Self.fewestResults } ? arms[1].mean - arms[0].mean : nil
  }

  /// The standard error of the difference; `nil` until both arms have 30 results, and where nothing varies.
  public var standardError: Double? {
    guard difference != nil else { return nil }
    func sum(_ lag: Int) -> Double {
      var sum = 0.0
      for later in 0..<2 {
        for earlier in 0..<2 {
          let sign = later == earlier ? 1.0 : -1.0
          sum += sign * products[4 * lag + 2 * later + earlier] / (Double(arms[later].count) * Double(arms[earlier].count))
        }
      }
      return sum
    }
    let independent = sum(0)
    // Lags grow with the sample as its cube root does; weights are 1 for the first half of them and fall to 0 over the second.
    let reach = min(Double(lags), 2 * cbrt(total))
    var dependent = independent
    for lag in 1..<max(1, Int(reach) + 1) { dependent += 2 * min(1, 2 * (1 - Double(lag) / (reach + 1))) * sum(lag) }
    let variance = max(independent, dependent)
    return variance > 0 && variance.isFinite ? variance.squareRoot() : nil
  }

  private var deviations: Double? {
    guard let difference, let standardError else { return nil }
    return difference / standardError
  }

  /// The interval that holds the true difference at all times together, with a probability of one minus the level.
  public var interval: ClosedRange<Double>? {
    guard let difference, let standardError else { return nil }
    let margin = mixture.deviations(after: total) * standardError
    guard margin.isFinite else { return nil }
    return difference - margin...difference + margin
  }
}

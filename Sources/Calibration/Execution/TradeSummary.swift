public import Market
internal import Statistics

/// How trades went: how long they were held, why they ended, what they brought.
public struct TradeSummary: Hashable, Sendable, Codable {
  /// How often trades ended for one reason.
  public struct Exit: Hashable, Sendable, Codable {
    /// Why.
    public let reason: ExitReason
    /// Which share of all trades.
    public let share: Measured
  }

  /// How many trades there were.
  public let count: Int
  /// The mean time in seconds that a position was held.
  public let meanHoldSeconds: Measured
  /// The median time in seconds.
  public let medianHoldSeconds: Measured
  /// Why trades ended; every reason, also those that never came.
  public let exits: [Exit]
  /// The share ended by time.
  public let timeLimitShare: Measured
  /// The share ended by a stop of any kind: protective, trailing or at the entry.
  public let stopShare: Measured
  /// The share that brought something after costs.
  public let winShare: Measured
  /// The mean winner over the mean loser, as fractions of the value at entry; without a value if either is missing.
  public let payoff: Measured

  enum CodingKeys: String, CodingKey {
    case count, exits, payoff
    case meanHoldSeconds = "mean_hold_seconds"
    case medianHoldSeconds = "median_hold_seconds"
    case timeLimitShare = "time_limit_share"
    case stopShare = "stop_share"
    case winShare = "win_share"
  }

  init(_ trades: [Trade], confidence: Double) {
    count = trades.count
    let held = trades.map { Double($0.exitTime.nanoseconds.subtractingSaturating($0.entryTime.nanoseconds)) / 1e9 }
    meanHoldSeconds = .mean(held, confidence: confidence)
    medianHoldSeconds = .median(held, confidence: confidence)
    var counts: [ExitReason: Int] = [:]
    for trade in trades { counts[trade.exitReason, default: 0] += 1 }
    exits = ExitReason.allCases.map { Exit(reason: $0, share: .share(counts[$0] ?? 0, of: trades.count, confidence: confidence)) }
    timeLimitShare = .share(counts[.timeLimit] ?? 0, of: trades.count, confidence: confidence)
    let stops = [ExitReason.stop, .trailingStop, .breakEven].reduce(0) { $0 + (counts[$1] ?? 0) }
    stopShare = .share(stops, of: trades.count, confidence: confidence)
    let results = trades.map(\.resultFraction)
    let wins = results.filter { $0 > 0 }
    let losses = results.filter { $0 < 0 }.map(abs)
    winShare = .share(wins.count, of: trades.count, confidence: confidence)
    payoff = TradeSummary.ratio(wins, losses, confidence: confidence)
  }

  /// A ratio of means, with the interval of its logarithm by the delta method.
  private static func ratio(_ wins: [Double], _ losses: [Double], confidence: Double) -> Measured {
    let up = Moments(wins)
    let down = Moments(losses)
    let count = wins.count + losses.count
    guard up.count > 0, down.count > 0 else { return Measured(count: count, value: nil, interval: nil) }
    let value = up.mean / down.mean
    guard up.count > 1, down.count > 1 else { return Measured(count: count, value: value, interval: nil) }
    let first = up.standardError / up.mean
    let second = down.standardError / down.mean
    let error = (first * first + second * second).squareRoot()
    let z = StudentTDistribution(degreesOfFreedom: Double(min(up.count, down.count) - 1)).quantile((1 + confidence) / 2)
    let factor = LogisticMath.exponential(z * error)
    return Measured(count: count, value: value, interval: Interval(lower: value / factor, upper: value * factor))
  }
}

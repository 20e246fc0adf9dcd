import Statistics

/// How many trades an experiment needs, said before it begins.
///
///     let plan = try PowerAnalysis(effect: 0.1, power: 0.8)
///     plan.tradesForOneLook          // 3 140: a test at the end, and nowhere before
///     plan.trades                    // looking after every trade
///
/// The numbers are of both arms together, for results that do not depend on each other.
public struct PowerAnalysis: Hashable, Sendable, Codable {
  /// The difference of the means, in standard deviations of a result.
  public let effect: Double
  /// The probability of finding it.
  public let power: Double
  /// The probability of finding something where nothing is.
  public let level: Double
  /// The challenger's share of the trades.
  public let share: Double
  /// Trades until a sequential test has found the difference with that probability.
  public let trades: Int
  /// Trades for a two-sided test that is looked at once.
  public let tradesForOneLook: Int

  /// Plans an experiment.
  ///
  /// - Parameters:
  ///   - effect: the smallest difference worth finding, in standard deviations of a result; 0.001 to 10.
  ///   - power: at least 0.5 and below 1.
  ///   - level: above 0 and at most 0.5.
  ///   - share: the challenger's share of the trades, above 0 and below 1.
  public init(effect: Double, power: Double = 0.8, level: Double = 0.05, share: Double = 0.5) throws(ABTestError) {
    try ABTestError.check(effect, in: 0.001...10, "PowerAnalysis", "effect")
    if !(power >= 0.5 && power < 1) {
      throw ABTestError("PowerAnalysis", "power", "is \(power); it must be at least 0.5 and below 1, such as 0.8.")
    }
    if !(level > 0 && level <= 0.5) {
      throw ABTestError("PowerAnalysis", "level", "is \(level); it must be above 0 and at most 0.5, such as 0.05.")
    }
    try ABTestError.check(share: share, "PowerAnalysis", "share")
    (self.effect, self.power, self.level, self.share) = (effect, power, level, share)
    // The standard error of the difference after n trades is 1 / √(n s (1 − s)) standard deviations.
    let normal = NormalDistribution.standard
    let information = share * (1 - share) * effect * effect
    let once = normal.upperQuantile(level / 2) + normal.quantile(power)
    tradesForOneLook = PowerAnalysis.whole(once * once / information)
    // A boundary tuned for n is crossed by n at the latest if it is crossed at n, so this promises no more than is kept. It does not depend
    // on n: at its tuning point the boundary is the same number of standard errors whatever the point.
    let boundary = try NormalMixture(level: level, tunedFor: 1).deviations(after: 1)
    let often = boundary + normal.quantile(power)
    trades = PowerAnalysis.whole(often * often / information)
  }

  private static func whole(_ count: Double) -> Int { Int(min(1e15, count.rounded(.up))) }

  /// How many more trades are needed.
  public func missing(after trades: Int) -> Int { max(0, self.trades - trades) }
}

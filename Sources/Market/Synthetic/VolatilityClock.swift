internal import Statistics

/// How wild the market is at a time: regime, clusters, hour and weekday multiplied, with a mean of exactly 1 in the long run.
///
/// It is a function of seed and time alone, not of the steps in which time is walked through: bars of every timeframe and ticks see the
/// same calm and the same storms. Regime and clusters never look at prices, so they cannot tell a direction.
struct VolatilityClock {
  /// What the variance of a return is multiplied with now.
  private(set) var variance = 1.0
  /// What volume and the number of trades are multiplied with now.
  private(set) var activity = 1.0
  /// The regime now.
  private(set) var regime: SyntheticMarket.Regime
  /// When the regime ends.
  private(set) var regimeEnd: Int64

  private var regimeGenerator: SeededGenerator
  private var clusters: [Cluster]
  private let isSeasonal: Bool
  private var nextEvent: Int64

  /// A component of the variance that is drawn anew, high or low, after exponential times.
  private struct Cluster {
    var generator: SeededGenerator
    let meanLength: Double
    var isHigh: Bool
    var end: Int64

    init(generator: SeededGenerator, meanLength: Double, from start: Int64) {
      self.generator = generator
      self.meanLength = meanLength
      isHigh = self.generator.chance(0.5)
      end = start.addingSaturating(exponential(mean: meanLength, &self.generator))
    }

    mutating func advance(to now: Int64) {
      while end <= now {
        isHigh = generator.chance(0.5)
        end = end.addingSaturating(exponential(mean: meanLength, &generator))
      }
    }
  }

  init(_ market: SyntheticMarket) {
    let start = market.start.nanoseconds
    isSeasonal = market.isSeasonal
    regimeGenerator = market.generator(.regime)
    // The chance of a regime is the share of time spent in it, and what is left of an exponential time is as long as the whole.
    let draw = regimeGenerator.uniform()
    regime =
      draw < RegimeLaw.calm.share ? .calm : draw < RegimeLaw.calm.share + RegimeLaw.normal.share ? .normal : .turbulent
    regimeEnd = start.addingSaturating(exponential(mean: RegimeLaw.of(regime).meanLength, &regimeGenerator))
    let root = market.generator(.clusters)
    clusters = Clusters.meanLengths.enumerated().map { index, length in
      Cluster(generator: root.split(stream: UInt64(index)), meanLength: length, from: start)
    }
    nextEvent = start
    advance(to: start)
  }

  /// Moves to an instant that is not earlier than the last one.
  @inline(__always)
  mutating func advance(to now: Int64) {
    if now >= nextEvent { pass(now) }
  }

  private mutating func pass(_ now: Int64) {
    while regimeEnd <= now {
      switch regime {
      case .calm, .turbulent: regime = .normal
      case .normal: regime = regimeGenerator.chance(RegimeLaw.calmAfterNormal) ? .calm : .turbulent
      }
      regimeEnd = regimeEnd.addingSaturating(exponential(mean: RegimeLaw.of(regime).meanLength, &regimeGenerator))
    }
    let law = RegimeLaw.of(regime)
    variance = law.variance
    activity = law.activity
    nextEvent = regimeEnd
    for index in clusters.indices {
      clusters[index].advance(to: now)
      variance *= clusters[index].isHigh ? Clusters.high : Clusters.low
      activity *= clusters[index].isHigh ? Clusters.highActivity : Clusters.lowActivity
      nextEvent = min(nextEvent, clusters[index].end)
    }
    if isSeasonal {
      let hours = now.flooredQuotient(by: 3_600_000_000_000)
      let hourOfWeek = Int(hours - hours.flooredQuotient(by: 168) * 168)
      variance *= Season.week.variance[hourOfWeek]
      activity *= Season.week.activity[hourOfWeek]
      nextEvent = min(nextEvent, (hours + 1).multipliedSaturating(by: 3_600_000_000_000))
    }
  }
}

private func exponential(mean: Double, _ generator: inout SeededGenerator) -> Int64 {
  Int64(mean * generator.exponential()) &+ 1
}

extension SyntheticMarket {
  /// What makes the planted Sharpe ratio exact although the drift itself varies.
  ///
  /// With an hourly Sharpe ratio of μ wanted, and a drift of `c μ σ v` in an hour of variance `σ² v`, where the mean of v is 1, the rule's mean
  /// is `c μ σ` and its variance `σ² + c² μ² σ² (E[v²] − 1)`. Their ratio is μ for `c = 1 / √(1 − μ² (E[v²] − 1))`.
  var driftCorrection: Double {
    let wanted = edge * edge / PlantedRule.barsPerYear
    let meanSquare = RegimeLaw.meanSquare * Clusters.meanSquare * (isSeasonal ? Season.meanSquare : 1)
    return 1 / (1 - wanted * (meanSquare - 1)).squareRoot()
  }
}

// MARK: - The numbers

private let day = 86_400e9

/// The regimes: how long they last, how wild they are. Chosen to look like a large crypto pair; only their means matter to what is promised.
private struct RegimeLaw {
  let meanLength: Double
  /// The share of time spent in it.
  let share: Double
  /// Relative to the long-run mean.
  let variance: Double
  let activity: Double

  static let calmAfterNormal = 0.6
  private static let lengths = (calm: 6 * day, normal: 4 * day, turbulent: 1.5 * day)
  private static let variances = (calm: 0.4, normal: 1.0, turbulent: 4.0)

  static let calm = law(lengths.calm, visits: calmAfterNormal, variances.calm)
  static let normal = law(lengths.normal, visits: 1, variances.normal)
  static let turbulent = law(lengths.turbulent, visits: 1 - calmAfterNormal, variances.turbulent)

  static func of(_ regime: SyntheticMarket.Regime) -> RegimeLaw {
    switch regime {
    case .calm: calm
    case .normal: normal
    case .turbulent: turbulent
    }
  }

  /// The mean of the squared relative variance.
  static let meanSquare = [calm, normal, turbulent].reduce(0) { $0 + $1.share * $1.variance * $1.variance }

  /// A regime is left for `normal`, and `normal` for one of the others: shares are visits times lengths.
  private static func law(_ length: Double, visits: Double, _ variance: Double) -> RegimeLaw {
    let shares = (
      calmAfterNormal * lengths.calm, lengths.normal, (1 - calmAfterNormal) * lengths.turbulent
    )
    let total = shares.0 + shares.1 + shares.2
    let mean = (shares.0 * variances.calm + shares.1 * variances.normal + shares.2 * variances.turbulent) / total
    let meanRoot =
      (shares.0 * variances.calm.squareRoot() + shares.1 * variances.normal.squareRoot() + shares.2 * variances.turbulent.squareRoot())
      / total
    return RegimeLaw(
      meanLength: length, share: visits * length / total, variance: variance / mean, activity: variance.squareRoot() / meanRoot)
  }
}

/// The clusters of a multifractal (Calvet & Fisher 2004): each multiplies the variance by 1.4 or 0.6, whose mean is 1.
private enum Clusters {
  static let meanLengths = [day / 8, day / 2, 2 * day, 8 * day]
  static let high = 1.4
  static let low = 0.6
  private static let meanRoot = (high.squareRoot() + low.squareRoot()) / 2
  static let highActivity = high.squareRoot() / meanRoot
  static let lowActivity = low.squareRoot() / meanRoot
  static let meanSquare = meanLengths.reduce(1) { product, _ in product * (high * high + low * low) / 2 }
}

/// Hours and weekdays: quiet in the small hours and on weekends (UTC), busiest when Europe and America overlap.
private struct Season {
  /// By hours since Thursday 00:00 UTC, the weekday on which 1970 began; mean 1.
  let variance: [Double]
  let activity: [Double]

  static let week = Season()
  static let meanSquare = week.variance.reduce(0) { $0 + $1 * $1 } / 168

  private init() {
    let volatilityByHour = [
      1.00, 0.95, 0.90, 0.82, 0.78, 0.76, 0.80, 0.90, 1.00, 1.02, 0.98, 0.96, 1.05, 1.25, 1.42, 1.38, 1.25, 1.12, 1.05, 1.02, 1.05, 1.00,
      0.95, 0.98,
    ]
    var variance: [Double] = []
    var activity: [Double] = []
    for hourOfWeek in 0..<168 {
      let isWeekend = hourOfWeek / 24 == 2 || hourOfWeek / 24 == 3
      let volatility = volatilityByHour[hourOfWeek % 24] * (isWeekend ? 0.8 : 1)
      variance.append(volatility * volatility)
      activity.append(volatility * volatility * (isWeekend ? 0.9 : 1))
    }
    let varianceMean = variance.reduce(0, +) / 168
    let activityMean = activity.reduce(0, +) / 168
    self.variance = variance.map { $0 / varianceMean }
    self.activity = activity.map { $0 / activityMean }
  }
}

extension SyntheticMarket {
  /// The regimes from the start of the market to an instant; the last one may end after it.
  public func regimes(until end: Timestamp) -> [RegimePeriod] {
    var clock = VolatilityClock(self)
    var periods: [RegimePeriod] = []
    var begin = start
    while begin < end {
      let over = Timestamp(nanoseconds: clock.regimeEnd)
      periods.append(RegimePeriod(regime: clock.regime, start: begin, end: over))
      clock.advance(to: clock.regimeEnd)
      begin = over
    }
    return periods
  }
}

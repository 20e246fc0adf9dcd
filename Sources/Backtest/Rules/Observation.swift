import Indicators
public import Market

/// What the engine itself watches of each symbol, for sizers, distances in true ranges and slippage by volatility or regime.
///
/// The regime before an order is `volatile` where the true range of the last bar's average stands at `volatileRatio` times its long average
/// or above, else `trending` where the net move of `period` bars is `trendEfficiency` of the way walked or more, else `ranging`.
public struct Observation: Hashable, Codable, Sendable {
  /// Over how many bars, 2 to 1000.
  public var period: Int
  /// How many bars a year has, for volatility per year; above 0.
  public var barsPerYear: Double
  /// From which ratio of the average true range to its average over ten periods a market is volatile.
  public var volatileRatio: Double
  /// From which share of the way walked a net move is a trend, 0 to 1.
  public var trendEfficiency: Double

  /// What to watch.
  public init(period: Int, barsPerYear: Double, volatileRatio: Double = 1.5, trendEfficiency: Double = 0.3) {
    self.period = period
    self.barsPerYear = barsPerYear
    self.volatileRatio = volatileRatio
    self.trendEfficiency = trendEfficiency
  }
}

/// What has been watched of a symbol up to its last close.
@usableFromInline
struct Watch: Codable, Equatable, Sendable {
  private let observation: Observation
  private var range: ATR
  private var longRange: ATR
  private var volatility: RealizedVolatility
  /// The last closes, the oldest at `oldest` once there are enough.
  private var closes: [Double] = []
  private var oldest = 0
  /// The average true range; `nil` while there are too few bars.
  @usableFromInline private(set) var averageTrueRange: Double?
  private var longAverageTrueRange: Double?
  /// The root of the mean squared logarithmic return, per year; `nil` while there are too few bars.
  private(set) var annualVolatility: Double?

  init(_ observation: Observation) throws(InvalidParameter) {
    self.observation = observation
    range = try ATR(observation.period)
    longRange = try ATR(observation.period * 10)
    volatility = try RealizedVolatility(observation.period, barsPerYear: observation.barsPerYear)
  }

  @usableFromInline
  mutating func update(_ bar: Bar) {
    averageTrueRange = range.update(bar)
    longAverageTrueRange = longRange.update(bar)
    annualVolatility = volatility.update(bar.close)
    if closes.count <= observation.period {
      closes.append(bar.close)
    } else {
      closes[oldest] = bar.close
      oldest = oldest == observation.period ? 0 : oldest + 1
    }
  }

  /// Whether it is of an observation, and its ring is whole.
  func isSound(for observation: Observation) -> Bool {
    self.observation == observation && closes.count <= observation.period + 1 && (0...observation.period).contains(oldest)
      && (oldest == 0 || closes.count > observation.period)
  }

  /// The regime before an order that is decided now; `nil` while there are too few bars.
  var regime: VolatilityRegime? {
    guard let averageTrueRange, let longAverageTrueRange, closes.count > observation.period else { return nil }
    if averageTrueRange >= observation.volatileRatio * longAverageTrueRange { return .volatile }
    let ordered = closes[oldest...] + closes[..<oldest]
    var path = 0.0
    for (earlier, later) in zip(ordered, ordered.dropFirst()) { path += abs(later - earlier) }
    guard let first = ordered.first, let last = ordered.last, path > 0 else { return .ranging }
    return abs(last - first) >= observation.trendEfficiency * path ? .trending : .ranging
  }
}

public import Market
internal import Statistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Which regime a market was in before any instant, from bars that had closed by then and nothing later.
///
/// *Volatile*: the returns of the last `window` bars vary more than `volatileFactor` times what they varied in the median of the
/// `reference` windows before. Else *trending*: the move over the window is more than `trendShare` of the way that was walked (Kaufman's
/// efficiency ratio, "Smarter Trading", 1995). Else *ranging*.
public struct RegimeHistory: Sendable {
  private let ends: [Timestamp]
  private let regimes: [VolatilityRegime?]

  /// Looks at a market.
  ///
  /// - Parameters:
  ///   - bars: the market.
  ///   - window: bars looked back on, 2 or more.
  ///   - reference: bars whose volatility is ordinary, `window` or more.
  ///   - volatileFactor: above 1.
  ///   - trendShare: above 0 and below 1.
  /// - Complexity: O(bars · log reference)
  public init(_ bars: BarSeries, window: Int, reference: Int, volatileFactor: Double = 1.5, trendShare: Double = 0.4) {
    precondition(window >= 2 && reference >= window, "RegimeHistory: window must be 2 or more, reference at least as long.")
    precondition(volatileFactor > 1 && trendShare > 0 && trendShare < 1, "RegimeHistory: volatileFactor is above 1, trendShare in 0 to 1.")
    var ends: [Timestamp] = []
    var regimes: [VolatilityRegime?] = []
    var rolling = RollingMoments(window: window)
    var way = 0.0
    var steps: [Double] = []
    var volatilities: [Double] = []
    var sorted: [Double] = []
    for index in 0..<bars.count {
      ends.append(bars.end(at: index))
      guard index > 0 else {
        regimes.append(nil)
        continue
      }
      let step = log(bars.close[index] / bars.close[index - 1])
      steps.append(step)
      way = steps.suffix(window).reduce(0) { $0 + abs($1) }
      guard let moments = rolling.update(step) else {
        regimes.append(nil)
        continue
      }
      let volatility = moments.standardDeviation
      let ordinary = sorted.count >= window ? sorted[sorted.count / 2] : .nan
      let move = abs(steps.suffix(window).reduce(0, +))
      if ordinary.isNaN {
        regimes.append(nil)
      } else if volatility > volatileFactor * ordinary {
        regimes.append(.volatile)
      } else {
        regimes.append(move > trendShare * way ? .trending : .ranging)
      }
      volatilities.append(volatility)
      sorted.insert(volatility, at: RegimeHistory.position(of: volatility, in: sorted))
      if volatilities.count > reference {
        sorted.remove(at: RegimeHistory.position(of: volatilities[volatilities.count - reference - 1], in: sorted))
      }
    }
    self.ends = ends
    self.regimes = regimes
  }

  /// The regime as it could be known at an instant; `nil` before there was enough to compare with.
  ///
  /// - Complexity: O(log bars)
  public func regime(at instant: Timestamp) -> VolatilityRegime? {
    var low = 0
    var high = ends.count
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? regimes[low - 1] : nil
  }

  private static func position(of value: Double, in sorted: [Double]) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

public import Market
import Statistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// How a market moved on each day (UTC) of a period: how much, and how far.
public struct MarketRegimes: Hashable, Sendable, Codable {
  /// The standard deviation of each day's logarithmic returns from bar to bar.
  public let volatility: [Double]
  /// Each day's whole return in standard deviations of a walk as volatile without direction; 0 where nothing moved.
  public let trend: [Double]

  /// Days with fewer bars than this have no volatility worth the name, and are left out.
  static let fewestBars = 6

  /// Measures a market.
  ///
  /// - Parameter bars: of a day at most; daily bars or longer have nothing within a day to measure and give no days at all.
  public init(of bars: BarSeries) {
    var volatility: [Double] = []
    var trend: [Double] = []
    let day: Int64 = 86_400_000_000_000
    var index = 0
    while index < bars.count {
      let date = bars.time[index].nanoseconds.dividedDown(by: day)
      var returns = Moments()
      var next = index
      while next < bars.count, bars.time[next].nanoseconds.dividedDown(by: day) == date {
        // The first bar's return is from its own open: what happened overnight is no move of this day.
        let before = next == index ? bars.open[next] : bars.close[next - 1]
        returns.add(log(bars.close[next] / before))
        next += 1
      }
      if returns.count >= Self.fewestBars {
        let deviation = returns.standardDeviation
        volatility.append(deviation)
        trend.append(deviation > 0 ? returns.mean * Double(returns.count).squareRoot() / deviation : 0)
      }
      index = next
    }
    self.volatility = volatility
    self.trend = trend
  }

  /// The share of the days that were volatile (more than most days of the reference), trending (two standard deviations in one direction) or neither.
  ///
  /// - Parameter reference: what is usual.
  public func shares(against reference: MarketRegimes) -> [VolatilityRegime: Double] {
    if volatility.isEmpty || reference.volatility.isEmpty { return [:] }
    let usual = Quantiles.of(reference.volatility, 0.8)
    var counts: [VolatilityRegime: Double] = [.ranging: 0, .trending: 0, .volatile: 0]
    for (deviation, distance) in zip(volatility, trend) {
      counts[deviation > usual ? .volatile : distance.magnitude > 2 ? .trending : .ranging, default: 0] += 1
    }
    return counts.mapValues { $0 / Double(volatility.count) }
  }
}

extension Int64 {
  /// The quotient rounded down, so that instants before 1970 have days too.
  fileprivate func dividedDown(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

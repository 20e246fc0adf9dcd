/// Ehlers' instantaneous trendline: a weighted average of the means of the prices over the dominant cycle; under HT_TRENDLINE and HT_TRENDMODE.
@usableFromInline
struct CycleTrend: Codable, Equatable, Sendable {
  /// The last 50 prices, each twice, so that those of any period lie in a row.
  @usableFromInline var prices = [Double](repeating: 0, count: 2 * CyclePhase.longest)
  @usableFromInline var place = 0
  /// The last three means, the latest first.
  @usableFromInline var means = SIMD4<Double>.zero

  @inlinable
  init() {}

  /// Takes the next price.
  @inlinable
  mutating func push(_ price: Double) {
    place = place == 0 ? CyclePhase.longest - 1 : place - 1
    prices[place] = price
    prices[place + CyclePhase.longest] = price
  }

  /// The trendline at the price taken last.
  @inlinable
  mutating func advance(_ period: Double) -> Double {
    let count = min(max(Int(period + 0.5), 0), CyclePhase.longest)
    let mean = count > 0 ? sum(of: count) / Double(count) : 0
    let line = (4 * mean + 3 * means.x + 2 * means.y + means.z) / 10
    means = SIMD4(mean, means.x, means.y, 0)
    return line
  }

  /// The sum of the last prices.
  @inlinable
  @inline(__always)
  func sum(of count: Int) -> Double {
    let known = prices.span
    var sums = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    var row = place
    let end = place &+ count
    while row &+ 4 <= end {
      sums.0 += known.two(at: row)
      sums.1 += known.two(at: row &+ 2)
      row &+= 4
    }
    var sum = (sums.0 + sums.1).sum()
    while row < end {
      sum += known.at(row)
      row &+= 1
    }
    return sum
  }
}

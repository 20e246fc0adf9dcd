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
  ///
  /// All that could be asked for are added, those that are not times 0: how many there are changes too often to be foreseen.
  @inlinable
  @inline(__always)
  func sum(of count: Int) -> Double {
    let (known, shares) = (prices.span, CycleTrend.shares.span)
    let from = CyclePhase.longest &- count
    var sums = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    var row = 0
    while row &+ 4 <= CyclePhase.longest {
      sums.0 += known.two(at: place &+ row) * shares.two(at: from &+ row)
      sums.1 += known.two(at: place &+ row &+ 2) * shares.two(at: from &+ row &+ 2)
      row &+= 4
    }
    sums.0 += known.two(at: place &+ row) * shares.two(at: from &+ row)
    return (sums.0 + sums.1).sum()
  }

  /// As many ones as a cycle can have rows, and as many zeros.
  @usableFromInline static let shares =
    [Double](repeating: 1, count: CyclePhase.longest) + [Double](repeating: 0, count: CyclePhase.longest)
}

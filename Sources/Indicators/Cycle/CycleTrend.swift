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
    let count = CycleTrend.count(period)
    return CycleTrend.line(count > 0 ? sum(of: count) / Double(count) : 0, &means)
  }

  /// How many prices a cycle has.
  @inlinable
  @inline(__always)
  static func count(_ period: Double) -> Int { min(max(Int(period + 0.5), 0), CyclePhase.longest) }

  /// The trendline from the next mean and those before it.
  @inlinable
  @inline(__always)
  static func line(_ mean: Double, _ means: inout SIMD4<Double>) -> Double {
    let line = (4 * mean + 3 * means.x + 2 * means.y + means.z) / 10
    means = SIMD4(mean, means.x, means.y, 0)
    return line
  }

  /// The trendline at a row of prices none of which is missing, with at least as many before it as a cycle can have: what steps give, to the bit.
  @inline(__always)
  static func line(_ prices: Span<Double>, endingAt row: Int, period: Double, _ means: inout SIMD4<Double>) -> Double {
    let count = count(period)
    // The latest prices come last here.
    let shares = reversedShares.span
    let from = CyclePhase.longest &+ count &- 2
    var sums = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    var age = 0
    while age &+ 4 <= CyclePhase.longest {
      sums.0 += prices.two(at: row &- age &- 1) * shares.two(at: from &- age)
      sums.1 += prices.two(at: row &- age &- 3) * shares.two(at: from &- age &- 2)
      age &+= 4
    }
    sums.0 += prices.two(at: row &- age &- 1) * shares.two(at: from &- age)
    return line(count > 0 ? (sums.0 + sums.1).sum() / Double(count) : 0, &means)
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

  private static let reversedShares = Array(shares.reversed())
}

public import Market

/// Volatility from open, high, low and close that neither drift nor gaps disturb (Yang & Zhang 2000).
///
/// The variance of the gaps, and a mixture of the variance from open to close and that of ``RogersSatchell``: σ² = σ²(gap) + k σ²(open to close)
/// + (1 − k) σ²(RS), with k = 0.34 / (1.34 + (n + 1) / (n − 1)).
public struct YangZhang: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "YANGZHANG", .volatility, "volatility that neither drift nor gaps disturb (Yang & Zhang)",
    parameters: [.period(20, least: 2), .barsPerYear], inputs: ["open", "high", "low", "close"])

  /// The gaps from the close before to the open, and the ways from there to the close.
  @usableFromInline var moves: PairMomentWindow
  @usableFromInline var reaches: Window<StretchSum>
  @usableFromInline var previousClose: Double?
  /// What the sums of the squared deviations of the gaps and ways weigh, and that of the reaches.
  @usableFromInline let moveWeights: SIMD2<Double>
  @usableFromInline let reachWeight: Double
  /// One over the period.
  @usableFromInline let share: Double

  /// The volatility over `period` bars, at least 2; per bar, or per year of so many bars.
  public init(_ period: Int = 20, barsPerYear: Double = 1) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), barsPerYear])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    moves = PairMomentWindow(Int(values[0]))
    reaches = Window(Int(values[0]))
    let (count, barsPerYear) = (values[0], values[1])
    let wayShare = 0.34 / (1.34 + (count + 1) / (count - 1))
    share = 1 / count
    moveWeights = SIMD2(1, wayShare) * (barsPerYear / (count - 1))
    reachWeight = (1 - wayShare) * barsPerYear / count
  }

  /// The period: the first bar has no gap before it.
  public var warmUp: Int { reaches.period }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    defer { previousClose = bar.close.isFinite ? bar.close : 0 }
    guard let previousClose else { return nil }
    let before = previousClose > 0 ? previousClose : .nan
    let ways = logarithms(of: SIMD2(bar.open, bar.close), over: SIMD2(before, bar.open))
    let ends = logarithms(of: SIMD2(bar.high, bar.low), over: SIMD2(repeating: bar.open))
    let moved = moves.update(Pair(ways.x, ways.y))
    // From the close is from the open less the way between.
    guard let reach = reaches.update(RogersSatchell.variance(ends, ends - ways.y)), let moved else { return nil }
    let variances = moved.spread(share: share) * moveWeights
    return (variances.x + variances.y + reach.value * reachWeight).squareRoot()
  }
}

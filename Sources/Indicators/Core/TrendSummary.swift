/// What a straight line through a stretch needs: count, sum, and how the numbers go with their positions.
///
/// Joining two neighbours moves no origin and divides nothing: with sums s and centred cross products c of a numbers followed by b others,
/// the cross product of both is c₁ + c₂ + (s₂·a − s₁·b) / 2 (Chan, Golub and LeVeque 1979, for positions that are one apart).
public struct TrendSummary: StretchSummary {
  /// What stands in slots that hold nothing yet.
  @inlinable
  public static var blank: TrendSummary { TrendSummary(0) }

  /// How many numbers.
  public let count: Double
  /// Their sum.
  public let sum: Double
  /// The sum of the products of their deviations from their mean with those of their positions from the middle one.
  public let cross: Double

  @inlinable
  init(count: Double, sum: Double, cross: Double) {
    self.count = count
    self.sum = sum
    self.cross = cross
  }

  /// One number.
  @inlinable
  public init(_ input: Double) { self.init(count: 1, sum: input, cross: 0) }

  /// Both stretches.
  @inlinable
  public func followed(by later: TrendSummary) -> TrendSummary {
    TrendSummary(
      count: count + later.count, sum: sum + later.sum, cross: cross + later.cross + (later.sum * count - sum * later.count) * 0.5)
  }
}

extension TrendSummary {
  /// How much a line through the stretch rises from one number to the next (least squares); 0 for a single number.
  @inlinable
  public var slope: Double { count == 1 ? cross : cross / (count * (count * count - 1) / 12) }

  /// The mean.
  @inlinable
  public var mean: Double { sum / count }

}

extension TrendSummary {
  /// Where the line of least squares is at the first number.
  @inlinable
  public var beginning: Double { mean - slope * ((count - 1) * 0.5) }
}

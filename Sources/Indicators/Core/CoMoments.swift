/// Count, means, squared deviations and their products of a stretch of pairs, merged as Chan, Golub and LeVeque (1979) do.
public struct CoMoments: StretchSummary {
  /// How many pairs.
  public let count: Double
  /// The mean of the first numbers.
  public let meanX: Double
  /// The mean of the second numbers.
  public let meanY: Double
  /// The sum of the squared deviations of the first numbers.
  public let squaresX: Double
  /// The sum of the squared deviations of the second numbers.
  public let squaresY: Double
  /// The sum of the products of both deviations.
  public let products: Double

  @inlinable
  init(count: Double, meanX: Double, meanY: Double, squaresX: Double, squaresY: Double, products: Double) {
    self.count = count
    self.meanX = meanX
    self.meanY = meanY
    self.squaresX = squaresX
    self.squaresY = squaresY
    self.products = products
  }

  /// One pair.
  @inlinable
  public init(_ input: Pair) { self.init(count: 1, meanX: input.x, meanY: input.y, squaresX: 0, squaresY: 0, products: 0) }

  /// Both stretches.
  @inlinable
  public func followed(by later: CoMoments) -> CoMoments {
    let total = count + later.count
    let share = later.count / total
    let weight = count * share
    let deltaX = later.meanX - meanX
    let deltaY = later.meanY - meanY
    return CoMoments(
      count: total, meanX: meanX + deltaX * share, meanY: meanY + deltaY * share,
      squaresX: squaresX + later.squaresX + deltaX * deltaX * weight, squaresY: squaresY + later.squaresY + deltaY * deltaY * weight,
      products: products + later.products + deltaX * deltaY * weight)
  }
}

extension CoMoments {
  /// Pearson's correlation; 0 where one of both never moves.
  @inlinable
  public var correlation: Double {
    let spread = squaresX * squaresY
    return spread == 0 ? 0 : products / spread.squareRoot()
  }

  /// How much the second number rises with one of the first (least squares); 0 where the first never moves.
  @inlinable
  public var slope: Double { squaresX == 0 ? 0 : products / squaresX }
}

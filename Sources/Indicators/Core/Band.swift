/// A channel around a middle line.
public struct Band: MultipleOutput {
  /// The upper limit.
  public let upper: Double
  /// The line in the middle.
  public let middle: Double
  /// The lower limit.
  public let lower: Double

  @inlinable
  init(upper: Double, middle: Double, lower: Double) {
    self.upper = upper
    self.middle = middle
    self.lower = lower
  }

  /// The names of the three numbers.
  @usableFromInline static let names = ["upper", "middle", "lower"]

  /// The numbers in their order.
  public static var members: [(name: String, path: KeyPath<Band, Double>)] {
    [("upper", \.upper), ("middle", \.middle), ("lower", \.lower)]
  }

  /// The number at a position.
  @inlinable
  public func member(_ position: Int) -> Double { position == 0 ? upper : position == 1 ? middle : lower }
}

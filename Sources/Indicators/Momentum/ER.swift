/// Efficiency ratio (Kaufman 1995): the way from the first to the last value of the window divided by the length of the path, from 0 to 1.
///
///     try ER(2).over([1, 3, 2])          // [nan, nan, 0.3333333333333333]
public struct ER: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ER", .momentum, "efficiency ratio: the way made divided by the length of the path", parameters: [.period(10, least: 2)])

  @usableFromInline var travel: Travel

  /// Over `period` changes, at least 2.
  public init(_ period: Int = 10) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { travel = Travel(Int(try Self.declaration.resolve(parameters)[0])) }

  /// The period.
  public var warmUp: Int { travel.period }

  /// Takes the next value; where nothing moved the ratio is 1.
  @inlinable
  public mutating func update(_ input: Double) -> Double? { travel.update(input).map { Self.ratio($0.way, $0.path) } }

  @inlinable
  @inline(__always)
  static func ratio(_ way: Double, _ path: Double) -> Double {
    let ratio = abs(way / path)
    // TA-Lib takes the ratio as 1 where rounding makes the path shorter than the way.
    return path <= way ? 1 : ratio
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    travel.over(input, &output, self) { way, path in
      choose(SIMD2(repeating: 1), where: way, isAtLeast: path, otherwise: (way / path).sizes)
    }
  }
}

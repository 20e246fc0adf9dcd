/// Triple exponential moving average (Mulloy 1994): 3 EMA − 3 EMA of EMA + EMA of EMA of EMA, which takes out more of the lag than DEMA does.
///
/// A missing value is skipped.
public struct TEMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "TEMA", .overlap, "triple exponential moving average", parameters: [.period(30)], memory: .recursive)

  @usableFromInline var first: Smoothing
  @usableFromInline var second: Smoothing
  @usableFromInline var third: Smoothing

  /// The average of averages over `period`, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    first = .exponential(try Self.declaration.resolve(parameters)[0])
    second = first
    third = first
  }

  /// Three times that of the exponential average.
  public var warmUp: Int { 3 * first.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let once = first.update(input), let twice = second.update(once), let thrice = third.update(twice) else { return nil }
    return 3 * once - 3 * twice + thrice
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    var live = self
    let start = seed(&live, input, &output, first) { $0.third.isSeeded }
    let weight = first.weight
    var stages = (
      SmoothingLanes(weight: weight, average: live.first.average), SmoothingLanes(weight: weight, average: live.second.average / weight),
      SmoothingLanes(weight: weight, average: live.third.average / weight / weight)
    )
    let (once, twice, thrice) = (3 * weight, 3 * weight * weight, weight * weight * weight)
    runPairs(
      input, &output, from: start, &stages,
      pair: {
        let a = $0.0.advance($1)
        let b = $0.1.advance(a)
        return a * once - b * twice + $0.2.advance(b) * thrice
      },
      single: {
        let a = $0.0.advance($1)
        let b = $0.1.advance(a)
        return a * once - b * twice + $0.2.advance(b) * thrice
      })
  }
}

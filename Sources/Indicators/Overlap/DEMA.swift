/// Double exponential moving average (Mulloy 1994): twice an exponential average less the average of that, which takes out part of its lag.
///
/// A missing value is skipped.
public struct DEMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "DEMA", .overlap, "double exponential moving average: 2 EMA less the EMA of the EMA", parameters: [.period(30)], memory: .recursive)

  @usableFromInline var first: Smoothing
  @usableFromInline var second: Smoothing

  /// The average of averages over `period`, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    first = .exponential(try Self.declaration.resolve(parameters)[0])
    second = first
  }

  /// Twice that of the exponential average.
  public var warmUp: Int { 2 * first.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let once = first.update(input), let twice = second.update(once) else { return nil }
    return 2 * once - twice
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    var live = self
    let start = seed(&live, input, &output, first) { $0.second.isSeeded }
    let weight = first.weight
    var stages = (
      SmoothingLanes(weight: weight, average: live.first.average), SmoothingLanes(weight: weight, average: live.second.average / weight)
    )
    let (once, twice) = (2 * weight, weight * weight)
    runPairs(
      input, &output, from: start, &stages,
      pair: {
        let a = $0.0.advance($1)
        return a * once - $0.1.advance(a) * twice
      },
      single: {
        let a = $0.0.advance($1)
        return a * once - $0.1.advance(a) * twice
      })
  }
}

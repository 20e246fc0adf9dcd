public import Market

/// Williams' accumulation and distribution: all so far of how far closes are above the true low when they rise, below the true high when they fall.
///
/// Begins at 0. No volume is read, despite the name: this is the form that Achelis published and everybody ships. A bar with a missing price is skipped.
public struct WAD: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "WAD", .momentum, "Williams' accumulation and distribution: closes above true lows when rising, below true highs when falling",
    inputs: ["high", "low", "close"], memory: .recursive)

  @usableFromInline var total = 0.0
  @usableFromInline var previousClose: Double?

  /// The indicator, which has no parameters.
  public init() {}

  /// The indicator; there are no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None.
  public var warmUp: Int { 0 }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    guard bar.high.isFinite, bar.low.isFinite, bar.close.isFinite else { return .nan }
    total += Self.amount(bar.high, bar.low, bar.close, after: previousClose ?? bar.close)
    previousClose = bar.close
    return total
  }

  /// What a bar adds.
  @inlinable
  @inline(__always)
  static func amount(_ high: Double, _ low: Double, _ close: Double, after previous: Double) -> Double {
    let lowest = previous < low ? previous : low
    let highest = previous > high ? previous : high
    return close > previous ? close - lowest : close < previous ? close - highest : 0
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    precondition(output.count == closes.count, "the output must have a row for every input")
    // From the first missing number on the step goes on: what comes before must not depend on it.
    let end = min(highs.firstMissing, min(lows.firstMissing, closes.firstMissing))
    guard previousClose == nil, end > 0 else { return mapStep(over: input, into: &output) }
    var result = output.mutableSpan
    var live = self
    result.put(0, at: 0)
    runningTotal(
      &live.total, 1..<end, isWhole: { _ in true },
      two: { row in
        let (close, previous) = (closes.two(at: row), closes.two(at: row &- 1))
        let (lowest, highest) = (previous.least(lows.two(at: row)), previous.greatest(highs.two(at: row)))
        let fall = choose(close - highest, where: previous, isGreaterThan: close, otherwise: .zero)
        return choose(close - lowest, where: close, isGreaterThan: previous, otherwise: fall)
      },
      exact: { Self.amount(highs.at($0), lows.at($0), closes.at($0), after: closes.at($0 &- 1)) }
    ) { result.put($1, at: $0, $2) }
    live.previousClose = closes[end - 1]
    for row in end..<closes.count { result.put(live.update(Bar.row(row, of: input)) ?? .nan, at: row) }
  }
}

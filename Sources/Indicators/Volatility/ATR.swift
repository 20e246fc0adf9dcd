public import Market

/// Average true range (Wilder 1978): the smoothed true range, how far a bar reaches counting the gap before it.
///
/// Seeded, as TA-Lib does it, with the mean of the first `period` true ranges, the first of which belongs to the second bar. A bar with a
/// missing price is skipped; the next one's gap counts from the last close there was.
public struct ATR: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ATR", .volatility, "average true range: Wilder's smoothed reach of a bar, gaps included", parameters: [.period(14)],
    inputs: ["high", "low", "close"], memory: .recursive)

  @usableFromInline var smoothing: Smoothing
  @usableFromInline var previousClose: Double?

  /// The average over `period` bars, at least 1.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    smoothing = .wilder(try Self.declaration.resolve(parameters)[0])
  }

  /// The period: the first bar has no close before it.
  public var warmUp: Int { smoothing.warmUp + 1 }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    let previous = previousClose
    if bar.close.isFinite { previousClose = bar.close }
    guard let previous else { return nil }
    return smoothing.update(trueRange(bar.high, bar.low, after: previous))
  }

  /// Computes a series of bars from a row on, handing each two rows with their ranges, or NaN, to `emit`; rows near a missing value more than once.
  @inline(__always)
  func sweep(_ input: Bar.Columns, from: Int = 0, _ emit: (Int, SIMD2<Double>, RowPart) -> Void) {
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    let count = closes.count
    var start = from
    var live = self
    while start < count, live.previousClose == nil {
      emit(start &- 1, SIMD2(repeating: live.update(Bar.row(start, of: input)) ?? .nan), .second)
      start += 1
    }
    guard start < count else { return }
    // So that every row of the sweep has one before it.
    emit(start &- 1, SIMD2(repeating: live.update(Bar.row(start, of: input)) ?? .nan), .second)
    start += 1
    guard let first = live.previousClose else { return }
    var last = LastWholeRow(nil, before: start)
    live.smoothing.sweep(
      start..<count, two: { trueRange(highs.two(at: $0), lows.two(at: $0), after: closes.two(at: $0 &- 1)) },
      exact: { row in
        let before = last.before(row) { closes[$0].isFinite }
        return trueRange(highs[row], lows[row], after: before.map { closes[$0] } ?? first)
      }, emit)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    var result = output.mutableSpan
    sweep(input) { result.put($1, at: $0, $2) }
  }
}

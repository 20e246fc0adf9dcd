public import Market

/// Supertrend (Seban): a trailing stop so many average true ranges from the middle of the bars, on the side from which the trend comes.
///
/// The trend is 1 while it rises, −1 while it falls, and 0 in the rows of a whole series that come before it is known, as TA-Lib has it. A bar
/// with a missing price is skipped.
public struct SUPERTREND: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "SUPERTREND", .overlap, "a trailing stop of average true ranges, and the side the trend is on",
    parameters: [.period(10, least: 2), .real("multiplier", 3, in: 0...3e37)], inputs: ["high", "low", "close"],
    outputs: ["supertrend", "trend"], zeroWhileWarmingUp: ["trend"], memory: .recursive)

  /// The stop and the side of the trend.
  public struct Output: MultipleOutput {
    /// The stop: below the bars in a rising trend, above them in a falling one.
    public let supertrend: Double
    /// 1 in a rising, −1 in a falling trend.
    public let trend: Double

    @inlinable
    init(supertrend: Double, trend: Double) {
      self.supertrend = supertrend
      self.trend = trend
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] {
      [("supertrend", \.supertrend), ("trend", \.trend)]
    }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? supertrend : trend }

    /// The trend is 0 before it is known.
    @inlinable
    public static func missing(at position: Int) -> Double { position == 0 ? .nan : 0 }
  }

  @usableFromInline var range: ATR
  @usableFromInline let multiplier: Double
  @usableFromInline var stop: TrailingStop?

  /// The stop at `multiplier` true ranges, at least 0, averaged over `period` bars, at least 2.
  public init(_ period: Int = 10, _ multiplier: Double = 3) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), multiplier])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    range = try ATR(Int(values[0]))
    multiplier = values[1]
  }

  /// The period.
  public var warmUp: Int { range.warmUp }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Output? {
    guard let reach = range.update(bar) else { return nil }
    guard reach.isFinite, bar.close.isFinite else { return Output(supertrend: .nan, trend: stop.map { $0.isRising ? 1 : -1 } ?? 0) }
    let middle = (bar.high + bar.low) / 2
    let next = TrailingStop.next(
      after: stop, upper: middle + multiplier * reach, lower: middle - multiplier * reach, close: bar.close)
    stop = next
    return Output(supertrend: next.isRising ? next.lower : next.upper, trend: next.isRising ? 1 : -1)
  }

  /// Two bands that only move with the trend, and the side on which the closes are.
  @usableFromInline
  struct TrailingStop: Codable, Equatable, Sendable {
    @usableFromInline var upper: Double
    @usableFromInline var lower: Double
    @usableFromInline var close: Double
    @usableFromInline var isRising = true

    @inlinable
    init(upper: Double, lower: Double, close: Double) {
      self.upper = upper
      self.lower = lower
      self.close = close
    }

    /// The bands one bar later; those of the first bar rise.
    @inlinable
    @inline(__always)
    static func next(after stop: TrailingStop?, upper: Double, lower: Double, close: Double) -> TrailingStop {
      guard var next = stop else { return TrailingStop(upper: upper, lower: lower, close: close) }
      next.advance(upper: upper, lower: lower, close: close)
      return next
    }

    @inlinable
    @inline(__always)
    mutating func advance(upper newUpper: Double, lower newLower: Double, close newClose: Double) {
      // Chosen twice each: branches could not be foreseen.
      let (nearerUpper, nearerLower) = (newUpper < upper ? newUpper : upper, newLower > lower ? newLower : lower)
      upper = close > upper ? newUpper : nearerUpper
      lower = close < lower ? newLower : nearerLower
      isRising = isRising ? !(newClose < lower) : newClose > upper
      close = newClose
    }
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<Output>) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    let (range, multiplier) = (range, multiplier)
    var known = stop
    output.withColumns { line, trend in
      range.sweep(input) { line.put($1, at: $0, $2) }
      var row = 0
      while row < closes.count, known == nil {
        let reach = line.at(row)
        if reach.isFinite, closes.at(row).isFinite {
          let middle = (highs.at(row) + lows.at(row)) / 2
          known = TrailingStop(upper: middle + multiplier * reach, lower: middle - multiplier * reach, close: closes.at(row))
        }
        line.put(known?.lower ?? .nan, at: row)
        trend.put(known == nil ? 0 : 1, at: row)
        row += 1
      }
      guard let known else { return }
      var trail = Trail(known)
      var column = [SIMD2<Double>](repeating: .zero, count: 256)
      while row < closes.count {
        let rows = row..<min(row &+ column.count, closes.count)
        var next = column.mutableSpan
        let isWhole = Self.bands(highs, lows, closes, line, rows, multiplier, &next)
        for row in rows {
          let isMissing = !isWhole && !(line.at(row) + closes.at(row)).isFinite
          line.put(isMissing ? .nan : trail.follow(next.at(row &- rows.lowerBound), closes.at(row)), at: row)
          trend.put(trail.isRising ? 1 : -1, at: row)
        }
        row = rows.upperBound
      }
    }
  }

  /// The bands around the middles of some rows, from their average ranges; whether nothing is missing in them.
  private static func bands(
    _ highs: Span<Double>, _ lows: Span<Double>, _ closes: Span<Double>, _ ranges: borrowing MutableSpan<Double>, _ rows: Range<Int>,
    _ multiplier: Double, _ output: inout MutableSpan<SIMD2<Double>>
  ) -> Bool {
    var check = SIMD2<Double>.zero
    var row = rows.lowerBound
    while row &+ 2 <= rows.upperBound {
      let reach = ranges.two(at: row) * multiplier
      let middle = (highs.two(at: row) + lows.two(at: row)) / 2
      let (upper, lower) = (middle + reach, reach - middle)
      check += reach + closes.two(at: row)
      output.put(SIMD2(upper.x, lower.x), at: row &- rows.lowerBound)
      output.put(SIMD2(upper.y, lower.y), at: row &- rows.lowerBound &+ 1)
      row &+= 2
    }
    if row < rows.upperBound {
      let (reach, middle) = (ranges.at(row) * multiplier, (highs.at(row) + lows.at(row)) / 2)
      check.x += reach + closes.at(row)
      output.put(SIMD2(middle + reach, reach - middle), at: row &- rows.lowerBound)
    }
    return (check.x + check.y).isFinite
  }

  /// Both bands in one vector, the lower with its sign turned: then both move alike. A band that the close is beyond is forgotten: it is NaN, after which the lesser of
  /// two is the other. A close is beyond a band once in twenty bars; in between the trend stays, and a bar waits for one operation of the bar before it.
  private struct Trail {
    var bands: SIMD2<Double>
    var isRising: Bool

    init(_ stop: TrailingStop) {
      bands = SIMD2(stop.close > stop.upper ? .nan : stop.upper, stop.close < stop.lower ? .nan : -stop.lower)
      isRising = stop.isRising
    }

    /// Moves the bands, and gives back the one from which the trend comes.
    @inline(__always)
    mutating func follow(_ next: SIMD2<Double>, _ close: Double) -> Double {
      bands = bands.least(next)
      let (upper, lower) = (bands.x, -bands.y)
      if close > upper || close < lower {
        isRising = isRising ? !(close < lower) : close > upper
        bands = SIMD2(close > upper ? .nan : upper, close < lower ? .nan : -lower)
      }
      return isRising ? lower : upper
    }
  }
}

/// Fractals (Bill Williams 1995): 100 where a high is above (a low is below) those of so many bars on either side, known when the last of them has closed.
///
/// The answer belongs to the bar `right` bars before; it is given when it is known, and 0 otherwise.
public struct FRACTAL: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "FRACTAL", .momentum, "fractals: 100 when a high (low) turns out above (below) those on either side",
    parameters: [.period(2, "left"), .period(2, "right")], inputs: ["high", "low"], outputs: ["high", "low"],
    zeroWhileWarmingUp: ["high", "low"])

  /// Whether there is a high and whether there is a low.
  public struct Output: MultipleOutput {
    /// 100 if the high is above all around it, 0 if not; NaN where a price was missing.
    public let high: Double
    /// 100 if the low is below all around it, 0 if not.
    public let low: Double

    @inlinable
    init(high: Double, low: Double) {
      self.high = high
      self.low = low
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] { [("high", \.high), ("low", \.low)] }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? high : low }

    /// 0.
    @inlinable
    public static func missing(at position: Int) -> Double { 0 }
  }

  /// The bars to the left, which have to wait until those to the right and the one in the middle are known; and those to the right.
  @usableFromInline var left: Sides
  @usableFromInline var right: Sides
  /// Highs and lows that come to stand in the middle, and those that come to stand on the left.
  @usableFromInline var middleHighs: Delay
  @usableFromInline var middleLows: Delay

  /// The highest and lowest of one side.
  @usableFromInline
  struct Sides: Codable, Equatable, Sendable {
    @usableFromInline var highs: ExtremumWindow
    @usableFromInline var lows: ExtremumWindow
    @usableFromInline var pastHighs: Delay
    @usableFromInline var pastLows: Delay

    init(_ bars: Int, delay: Int) {
      highs = ExtremumWindow(.maximum, bars)
      lows = ExtremumWindow(.minimum, bars)
      pastHighs = Delay(delay)
      pastLows = Delay(delay)
    }

    @inlinable
    mutating func update(_ high: Double, _ low: Double) -> (highest: Double, lowest: Double)? {
      let past = (pastHighs.update(high), pastLows.update(low))
      guard let high = past.0, let low = past.1 else { return nil }
      let (highest, lowest) = (highs.update(high), lows.update(low))
      guard let highest, let lowest else { return nil }
      return (highest.value, lowest.value)
    }
  }

  /// With so many bars on the left and on the right, each at least 1.
  public init(_ left: Int = 2, _ right: Int = 2) throws(InvalidParameter) { try self.init(parameters: [Double(left), Double(right)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let bars = try Self.declaration.resolve(parameters).map { Int($0) }
    left = Sides(bars[0], delay: bars[1] + 1)
    right = Sides(bars[1], delay: 0)
    middleHighs = Delay(bars[1])
    middleLows = Delay(bars[1])
  }

  /// The bars on both sides.
  public var warmUp: Int { left.highs.period + right.highs.period }

  /// Takes the next high (x) and low (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Output? {
    let (before, after) = (left.update(input.x, input.y), right.update(input.x, input.y))
    let middle = (middleHighs.update(input.x), middleLows.update(input.y))
    guard let before, let after, let high = middle.0, let low = middle.1 else { return nil }
    return Output(
      high: FRACTAL.isBeyond(high, before.highest, after.highest), low: FRACTAL.isBeyond(-low, -before.lowest, -after.lowest))
  }

  /// 100 if a value is greater than two others, 0 if not; NaN if any is missing.
  @inlinable
  @inline(__always)
  static func isBeyond(_ value: Double, _ first: Double, _ second: Double) -> Double {
    let missing = (value - value) + (first - first) + (second - second)
    return (value > first && value > second ? 100 : 0) + missing
  }

  /// Computes a whole series of highs (x) and lows (y).
  public func over(_ input: Pair.Columns, into output: inout OutputColumns<Output>) {
    let (highs, lows) = (input.x.span, input.y.span)
    let count = highs.count
    precondition(output.count == count, "the output must have a row for every input")
    guard left.pastHighs.isEmpty, highs.isFinite, lows.isFinite else { return mapStep(over: input, into: &output) }
    let (before, after) = (left.highs.period, right.highs.period)
    let first = min(before + after, count)
    guard before + after > 12 else { return compareAll(highs, lows, first, into: &output) }
    output.withColumns { tops, bottoms in
      for row in 0..<first {
        tops.put(0, at: row)
        bottoms.put(0, at: row)
      }
      var above = [Double](repeating: 0, count: count)
      var below = above
      var peaks = above.mutableSpan
      var valleys = below.mutableSpan
      // What is highest and lowest on either side; both sides have the same windows where they are as long.
      slidingExtremes(highs, lows, after) { rows, highest, lowest in
        for index in 0..<rows.count {
          peaks.put(highest.at(index), at: rows.lowerBound &+ index)
          valleys.put(lowest.at(index), at: rows.lowerBound &+ index)
        }
      }
      @inline(__always)
      func decide(_ row: Int, _ highest: Double, _ lowest: Double, _ peak: Double, _ valley: Double) {
        let (high, low) = (highs.at(row &- after), lows.at(row &- after))
        // Both comparisons are made, so that there is no branch.
        let isTop = (high > highest ? 100.0 : 0) + (high > peak ? 100.0 : 0)
        let isBottom = (low < lowest ? 100.0 : 0) + (low < valley ? 100.0 : 0)
        tops.put(isTop == 200 ? 100 : 0, at: row)
        bottoms.put(isBottom == 200 ? 100 : 0, at: row)
      }
      if before == after {
        for row in first..<count {
          decide(row, peaks.at(row &- after &- 1), valleys.at(row &- after &- 1), peaks.at(row), valleys.at(row))
        }
      } else {
        slidingExtremes(highs, lows, before) { rows, highest, lowest in
          for index in 0..<rows.count where rows.lowerBound &+ index &+ after &+ 1 < count {
            let row = rows.lowerBound &+ index &+ after &+ 1
            decide(row, highest.at(index), lowest.at(index), peaks.at(row), valleys.at(row))
          }
        }
      }
    }
  }

  /// Few bars on the sides: each is compared with the middle, two rows at a time.
  private func compareAll(_ highs: Span<Double>, _ lows: Span<Double>, _ first: Int, into output: inout OutputColumns<Output>) {
    let (bars, after) = (warmUp, right.highs.period)
    output.withColumns { tops, bottoms in
      for row in 0..<first {
        tops.put(0, at: row)
        bottoms.put(0, at: row)
      }
      var row = first
      while row &+ 2 <= highs.count {
        let (high, low) = (highs.two(at: row &- after), lows.two(at: row &- after))
        var (top, bottom) = (SIMD2<Double>(repeating: 100), SIMD2<Double>(repeating: 100))
        for ago in 0...bars where ago != after {
          top.replace(with: 0, where: highs.two(at: row &- ago) .>= high)
          bottom.replace(with: 0, where: lows.two(at: row &- ago) .<= low)
        }
        tops.put(top, at: row)
        bottoms.put(bottom, at: row)
        row &+= 2
      }
      guard row < highs.count else { return }
      var (isTop, isBottom) = (true, true)
      for ago in 0...bars where ago != after {
        if highs.at(row &- ago) >= highs.at(row &- after) { isTop = false }
        if lows.at(row &- ago) <= lows.at(row &- after) { isBottom = false }
      }
      tops.put(isTop ? 100 : 0, at: row)
      bottoms.put(isBottom ? 100 : 0, at: row)
    }
  }
}

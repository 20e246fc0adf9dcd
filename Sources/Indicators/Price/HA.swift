public import Market

/// Heikin-Ashi candles: bars averaged with the one before, in which a trend shows as a run of one colour.
///
/// A bar with a missing price is skipped.
public struct HA: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "HA", .price, "Heikin-Ashi candles: bars averaged with the one before", inputs: ["open", "high", "low", "close"],
    outputs: ["open", "high", "low", "close"], memory: .recursive)

  /// An averaged candle.
  public struct Output: MultipleOutput {
    /// The middle of the candle before.
    public let open: Double
    /// The highest of the bar's high and the candle's open and close.
    public let high: Double
    /// The lowest of the bar's low and the candle's open and close.
    public let low: Double
    /// The mean of the bar's four prices.
    public let close: Double

    @inlinable
    init(open: Double, high: Double, low: Double, close: Double) {
      self.open = open
      self.high = high
      self.low = low
      self.close = close
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] {
      [("open", \.open), ("high", \.high), ("low", \.low), ("close", \.close)]
    }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? open : position == 1 ? high : position == 2 ? low : close }
  }

  /// The middle of the last candle.
  @usableFromInline var middle: Double?

  /// The candles, before any bar.
  public init() {}

  /// The indicator; it has no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None: the first bar has a candle.
  public var warmUp: Int { 0 }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Output? {
    let close = (bar.high + bar.low + bar.close + bar.open) / 4
    guard close.isFinite else { return Output(open: .nan, high: .nan, low: .nan, close: .nan) }
    let open = middle ?? (bar.open + bar.close) / 2
    middle = (open + close) / 2
    return Output(open: open, high: max(bar.high, max(open, close)), low: min(bar.low, min(open, close)), close: close)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<Output>) {
    let (opens, highs, lows, closes) = (input.open.span, input.high.span, input.low.span, input.close.span)
    precondition(output.count == closes.count, "the output must have a row for every input")
    guard let first = closes.isEmpty ? nil : middle ?? (opens.at(0) + closes.at(0)) / 2, first.isFinite, closes.at(0).isFinite else {
      return mapStep(over: input, into: &output)
    }
    var open = first
    let powers = (0...Self.block).map { Double(sign: .plus, exponent: $0, significand: 1) }
    let parts = powers.map { 1 / $0 }
    output.withColumns { candleOpen, candleHigh, candleLow, candleClose in
      var start = 0
      while start < closes.count {
        let rows = start..<min(start + Self.block, closes.count)
        for row in rows { candleClose.put((highs.at(row) + lows.at(row) + closes.at(row) + opens.at(row)) * 0.25, at: row) }
        // Halving and adding takes twice as long as adding. So the middle is doubled instead: as all are powers of 2, to the same bits.
        var doubled = open
        for row in rows {
          let power = powers.span.at(row &- start)
          candleOpen.put(doubled, at: row)
          doubled += candleClose.at(row) * power
        }
        let next = doubled * parts[Self.block]
        if next.isFinite, rows.count == Self.block {
          for row in rows { candleOpen.put(candleOpen.at(row) * parts.span.at(row &- start), at: row) }
          open = next
        } else {
          // Up to the end, or where something is missing.
          for row in rows {
            let close = candleClose.at(row)
            candleOpen.put(close.isFinite ? open : .nan, at: row)
            candleClose.put(close.isFinite ? close : .nan, at: row)
            if close.isFinite { open = (open + close) / 2 }
          }
        }
        for row in rows {
          let (open, close) = (candleOpen.at(row), candleClose.at(row))
          let (upper, lower) = (open > close ? open : close, open < close ? open : close)
          let (high, low) = (highs.at(row), lows.at(row))
          candleHigh.put(high > upper ? high : upper, at: row)
          candleLow.put(low < lower ? low : lower, at: row)
        }
        start = rows.upperBound
      }
    }
  }

  /// How many rows are done at once; two to this power leaves room for any price.
  private static let block = 64
}

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
    output.withColumns { candleOpen, candleHigh, candleLow, candleClose in
      for row in 0..<closes.count {
        let close = (highs.at(row) + lows.at(row) + closes.at(row) + opens.at(row)) * 0.25
        guard close.isFinite else {
          candleOpen.put(.nan, at: row)
          candleHigh.put(.nan, at: row)
          candleLow.put(.nan, at: row)
          candleClose.put(.nan, at: row)
          continue
        }
        let (upper, lower) = open > close ? (open, close) : (close, open)
        let (high, low) = (highs.at(row), lows.at(row))
        candleOpen.put(open, at: row)
        candleHigh.put(high > upper ? high : upper, at: row)
        candleLow.put(low < lower ? low : lower, at: row)
        candleClose.put(close, at: row)
        open = open * 0.5 + close * 0.5
      }
    }
  }
}

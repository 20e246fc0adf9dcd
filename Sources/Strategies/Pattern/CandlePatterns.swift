public import Backtest
public import Indicators

/// After a fall, long at a bullish engulfing bar or a hammer; after a rise, short at a bearish engulfing bar or a shooting star; out after some bars.
///
/// Engulfing: a body of the other colour that holds the body before. Hammer: a lower shadow of two thirds of the bar. After S. Nison, *Japanese
/// Candlestick Charting Techniques*, 1991.
public struct CandlePatterns: Strategy {
  private var average: SMA
  private var previous: ClosedBar?
  private var mean: Double?
  private let hold: Int
  private let sides: Sides

  /// A fall is a close before it below the average of `trend` closes, at least 1; after how many bars it leaves.
  public init(trend: Int = 10, hold: Int = 10, sides: Sides = .longOnly) throws(InvalidParameter) {
    average = try SMA(trend)
    self.hold = hold
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let before = (previous, mean)
    previous = bar
    mean = average.update(bar.close)
    guard let last = before.0, let mean = before.1 else { return nil }
    let isEngulfing = abs(bar.close - bar.open) > abs(last.close - last.open)
    let up = isEngulfing && last.close < last.open && bar.open <= last.close && bar.close >= last.open
    let down = isEngulfing && last.close > last.open && bar.open >= last.close && bar.close <= last.open
    let range = bar.high - bar.low
    let hammer = range > 0 && min(bar.open, bar.close) - bar.low >= range * 2 / 3
    let star = range > 0 && bar.high - max(bar.open, bar.close) >= range * 2 / 3
    return Turn.reversing(long: last.close < mean && (up || hammer), short: last.close > mean && (down || star))
      .intent(account, sides, hold: hold)
  }

  static let entry = StrategyEntry(
    "candle_patterns", "after a fall long at a bullish engulfing bar or a hammer, out after n bars",
    [.period("trend", "closes of the average that a fall lies below", 10), .hold, .short]
  ) { _, values in try CandlePatterns(trend: Int(values[0]), hold: Int(values[1]), sides: Sides(values[2])) }
}

extension SyntheticMarket {
  /// The rule that a market with an edge pays for: be long while a fast average of hourly closes is above a slow one, short while it is below.
  ///
  /// At the close of an hour compare the exponential averages of 9 and of 21 hourly closes (UTC, smoothing 2 / (n + 1), each begun with the
  /// plain mean of its first closes, as TA-Lib does); take the position at the next open, hold it until the next hour's decision is
  /// filled. The first 21 hours have no position.
  ///
  ///     var rule = SyntheticMarket.PlantedRule()
  ///     for bar in hourly { position = rule.update(bar.close) }     // -1, 0 or 1, to be held from the next open on
  ///
  /// The market drifts in the direction of that position in every open hour, on average by `edge × annualVolatility / 8766` and in
  /// proportion to the variance of the hour. So the mean result of an hour divided by its standard deviation is `edge / √8766` in the long
  /// run, and the annual Sharpe ratio is the edge (365.25 days of 24 hours). As drift and variance go together, the rule with a
  /// constant position is the best there is: who reports a higher Sharpe ratio than the edge was lucky or saw the future. Every symbol pays on
  /// its own closes.
  public struct PlantedRule: Hashable, Sendable {
    /// How many closes the fast average spans.
    public static let fast = 9
    /// How many closes the slow average spans.
    public static let slow = 21
    /// The bars on which the rule decides.
    public static let timeframe = Timeframe.hours(1)
    /// How many of those bars a year has.
    public static let barsPerYear = 8_766.0
    /// The rule in a sentence.
    public static let summary =
      "long while the 9-hour exponential average of hourly closes is above the 21-hour one, short while below; decided at the close, filled at the next open"

    /// The position to hold from the next open on: 1 long, −1 short, 0 none.
    public private(set) var position = 0.0
    private var fastAverage = 0.0
    private var slowAverage = 0.0
    private var count = 0

    /// The rule before its first close.
    public init() {}

    /// Takes an hourly close and says which position to hold from the next open on: 1 long, −1 short, 0 none.
    @discardableResult
    public mutating func update(_ close: Double) -> Double {
      fastAverage = PlantedRule.next(fastAverage, close, PlantedRule.fast, count)
      slowAverage = PlantedRule.next(slowAverage, close, PlantedRule.slow, count)
      count += 1
      if count >= PlantedRule.slow { position = fastAverage > slowAverage ? 1 : fastAverage < slowAverage ? -1 : 0 }
      return position
    }

    /// The position after each of these hourly closes.
    public static func positions(closes: [Double]) -> [Double] {
      var rule = PlantedRule()
      return closes.map { rule.update($0) }
    }

    /// What the rule earns on hourly bars before costs, one result for each bar that it is in the market: decided at the close before,
    /// from the bar's open to the next open, as a share of the open.
    ///
    /// - Parameter bars: hourly bars of one symbol. Over a gap the position is held.
    public static func results(on bars: BarSeries) -> [Double] {
      var rule = PlantedRule()
      var results: [Double] = []
      results.reserveCapacity(bars.count)
      for index in 0..<max(0, bars.count - 2) {
        let position = rule.update(bars.close[index])
        if position != 0 { results.append(position * (bars.open[index + 2] / bars.open[index + 1] - 1)) }
      }
      return results
    }

    /// One step of an exponential average that begins with a plain mean; before that the sum is kept.
    private static func next(_ average: Double, _ close: Double, _ length: Int, _ count: Int) -> Double {
      if count < length - 1 { return average + close }
      if count == length - 1 { return (average + close) / Double(length) }
      return average + (close - average) * (2 / Double(length + 1))
    }
  }
}

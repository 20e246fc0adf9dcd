public import Market

/// The made-up market that a run has when it is given none: six symbols, two years of hours, nothing to be earned unless a rule is planted.
public struct Demonstration: Sendable {
  /// The market.
  public let market: SyntheticMarket
  private static let days = 731

  /// A demonstration.
  ///
  /// - Parameters:
  ///   - seed: another seed is another market.
  ///   - edge: the annual Sharpe ratio, before costs, of the rule that is planted; 0 plants none.
  ///   - symbols: how many symbols.
  public init(seed: UInt64 = 7, edge: Double = 0, symbols: Int = 6) throws(InvalidSyntheticMarket) {
    market = try SyntheticMarket(
      symbols: SyntheticMarket.symbols(symbols), seed: seed, edge: edge, gaps: .init(outagesPerYear: 12))
  }

  /// The first day that a run can be for: when two years are over.
  public var firstDay: CivilDate { market.start.date.adding(days: Self.days - 1) }

  /// Its hours up to the end of a day.
  ///
  /// - Throws: ``PipelineError`` for a day before ``firstDay``, or more than ten years after it.
  public func bars(until day: CivilDate) throws -> [BarSeries] {
    guard day >= firstDay, day <= firstDay.adding(days: 3_653) else {
      throw PipelineError(
        "date", "is \(day), but the made-up market is run from \(firstDay) to \(firstDay.adding(days: 3_653))",
        remedy: "give a day of it, or market data of your own (--bars DIR)")
    }
    let hours = 24 * (day.daysSinceEpoch + 1 - market.start.date.daysSinceEpoch)
    return try market.bars(.hours(1), count: hours).map { $0.closed(by: Timestamp(day.adding(days: 1))) }
  }

  /// Settings for it, with costs of its own: those of a cheap exchange.
  public func settings() throws -> PipelineSettings {
    var settings = PipelineSettings(costs: try Costs(makerFee: 0.0001, takerFee: 0.0002, slippage: 0.0001))
    settings.timeframes = [.hours(1)]
    settings.seed = market.seed
    return settings
  }
}

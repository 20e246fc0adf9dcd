public import Backtest
public import Strategies

extension StrategySpecification {
  /// The strategy itself, with its filters around it.
  ///
  /// - Parameters:
  ///   - backtest: what it will be fed: its symbol's bars, and after them those of its leader if it has one.
  ///   - catalogue: where its name is looked up.
  public func strategy(for backtest: Backtest, catalogue: StrategyCatalogue = .standard) throws -> any Strategy {
    var strategy = try catalogue.entry(strategy).strategy(for: backtest, values)
    for filter in filters { strategy = try filter.around(strategy) }
    return strategy
  }
}

extension FilterSpecification {
  /// A strategy whose entries have to pass this filter.
  ///
  /// - Throws: an error that says which number is out of range: a specification may come from a file.
  public func around(_ base: some Strategy) throws -> any Strategy {
    switch self {
    case .trend(let period): return try base.filtered(by: TrendFilter(period))
    case .volatility(let period, let history, let low, let high):
      guard low >= 0, low < high, high <= 100 else {
        throw StrategyError("\(self): percentiles are from 0 to 100, the first below the second")
      }
      return try base.filtered(by: VolatilityFilter(period: period, history: history, percentiles: low...high))
    case .hours(let from, let until):
      guard (0...24).contains(from), (0...24).contains(until), from != until else {
        throw StrategyError("\(self): hours are two different numbers from 0 to 24")
      }
      return base.filtered(by: HoursFilter(from: from, until: until))
    case .cooldown(let bars):
      guard bars >= 1 else { throw StrategyError("\(self): a cooldown lasts at least a bar") }
      return base.filtered(by: CooldownFilter(bars: bars))
    case .confidence(let least):
      guard (0...1).contains(least) else { throw StrategyError("\(self): a confidence is from 0 to 1") }
      return base.filtered(by: ConfidenceFilter(least))
    }
  }
}

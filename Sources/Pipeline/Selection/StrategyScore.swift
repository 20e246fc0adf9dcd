public import Backtest
public import Market
public import Statistics
public import Strategies
public import WalkForward

/// What a strategy did on the bars that may select it: after warming up, before its cutoff, with costs.
///
/// A strategy of fixed rules is run once over all of that. One that learns is trained anew before each part, on everything before it. The bars
/// from the cutoff on have no part in it, whatever the series holds.
public struct StrategyScore: Hashable, Sendable {
  /// Every number of the account and its trades.
  public let performance: Performance
  /// What each bar brought, as a fraction of the account.
  public let returns: [Double]
  /// When each of those bars closed.
  public let times: [Timestamp]
  /// The trades that are over.
  public let trades: [TradeRecord]

  /// The numbers that the registry keeps, by name; those that are undefined are left out.
  public var metrics: [String: Double] {
    var metrics: [String: Double] = ["trades": Double(trades.count), "observations": Double(returns.count)]
    for name in ["win_rate", "profit_factor", "payoff", "average_result", "max_drawdown", "total_return", "exposure"] {
      metrics[name] = performance[name]?.value
    }
    if let sharpe = performance.sharpe {
      metrics["sharpe"] = sharpe.annualised
      metrics["sharpe_per_period"] = sharpe.perPeriod
      metrics["sharpe_count"] = Double(sharpe.count)
      metrics["periods_per_year"] = sharpe.periodsPerYear
      metrics["skewness"] = sharpe.skewness
      metrics["kurtosis"] = sharpe.kurtosis
    }
    return metrics
  }

  /// A score of results that follow each other.
  init(_ results: [BacktestResult], capital: Double) {
    var (equity, times, trades, returns): ([Double], [Timestamp], [TradeRecord], [Double]) = ([], [], [], [])
    var (account, exposed, open) = (capital, 0, 0)
    var totals = Totals()
    for result in results {
      var before = result.rules.capital
      for value in result.tape.equity {
        let change = before > 0 ? value / before - 1 : 0
        returns.append(change)
        account *= 1 + change
        equity.append(account)
        before = value
      }
      times += result.tape.times
      trades += result.trades
      exposed += result.tape.exposedPoints
      open += result.open.count
      totals = result.totals
    }
    performance = Performance(
      trades: trades, times: times, equity: equity, capital: capital, totals: totals, exposedPoints: exposed, open: open)
    self.returns = returns
    self.times = times
    self.trades = trades
  }
}

extension StrategyRecord {
  /// The Sharpe ratio of its score with what it rests on; `nil` under 30 trades.
  public var sharpe: SharpeRatio? {
    guard let perPeriod = metrics["sharpe_per_period"], let count = metrics["sharpe_count"], let perYear = metrics["periods_per_year"]
    else {
      return nil
    }
    return try? SharpeRatio(
      perPeriod: perPeriod, count: Int(count), periodsPerYear: perYear, skewness: metrics["skewness"] ?? 0,
      kurtosis: metrics["kurtosis"] ?? 3)
  }

  /// How probable it is that its Sharpe ratio is more than the luckiest of so many trials; `nil` if it has none.
  ///
  /// The trials' ratios are taken to scatter as chance alone makes them: what the trials of a market with something in it really differ by is not
  /// luck.
  public func deflatedSharpe(trials: Int) -> DeflatedSharpe? { sharpe.flatMap { try? DeflatedSharpe($0, trials: Double(max(1, trials))) } }

  /// Whether it has been scored.
  public var isScored: Bool { metrics["observations"] != nil }
}

/// Scores strategies.
public struct StrategyScorer: Sendable {
  let settings: PipelineSettings
  let costs: Costs
  let catalogue: StrategyCatalogue
  /// What strategies over the same bars need alike; a model that two variants trade is trained once.
  private let work = SharedWork(capacity: 48 << 20)

  /// A scorer with these costs.
  public init(_ settings: PipelineSettings, costs: Costs, catalogue: StrategyCatalogue = .standard) {
    self.settings = settings
    self.costs = costs
    self.catalogue = catalogue
  }

  /// Where the bars that may select a strategy end, for one that is registered now: `nil` if too few would be left.
  public func cutoff(of series: BarSeries) -> Timestamp? {
    guard let first = series.first, let last = series.last else { return nil }
    let span = last.end - first.start
    let paper = min(Duration.seconds(settings.paperDays * 86_400), span * settings.paperShare)
    let cutoff = last.end - paper
    let bars = series.firstIndex(startingAtOrAfter: cutoff)
    return bars >= settings.leastBars ? series.time[min(bars, series.count - 1)] : nil
  }

  /// The rules that a market's strategies are scored and traded by.
  func rules(_ timeframe: Timeframe) throws -> TradingRules {
    let seconds = timeframe.duration?.inSeconds ?? 3_600
    let observation =
      costs.slippageByRegime.isEmpty ? nil : Observation(period: 20, barsPerYear: 365.25 * 86_400 / max(1, seconds))
    return try TradingRules(capital: settings.capital, costs: costs, fills: .nextOpen, observation: observation)
  }

  /// Scores a strategy on the bars before its cutoff.
  ///
  /// - Parameters:
  ///   - specification: the strategy.
  ///   - cutoff: where the bars end that it may be scored on.
  ///   - bars: every market.
  /// - Throws: what the strategy throws, and a `StrategyError` that is insufficient if there are too few bars.
  public func score(_ specification: StrategySpecification, before cutoff: Timestamp, on bars: Ingested) throws -> StrategyScore {
    let entry = try catalogue.entry(specification.strategy)
    let series = try series(of: specification, bars).map { $0.part(to: cutoff) }
    guard let own = series.first, own.count >= settings.leastBars else {
      throw StrategyError(
        "there are \(series.first?.count ?? 0) bars before \(cutoff), where \(settings.leastBars) are needed", isInsufficient: true)
    }
    let rules = try rules(specification.timeframe)
    let sizer = try settings.sizer
    let begin = Int(Double(own.count) * settings.warmUpShare)
    let parts = entry.bars == .learning ? settings.folds : 1
    let results = try (0..<parts).map { part in
      let lower = begin + (own.count - begin) * part / parts
      let upper = begin + (own.count - begin) * (part + 1) / parts
      let backtest = try Backtest(
        series, rules, sizing: sizer, from: own.time[lower], to: upper < own.count ? own.time[upper] : .distantFuture)
      return try run(specification, entry, backtest)
    }
    return StrategyScore(results, capital: settings.capital)
  }

  /// What a strategy would have done on the bars from an instant on, which had no say in choosing it; before it some bars to warm up on.
  ///
  /// This is a strategy alone in its account, whatever a portfolio would have granted it: by it the roster judges who has recovered.
  func after(_ specification: StrategySpecification, from: Timestamp, on bars: Ingested) throws -> StrategyScore {
    let entry = try catalogue.entry(specification.strategy)
    let series = try series(of: specification, bars)
    // What learns is given everything that it was scored with; others need no more than their longest memory.
    let parts = series.map { one in
      entry.bars == .learning ? one : one.part(max(0, one.firstIndex(startingAtOrAfter: from) - 3_000)..<one.count)
    }
    let backtest = try Backtest(parts, rules(specification.timeframe), sizing: settings.sizer, from: from)
    return StrategyScore([try run(specification, entry, backtest)], capital: settings.capital)
  }

  /// Runs a strategy: without filters as a whole, so that nothing is looked up at a bar.
  func run(_ specification: StrategySpecification, _ entry: StrategyEntry, _ backtest: Backtest) throws -> BacktestResult {
    if specification.filters.isEmpty { return try entry.run(backtest, specification.values, sharing: work) }
    return try backtest.run(specification.strategy(for: backtest, catalogue: catalogue))
  }

  /// The series that a strategy is fed.
  func series(of specification: StrategySpecification, _ bars: Ingested) throws -> [BarSeries] {
    try ([specification.symbol] + (specification.leader.map { [$0] } ?? [])).map { symbol in
      guard let series = bars.series(of: symbol, specification.timeframe) else {
        throw PipelineError(specification.description, "there are no bars of \(symbol) in \(specification.timeframe)")
      }
      return series
    }
  }
}

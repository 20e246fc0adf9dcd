import Assay

/// Every crossover through the one engine, with costs; the best of them has to be better than the luckiest of as many.
func bestStrategy(on hours: BarSeries) throws -> (name: String, performance: Performance, equity: [Double], skill: Verdict) {
  let costs = try Costs(makerFee: 0.0001, takerFee: 0.0002, slippage: 0.0001)
  let backtest = try Backtest([hours], TradingRules(capital: 10_000, costs: costs, fills: .nextOpen), sizing: FixedFraction(0.95))
  let pairs = [5, 9, 13, 20].flatMap { fast in [21, 34, 55].map { (fast, $0) } }
  let runs = try pairs.map { try backtest.run(EMACross(fast: $0.0, slow: $0.1, under: .short)) }
  let returns = runs.map { run in zip(run.tape.equity.dropFirst(), run.tape.equity).map { $0 / $1 - 1 } }
  let performances = runs.map { Performance($0) }
  let best =
    performances.indices.max { (performances[$0]["sharpe"]?.value ?? -.infinity) < (performances[$1]["sharpe"]?.value ?? -.infinity) } ?? 0
  let skill = try DeflatedSharpe(ofBestOf: returns, periodsPerYear: 8_766).verdict("skill")
  return ("ema_cross \(pairs[best].0)/\(pairs[best].1)", performances[best], runs[best].tape.equity, skill)
}

/// Gradient-boosted trees on the compact features, fitted on the past only, asked for the direction of the next five hours.
func judgeModel(on hours: BarSeries) throws -> Verdict {
  let matrix = try FeaturePlan(FeatureSet(named: "retrain11"), symbol: hours.symbol, timeframe: .hours(1)).matrix(of: hours)
  let label = try Label("direction:5").of(hours)
  let rows = matrix.completeRows.filter { !label.values[$0].isNaN && label.ends[$0] != nil }
  let (features, truth) = (matrix.rows(rows).columns, rows.map { label.values[$0] > 0 ? 1.0 : 0 })
  let spans = try SampleSpans(times: rows.map { hours.end(at: $0) }, ends: rows.compactMap { label.ends[$0] })
  let splits = try WalkForwardSplitter(.expanding, train: .share(0.4), test: .share(0.2), embargo: .hours(24)).splits(of: spans)
  var parameters = Parameters(objective: .binary)
  (parameters.numIterations, parameters.numLeaves) = (30, 8)
  let trainer = Trainer(parameters)
  let evaluation = try evaluate(
    splits, fit: { try trainer.train(on: Dataset(columns: features.map($0.train.gather), labels: $0.train.gather(truth))) },
    predict: { try $0.predict(columns: features.map($1.gather)) }, score: .accuracy(of: truth))
  guard let pooled = evaluation["accuracy"]?.pooled, let low = pooled.lower else {
    return .insufficient("model", samples: rows.count, needed: 1_000)
  }
  let numbers: KeyValuePairs = ["accuracy": pooled.value ?? .nan, "low": low]
  return low > 0.5 ? .pass("model", "It tells directions apart.", numbers) : .fail("model", "It may as well toss a coin.", numbers)
}

import Backtest
import Market
import Statistics

/// An attempt to better a strategy's numbers.
///
/// Variations are run once over the bars that may select. Part by part, the one is chosen that was best in everything before, and what it earns in the
/// part, which had no say, is compared with what the strategy as it is earns there.
struct Tuning: Sendable {
  /// Every variation with its annual Sharpe ratio.
  let tried: [(String, Double?)]
  /// The variation that is best over everything.
  let best: StrategySpecification?
  /// Its numbers.
  let metrics: [String: Double]
  /// Where the bars ended.
  let cutoff: Timestamp
  /// Whether choosing is better than leaving the strategy as it is.
  let verdict: Verdict

  init(
    _ specification: StrategySpecification, before cutoff: Timestamp, on bars: Ingested, _ scorer: StrategyScorer, known: Set<String>,
    _ generator: inout SeededGenerator
  ) throws {
    self.cutoff = cutoff
    let entry = try scorer.catalogue.entry(specification.strategy)
    var variations: [StrategySpecification] = []
    for _ in 0..<scorer.settings.variations * 4 where variations.count < scorer.settings.variations {
      let values = ParameterVariation.varied(specification.values, entry.parameters, &generator)
      guard
        let one = try? StrategySpecification(
          specification.strategy, values, filters: specification.filters, symbol: specification.symbol, timeframe: specification.timeframe,
          leader: specification.leader, catalogue: scorer.catalogue), !known.contains(one.description), !variations.contains(one)
      else { continue }
      variations.append(one)
    }
    let before = try scorer.score(specification, before: cutoff, on: bars)
    // A variation that can't be run is no better one.
    let scores = variations.compactMap { one in (try? scorer.score(one, before: cutoff, on: bars)).map { (one, $0) } }
      .filter { $0.1.returns.count == before.returns.count }
    tried = scores.map { ($0.0.description, $0.1.performance.sharpe?.annualised) }
    let all = [(specification, before)] + scores
    func ratio(_ returns: ArraySlice<Double>) -> Double {
      let moments = Moments(Array(returns))
      return moments.standardDeviation > 0 ? moments.mean / moments.standardDeviation : -.infinity
    }
    let winner = scores.filter { $0.1.trades.count >= Evidence.leastTrades }.max { ratio($0.1.returns[...]) < ratio($1.1.returns[...]) }
    best = winner?.0
    metrics = winner?.1.metrics ?? [:]
    let count = before.returns.count
    let folds = scorer.settings.folds + 1
    var differences: [Double] = []
    for fold in 1..<folds {
      let (begin, end) = (count * fold / folds, count * (fold + 1) / folds)
      let chosen = all.max { ratio($0.1.returns[..<begin]) < ratio($1.1.returns[..<begin]) }?.1 ?? before
      for index in begin..<end { differences.append(chosen.returns[index] - before.returns[index]) }
    }
    let moments = Moments(differences)
    let error = moments.standardError
    guard winner != nil, error > 0 else {
      verdict = .fail("tuning", "No variation was better than the strategy as it is.", ["variations": Double(scores.count)])
      return
    }
    let ratioOfMean = moments.mean / error
    let limit = NormalDistribution.standard.quantile(0.95)
    let evidence: KeyValuePairs = [
      "difference_per_bar": moments.mean, "standard_error": error, "t": ratioOfMean, "needed": limit, "bars": Double(differences.count),
      "variations": Double(scores.count),
    ]
    verdict =
      ratioOfMean > limit
      ? .pass(
        "tuning", "Choosing among \(scores.count) variations was better by \(Verdict.text(ratioOfMean)) standard errors out of fold.",
        evidence)
      : .fail(
        "tuning",
        "Choosing among \(scores.count) variations was \(Verdict.text(ratioOfMean)) standard errors better out of fold; \(Verdict.text(limit)) are needed.",
        evidence)
  }
}

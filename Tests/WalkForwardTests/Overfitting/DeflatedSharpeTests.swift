import Market
import Statistics
import Testing
import WalkForward

@Suite("A Sharpe ratio")
struct SharpeRatioTests {
  // Bailey & López de Prado, "The Sharpe ratio efficient frontier", 2012: two years of monthly returns with a mean of 0.036 and a
  // deviation of 0.079, skewness −2.448 and kurtosis 10.164. They print PSR(0) = 0.982 under normality and 0.913 with the real moments.
  @Test("is as probable as in the worked example of 2012", arguments: [(0.0, 3.0, 0.982), (-2.448, 10.164, 0.913)])
  func probability(skewness: Double, kurtosis: Double, printed: Double) throws {
    let sharpe = try SharpeRatio(perPeriod: 0.458, count: 24, periodsPerYear: 12, skewness: skewness, kurtosis: kurtosis)
    #expect(isNear(sharpe.probability(ofMoreThan: 0), printed, absolute: 0.0005))
    #expect(sharpe.annualised == nil && !sharpe.isSufficient, "24 observations are too few for an annual figure")
    #expect(sharpe.verdict("skill").isInsufficient)
  }

  // The same paper: an annual ratio of 2 against 1 at 95 % takes 2.73 years of daily, 2.83 of weekly and 3.24 of monthly normal returns,
  // and
  // 4.99 years of monthly returns with a skewness of −0.72 and a kurtosis of 5.78.
  @Test(
    "needs the track record lengths printed in 2012",
    arguments: [(250.0, 0.0, 3.0, 2.73), (52, 0, 3, 2.83), (12, 0, 3, 3.24), (12, -0.72, 5.78, 4.99)])
  func trackRecord(perYear: Double, skewness: Double, kurtosis: Double, printed: Double) throws {
    let sharpe = try SharpeRatio(
      perPeriod: 2 / perYear.squareRoot(), count: 100, periodsPerYear: perYear, skewness: skewness, kurtosis: kurtosis)
    let needed = try #require(try sharpe.minimumTrackRecordLength(toExceed: 1 / perYear.squareRoot()))
    #expect(isNear(needed / perYear, printed, absolute: 0.005))
    #expect(try sharpe.minimumTrackRecordLength(toExceed: 2 / perYear.squareRoot()) == nil, "it does not exceed itself")
  }

  @Test("is exactly sure enough at its minimum track record length", arguments: [0.02, 0.1, 0.3], [0.9, 0.95, 0.999])
  func lengthAndProbabilityAgree(ratio: Double, confidence: Double) throws {
    let sharpe = try SharpeRatio(perPeriod: ratio, count: 50, periodsPerYear: 252, skewness: -0.5, kurtosis: 6)
    let needed = try #require(try sharpe.minimumTrackRecordLength(toExceed: 0.01, confidence: confidence))
    let (floor, ceiling) = (Int(needed.rounded(.down)), Int(needed.rounded(.up)))
    func probability(_ count: Int) throws -> Double {
      try SharpeRatio(perPeriod: ratio, count: max(2, count), periodsPerYear: 252, skewness: -0.5, kurtosis: 6).probability(
        ofMoreThan: 0.01)
    }
    #expect(try probability(ceiling) >= confidence - 1e-12)
    #expect(try floor < 2 || probability(floor) <= confidence + 1e-12)
  }

  // numpy 2.4 and scipy 1.17 on the same numbers: mean over std(ddof=1), scipy.stats.skew, scipy.stats.kurtosis + 3.
  @Test("is measured as numpy and scipy measure it")
  func measured() throws {
    let sharpe = try SharpeRatio(of: Noise.series(7, 50).map { $0 + 0.1 }, periodsPerYear: 8_766)
    #expect(isNear(sharpe.perPeriod, 0.29818325762358155))
    #expect(isNear(sharpe.skewness, 0.07262863468223173))
    #expect(isNear(sharpe.kurtosis, 1.8016811728447562))
    #expect(isNear(try #require(sharpe.annualised), 0.29818325762358155 * 8_766.0.squareRoot()))
  }

  @Test("takes its year from the times of its returns")
  func times() throws {
    let returns = Noise.series(7, 101)
    let hourly = (0..<101).map { Timestamp(seconds: Int64($0) * 3_600) }
    #expect(isNear(try SharpeRatio(of: returns, ends: hourly).periodsPerYear, 8_766))
    #expect(throws: StatisticsError.self) { try SharpeRatio(of: returns, ends: Array(hourly.reversed())) }
    #expect(throws: StatisticsError.self) { try SharpeRatio(of: returns, ends: Array(hourly.dropLast())) }
  }

  @Test("is insufficient below thirty observations and a verdict from there on", arguments: [2, 29, 30, 31])
  func sufficiency(count: Int) throws {
    let sharpe = try SharpeRatio(perPeriod: 2, count: count, periodsPerYear: 252)
    #expect(sharpe.verdict("skill").isInsufficient == (count < 30))
    #expect((sharpe.annualised == nil) == (count < 30))
    let none = try SharpeRatio(perPeriod: -2, count: count, periodsPerYear: 252)
    #expect(none.verdict("skill").isFail == (count >= 30))
  }

  @Test("refuses what is none, and says what to do")
  func refusals() throws {
    func message(_ make: () throws -> SharpeRatio) -> String {
      do {
        _ = try make()
        return ""
      } catch { return "\(error)" }
    }
    #expect(message { try SharpeRatio(of: [1, 1, 1], periodsPerYear: 252) }.contains("do not vary"))
    #expect(message { try SharpeRatio(of: [1], periodsPerYear: 252) }.contains("at least 2"))
    #expect(message { try SharpeRatio(of: [1, .nan, 2], periodsPerYear: 252) }.contains("index 1 is nan"))
    #expect(message { try SharpeRatio(of: [1, 2], periodsPerYear: 0) }.contains("such as 252"))
    #expect(message { try SharpeRatio(perPeriod: 0.1, count: 40, periodsPerYear: 252, kurtosis: 0) }.contains("add 3"))
    #expect(message { try SharpeRatio(perPeriod: .infinity, count: 40, periodsPerYear: 252) }.contains("finite"))
    #expect(throws: StatisticsError.self) {
      try SharpeRatio(perPeriod: 0.1, count: 40, periodsPerYear: 252).minimumTrackRecordLength(toExceed: 0, confidence: 0.5)
    }
  }
}

@Suite("Deflation")
struct DeflationTests {
  // Bailey & López de Prado, "The deflated Sharpe ratio", 2014, its numerical example: 100 independent trials whose annual ratios have a
  // variance of 1/2,
  // the best an annual ratio of 2.5 over 1250 days (250 a year), skewness −3, kurtosis 10. They print a benchmark of 0.1132 and DSR =
  // 0.9004; 0.9505 had
  // there been 46 trials, and 0.9505 for 88 trials had the returns been normal.
  @Test(
    "gives the worked example of 2014",
    arguments: [(100.0, -3.0, 10.0, 0.9004), (46, -3, 10, 0.9505), (88, 0, 3, 0.9505)])
  func workedExample(trials: Double, skewness: Double, kurtosis: Double, printed: Double) throws {
    let sharpe = try SharpeRatio(
      perPeriod: 2.5 / 250.0.squareRoot(), count: 1_250, periodsPerYear: 250, skewness: skewness, kurtosis: kurtosis)
    let deflated = try DeflatedSharpe(sharpe, trials: trials, variance: 0.5 / 250)
    #expect(isNear(deflated.probability, printed, absolute: 0.00005))
    if trials == 100 { #expect(isNear(deflated.benchmark, 0.1132, absolute: 0.00005)) }
    #expect(deflated.verdict("skill").isPass == (printed > 0.95))
  }

  // Bailey, Borwein, López de Prado & Zhu, "Pseudo-mathematics and financial charlatanism", 2014: the best of 10 trials is expected at
  // 1.57; after
  // 7 trials a two-year backtest with a ratio above 1 is expected; with five years no more than 45 configurations should be tried.
  @Test("gives the figures of the pseudo-mathematics paper")
  func minimumBacktestLength() throws {
    #expect(isNear(try ExpectedMaximumSharpe.standardErrors(trials: 10), 1.57, absolute: 0.005))
    #expect(try MinimumBacktestLength.greatestTrials(years: 5, annualSharpe: 1) == 45)
    #expect(try MinimumBacktestLength.greatestTrials(years: 2, annualSharpe: 1) == 7)
    for trials in [2.0, 10, 45, 1_000, 1e6] {
      let years = try MinimumBacktestLength.years(trials: trials, annualSharpe: 1)
      #expect(years < (try MinimumBacktestLength.bound(trials: trials, annualSharpe: 1)))
      #expect(isNear(try MinimumBacktestLength.years(trials: trials, annualSharpe: 2), years / 4))
    }
  }

  // The exact means of the largest of n standard normal numbers, Harter, "Expected values of normal order statistics", Biometrika 48, 1961.
  @Test(
    "expects nearly what order statistics give exactly",
    arguments: [(1.0, 0.0), (2, 0.56419), (3, 0.84628), (5, 1.16296), (10, 1.53875), (50, 2.24907), (100, 2.50759)])
  func expectedMaximum(trials: Double, exact: Double) throws {
    #expect(isNear(try ExpectedMaximumSharpe.standardErrors(trials: trials), exact, absolute: 0.07))
  }

  @Test("expects more of more trials, from one on")
  func monotone() throws {
    let values = try stride(from: 1.0, through: 60, by: 0.25).map { try ExpectedMaximumSharpe.standardErrors(trials: $0) }
    #expect(values[0] == 0)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("counts copies once and strangers each", arguments: [UInt64(1), 2, 3])
  func trialsCounted(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    func noise() -> [Double] { (0..<400).map { _ in generator.normal() } }
    let strangers = (0..<20).map { _ in noise() }
    let effective = try EffectiveTrials(returns: strangers)
    #expect(effective.count > 18, "seed \(seed)")
    let copies = try EffectiveTrials(returns: strangers.prefix(4).flatMap { [$0, $0, $0.map { 2 * $0 }] })
    #expect(isNear(copies.count, 4, absolute: 1e-6), "seed \(seed)")
    #expect(copies.clusters == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]], "seed \(seed)")
    #expect(isNear(try EffectiveTrials(returns: Array(repeating: strangers[0], count: 9)).count, 1, absolute: 1e-9))
  }

  // scipy 1.17's average linkage cut to 2...10 clusters, scikit-learn 1.9's silhouette on the same distances; the greatest is 0.5501 with
  // three clusters, and the
  // clusters' mean correlations give 4.5224 trials.
  @Test("clusters as scipy and scikit-learn do")
  func clusters() throws {
    let base = [51, 52, 53].map { Noise.series($0, 120) }
    let rows = (0..<11).map { index in zip(base[index % 3], Noise.series(60 + index, 120)).map { $0 + 0.5 * $1 } }
    let effective = try EffectiveTrials(returns: rows)
    #expect(effective.clusters == [[0, 3, 6, 9], [1, 4, 7, 10], [2, 5, 8]])
    #expect(isNear(try #require(effective.silhouette), 0.5501049003440195))
    #expect(isNear(effective.count, 4.522427086384671))
  }

  @Test("does not let an idle trial in the way, and needs one that traded")
  func idle() throws {
    let traded = Noise.series(9, 60).map { $0 + 0.2 }
    let deflated = try DeflatedSharpe(ofBestOf: [[Double](repeating: 0, count: 60), traded], periodsPerYear: 252)
    #expect(deflated.sharpe == (try SharpeRatio(of: traded, periodsPerYear: 252)))
    #expect(deflated.trials == 2)
    #expect(throws: WalkForwardError.self) { try DeflatedSharpe(ofBestOf: [[0, 0, 0], [0, 0, 0]], periodsPerYear: 252) }
    #expect(throws: WalkForwardError.self) { try DeflatedSharpe(ofBestOf: [], periodsPerYear: 252) }
    #expect(throws: WalkForwardError.self) { try DeflatedSharpe(ofBestOf: [[1, 2, 3], [1, 2]], periodsPerYear: 252) }
    #expect(throws: WalkForwardError.self) { try ExpectedMaximumSharpe.standardErrors(trials: 0) }
    #expect(throws: WalkForwardError.self) { try ExpectedMaximumSharpe.of(trials: 3, variance: .nan) }
  }

  @Test("does not depend on the threads")
  func threads() throws {
    let returns = (0..<12).map { Noise.series(100 + $0, 200) }
    let one = try DeflatedSharpe(ofBestOf: returns, periodsPerYear: 252, threads: 1)
    #expect(one == (try DeflatedSharpe(ofBestOf: returns, periodsPerYear: 252, threads: 4)))
  }

  @Test("is fooled by the best of fifty worthless strategies in at most one of twenty cases, and finds the real one")
  func falseAlarms() throws {
    let markets = 120
    let fooled = try (0..<markets).count { seed in
      var generator = SeededGenerator(seed: UInt64(seed))
      let strategies = (0..<50).map { _ in (0..<120).map { _ in generator.normal() } }
      return try DeflatedSharpe(ofBestOf: strategies, periodsPerYear: 252, threads: 1).verdict("skill").isPass
    }
    // A true rate of 5 % exceeds 13 of 120 in one of a hundred runs; the rate measured at full size is far lower.
    #expect(fooled <= 13, "seeds 0..<\(markets)")
    var generator = SeededGenerator(seed: 1)
    var strategies = (0..<50).map { _ in (0..<120).map { _ in generator.normal() } }
    strategies[17] = strategies[17].map { $0 + 0.6 }
    #expect(try DeflatedSharpe(ofBestOf: strategies, periodsPerYear: 252).verdict("skill").isPass)
  }
}

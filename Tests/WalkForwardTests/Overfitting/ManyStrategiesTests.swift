import Foundation
import Statistics
import Testing
import WalkForward

@Suite("Superior predictive ability")
struct SuperiorPredictiveAbilityTests {
  private let excess: [[Double]] = {
    let common = Noise.series(1_041, 200)
    let shifts = [0.06, -0.02, 0.03, -0.4, 0, 0.05]
    return (0..<6).map { index in zip(Noise.series(41 + index, 200), common).map { $0 + 0.5 * $1 + shifts[index] } }
  }()

  // Hansen, "A test for superior predictive ability", JBES 23, 2005, prints one worked example, forecasts of US inflation by regressions on
  // series that come with no table: its p-values cannot be computed again. What stands in for it: the paper's formulas written down once
  // more in numpy, an independent implementation (arch), and below the two properties that the paper is about.
  //
  // The statistics by numpy from Hansen's formulas, kernel and all; the p-values by 20 000 stationary bootstraps in numpy: 0.0496, 0.0519,
  // 0.0600
  // and, for the reality check, 0.0611. arch 8.0's SPA, which does not studentise, gives 0.0600 as its upper p-value, which is White's
  // reality check.
  @Test("agrees with numpy and arch", arguments: [UInt64(1), 2])
  func peers(seed: UInt64) throws {
    let test = try SuperiorPredictiveAbility(
      excess: excess, meanBlockLength: 5, replicates: 3_000, generator: SeededGenerator(seed: seed))
    #expect(isNear(test.statistic, 2.27460194189258))
    #expect(isNear(test.realityCheckStatistic, 0.7546045314836378))
    #expect(test.best == 0)
    #expect(isNear(test.lower, 0.0496, absolute: 0.013), "seed \(seed)")
    #expect(isNear(test.consistent, 0.0519, absolute: 0.013), "seed \(seed)")
    #expect(isNear(test.upper, 0.0600, absolute: 0.013), "seed \(seed)")
    #expect(isNear(test.realityCheck, 0.0605, absolute: 0.013), "seed \(seed)")
    #expect(test.lower <= test.consistent && test.consistent <= test.upper)
  }

  // Hansen 2005's point: White's reality check can be made as weak as one likes by adding poor strategies, the consistent p-value cannot.
  @Test("is not moved by poor strategies, as the reality check is")
  func poorStrategies() throws {
    var generator = SeededGenerator(seed: 9)
    let good = [(0..<150).map { _ in generator.normal() + 0.4 }]
    let poor = (0..<30).map { _ in (0..<150).map { _ in 4 * generator.normal() - 4 } }
    func test(_ excess: [[Double]]) throws -> SuperiorPredictiveAbility {
      try SuperiorPredictiveAbility(excess: excess, meanBlockLength: 2, generator: SeededGenerator(seed: 1))
    }
    let (alone, crowded) = (try test(good), try test(good + poor))
    #expect(alone.consistent < 0.05 && (crowded.consistent - alone.consistent).magnitude < 0.01, "seed 9")
    #expect(alone.realityCheck < 0.05 && crowded.realityCheck > 0.5, "seed 9")
    #expect(crowded.verdict("edge", failsAtOrBelow: 0.05).isFail, "a rejection of no edge")
  }

  @Test("rejects what is true about as often as it says")
  func size() throws {
    let rejected = try (0..<60).count { seed in
      var generator = SeededGenerator(seed: UInt64(seed))
      let excess = (0..<8).map { _ in (0..<60).map { _ in generator.normal() } }
      return try SuperiorPredictiveAbility(
        excess: excess, meanBlockLength: 1, replicates: 200, generator: SeededGenerator(seed: 1), threads: 1
      ).consistent <= 0.1
    }
    #expect(rejected > 0 && rejected < 16, "seeds 0..<60")
  }

  @Test("does not depend on the threads, and leaves idle strategies out")
  func threads() throws {
    let idle = excess + [[Double](repeating: 0, count: 200)]
    func test(_ threads: Int, _ excess: [[Double]]) throws -> SuperiorPredictiveAbility {
      try SuperiorPredictiveAbility(
        excess: excess, meanBlockLength: 3, replicates: 200, generator: SeededGenerator(seed: 4), threads: threads)
    }
    #expect(try test(1, idle) == test(3, idle))
    #expect(try test(1, idle).idle == [6] && test(1, idle).consistent == test(1, excess).consistent)
    let hopeless = try test(1, excess.map { $0.map { $0 - 2 } })
    #expect(hopeless.statistic == 0 && hopeless.consistent == 1)
  }

  @Test("refuses what cannot be tested")
  func refusals() {
    func test(_ excess: [[Double]], _ length: Double = 2, _ replicates: Int = 200) throws -> SuperiorPredictiveAbility {
      try SuperiorPredictiveAbility(excess: excess, meanBlockLength: length, replicates: replicates, generator: SeededGenerator(seed: 1))
    }
    #expect(throws: WalkForwardError.self) { try test([]) }
    #expect(throws: WalkForwardError.self) { try test([[1, 2, 3]]) }
    #expect(throws: WalkForwardError.self) { try test(excess, 0.5) }
    #expect(throws: WalkForwardError.self) { try test(excess, 201) }
    #expect(throws: WalkForwardError.self) { try test(excess, .nan) }
    #expect(throws: WalkForwardError.self) { try test(excess, 2, 10) }
    #expect(throws: WalkForwardError.self) { try test([[Double](repeating: 0, count: 50)]) }
    #expect(throws: WalkForwardError.self) { try test([[Double](repeating: 1, count: 50)]) }
  }
}

@Suite("Many Sharpe ratios")
struct ManySharpesTests {
  /// A ratio whose one-sided p-value is given.
  private func sharpe(pValue: Double, count: Int = 400) throws -> SharpeRatio {
    let z = NormalDistribution.standard.upperQuantile(pValue)
    // z = SR √(n − 1) / √(1 + SR²/2) solved for SR.
    let ratio = z / (Double(count - 1) - z * z / 2).squareRoot()
    return try SharpeRatio(perPeriod: ratio, count: count, periodsPerYear: 252)
  }

  // Harvey & Liu, "Backtesting", 2015: six p-values of which Bonferroni leaves one and Holm two, with Holm's adjusted p-values
  // 0.03, 0.045, 0.0512, 0.0512, 0.09, 0.09; the first four of Benjamini, Hochberg & Yekutieli are 0.0496. (They leave the largest p-value
  // of the latter
  // unadjusted, which Benjamini and Yekutieli do not.)
  @Test("are adjusted as in the example of Harvey and Liu")
  func harveyLiu() throws {
    let sharpes = try [0.005, 0.009, 0.0128, 0.0135, 0.045, 0.06].map { try sharpe(pValue: $0) }
    func discoveries(_ correction: StrategyDiscoveries.Correction) throws -> StrategyDiscoveries {
      try StrategyDiscoveries(sharpes, level: 0.05, correction: correction)
    }
    #expect(try discoveries(.bonferroni).discovered == [0])
    #expect(try discoveries(.holm).discovered == [0, 1])
    #expect(try discoveries(.benjaminiYekutieli).discovered == [0, 1, 2, 3])
    #expect(try discoveries(.benjaminiHochberg).discovered == [0, 1, 2, 3])
    let holm = try discoveries(.holm).adjusted
    for (value, printed) in zip(holm, [0.03, 0.045, 0.0512, 0.0512, 0.09, 0.09]) { #expect(isNear(value, printed, absolute: 0.00005)) }
    for value in try discoveries(.benjaminiYekutieli).adjusted.prefix(4) { #expect(isNear(value, 0.0496, absolute: 0.00005)) }
  }

  @Test("of too few observations are neither discovered nor counted")
  func insufficient() throws {
    let sharpes = try [sharpe(pValue: 0.02), SharpeRatio(perPeriod: 3, count: 29, periodsPerYear: 252)]
    let discoveries = try StrategyDiscoveries(sharpes, level: 0.05, correction: .bonferroni)
    #expect(discoveries.discovered == [0] && discoveries.insufficient == [1] && discoveries.adjusted[1].isNaN)
    #expect(isNear(discoveries.adjusted[0], 0.02, absolute: 1e-9))
    #expect(throws: WalkForwardError.self) { try StrategyDiscoveries([], level: 0.05) }
    #expect(throws: WalkForwardError.self) { try StrategyDiscoveries(sharpes, level: 0) }
  }

  // Harvey & Liu 2015: an annual ratio of 0.75 over 240 months has a p-value of 0.0008; were it one of 200 independent tests the p-value
  // is 0.15 and
  // the ratio 0.32, a haircut of nearly 60 %.
  @Test("lose what the example of Harvey and Liu says")
  func haircut() throws {
    let sharpe = try SharpeRatio(perPeriod: 0.75 / 12.0.squareRoot(), count: 240, periodsPerYear: 12)
    let cut = try HaircutSharpe(of: sharpe, trials: 200)
    #expect(isNear(cut.pValue, 0.0008, absolute: 0.00005))
    #expect(isNear(cut.independent.pValue, 0.15, absolute: 0.005))
    #expect(isNear(cut.independent.annualSharpe, 0.32, absolute: 0.005))
    #expect(isNear(cut.independent.haircut, 0.57, absolute: 0.005))
    #expect(isNear(cut.bonferroni.pValue, 200 * cut.pValue))
    #expect(cut.holm == nil && cut.benjaminiYekutieli == nil)
  }

  @Test("lose nothing when they are the only one, more among more, and little when they are high")
  func haircuts() throws {
    let alone = try sharpe(pValue: 0.001)
    let one = try HaircutSharpe(of: alone, among: [alone])
    for part in [one.bonferroni, one.independent, one.holm, one.benjaminiYekutieli] {
      #expect(isNear(try #require(part).haircut, 0, absolute: 1e-9))
    }
    let tried = try [alone] + (1...20).map { try sharpe(pValue: Double($0) / 22) }
    let cut = try HaircutSharpe(of: alone, among: tried)
    #expect(cut.bonferroni.haircut > 0.2 && cut.bonferroni.haircut < 1)
    #expect(try #require(cut.holm).pValue <= cut.bonferroni.pValue && cut.independent.pValue <= cut.bonferroni.pValue)
    let high = try HaircutSharpe(of: sharpe(pValue: 1e-12), trials: 21)
    #expect(high.bonferroni.haircut < cut.bonferroni.haircut / 2)
    let negative = try HaircutSharpe(of: SharpeRatio(perPeriod: -0.2, count: 400, periodsPerYear: 252), trials: 5)
    #expect(negative.bonferroni.annualSharpe < 0 && negative.bonferroni.haircut > 0)
    #expect(throws: WalkForwardError.self) { try HaircutSharpe(of: alone, among: []) }
    #expect(throws: WalkForwardError.self) { try HaircutSharpe(of: alone, trials: 0) }
    #expect(throws: WalkForwardError.self) { try HaircutSharpe(of: SharpeRatio(perPeriod: 1, count: 20, periodsPerYear: 252), trials: 3) }
    #expect(throws: WalkForwardError.self) { try HaircutSharpe(of: SharpeRatio(perPeriod: 0, count: 200, periodsPerYear: 252), trials: 3) }
  }
}

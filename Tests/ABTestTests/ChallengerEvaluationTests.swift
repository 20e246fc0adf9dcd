import ABTest
import Foundation
import Market
import Statistics
import Testing

@Suite struct EvaluationTests {
  static let now = Timestamp(seconds: 10_000_000)
  static func experiment(shadow: Bool = false, others: Int = 0) throws -> Experiment {
    try Experiment(
      name: "direction", seed: 1, champion: Arm("old"),
      challengers: [Arm("new", isShadow: shadow)] + (0..<others).map { try Arm("other \($0)") })
  }

  static func evaluate(
    old: ArmResults, new: ArmResults, policy: PromotionPolicy = .standard, shadow: Bool = false, others: Int = 0
  ) throws -> ChallengerEvaluation {
    try ChallengerEvaluation(
      of: "new", in: experiment(shadow: shadow, others: others), champion: old, challenger: new, policy: policy, at: now, replicates: 200)
  }

  static func arms(_ count: Int, _ newCount: Int? = nil, old: Double, new: Double, seed: UInt64 = 1) throws -> (ArmResults, ArmResults) {
    (
      try Draws.normal("old", count: count, mean: old, seed: seed),
      try Draws.normal("new", count: newCount ?? count, mean: new, seed: seed + 100)
    )
  }

  @Test("Promotes a challenger that earns more beyond doubt")
  func promotes() throws {
    let (old, new) = try Self.arms(400, old: 0.1, new: 0.6)
    let evaluation = try Self.evaluate(old: old, new: new)
    #expect(evaluation.decision.outcome == .promote)
    #expect(evaluation.checks.allSatisfy { $0.isPass })
    #expect(evaluation.alwaysValidPValue < 0.05)
    let sharpe = try #require(evaluation.sharpe)
    #expect(sharpe.lower > 0)
    let welch = try #require(evaluation.welchPValue)
    #expect(welch < 0.01)
  }

  @Test("Stops a challenger that earns less beyond doubt, and one that breaks a guard")
  func stops() throws {
    let (old, new) = try Self.arms(400, old: 0.6, new: 0.1)
    #expect(try Self.evaluate(old: old, new: new).decision.outcome == .stop)
    let (steady, even) = try Self.arms(120, old: 0.1, new: 0.1)
    #expect(try Self.evaluate(old: steady, new: even).decision.outcome == .wait)
    let guards = [try PromotionPolicy(largestDrawdown: 1), try PromotionPolicy(largestLoss: 0.5)]
    for policy in guards {
      let decision = try Self.evaluate(old: steady, new: even, policy: policy).decision
      #expect(decision.outcome == .stop)
    }
    let loose = try PromotionPolicy(largestDrawdown: 900, largestLoss: 900)
    #expect(try Self.evaluate(old: steady, new: even, policy: loose).decision.outcome == .wait)
  }

  @Test("Waits while there is too little, and says for how many trades", arguments: [0, 1, 29, 30, 99])
  func waits(count: Int) throws {
    let (old, new) = try Self.arms(150, count, old: 0, new: 3)
    let evaluation = try Self.evaluate(old: old, new: new)
    #expect(evaluation.decision.outcome == .wait)
    #expect(evaluation.decision.missingTrades >= 100 - count)
    #expect(evaluation.checks.first { $0.name == "minimum_trades" }?.isInsufficient == true)
  }

  @Test("A hundred trades are enough where the difference is plain")
  func enough() throws {
    let (old, new) = try Self.arms(100, old: 0, new: 3)
    #expect(try Self.evaluate(old: old, new: new).decision.outcome == .promote)
  }

  @Test("Keeps the champion when what was worth finding would have been found")
  func keeps() throws {
    let policy = try PromotionPolicy(effect: 1)
    let (old, new) = try Self.arms(300, old: 0.1, new: 0.1)
    let evaluation = try Self.evaluate(old: old, new: new, policy: policy)
    #expect(evaluation.decision.outcome == .keep)
    #expect(evaluation.decision.missingTrades == 0)
  }

  @Test("More money for much more risk is no promotion")
  func risk() throws {
    let old = try Draws.normal("old", count: 800, mean: 0.05, deviation: 0.05, seed: 1)
    let new = try Draws.normal("new", count: 800, mean: 0.5, deviation: 1, seed: 2)
    let evaluation = try Self.evaluate(old: old, new: new)
    #expect(evaluation.checks.first { $0.name == "difference" }?.isPass == true)
    #expect(evaluation.checks.first { $0.name == "sharpe" }?.isFail == true)
    #expect(!evaluation.decision.isPromotion)
  }

  @Test("Less loss is not a gain")
  func expectancy() throws {
    let (old, new) = try Self.arms(400, old: -2, new: -1)
    let evaluation = try Self.evaluate(old: old, new: new)
    #expect(evaluation.checks.first { $0.name == "difference" }?.isPass == true)
    #expect(evaluation.checks.first { $0.name == "expectancy" }?.isFail == true)
    #expect(!evaluation.decision.isPromotion)
  }

  @Test("A shadow is never promoted: nothing it did was traded")
  func shadow() throws {
    let (old, new) = try Self.arms(400, old: 0, new: 1)
    let evaluation = try Self.evaluate(old: old, new: new, shadow: true)
    #expect(evaluation.checks.allSatisfy { $0.isPass })
    #expect(evaluation.decision.outcome == .wait)
  }

  @Test("Every further challenger makes the proof harder")
  func multiplicity() throws {
    let (old, new) = try Self.arms(400, old: 0, new: 0.3)
    let alone = try #require(try Self.evaluate(old: old, new: new).difference)
    let among = try #require(try Self.evaluate(old: old, new: new, others: 9).difference)
    #expect(among.upper - among.lower > alone.upper - alone.lower)
  }

  @Test("Takes out what was known before: the same difference, less noise")
  func adjustment() throws {
    var generator = SeededGenerator(seed: 3)
    func arm(_ name: String, mean: Double) throws -> ArmResults {
      let baselines = (0..<500).map { _ in generator.normal() }
      return try ArmResults(
        name, results: baselines.map { mean + 2 * $0 + generator.normal() }, times: Draws.times(500), baselines: baselines)
    }
    let (old, new) = (try arm("old", mean: 0), try arm("new", mean: 0.4))
    let adjusted = try RegressionAdjustment(champion: old, challenger: new)
    #expect(abs(adjusted.slope - 2) < 0.15)
    // Var = 4 + 1, of which the baseline explains 4 (correlation² = 0.8).
    #expect(abs(adjusted.varianceRemoved - 0.8) < 0.04)
    let evaluation = try Self.evaluate(old: old, new: new)
    let (plain, better) = (try #require(evaluation.difference), try #require(evaluation.adjustedDifference))
    #expect(better.upper - better.lower < 0.6 * (plain.upper - plain.lower))
    #expect(better.lower < 0.4 && 0.4 < better.upper)
    #expect(throws: ABTestError.self) { try RegressionAdjustment(champion: Draws.normal("a", count: 9, mean: 0, seed: 1), challenger: new) }
  }

  @Test("The Sharpe ratios' difference is that of their definitions, and its interval covers the truth")
  func sharpe() throws {
    func ratio(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return mean / (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }
    var covered = 0
    for seed in 0..<40 {
      let (old, new) = try Self.arms(120, old: 0.1, new: 0.3, seed: UInt64(seed))
      let gap = try SharpeDifference(champion: old, challenger: new, replicates: 200, seed: 1, threads: 1)
      #expect(abs(gap.estimate - (ratio(new.results) - ratio(old.results))) < 1e-12)
      covered += gap.interval.contains(0.2) ? 1 : 0
    }
    #expect(covered >= 33, "\(covered) of 40 at 95 %")
    let (old, new) = try Self.arms(29, 100, old: 0, new: 0)
    #expect(throws: ABTestError.self) { try SharpeDifference(champion: old, challenger: new, seed: 1) }
  }

  @Test("Refuses results of the wrong arm, of the future, and impossible ones")
  func refusals() throws {
    let (old, new) = try Self.arms(50, old: 0, new: 0)
    #expect(throws: ABTestError.self) { try Self.evaluate(old: new, new: old) }
    let late = try Draws.normal("new", count: 50, mean: 0, seed: 1, from: 20_000_000)
    let error = #expect(throws: ABTestError.self) { try Self.evaluate(old: old, new: late) }
    #expect(error?.description.contains("clock") == true)
    #expect(throws: ABTestError.self) { try ArmResults("a", results: [1, .nan], times: Draws.times(2)) }
    #expect(throws: ABTestError.self) { try ArmResults("a", results: [1], times: []) }
    let trade = Trade(
      symbol: "A", side: .buy, quantity: 0, entryTime: Self.now, entryPrice: 1, exitTime: Self.now, exitPrice: 1, exitReason: .signal,
      fees: 0, carry: 0)
    #expect(throws: ABTestError.self) { try ArmResults("a", trades: [trade]) }
  }

  @Test("Results are put in the order of closing")
  func order() throws {
    let times = [3, 1, 2, 1].map { Timestamp(seconds: $0) }
    let arm = try ArmResults("a", results: [30, 10, 20, 11], times: times, baselines: [3, 1, 2, 1.5])
    #expect(arm.results == [10, 11, 20, 30])
    #expect(arm.baselines == [1, 1.5, 2, 3])
  }

  @Test("An evaluation survives JSON with all its numbers")
  func json() throws {
    let (old, new) = try Self.arms(150, old: 0, new: 1)
    let evaluation = try Self.evaluate(old: old, new: new)
    #expect(try JSONDecoder().decode(ChallengerEvaluation.self, from: JSONEncoder().encode(evaluation)) == evaluation)
    let policy = try PromotionPolicy(fewestTrades: 200, largestLoss: 0.1)
    #expect(try JSONDecoder().decode(PromotionPolicy.self, from: JSONEncoder().encode(policy)) == policy)
    #expect(throws: (any Error).self) { try JSONDecoder().decode(PromotionPolicy.self, from: Data(#"{"fewestTrades":5}"#.utf8)) }
  }

  @Test("Before and after proves nothing, and says how the market differed")
  func beforeAfter() throws {
    let before = try Draws.normal("old", count: 200, mean: 0, seed: 1)
    let after = try Draws.normal("new", count: 200, mean: 1, seed: 2, from: 1_000_000)
    let hours = try SyntheticMarket(seed: 4).bars(.hours(1), count: 24 * 120)[0]
    let calm = MarketRegimes(of: hours.part(0..<1_440))
    let same = try BeforeAfterComparison(before: before, after: after, marketBefore: calm, marketAfter: calm)
    #expect(same.verdict.isInsufficient && same.isConfounded && same.sameMarket.isPass)
    #expect(same.difference.lower > 0.5)
    let wild = try BarSeries(
      symbol: "W", timeframe: .hours(1), time: hours.time, open: hours.open.map { $0 * $0 }, high: hours.high.map { $0 * $0 },
      low: hours.low.map { $0 * $0 }, close: hours.close.map { $0 * $0 }, volume: hours.volume)
    let other = try BeforeAfterComparison(before: before, after: after, marketBefore: calm, marketAfter: MarketRegimes(of: wild))
    #expect(other.sameMarket.isFail)
    #expect(abs(other.regimesAfter.values.reduce(0, +) - 1) < 1e-12)
    #expect(throws: ABTestError.self) { try BeforeAfterComparison(before: after, after: before, marketBefore: calm, marketAfter: calm) }
  }
}

import Foundation
import Statistics
import Testing
import WalkForward

@Suite("The probability of backtest overfitting")
struct BacktestOverfittingTests {
  /// Every cut by brute force: gather the rows, measure, rank.
  private func naive(_ strategies: [[Double]], _ blocks: Int, _ measure: BacktestOverfitting.Measure) -> [UInt32: (
    Int, Double, Double, Double
  )] {
    let count = strategies[0].count
    let ends = (0...blocks).map { $0 * (count / blocks) + min($0, count % blocks) }
    func value(_ returns: [Double], _ mask: UInt32) -> Double {
      let kept = (0..<blocks).filter { mask >> UInt32($0) & 1 == 1 }.flatMap { returns[ends[$0]..<ends[$0 + 1]] }
      let mean = kept.reduce(0, +) / Double(kept.count)
      if measure == .mean { return mean }
      let variance = kept.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(kept.count - 1)
      return variance > 0 ? mean / variance.squareRoot() : 0
    }
    let all = UInt32(1) << UInt32(blocks) &- 1
    var result: [UInt32: (Int, Double, Double, Double)] = [:]
    for mask in 0...all where mask.nonzeroBitCount * 2 == blocks {
      let (past, future) = (strategies.map { value($0, mask) }, strategies.map { value($0, all & ~mask) })
      let best = past.indices.max { past[$0] < past[$1] } ?? 0
      let below = Double(future.count { $0 < future[best] })
      let equal = Double(future.count { $0 == future[best] })
      let share = (below + (equal + 1) / 2) / Double(strategies.count + 1)
      result[mask] = (best, past[best], future[best], Foundation.log(share / (1 - share)))
    }
    return result
  }

  @Test(
    "is what brute force gives, for every number of blocks",
    arguments: [2, 4, 6, 8, 10], [BacktestOverfitting.Measure.sharpe, .mean])
  func bruteForce(blocks: Int, measure: BacktestOverfitting.Measure) throws {
    // 43 observations: no number of blocks but 2... divides them; a large offset would show what sums of squares lose.
    let strategies = (0..<6).map { index in Noise.series(1_000_003 * (index + 1), 43).map { $0 + (index == 3 ? 1e6 : 0.02) } }
    let overfitting = try BacktestOverfitting(strategies: strategies, blocks: blocks, measure: measure)
    let expected = naive(strategies, blocks, measure)
    #expect(overfitting.selections.count == expected.count)
    #expect(overfitting.selections.map(\.past) == overfitting.selections.map(\.past).sorted())
    for selection in overfitting.selections {
      let (best, past, future, logit) = try #require(expected[selection.past])
      #expect(selection.strategy == best)
      #expect(isNear(selection.inSample, past, relative: 1e-8) && isNear(selection.outOfSample, future, relative: 1e-8))
      #expect(isNear(selection.logit, logit, absolute: 1e-12))
    }
  }

  // numpy 2.4 with itertools.combinations and scipy.stats.rankdata on the same numbers.
  @Test("agrees with numpy")
  func numpy() throws {
    let strategies = (0..<9).map { index in Noise.series(1_000_003 * (index + 1), 90).map { $0 + 0.004 * Double(index) } }
    let overfitting = try BacktestOverfitting(strategies: strategies, blocks: 6)
    #expect(isNear(overfitting.probability, 0.3))
    #expect(isNear(overfitting.logits.reduce(0, +), 14.914310828962602))
    #expect(isNear(overfitting.probabilityOfLoss, 0.15))
    #expect(isNear(overfitting.degradation.slope, -0.4522838873027137))
    #expect(isNear(overfitting.degradation.intercept, 0.34770103230136284))
    #expect(overfitting.selections.prefix(6).map(\.strategy) == [2, 7, 7, 7, 8, 7])
  }

  // Bailey, Borwein, López de Prado & Zhu 2017: 16 blocks make 12 870 combinations; and strategies whose mean over the whole history is
  // made equal
  // are wholly overfitted, PBO = 1, because what was best in one half must be worst in the other.
  @Test("is one where all strategies are equal over the whole history, over 12 870 cuts")
  func fullyOverfitted() throws {
    var generator = SeededGenerator(seed: 5)
    let strategies = (0..<20).map { _ in
      let values = (0..<160).map { _ in generator.normal() }
      let mean = values.reduce(0, +) / 160
      return values.map { $0 - mean }
    }
    let overfitting = try BacktestOverfitting(strategies: strategies, blocks: 16)
    #expect(overfitting.selections.count == 12_870)
    #expect(overfitting.probability > 0.99 && overfitting.degradation.slope < -0.9, "seed 5")
    #expect(overfitting.verdict("selection", limit: 0.2).isFail)
  }

  @Test("is about one half of luck and nothing where one strategy is really better")
  func luckAndSkill() throws {
    var total = 0.0
    for seed in 0..<12 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let strategies = (0..<20).map { _ in (0..<120).map { _ in generator.normal() } }
      total += try BacktestOverfitting(strategies: strategies, blocks: 8).probability
    }
    #expect(isNear(total / 12, 0.5, absolute: 0.2), "seeds 0..<12")
    var generator = SeededGenerator(seed: 3)
    var strategies = (0..<20).map { _ in (0..<120).map { _ in generator.normal() } }
    strategies[4] = strategies[4].map { $0 + 1 }
    let skill = try BacktestOverfitting(strategies: strategies, blocks: 8)
    #expect(skill.probability == 0 && skill.selections.allSatisfy { $0.strategy == 4 }, "seed 3")
    #expect(skill.verdict("selection", limit: 0.2).isPass)
    let short = try BacktestOverfitting(strategies: strategies.map { Array($0.prefix(59)) }, blocks: 8)
    #expect(short.verdict("selection", limit: 0.2).isInsufficient)
  }

  @Test("does not depend on the threads, and ties share their ranks")
  func threads() throws {
    let strategies = (0..<7).map { Noise.series(50 + $0, 97) }
    #expect(
      try BacktestOverfitting(strategies: strategies, blocks: 10, threads: 1)
        == BacktestOverfitting(strategies: strategies, blocks: 10, threads: 5))
    let same = try BacktestOverfitting(strategies: Array(repeating: strategies[0], count: 3), blocks: 4)
    #expect(same.logits.allSatisfy { $0 == 0 })
    let idle = try BacktestOverfitting(strategies: [strategies[0], [Double](repeating: 0, count: 97)], blocks: 4)
    #expect(idle.selections.allSatisfy { $0.outOfSample.isFinite })
  }

  @Test(
    "refuses blocks it cannot halve",
    arguments: [(7, "Use 6 or 8"), (0, "even number from 2 to 20"), (-4, "even number"), (22, "even number"), (21, "even number")])
  func blocks(blocks: Int, advice: String) {
    let strategies = [Noise.series(1, 100), Noise.series(2, 100)]
    let error = #expect(throws: WalkForwardError.self) { try BacktestOverfitting(strategies: strategies, blocks: blocks) }
    #expect(error?.description.contains(advice) == true)
  }

  @Test("refuses too few strategies, too short ones, and holes")
  func refusals() {
    let good = Noise.series(1, 100)
    #expect(throws: WalkForwardError.self) { try BacktestOverfitting(strategies: []) }
    #expect(throws: WalkForwardError.self) { try BacktestOverfitting(strategies: [good]) }
    #expect(throws: WalkForwardError.self) { try BacktestOverfitting(strategies: [good, Array(good.dropLast())]) }
    #expect(throws: WalkForwardError.self) { try BacktestOverfitting(strategies: [Array(good.prefix(31)), Array(good.prefix(31))]) }
    var holed = good
    holed[40] = .nan
    let error = #expect(throws: WalkForwardError.self) { try BacktestOverfitting(strategies: [good, holed]) }
    #expect(error?.description.contains("observation 40 of strategy 1 is nan") == true)
  }
}

import ABTest
import Foundation
import Statistics
import Testing

@Suite struct SequentialTests {
  // Robbins 1970, equation 17: with f(n) = √((n + m)(a² + ln(n/m + 1))), a random walk of standard normal steps exceeds f for some n with a probability
  // of at most exp(−a²/2). For m = 100 and a² = 9.2103 (1 % for both sides together), computed by hand at three sizes.
  @Test("Is Robbins' boundary", arguments: [(100.0, 44.5050), (1_000, 113.0003), (10_000, 373.6806)])
  func robbins(steps: Double, sum: Double) throws {
    let a2 = -2 * log(0.01)
    #expect(abs(((steps + 100) * (a2 + log(steps / 100 + 1))).squareRoot() - sum) < 1e-4)
    let mixture = try NormalMixture(level: 0.01, prior: 100)
    #expect(abs(mixture.deviations(after: steps) * steps.squareRoot() - ((steps + 100) * (a2 + log(steps / 100 + 1))).squareRoot()) < 1e-9)
  }

  // Howard, Ramdas, McAuliffe & Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49, 2021, equations 14
  // and 29: the two-sided normal mixture √((v + ρ) ln((v + ρ)/(ρ α²))) with ρ = v / (−W₋₁(−α²/e) − 1), here at v = 1000 with SciPy 1.16's `lambertw`.
  @Test(
    "Tunes itself as published, by another way to the same number",
    arguments: [
      (0.2, 199.4909134213712, 2.4520929108174987), (0.05, 121.77348869865692, 3.035122413028551),
      (0.01, 85.0602606088632, 3.571606252443768),
      (0.001, 59.92178723991008, 4.205760429560857),
    ])
  func published(level: Double, prior: Double, deviations: Double) throws {
    let mixture = try NormalMixture(level: level, tunedFor: 1_000)
    #expect(abs(mixture.prior / prior - 1) < 1e-12)
    #expect(abs(mixture.deviations(after: 1_000) / deviations - 1) < 1e-12)
  }

  // Values that the authors of that paper publish with their software (S. R. Howard, confseq, test/uniform_boundaries_unittest.cpp, "from a reference
  // implementation in R"): the two-sided normal mixture at level 0.05, tuned for v = 100 by their closed approximation of the best ρ.
  @Test("Is the authors' own boundary, and no wider where it is tuned exactly")
  func authors() throws {
    let (prior, bound) = (12.60056, 30.35209)
    let theirs = try NormalMixture(level: 0.05, prior: prior)
    #expect(abs(theirs.deviations(after: 100) * 10 - bound) < 1e-5)
    // The logarithm of the mixture at a sum of 10 is −0.6510052: nothing has been shown, and the p-value is 1. The same mixture in the other
    // direction: a sum of s has the logarithm s² / (2 (v + ρ)) − ½ ln((v + ρ)/ρ), which must be −0.6510052 at 10 and ln(20) on the boundary.
    #expect(theirs.pValue(deviations: 1, after: 100) == 1)
    let logarithm = -log(theirs.pValue(deviations: bound / 10, after: 100))
    #expect(abs(logarithm - (-0.6510052 + (bound * bound - 100) / (2 * (100 + prior)))) < 1e-5)
    let tuned = try NormalMixture(level: 0.05, tunedFor: 100)
    #expect(tuned.deviations(after: 100) * 10 <= bound)
    #expect(tuned.deviations(after: 100) * 10 > bound * 0.999)
  }

  @Test("Is narrowest where it is tuned", arguments: [1.0, 10, 1_000, 1e6], [0.001, 0.05, 0.3])
  func tuning(size: Double, level: Double) throws {
    let tuned = try NormalMixture(level: level, tunedFor: size)
    for factor in [0.2, 0.8, 0.99, 1.01, 1.3, 6] {
      let other = try NormalMixture(level: level, prior: tuned.prior * factor)
      #expect(other.deviations(after: size) > tuned.deviations(after: size))
    }
  }

  @Test("The p-value is at the level exactly on the boundary", arguments: [0.01, 0.05, 0.2], [10.0, 300, 1e5])
  func duality(level: Double, size: Double) throws {
    let mixture = try NormalMixture(level: level, tunedFor: 500)
    let edge = mixture.deviations(after: size)
    #expect(abs(mixture.pValue(deviations: edge, after: size) - level) < 1e-12)
    #expect(mixture.pValue(deviations: 0, after: size) == 1)
  }

  @Test("A walk without drift crosses no more often than it may, and one look at a time crosses far more often")
  func crossing() throws {
    let mixture = try NormalMixture(level: 0.05, tunedFor: 300)
    var generator = SeededGenerator(seed: 77)
    var (always, naive) = (0, 0)
    for _ in 0..<300 {
      var (sum, crossed, fooled) = (0.0, false, false)
      for n in 1...800 {
        sum += generator.normal()
        let deviations = sum / Double(n).squareRoot()
        crossed = crossed || abs(deviations) > mixture.deviations(after: Double(n))
        fooled = fooled || n >= 30 && abs(deviations) > 1.96
      }
      always += crossed ? 1 : 0
      naive += fooled ? 1 : 0
    }
    #expect(always <= 24, "\(always) of 300 crossed; 15 are allowed, 24 is where chance ends")
    #expect(naive > 75)
  }

  /// The standard error written from its definition, over all pairs of results.
  static func naive(_ results: [(Double, SequentialDifference.Side)], lags: Int) -> (Double, Double) {
    var means = [0.0, 0.0]
    var counts = [0.0, 0.0]
    var deviations: [Double] = []
    for (result, side) in results {
      let k = side.rawValue
      deviations.append(counts[k] == 0 ? 0 : result - means[k])
      counts[k] += 1
      means[k] += (result - means[k]) / counts[k]
    }
    let parts = zip(results, deviations).map { ($0.1 == .challenger ? 1 : -1) * $1 / counts[$0.1.rawValue] }
    let independent = parts.reduce(0) { $0 + $1 * $1 }
    let reach = min(Double(lags), 2 * cbrt(Double(results.count)))
    var variance = independent
    for lag in 1..<max(1, Int(reach) + 1) {
      let weight = min(1, 2 * (1 - Double(lag) / (reach + 1)))
      variance += 2 * weight * zip(parts, parts.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return (means[1] - means[0], max(independent, variance).squareRoot())
  }

  @Test("Sums kept on the way are what the definition gives over all pairs", arguments: [0, 1, 5, 24], [60, 61, 200])
  func definition(lags: Int, count: Int) throws {
    var generator = SeededGenerator(seed: UInt64(lags * 1000 + count))
    var state = 0.0
    let results = (0..<count).map { index -> (Double, SequentialDifference.Side) in
      state = 0.6 * state + generator.normal()
      return (state + 100, index % 2 == 0 || generator.chance(0.1) ? .champion : .challenger)
    }
    var evidence = try SequentialDifference(lags: lags)
    for (result, side) in results { try evidence.add(result, from: side) }
    guard evidence.count(.challenger) >= 30 else {
      #expect(evidence.difference == nil)
      return
    }
    let (difference, error) = Self.naive(results, lags: lags)
    #expect(abs(try #require(evidence.difference) - difference) < 1e-9)
    #expect(abs(try #require(evidence.standardError) / error - 1) < 1e-9)
  }

  @Test("A snapshot continues bit for bit")
  func snapshot() throws {
    var generator = SeededGenerator(seed: 4)
    var evidence = try SequentialDifference()
    for index in 0..<333 {
      try evidence.add(generator.normal(), from: index % 3 == 0 ? .challenger : .champion)
      if index % 50 == 7 { evidence = try JSONDecoder().decode(SequentialDifference.self, from: JSONEncoder().encode(evidence)) }
    }
    generator = SeededGenerator(seed: 4)
    var whole = try SequentialDifference()
    for index in 0..<333 { try whole.add(generator.normal(), from: index % 3 == 0 ? .challenger : .champion) }
    #expect(whole == evidence)
  }

  @Test("Says nothing before both arms have thirty results, and nothing of results that do not vary")
  func silence() throws {
    var evidence = try SequentialDifference()
    for _ in 0..<100 { try evidence.add(1, from: .champion) }
    for _ in 0..<29 { try evidence.add(5, from: .challenger) }
    #expect(evidence.interval == nil && evidence.pValue == 1)
    for _ in 0..<100 { try evidence.add(5, from: .challenger) }
    #expect(evidence.difference == 4 && evidence.interval == nil && evidence.pValue == 1)
    #expect(throws: ABTestError.self) { try evidence.add(.nan, from: .champion) }
    #expect(throws: ABTestError.self) { try evidence.add(1e200, from: .champion) }
  }

  /// Looks after every result and tells whether a difference was ever claimed.
  static func claims(count: Int, seed: UInt64, effect: Double, draw: (inout SeededGenerator, inout Double) -> Double) throws -> (
    upward: Bool, any: Bool
  ) {
    var generator = SeededGenerator(seed: seed)
    var states = [0.0, 0.0]
    var evidence = try SequentialDifference(level: 0.05, tunedFor: count)
    var (upward, any) = (false, false)
    for _ in 0..<count {
      let side: SequentialDifference.Side = generator.chance(0.5) ? .challenger : .champion
      let result = draw(&generator, &states[side.rawValue]) + (side == .challenger ? effect : 0)
      try evidence.add(result, from: side)
      if let interval = evidence.interval, min(evidence.count(.champion), evidence.count(.challenger)) >= 100 {
        upward = upward || interval.lowerBound > 0
        any = any || !interval.contains(0)
      }
    }
    return (upward, any)
  }

  enum Kind: String, CaseIterable, Sendable {
    case normal, heavy, dependent
    func draw(_ generator: inout SeededGenerator, _ state: inout Double) -> Double {
      switch self {
      case .normal: return generator.normal()
      case .heavy: return generator.studentT(degreesOfFreedom: 3)
      case .dependent:
        state = 0.5 * state + generator.normal()
        return state
      }
    }
  }

  @Test("Without a difference, looking after every trade promotes falsely at most one time in twenty", arguments: Kind.allCases)
  func nothing(kind: Kind) throws {
    var claims = 0
    for seed in 0..<60 { claims += try Self.claims(count: 500, seed: UInt64(seed), effect: 0, draw: kind.draw).upward ? 1 : 0 }
    // 5 % of 60 is 3; more than 8 happens by chance once in 250 times.
    #expect(claims <= 8, "\(kind): \(claims) of 60")
  }

  @Test("A real difference is found with the promised power")
  func something() throws {
    let plan = try PowerAnalysis(effect: 0.4, power: 0.8)
    var found = 0
    for seed in 0..<60 {
      found += try Self.claims(count: plan.trades, seed: UInt64(1000 + seed), effect: 0.4, draw: Kind.normal.draw).upward ? 1 : 0
    }
    // 80 % of 60 is 48; fewer than 40 happens by chance once in 100 times.
    #expect(found >= 40, "\(found) of 60 in \(plan.trades) trades")
  }

  // statsmodels 0.14, NormalIndPower().solve_power(effect_size, alpha=0.05, power=0.8, ratio=1): 1569.77 and
  // 62.79 per arm; for an effect of 0.2 with ratio 1/9, 1962.22 and 218.02.
  @Test("One look needs as many trades as others compute", arguments: [(0.1, 0.5, 3_140), (0.5, 0.5, 126), (0.2, 0.1, 2_181)])
  func oneLook(effect: Double, share: Double, trades: Int) throws {
    let plan = try PowerAnalysis(effect: effect, share: share)
    #expect(abs(plan.tradesForOneLook - trades) <= 1)
    #expect(plan.trades > plan.tradesForOneLook)
    #expect(plan.missing(after: 10) == plan.trades - 10 && plan.missing(after: .max) == 0)
  }

  @Test("Refuses levels and powers that mean nothing", arguments: [-1, 0, 0.6, .nan, 1])
  func refusals(level: Double) {
    #expect(throws: ABTestError.self) { try NormalMixture(level: level, tunedFor: 100) }
    #expect(throws: ABTestError.self) { try SequentialDifference(level: level) }
    #expect(throws: ABTestError.self) { try PowerAnalysis(effect: 0.1, level: level) }
    #expect(throws: ABTestError.self) { try PowerAnalysis(effect: level < 0 ? level : .infinity) }
  }
}

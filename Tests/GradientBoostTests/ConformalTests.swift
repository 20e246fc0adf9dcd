import Statistics
import Testing

@testable import GradientBoost

@Suite("Conformal prediction")
struct ConformalTests {
  /// Noise with fat tails; where it drifts it grows sixfold and moves.
  static func errors(_ count: Int, seed: UInt64, drifts: Bool) -> [Double] {
    var draws = SeededGenerator(seed: seed)
    return (0..<count).map { step in
      let share = Double(step) / Double(count)
      return draws.studentT(degreesOfFreedom: 3) * (drifts ? 1 + 5 * share : 1) + (drifts ? 3 * share : 0)
    }
  }

  @Test("intervals hold the truth as often as was asked for, over many calibrations", arguments: [0.05, 0.1, 0.3])
  func exchangeable(miscoverage: Double) throws {
    var covered = 0
    let (trials, held, fresh) = (150, 79, 100)
    for trial in 0..<trials {
      let errors = Self.errors(held + fresh, seed: UInt64(trial), drifts: false)
      let zeroes = Array(repeating: 0.0, count: held)
      let conformal = try ConformalInterval(predictions: zeroes, labels: Array(errors.prefix(held)), miscoverage: miscoverage)
      covered += errors.suffix(fresh).count { conformal.interval(around: 0).contains($0) }
    }
    // Exactly ⌈80 (1 − α)⌉ / 80 on average; the error of the mean of 150 calibrations is below 0.005.
    let share = Double(covered) / Double(trials * fresh)
    #expect(abs(share - (1 - miscoverage)) < 0.015, "\(share)")
  }

  @Test("intervals that do not adapt fail where the world drifts, and adaptive ones hold")
  func drifting() throws {
    for seed in 1...3 {
      let errors = Self.errors(4_000, seed: UInt64(seed), drifts: true)
      let still = try ConformalInterval(
        predictions: Array(repeating: 0, count: 500), labels: Array(errors.prefix(500)), miscoverage: 0.1)
      let share = Double(errors.suffix(3_500).count { still.interval(around: 0).contains($0) }) / 3_500
      #expect(share < 0.8, "seed \(seed): \(share)")
      var adaptive = AdaptiveConformal(miscoverage: 0.1, rate: 0.02, window: 300)
      var covered = 0
      for (step, error) in errors.enumerated() {
        if step >= 500, adaptive.interval(around: 0).contains(error) { covered += 1 }
        adaptive.update(prediction: 0, label: error)
      }
      #expect(abs(Double(covered) / 3_500 - 0.9) < 0.02, "seed \(seed): \(Double(covered) / 3_500)")
      // The bound that holds whatever the data.
      let bound = (1 + 0.02) / (0.02 * 4_000)
      #expect(abs(Double(adaptive.misses) / Double(adaptive.steps) - 0.1) <= bound)
    }
  }

  @Test("the radius is the score of the rank that theory asks for, and too few rows are refused")
  func ranks() throws {
    let labels = (1...19).map(Double.init)
    let zeroes = Array(repeating: 0.0, count: 19)
    #expect(try ConformalInterval(predictions: zeroes, labels: labels, miscoverage: 0.05).radius == 19)
    #expect(try ConformalInterval(predictions: zeroes, labels: labels, miscoverage: 0.1).radius == 18)
    #expect(try ConformalInterval(predictions: zeroes, labels: labels, miscoverage: 0.5).radius == 10)
    #expect(throws: PredictionError.self) { try ConformalInterval(predictions: zeroes, labels: labels, miscoverage: 0.04) }
    #expect(throws: PredictionError.self) { try ConformalInterval(predictions: [1], labels: labels, miscoverage: 0.1) }
    #expect(throws: PredictionError.self) { try ConformalInterval(predictions: zeroes, labels: labels, miscoverage: 1) }
    let scaled = try ConformalInterval(
      predictions: zeroes, labels: labels, difficulties: labels.map { $0 / 2 }, miscoverage: 0.1)
    #expect(scaled.radius == 2 && scaled.interval(around: 1, difficulty: 3) == -5...7)
    #expect(AdaptiveConformal(miscoverage: 0.1).interval(around: 0) == -.infinity...(.infinity))
  }

  @Test("quantiles are moved until they hold the truth, and stay wide where rows are uncertain")
  func quantiles() throws {
    var draws = SeededGenerator(seed: 4)
    let x = (0..<3_000).map { _ in draws.uniform() }
    let labels = x.map { draws.normal() * (0.2 + 2 * $0) }
    func model(_ alpha: Double) throws -> [Double] {
      let data = try Dataset(columns: [Array(x.prefix(1_000))], labels: Array(labels.prefix(1_000)), threads: 1)
      var parameters = Parameters.small(.quantile(alpha: alpha), iterations: 20, leaves: 6, rows: 30)
      parameters.learningRate = 0.2
      return try Trainer(parameters).train(on: data).predict(columns: [x])
    }
    let (lower, upper) = (try model(0.1), try model(0.9))
    let conformal = try ConformalQuantiles(
      lower: Array(lower[1_000..<2_000]), upper: Array(upper[1_000..<2_000]), labels: Array(labels[1_000..<2_000]), miscoverage: 0.1)
    let intervals = (2_000..<3_000).map { conformal.interval(lower: lower[$0], upper: upper[$0]) }
    let covered = intervals.indices.count { intervals[$0].contains(labels[2_000 + $0]) }
    #expect(abs(Double(covered) / 1_000 - 0.9) < 0.03)
    let widths = intervals.map { $0.upperBound - $0.lowerBound }
    let (calm, wild) = (widths.indices.filter { x[2_000 + $0] < 0.2 }, widths.indices.filter { x[2_000 + $0] > 0.8 })
    #expect(wild.reduce(0) { $0 + widths[$1] } / Double(wild.count) > 2 * calm.reduce(0) { $0 + widths[$1] } / Double(calm.count))
    #expect(conformal.interval(lower: 5, upper: -5) == 0...0 || conformal.margin > 5)
  }

  @Test("sets of classes hold the true one as often as was asked for", arguments: ConformalSets.Method.allCases, [0.1, 0.25])
  func sets(method: ConformalSets.Method, miscoverage: Double) throws {
    var draws = SeededGenerator(seed: 5)
    func row() -> (chances: [Double], label: Double) {
      var chances = (0..<4).map { _ in draws.exponential(rate: 1) }
      let sum = chances.reduce(0, +)
      chances = chances.map { $0 / sum }
      // The model is not calibrated: the truth is drawn from something flatter.
      let truth = draws.index(weights: chances.map { $0 + 0.15 }) ?? 0
      return (chances, Double(truth))
    }
    let held = (0..<2_000).map { _ in row() }
    let conformal = try ConformalSets(
      chances: held.flatMap(\.chances), labels: held.map(\.label), miscoverage: miscoverage, method: method)
    var covered = 0
    var size = 0
    for _ in 0..<2_000 {
      let (chances, label) = row()
      let set = conformal.set(chances: chances)
      covered += set.contains(Int(label)) ? 1 : 0
      size += set.count
      if method == .cumulative { #expect(!set.isEmpty) }
    }
    #expect(abs(Double(covered) / 2_000 - (1 - miscoverage)) < 0.03, "\(covered)")
    #expect(size < 4 * 2_000)
    let binary = try ConformalSets(
      chances: held.map { $0.chances[0] }, labels: held.map { min($0.label, 1) }, miscoverage: miscoverage, method: method)
    #expect(binary.classes == 2 && binary.set(chances: [0.5]).allSatisfy { $0 < 2 })
    #expect(throws: PredictionError.self) { try ConformalSets(chances: [0.1, 0.9], labels: [2, 0], miscoverage: 0.4) }
  }
}

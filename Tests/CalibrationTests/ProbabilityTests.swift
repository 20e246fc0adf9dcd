import Calibration
import Foundation
import Market
import Statistics
import Testing

/// Small data that `Benchmarks/peers/reference_calibration.py` makes by the same formula.
enum Reference {
  static let scores = (0..<60).map { (Double(($0 * 37) % 41) + 0.5) / 41 }
  static let labels = (0..<60).map { Double(($0 * 73 + 11) % 97) / 97 < scores[$0] * scores[$0] }
  static let points = [0.0, 0.05, 0.2, 0.37, 0.5 / 41, 0.5, 0.61, 0.8, 0.95, 1.0]
  static func fold() throws -> CalibrationFold { try CalibrationFold(scores: scores, labels: labels) }
}

private func expectClose(_ found: [Double], _ expected: [Double], _ tolerance: Double = 1e-9, _ what: String = "") {
  #expect(found.count == expected.count)
  for (a, b) in zip(found, expected) { #expect(abs(a - b) <= tolerance, "\(what): \(a) is not \(b)") }
}

@Suite("Probability calibration")
struct ProbabilityTests {
  // scikit-learn 1.9.1, betacal 1.1.0 and venn-abers 1.5.4, printed by Benchmarks/peers/reference_calibration.py.
  @Test("agrees with scikit-learn's isotonic regression")
  func isotonic() throws {
    let calibrator = try IsotonicCalibrator(Reference.fold())
    expectClose(
      calibrator.probabilities(Reference.points),
      [0.0, 0.0, 0.0, 0.0, 0.0, 0.35714285714285715, 0.35714285714285715, 0.6125000000000005, 1.0, 1.0])
  }

  @Test("agrees with scikit-learn's logistic regression on Platt's targets")
  func platt() throws {
    let calibrator = try PlattCalibrator(Reference.fold())
    expectClose(
      calibrator.probabilities(Reference.points),
      [
        0.0110047035555402, 0.0152371927737901, 0.0399427589507559, 0.11319155832226706, 0.011915232519430047, 0.23124162267845194,
        0.38320612645099816, 0.6850155728208913, 0.8539638091613811, 0.890488406633524,
      ])
  }

  @Test("agrees with scikit-learn's logistic regression on beta's columns, and with betacal as far as that goes")
  func beta() throws {
    let calibrator = try BetaCalibrator(Reference.fold())
    expectClose([calibrator.a, calibrator.b, calibrator.c], [3.039512756996263, 0.7371503762976398, 0.3458784359464954])
    let found = calibrator.probabilities(Reference.points)
    expectClose(
      found,
      [
        3.7240754313993975e-48, 0.000162954404629089, 0.012351635096150932, 0.08821924538721441, 2.173094862972794e-06, 0.22270056174447175,
        0.3864084636753677, 0.7014115347271876, 0.9166958206801932, 0.9999999999979547,
      ])
    expectClose(
      found,
      [
        3.758307140859793e-48, 0.00016303486207918367, 0.012353537391536612, 0.08822168415962102, 2.1749597033866587e-06,
        0.2226981193395546,
        0.3864015547905607, 0.701411429429156, 0.9167081490656713, 0.999999999997965,
      ], 2e-5)
  }

  @Test("agrees with scikit-learn's logistic regression on log odds")
  func temperature() throws { expectClose([try TemperatureCalibrator(Reference.fold()).temperature], [0.8706116495385111]) }

  @Test("agrees with venn-abers")
  func vennAbers() throws {
    let calibrator = try VennAbersCalibrator(Reference.fold())
    let found = Reference.points.map(calibrator.interval)
    expectClose(
      found.map(\.lower),
      [0.0, 0.0, 0.0, 0.0, 0.0, 0.3333333333333333, 0.3333333333333333, 0.4444444444444444, 0.8181818181818182, 0.8461538461538461])
    expectClose(
      found.map(\.upper),
      [0.037037037037037035, 0.043478260869565216, 0.0625, 0.2, 0.037037037037037035, 0.4, 0.4, 0.8888888888888888, 1.0, 1.0])
    expectClose(
      calibrator.probabilities(Reference.points),
      [
        0.03571428571428571, 0.041666666666666664, 0.058823529411764705, 0.16666666666666669, 0.03571428571428571, 0.37499999999999994,
        0.37499999999999994, 0.6153846153846153, 0.8461538461538463, 0.8666666666666667,
      ])
  }

  @Test("scores as scikit-learn does")
  func scores() throws {
    let report = try Reliability(Reference.scores, Reference.labels, bins: 5, confidence: 0.95, level: 0.01)
    expectClose([report.brier, report.logLoss], [0.15719809637120763, 0.47485620210778995])
    expectClose([report.expectedCalibrationError, report.maximumCalibrationError], [0.1764227642276423, 0.29268292682926833])
    expectClose(report.bins.map(\.observed), [0.0, 0.0, 0.3076923076923077, 0.4166666666666667, 0.9166666666666666])
    expectClose(
      report.bins.map(\.predicted), [0.08758314855875832, 0.29268292682926833, 0.49624765478424016, 0.6991869918699187, 0.894308943089431])
    expectClose(report.equalCountBins.map(\.observed), [0.0, 0.0, 0.3333333333333333, 0.4166666666666667, 0.9166666666666666])
    expectClose(
      report.equalCountBins.map(\.predicted),
      [0.09756097560975611, 0.30894308943089427, 0.5040650406504065, 0.6991869918699187, 0.894308943089431])
    expectClose([report.decomposition.brier], [report.brier], 1e-14, "the parts add up")
    #expect(report.verdict.isInsufficient, "60 labels are too few")
    #expect(report.description.contains("Brier 0.1572") && report.svg().contains("<svg"))
  }

  private struct Sample: CustomTestStringConvertible, Sendable {
    let seed: UInt64
    let count: Int
    var testDescription: String { "seed \(seed), \(count) labels" }

    func fold(_ truth: (Double) -> Double = { $0 }) throws -> CalibrationFold {
      var generator = SeededGenerator(seed: seed)
      var scores: [Double] = []
      var labels: [Bool] = []
      for _ in 0..<count {
        // A grid, so that scores tie.
        let score = Double(1 + generator.integer(below: 39)) / 40
        scores.append(score)
        labels.append(generator.chance(truth(score)))
      }
      labels[0] = true
      labels[1] = false
      return try CalibrationFold(scores: scores, labels: labels)
    }
  }

  private static let samples = (0..<12).map { Sample(seed: UInt64($0), count: [2, 3, 5, 8, 13, 30][$0 % 6]) }

  /// Isotonic regression by its definition: the greatest over the left of the least over the right of means.
  private func naiveIsotonic(_ pairs: [(score: Double, label: Double)], at score: Double) -> Double {
    let starts = pairs.map(\.score).filter { $0 <= score }
    let ends = pairs.map(\.score).filter { $0 >= score }
    return starts.map { start in
      ends.map { end in
        let inside = pairs.filter { $0.score >= start && $0.score <= end }
        return inside.reduce(0) { $0 + $1.label } / Double(inside.count)
      }.min() ?? .nan
    }.max() ?? .nan
  }

  @Test("fits the steps that the definition of isotonic regression asks for", arguments: samples)
  private func naiveSteps(_ sample: Sample) throws {
    let fold = try sample.fold()
    let pairs = zip(fold.scores, fold.labels).map { (score: $0, label: $1 ? 1.0 : 0) }
    let isotonic = try IsotonicCalibrator(fold)
    for score in Set(fold.scores) { #expect(abs(isotonic.probability(score) - naiveIsotonic(pairs, at: score)) < 1e-12, "\(sample)") }
    let venn = try VennAbersCalibrator(fold)
    for score in [0, 0.3, 0.5125, 0.55, 0.9, 1] + fold.scores.prefix(4) {
      let found = venn.interval(score)
      #expect(abs(found.lower - naiveIsotonic(pairs + [(score, 0)], at: score)) < 1e-12, "\(sample), \(score)")
      #expect(abs(found.upper - naiveIsotonic(pairs + [(score, 1)], at: score)) < 1e-12, "\(sample), \(score)")
    }
  }

  @Test("by every method makes a distorted model honest, and is judged so on other rows")
  func mends() throws {
    // A model that is too sure: the truth is nearer to a half.
    let truth = { (score: Double) in 0.5 + 0.4 * (score - 0.5) }
    let fold = try Sample(seed: 3, count: 4_000).fold(truth)
    let other = try Sample(seed: 4, count: 4_000).fold(truth)
    let scoring = try ScoringFold(scores: other.scores, labels: other.labels)
    let before = try Reliability(scoring)
    #expect(before.verdict.isFail)
    func judge(_ calibrator: some ProbabilityCalibrator, _ limit: Double = 0.04) throws {
      let after = try Reliability(scoring, calibratedBy: calibrator)
      #expect(
        after.brier < before.brier && after.logLoss < before.logLoss && after.expectedCalibrationError < limit,
        "\(type(of: calibrator)): \(after)")
      #expect(calibrator.probability(.nan).isNaN)
      let copy = try JSONDecoder().decode(type(of: calibrator), from: JSONEncoder().encode(calibrator))
      #expect(copy == calibrator && copy.probabilities(scoring.scores) == calibrator.probabilities(scoring.scores))
      #expect(stride(from: 0.0, through: 1, by: 0.01).allSatisfy { (0...1).contains(calibrator.probability($0)) })
    }
    try judge(IsotonicCalibrator(fold))
    try judge(PlattCalibrator(fold))
    try judge(BetaCalibrator(fold))
    try judge(TemperatureCalibrator(fold))
    try judge(VennAbersCalibrator(fold))
  }

  @Test("seldom calls an honest model dishonest")
  func falseAlarms() throws {
    var failed = 0
    for seed in 0..<100 {
      let fold = try Sample(seed: UInt64(seed), count: 200).fold()
      if try Reliability(fold.scores, fold.labels, bins: 10, confidence: 0.95, level: 0.05).verdict.isFail { failed += 1 }
    }
    // Of 100 at 5 %, more than 13 come once in two thousand.
    #expect(failed <= 13, "\(failed) of 100")
  }

  @Test("refuses what cannot be fitted, and says why")
  func refusals() throws {
    let one = try CalibrationFold(scores: [0.1, 0.2], labels: [true, true])
    #expect(throws: CalibrationError.self) { try IsotonicCalibrator(one) }
    #expect(throws: CalibrationError.self) { try PlattCalibrator(one) }
    #expect(throws: CalibrationError.self) { try CalibrationFold(scores: [.nan], labels: [true]) }
    #expect(throws: CalibrationError.self) { try CalibrationFold(scores: [1], labels: []) }
    let outside = try CalibrationFold(scores: [-3, 4, 1, 0], labels: [false, true, false, true])
    #expect(throws: CalibrationError.self) { try BetaCalibrator(outside) }
    #expect(throws: CalibrationError.self) { try TemperatureCalibrator(outside) }
    _ = try PlattCalibrator(outside)
    let backwards = try CalibrationFold(scores: [0.1, 0.2, 0.8, 0.9], labels: [true, true, false, false])
    #expect(throws: CalibrationError.self) { try TemperatureCalibrator(backwards) }
    let same = try CalibrationFold(scores: [0.5, 0.5, 0.5], labels: [true, false, true])
    #expect(abs(try BetaCalibrator(same).probability(0.5) - 2.0 / 3) < 1e-9)
    #expect(throws: CalibrationError.self) { try Reliability([], [], bins: 10, confidence: 0.95, level: 0.01) }
    #expect(throws: CalibrationError.self) { try Reliability([1.5], [true], bins: 10, confidence: 0.95, level: 0.01) }
  }

  @Test(
    "of damaged states is refused",
    arguments: [
      #"{"scores":[1,0],"levels":[0,1]}"#, #"{"scores":[0,1],"levels":[1,0]}"#, #"{"scores":[],"levels":[]}"#,
      #"{"scores":[0],"levels":[0,1]}"#,
    ])
  func damaged(_ text: String) {
    #expect(throws: (any Error).self) { try JSONDecoder().decode(IsotonicCalibrator.self, from: Data(text.utf8)) }
  }

  @Test("keeps training, calibration and scoring apart")
  func folds() throws {
    func sample(_ time: Int64, _ end: Int64) -> ScoredLabel {
      ScoredLabel(score: 0.5, label: time % 2 == 0, time: Timestamp(seconds: time), end: Timestamp(seconds: end))
    }
    let trained = Timestamp(seconds: 10)
    let folds = try ProbabilityFolds(trainedThrough: trained, calibration: [sample(11, 15), sample(12, 19)], scoring: [sample(20, 25)])
    #expect(folds.calibration.scores.count == 2 && folds.scoring.labels == [true])
    for (calibration, scoring) in [
      ([sample(10, 15)], [sample(20, 25)]), ([sample(11, 20)], [sample(20, 25)]), ([sample(21, 22)], [sample(20, 25)]),
      ([], [sample(9, 25)]),
      ([sample(12, 11)], [sample(20, 25)]),
    ] {
      #expect(throws: CalibrationError.self) { try ProbabilityFolds(trainedThrough: trained, calibration: calibration, scoring: scoring) }
    }
  }

  @Test("online waits for a hundred labels, sees a change, and mends it", arguments: [1, 2, 3] as [UInt64])
  func online(_ seed: UInt64) throws {
    var online = OnlineRecalibrator(halfLife: 400, labelsBetweenFalseAlarms: 10_000)
    var generator = SeededGenerator(seed: seed)
    func feed(_ count: Int, _ truth: (Double) -> Double) -> Double {
      var loss = 0.0
      for _ in 0..<count {
        let p = 0.05 + 0.9 * generator.uniform()
        let label = generator.chance(truth(p))
        loss +=
          (online.probability(p) - (label ? 1 : 0)) * (online.probability(p) - (label ? 1 : 0)) - (p - (label ? 1 : 0))
          * (p - (label ? 1 : 0))
        online.update(probability: p, label: label)
      }
      return loss / Double(count)
    }
    _ = feed(99) { $0 }
    #expect(online.verdict.isInsufficient && online.probability(0.3) == 0.3)
    _ = feed(901) { $0 }
    #expect(online.verdict.isPass, "seed \(seed): \(online.verdict)")
    _ = feed(800) { $0 * 0.5 }
    #expect(online.verdict.isFail, "seed \(seed): \(online.verdict)")
    #expect(feed(1_000) { $0 * 0.5 } < -0.02, "the correction pays, seed \(seed)")
    #expect(try JSONDecoder().decode(OnlineRecalibrator.self, from: JSONEncoder().encode(online)) == online)
    online.acknowledgeAlarm()
    #expect(online.verdict.isPass)
  }
}

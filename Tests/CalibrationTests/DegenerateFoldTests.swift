import Calibration
import Foundation
import Testing

@Suite("Calibrators on folds that say little")
struct DegenerateFoldTests {
  typealias Fit = @Sendable (CalibrationFold) throws -> any ProbabilityCalibrator
  static let fits: [(name: String, fit: Fit)] = [
    ("isotonic", { try IsotonicCalibrator($0) }), ("Platt", { try PlattCalibrator($0) }), ("beta", { try BetaCalibrator($0) }),
    ("temperature", { try TemperatureCalibrator($0) }), ("Venn–Abers", { try VennAbersCalibrator($0) }),
  ]

  @Test("one class, one label or none is an error of every calibrator", arguments: fits.indices)
  func oneClass(_ index: Int) throws {
    for (scores, labels, kind) in [
      ([0.2, 0.4, 0.9], [true, true, true], CalibrationError.Kind.oneClass), ([0.2, 0.4], [false, false], .oneClass),
      ([0.5], [true], .tooFewLabels), ([], [], .tooFewLabels),
    ] {
      let error = #expect(throws: CalibrationError.self) { try Self.fits[index].fit(CalibrationFold(scores: scores, labels: labels)) }
      #expect(error?.kind == kind)
    }
  }

  @Test("a score that is no number never enters a fold, and more labels than scores do not either")
  func noNumbers() {
    for score in [Double.nan, .infinity, -.infinity] {
      let error = #expect(throws: CalibrationError.self) { try CalibrationFold(scores: [0.1, score], labels: [true, false]) }
      #expect(error?.kind == .badScore && error?.message.contains("score 1") == true)
    }
    #expect(throws: CalibrationError.self) { try CalibrationFold(scores: [0.1], labels: [true, false]) }
  }

  @Test("scores that are all the same give the share of positive labels")
  func constants() throws {
    let fold = try CalibrationFold(scores: [0.3, 0.3, 0.3, 0.3], labels: [true, false, false, false])
    #expect(abs(try IsotonicCalibrator(fold).probability(0.3) - 0.25) < 1e-15)
    #expect(abs(try BetaCalibrator(fold).probability(0.9) - 0.25) < 1e-12)
    // Platt's targets: (1 + 1) / (1 + 2) once and 1 / (3 + 2) three times.
    #expect(abs(try PlattCalibrator(fold).probability(0.3) - (2.0 / 3 + 3 * 0.2) / 4) < 1e-12)
    #expect(abs(try TemperatureCalibrator(fold).probability(0.3) - 0.25) < 1e-9)
    let (lower, upper) = try VennAbersCalibrator(fold).interval(0.3)
    #expect(abs(lower - 0.2) < 1e-15 && abs(upper - 0.4) < 1e-15)
    // Half is what no temperature can move.
    #expect(throws: CalibrationError.self) {
      try TemperatureCalibrator(CalibrationFold(scores: [0.5, 0.5, 0.5], labels: [true, false, false]))
    }
  }

  @Test("two rows, separated or turned round, give finite probabilities or say that no curve fits", arguments: [true, false])
  func twoRows(_ isSeparated: Bool) throws {
    let fold = try CalibrationFold(scores: [0.2, 0.8], labels: [!isSeparated, isSeparated])
    for (name, fit) in Self.fits {
      do {
        let calibrator = try fit(fold)
        for score in [0, 0.2, 0.5, 0.8, 1] { #expect((0...1).contains(calibrator.probability(score)), "\(name)") }
        #expect(calibrator.probability(.nan).isNaN, "\(name)")
      } catch let error as CalibrationError {
        #expect(error.kind == .notConverged && ["beta", "temperature"].contains(name), "\(name): \(error)")
      }
    }
    let isotonic = try IsotonicCalibrator(fold)
    #expect(isotonic.probability(0.2) == (isSeparated ? 0 : 0.5) && isotonic.probability(0.8) == (isSeparated ? 1 : 0.5))
  }
}

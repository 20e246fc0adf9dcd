import Calibration
import Features
import GradientBoost
import Market
import Statistics
import WalkForward

@testable import Pipeline

/// A model that is quickly made, for tests that care for what becomes of it.
enum TestModel {
  // swift-format-ignore: NeverUseForceTry
  static let group = try! ModelGroup("pair", symbols: ["SYN-A", "SYN-B"], timeframe: .hours(1))

  static let lineage = Lineage(
    dataFrom: Timestamp(seconds: 1_704_067_200), dataTo: Timestamp(seconds: 1_709_251_200), dataDigest: "d", features: "f", seed: 1,
    origin: "trained")

  static func trained(
    _ seed: UInt64, kind: ModelKind = .direction, group: ModelGroup = group, audit: [Verdict] = [.pass("leakage", "Nothing was found.")],
    skill: Verdict = .pass("skill", "Some."), metrics: [String: Double] = ["skill": 0.01], until: Timestamp? = nil
  ) throws -> TrainedModel {
    var generator = SeededGenerator(seed: seed)
    let columns = (0..<2).map { _ in (0..<200).map { _ in generator.uniform() } }
    let labels = columns[0].map { $0 + 0.3 * generator.normal() > 0.5 ? 1.0 : 0 }
    let names = ["returns", "roc_5"]
    var parameters = Parameters(objective: kind.isProbability ? .binary : .regression)
    parameters.numIterations = 3
    parameters.numLeaves = 4
    let model = try Trainer(parameters).train(on: Dataset(columns: columns, featureNames: names, labels: labels, threads: 1), threads: 1)
    let fingerprint = try FeaturePlan(FeatureSet(names), symbol: "SYN-A", timeframe: .hours(1)).fingerprint
    let start = Timestamp(seconds: 1_704_067_200)
    func scored(_ from: Int) -> [ScoredLabel] {
      (0..<50).map { index in
        let time = start + .seconds(Int64(from + index + 1))
        return ScoredLabel(score: Double(index % 7) - 3, label: index % 3 == 0, time: time, end: time)
      }
    }
    let folds = try ProbabilityFolds(trainedThrough: start, calibration: scored(0), scoring: scored(100))
    let file = ModelFile(
      kind: kind, label: "direction:12", model: model, calibrator: kind.isProbability ? try PlattCalibrator(folds.calibration) : nil,
      fingerprint: fingerprint, trainingSpan: start...(until ?? Timestamp(seconds: 1_709_251_200)))
    return TrainedModel(
      kind: kind, group: group, file: file, lineage: lineage, metrics: metrics, skill: skill, audit: audit, outOfFold: OutOfFold(),
      trials: [],
      reliability: nil, importance: [])
  }
}

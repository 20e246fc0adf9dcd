public import Market

/// What a model said of one sample, and what came of it.
public struct ScoredLabel: Hashable, Sendable {
  /// What the model said: a probability, or for Platt and isotonic calibration any finite number that grows with it.
  public let score: Double
  /// What came of it.
  public let label: Bool
  /// When the model said it.
  public let time: Timestamp
  /// When the label was known; not before `time`.
  public let end: Timestamp

  /// What a model said, and what came of it.
  public init(score: Double, label: Bool, time: Timestamp, end: Timestamp) {
    self.score = score
    self.label = label
    self.time = time
    self.end = end
  }
}

/// The fold that calibrators are fitted on. Only ``ProbabilityFolds`` makes one, when it knows that neither the model nor the score sees it.
public struct CalibrationFold: Hashable, Sendable {
  /// What the model said.
  public let scores: [Double]
  /// What came of it.
  public let labels: [Bool]

  package init(scores: [Double], labels: [Bool]) throws(CalibrationError) {
    try CalibrationFold.check(scores, labels, "the calibration fold")
    self.scores = scores
    self.labels = labels
  }

  static func check(_ scores: [Double], _ labels: [Bool], _ name: String) throws(CalibrationError) {
    guard scores.count == labels.count else {
      throw CalibrationError(.badScore, "\(name) has \(scores.count) scores and \(labels.count) labels; there must be one label a score")
    }
    if let index = scores.firstIndex(where: { !$0.isFinite }) {
      throw CalibrationError(
        .badScore, "\(name): score \(index) is \(scores[index]); only finite numbers are allowed. Remove missing scores first.")
    }
  }

  func requireBothClasses(_ calibrator: String) throws(CalibrationError) {
    let positives = labels.count { $0 }
    if labels.count < 2 {
      throw CalibrationError(.tooFewLabels, "\(calibrator) calibration has \(labels.count) labels; at least 2 are needed")
    }
    if positives == 0 || positives == labels.count {
      throw CalibrationError(
        .oneClass, "\(calibrator) calibration: all \(labels.count) labels are \(positives > 0); both kinds are needed. Take a longer fold.")
    }
  }

  func requireProbabilities(_ calibrator: String) throws(CalibrationError) {
    if let index = scores.firstIndex(where: { !(0...1).contains($0) }) {
      throw CalibrationError(
        .badScore,
        "\(calibrator) calibration: score \(index) is \(scores[index]); probabilities are from 0 to 1. Platt or isotonic calibration takes any number."
      )
    }
  }
}

/// The fold that calibrated probabilities are judged on. Only ``ProbabilityFolds`` makes one.
public struct ScoringFold: Hashable, Sendable {
  /// What the model said.
  public let scores: [Double]
  /// What came of it.
  public let labels: [Bool]

  package init(scores: [Double], labels: [Bool]) throws(CalibrationError) {
    try CalibrationFold.check(scores, labels, "the scoring fold")
    self.scores = scores
    self.labels = labels
  }
}

/// Three spans of time that do not touch: the model is trained on the first, the calibrator fitted on the second, the result judged on the third.
///
///     let folds = try ProbabilityFolds(trainedThrough: lastTrainingLabel, calibration: second, scoring: third)
///     let calibrator = try IsotonicCalibrator(folds.calibration)
///     let report = try Reliability(folds.scoring, calibratedBy: calibrator)
///
/// Calibrators take a ``CalibrationFold`` and scores a ``ScoringFold``, and there is no other way to make either: a calibrator that is judged on the
/// rows it was fitted on does not compile.
public struct ProbabilityFolds: Hashable, Sendable {
  /// What calibrators are fitted on.
  public let calibration: CalibrationFold
  /// What they are judged on.
  public let scoring: ScoringFold

  /// Takes spans apart, or an error that says which samples touch.
  ///
  /// - Parameters:
  ///   - trainedThrough: the last instant whose data the model has seen, labels of its training rows included.
  ///   - calibration: what the model said after that; each label known before the scoring fold begins.
  ///   - scoring: what the model said after that.
  public init(trainedThrough: Timestamp, calibration: [ScoredLabel], scoring: [ScoredLabel]) throws(CalibrationError) {
    for (name, fold) in [("calibration", calibration), ("scoring", scoring)] {
      if let index = fold.firstIndex(where: { $0.end < $0.time }) {
        throw CalibrationError(
          .overlappingFolds, "\(name) sample \(index) at \(fold[index].time) has its label at \(fold[index].end), before it was scored")
      }
    }
    if let index = calibration.firstIndex(where: { $0.time <= trainedThrough }) {
      throw CalibrationError(
        .overlappingFolds,
        "calibration sample \(index) at \(calibration[index].time) is not after \(trainedThrough), through which the model was trained. Take later samples."
      )
    }
    if let start = scoring.map(\.time).min() {
      if start <= trainedThrough {
        throw CalibrationError(
          .overlappingFolds, "the scoring fold begins at \(start), not after \(trainedThrough), through which the model was trained")
      }
      if let index = calibration.firstIndex(where: { $0.end >= start }) {
        throw CalibrationError(
          .overlappingFolds,
          "the label of calibration sample \(index) is known at \(calibration[index].end), but the scoring fold begins at \(start). Leave out calibration samples whose labels reach into it."
        )
      }
    }
    self.calibration = try CalibrationFold(scores: calibration.map(\.score), labels: calibration.map(\.label))
    self.scoring = try ScoringFold(scores: scoring.map(\.score), labels: scoring.map(\.label))
  }
}

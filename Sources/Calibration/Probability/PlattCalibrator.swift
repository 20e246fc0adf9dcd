/// A logistic curve over the model's score, against targets drawn a little from 0 and 1.
///
/// Platt, "Probabilistic outputs for support vector machines" (1999): a fold with few labels does not make it certain. The score may be any finite
/// number.
public struct PlattCalibrator: ProbabilityCalibrator {
  /// What the score is multiplied with.
  public let slope: Double
  /// What is added.
  public let intercept: Double

  /// Fits the calibrator.
  /// - Complexity: O(n) a step, some ten steps
  public init(_ fold: CalibrationFold) throws(CalibrationError) {
    try fold.requireBothClasses("Platt")
    let positives = Double(fold.labels.count { $0 })
    let negatives = Double(fold.labels.count) - positives
    let targets = fold.labels.map { $0 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2) }
    // Scores of any size, brought near 1 so that the fit is well posed.
    let scale = max(fold.scores.map(abs).max() ?? 1, .leastNormalMagnitude)
    let scaled = fold.scores.map { $0 / scale }
    let ones = [Double](repeating: 1, count: scaled.count)
    guard scaled.contains(where: { $0 != scaled[0] }) else {
      slope = 0
      intercept = LogisticMath.logit(targets.reduce(0, +) / Double(targets.count))
      return
    }
    let start = [0, LogisticMath.logarithm((positives + 1) / (negatives + 1))]
    let beta = try LogisticFit.fit([scaled, ones], targets: targets, start: start)
    slope = beta[0] / scale
    intercept = beta[1]
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case slope, intercept }

  /// Reads a calibrator and checks that it is one.
  public init(from decoder: any Decoder) throws {
    try AnyName.check(decoder, against: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    slope = try container.decode(Double.self, forKey: .slope)
    intercept = try container.decode(Double.self, forKey: .intercept)
    guard slope.isFinite && intercept.isFinite else {
      throw CalibrationError(.badState, "a Platt calibrator has a finite slope and intercept, not \(slope) and \(intercept)")
    }
  }

  /// The calibrated probability, 0 to 1; NaN for a score that is NaN.
  public func probability(_ score: Double) -> Double { LogisticMath.logistic(slope * score + intercept) }
}

/// One parameter: the log odds divided by a temperature. It makes a model less sure, or surer, and moves nothing else.
///
/// Guo and others, "On calibration of modern neural networks" (2017).
public struct TemperatureCalibrator: ProbabilityCalibrator {
  /// Above 1 for a model that was too sure.
  public let temperature: Double

  /// Fits the calibrator to scores from 0 to 1.
  ///
  /// - Throws: `notConverged` if the scores say nothing of the labels, or the opposite: no temperature mends that.
  public init(_ fold: CalibrationFold) throws(CalibrationError) {
    try fold.requireBothClasses("temperature")
    try fold.requireProbabilities("temperature")
    let logits = fold.scores.map(LogisticMath.logit)
    let beta = try LogisticFit.fit([logits], targets: fold.labels.map { $0 ? 1 : 0 }, start: [1])
    guard beta[0] > 1e-8 else {
      throw CalibrationError(
        .notConverged,
        "the scores do not grow with the labels: no temperature above 0 fits. Look at the model, or take isotonic calibration.")
    }
    temperature = 1 / beta[0]
  }

  /// NaN for what is no probability.
  public func probability(_ score: Double) -> Double {
    (0...1).contains(score) ? LogisticMath.logistic(LogisticMath.logit(score) / temperature) : .nan
  }

  private enum CodingKeys: String, CodingKey { case temperature }

  /// Reads a calibrator and checks that it is one.
  public init(from decoder: any Decoder) throws {
    try AnyName.check(decoder, against: ["temperature"])
    temperature = try decoder.container(keyedBy: CodingKeys.self).decode(Double.self, forKey: .temperature)
    guard temperature > 0 && temperature < .infinity else {
      throw CalibrationError(.badState, "a temperature is above 0 and finite, not \(temperature)")
    }
  }
}

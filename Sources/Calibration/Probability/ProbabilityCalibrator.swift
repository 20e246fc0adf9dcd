/// Turns what a model says into a probability that means what it says.
///
/// Fitted values are plain data: `Codable`, the same on every machine up to rounding.
public protocol ProbabilityCalibrator: Sendable, Hashable, Codable {
  /// Fits the calibrator.
  init(_ fold: CalibrationFold) throws(CalibrationError)

  /// The calibrated probability, 0 to 1; NaN for a score that is NaN.
  func probability(_ score: Double) -> Double
}

extension ProbabilityCalibrator {
  /// The calibrated probabilities of many scores.
  public func probabilities(_ scores: [Double]) -> [Double] { scores.map(probability) }
}

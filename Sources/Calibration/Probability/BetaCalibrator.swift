/// A curve with three parameters over probabilities, which can bend both ways and be the identity.
///
/// Kull, Silva Filho and Flach, "Beta calibration" (2017): p = σ(a ln s − b ln(1 − s) + c) with a and b not negative, so that the model's order
/// stays.
public struct BetaCalibrator: ProbabilityCalibrator {
  /// What ln s is multiplied with, 0 or more.
  public let a: Double
  /// What −ln(1 − s) is multiplied with, 0 or more.
  public let b: Double
  /// What is added.
  public let c: Double

  /// Fits the calibrator to scores from 0 to 1.
  /// - Complexity: O(n) a step, some ten steps
  public init(_ fold: CalibrationFold) throws(CalibrationError) {
    try fold.requireBothClasses("beta")
    try fold.requireProbabilities("beta")
    let targets = fold.labels.map { $0 ? 1.0 : 0 }
    let held = fold.scores.map(BetaCalibrator.held)
    let low = held.map(LogisticMath.logarithm)
    let high = held.map { -LogisticMath.logarithm(1 - $0) }
    let ones = [Double](repeating: 1, count: held.count)
    let share = LogisticMath.logit(targets.reduce(0, +) / Double(targets.count))
    guard held.contains(where: { $0 != held[0] }) else {
      (a, b, c) = (0, 0, share)
      return
    }
    var parts: (Double, Double, Double)?
    if Set(held).count > 2 {
      let all = try LogisticFit.fit([low, high, ones], targets: targets, start: [0, 0, share])
      if all[0] >= 0 && all[1] >= 0 { parts = (all[0], all[1], all[2]) }
    }
    if parts == nil {
      // The best point with a not negative a and b lies on an edge: of both edges the better one.
      let first = try LogisticFit.fit([low, ones], targets: targets, start: [0, share])
      let second = try LogisticFit.fit([high, ones], targets: targets, start: [0, share])
      let candidates = [
        (max(0, first[0]), 0.0, first[0] >= 0 ? first[1] : share), (0.0, max(0, second[0]), second[0] >= 0 ? second[1] : share),
      ]
      parts = candidates.min { left, right in
        LogisticFit.loss([low, high, ones], targets, nil, [left.0, left.1, left.2])
          < LogisticFit.loss([low, high, ones], targets, nil, [right.0, right.1, right.2])
      }
    }
    (a, b, c) = parts ?? (0, 0, share)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case a, b, c }

  /// Reads a calibrator and checks that it is one.
  public init(from decoder: any Decoder) throws {
    try AnyName.check(decoder, against: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    a = try container.decode(Double.self, forKey: .a)
    b = try container.decode(Double.self, forKey: .b)
    c = try container.decode(Double.self, forKey: .c)
    guard a >= 0, b >= 0, a.isFinite, b.isFinite, c.isFinite else {
      throw CalibrationError(.badState, "a beta calibrator has a and b of 0 or more and a finite c, not \(a), \(b) and \(c)")
    }
  }

  /// NaN for what is no probability.
  public func probability(_ score: Double) -> Double {
    guard (0...1).contains(score) else { return .nan }
    let s = BetaCalibrator.held(score)
    return LogisticMath.logistic(a * LogisticMath.logarithm(s) - b * LogisticMath.logarithm(1 - s) + c)
  }

  /// A probability whose logarithms are finite.
  private static func held(_ score: Double) -> Double { min(max(score, 0x1p-52), 1 - 0x1p-52) }
}

internal import Statistics

/// How much a score depends on the fold it comes from.
///
/// A score that is good on average and bad in every other fold is luck that came in pieces.
public struct Stability: Sendable, Hashable, Codable {
  /// How many folds have a score on their test rows.
  public let folds: Int
  /// The mean of the folds' scores; `nil` without folds.
  public let mean: Double?
  /// The standard deviation of the folds' scores; `nil` for fewer than two.
  public let spread: Double?
  /// The worst fold's score.
  public let worst: Double?
  /// The best fold's score.
  public let best: Double?
  /// How much worse the test is than the training, on average over folds, in units of the score; negative where it is better. `nil` where
  /// training was not scored.
  public let decay: Double?
  /// The part of the training's gain over no skill that is lost in the test: 0 none, 1 all, more where the test is worse than no skill.
  /// `nil` where training gains nothing or there is no such number.
  public let decayShare: Double?
  /// The share of the folds that score worse than no skill.
  public let lossShare: Double?
  /// The chance that a further fold scores worse than no skill, if folds are normal and independent; `nil` for fewer than three folds.
  ///
  /// A Student t prediction: (no skill − mean) / (s √(1 + 1/n)) with n − 1 degrees of freedom. Folds that share training rows are not
  /// quite independent; the chance is then a little too sure.
  public let lossProbability: Double?

  init(_ scores: [FoldScore], higherIsBetter: Bool, noSkill: Double?) {
    let tests = scores.compactMap(\.test.value)
    let sign = higherIsBetter ? 1.0 : -1.0
    let moments = Moments(tests)
    folds = tests.count
    mean = tests.isEmpty ? nil : moments.mean
    spread = tests.count < 2 ? nil : moments.standardDeviation
    worst = tests.min { sign * $0 < sign * $1 }
    best = tests.max { sign * $0 < sign * $1 }
    let pairs = scores.compactMap { score -> (train: Double, test: Double)? in
      guard let train = score.train, let test = score.test.value else { return nil }
      return (train, test)
    }
    decay = pairs.isEmpty ? nil : Moments(pairs.map { sign * ($0.train - $0.test) }).mean
    if let noSkill, let decay, case let gain = Moments(pairs.map { sign * ($0.train - noSkill) }).mean, gain > 0 {
      decayShare = decay / gain
    } else {
      decayShare = nil
    }
    guard let noSkill, !tests.isEmpty else {
      (lossShare, lossProbability) = (nil, nil)
      return
    }
    lossShare = Double(tests.count { sign * $0 < sign * noSkill }) / Double(tests.count)
    guard tests.count >= 3, moments.standardDeviation > 0 else {
      lossProbability = tests.count >= 3 ? (sign * moments.mean < sign * noSkill ? 1 : 0) : nil
      return
    }
    let error = moments.standardDeviation * (1 + 1 / Double(tests.count)).squareRoot()
    lossProbability = StudentTDistribution(degreesOfFreedom: Double(tests.count - 1))
      .cumulative(sign * (noSkill - moments.mean) / error)
  }
}

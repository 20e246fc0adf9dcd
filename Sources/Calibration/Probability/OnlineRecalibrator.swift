public import Statistics

/// Follows a model whose probabilities drift: a logistic correction that learns from each label as it becomes known, and an alarm that says when there was
/// something to correct.
///
///     var online = OnlineRecalibrator(halfLife: 500, labelsBetweenFalseAlarms: 10_000)
///     let p = online.probability(0.7)            // 0.7 until 100 labels are known
///     online.update(probability: 0.7, label: true)
///     online.verdict                             // insufficient, pass or fail
///
/// The alarm is a sum of bets against the model, started anew at every label (Shin, Ramdas and Rinaldo, "E-detectors: a nonparametric framework
/// for sequential change detection", 2022): while the model is calibrated, the mean time to a false alarm is at least `labelsBetweenFalseAlarms` however
/// often one looks. It is a value; its state is `Codable`.
public struct OnlineRecalibrator: Hashable, Sendable, Codable {
  /// After how many labels one weighs half in the correction.
  public let halfLife: Double
  /// How rare false alarms are.
  public let labelsBetweenFalseAlarms: Double
  /// How many labels have been seen.
  public private(set) var count = 0
  private var slope = 1.0
  private var intercept = 0.0
  /// The weighted curvature of the log loss, upper triangle: slope², slope·intercept, intercept².
  private var curvature: [Double]
  private var bets: [Double]

  enum CodingKeys: String, CodingKey, CaseIterable {
    case count, slope, intercept, curvature, bets
    case halfLife = "half_life"
    case labelsBetweenFalseAlarms = "labels_between_false_alarms"
  }

  /// Labels under which nothing is corrected and nothing is judged.
  public static let neededLabels = 100
  /// The curvature that stands for what is believed before any label, and that no forgetting takes away.
  private static let belief = 5.0
  /// What is staked on labels being positive more often than said, or less, and on the model being too sure, or not sure enough.
  private static let stakes: [(constant: Double, slope: Double)] = [
    (0.1, 0), (-0.1, 0), (0.4, 0), (-0.4, 0), (0, 0.1), (0, -0.1), (0, 0.4), (0, -0.4),
  ]

  /// Nothing learned yet.
  ///
  /// - Parameters:
  ///   - halfLife: after how many labels one weighs half, 10 or more.
  ///   - labelsBetweenFalseAlarms: above 1.
  public init(halfLife: Double, labelsBetweenFalseAlarms: Double) {
    precondition(halfLife >= 10 && halfLife.isFinite, "OnlineRecalibrator: halfLife must be 10 or more.")
    precondition(
      labelsBetweenFalseAlarms > 1 && labelsBetweenFalseAlarms.isFinite, "OnlineRecalibrator: labelsBetweenFalseAlarms must be above 1.")
    self.halfLife = halfLife
    self.labelsBetweenFalseAlarms = labelsBetweenFalseAlarms
    curvature = [OnlineRecalibrator.belief, 0, OnlineRecalibrator.belief]
    bets = [Double](repeating: 0, count: OnlineRecalibrator.stakes.count)
  }

  /// The corrected probability; what was said until enough labels are known, NaN for what is no probability.
  public func probability(_ probability: Double) -> Double {
    guard (0...1).contains(probability) else { return .nan }
    if count < OnlineRecalibrator.neededLabels { return probability }
    return LogisticMath.logistic(slope * OnlineRecalibrator.logit(probability) + intercept)
  }

  /// Learns a label when it becomes known.
  ///
  /// - Parameters:
  ///   - probability: what the model said, before any correction; what is no probability is left alone.
  ///   - label: what came of it.
  public mutating func update(probability: Double, label: Bool) {
    guard (0...1).contains(probability) else { return }
    count += 1
    let x = OnlineRecalibrator.logit(probability)
    let y = label ? 1.0 : 0
    // A bet's expectation is 1 as long as the label comes with the probability that was said; it can lose at most 0.4 of the stake.
    let direction = max(-1, min(1, x / 2))
    for (index, stake) in OnlineRecalibrator.stakes.enumerated() {
      let factor = 1 + (stake.constant + stake.slope * direction) * (y - probability)
      bets[index] = min((bets[index] + 1) * factor, 1e300)
    }
    // One step of Newton's method on the weighted past, which the curvature remembers.
    let decay = LogisticMath.exponential(-0.693_147_180_559_945_3 / halfLife)
    let p = LogisticMath.logistic(slope * x + intercept)
    let weight = max(p * (1 - p), 1e-6)
    let belief = OnlineRecalibrator.belief
    curvature[0] = decay * curvature[0] + (1 - decay) * belief + weight * x * x
    curvature[1] = decay * curvature[1] + weight * x
    curvature[2] = decay * curvature[2] + (1 - decay) * belief + weight
    // What is forgotten returns to the belief in intercept 0 and slope 1.
    let pull = (1 - decay) * belief
    let gradient = [x * (y - p) + pull * (1 - slope), y - p - pull * intercept]
    let determinant = curvature[0] * curvature[2] - curvature[1] * curvature[1]
    guard determinant > 1e-12 else { return }
    slope = max(-5, min(5, slope + (curvature[2] * gradient[0] - curvature[1] * gradient[1]) / determinant))
    intercept = max(-20, min(20, intercept + (curvature[0] * gradient[1] - curvature[1] * gradient[0]) / determinant))
  }

  /// Whether the model's own probabilities still mean what they say: *insufficient* under 100 labels, *fail* once the evidence against them is
  /// greater than false alarms allow.
  public var verdict: Verdict {
    let name = "probability_drift"
    if count < OnlineRecalibrator.neededLabels { return .insufficient(name, samples: count, needed: OnlineRecalibrator.neededLabels) }
    let evidence: KeyValuePairs<String, Double> = [
      "labels": Double(count), "evidence": evidence, "limit": labelsBetweenFalseAlarms, "slope": slope, "intercept": intercept,
    ]
    return self.evidence >= labelsBetweenFalseAlarms
      ? .fail(name, "The probabilities no longer mean what they say: fit the calibrator anew.", evidence)
      : .pass(name, "Nothing speaks against the probabilities.", evidence)
  }

  /// The evidence for a change, at least 0: the mean of all bets.
  public var evidence: Double { bets.reduce(0, +) / Double(bets.count) }

  /// Forgets the evidence after an alarm was dealt with; the correction stays.
  public mutating func acknowledgeAlarm() { bets = [Double](repeating: 0, count: OnlineRecalibrator.stakes.count) }

  /// Log odds held where one sample cannot turn everything round.
  private static func logit(_ probability: Double) -> Double { max(-10, min(10, LogisticMath.logit(probability))) }

  /// Reads a state and checks that it is one.
  public init(from decoder: any Decoder) throws {
    try AnyName.check(decoder, against: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    halfLife = try container.decode(Double.self, forKey: .halfLife)
    labelsBetweenFalseAlarms = try container.decode(Double.self, forKey: .labelsBetweenFalseAlarms)
    count = try container.decode(Int.self, forKey: .count)
    slope = try container.decode(Double.self, forKey: .slope)
    intercept = try container.decode(Double.self, forKey: .intercept)
    curvature = try container.decode([Double].self, forKey: .curvature)
    bets = try container.decode([Double].self, forKey: .bets)
    guard halfLife >= 10, halfLife.isFinite, labelsBetweenFalseAlarms > 1, labelsBetweenFalseAlarms.isFinite,
      (0..<Int.max / 2).contains(count),
      curvature.count == 3, bets.count == OnlineRecalibrator.stakes.count, (curvature + bets + [slope, intercept]).allSatisfy(\.isFinite),
      bets.allSatisfy({ $0 >= 0 })
    else { throw CalibrationError(.badState, "the state of an online recalibrator is damaged: begin with a new one") }
  }
}

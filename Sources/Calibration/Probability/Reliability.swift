public import Statistics

/// How well probabilities mean what they say: errors, scores, the reliability curve, and whether the miscalibration is more than luck.
///
///     let report = try Reliability(folds.scoring, calibratedBy: calibrator)
///     report.brier, report.logLoss, report.expectedCalibrationError
///     report.verdict              // pass, fail or insufficient (under 100 labels)
public struct Reliability: Hashable, Sendable, Codable {
  /// One bin of the reliability curve.
  public struct Bin: Hashable, Sendable, Codable {
    /// How many probabilities fell into it.
    public let count: Int
    /// Their mean.
    public let predicted: Double
    /// The share of positive labels.
    public let observed: Double
    /// Where the true share lies (Wilson).
    public let interval: Interval
  }

  /// How many labels there were.
  public let count: Int
  /// The share of positive labels.
  public let positiveShare: Double
  /// Bins of equal width, those that hold something, in ascending order.
  public let bins: [Bin]
  /// Bins of equal count, in ascending order.
  public let equalCountBins: [Bin]
  /// ECE: the mean distance of observed and predicted over bins of equal width, weighted by count.
  public let expectedCalibrationError: Double
  /// MCE: the greatest distance of any of those bins.
  public let maximumCalibrationError: Double
  /// ACE: the mean distance over bins of equal count (Nixon and others, "Measuring calibration in deep learning", 2019).
  public let adaptiveCalibrationError: Double
  /// The mean squared distance of probability and label.
  public let brier: Double
  /// What the Brier score consists of.
  public let decomposition: BrierDecomposition
  /// The mean negative logarithm of the probability given to what happened, probabilities held 2⁻⁵² away from 0 and 1.
  public let logLoss: Double
  /// Spiegelhalter's z: the Brier score's distance from what calibrated probabilities would give, in standard errors ("Probabilistic prediction in
  /// patient management and clinical trials", 1986); `nil` where all probabilities are 0, ½ or 1.
  public let spiegelhalterZ: Double?
  /// The probability of so great a miscalibration by luck: twice the smaller of Spiegelhalter's and of Cox's likelihood-ratio test against intercept 0 and
  /// slope 1 ("Two further applications of a model for binary regression", 1958), at most 1; `nil` if neither can be computed.
  public let pValue: Double?
  /// Whether the probabilities can be taken at their word.
  public let verdict: Verdict

  enum CodingKeys: String, CodingKey {
    case count, bins, brier, decomposition, verdict
    case positiveShare = "positive_share"
    case equalCountBins = "equal_count_bins"
    case expectedCalibrationError = "expected_calibration_error"
    case maximumCalibrationError = "maximum_calibration_error"
    case adaptiveCalibrationError = "adaptive_calibration_error"
    case logLoss = "log_loss"
    case spiegelhalterZ = "spiegelhalter_z"
    case pValue = "p_value"
  }

  /// Reads a report; a name that is not known is an error that says which was meant.
  public init(from decoder: any Decoder) throws {
    try DocumentNames.reliability.check(decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    count = try container.decode(Int.self, forKey: .count)
    positiveShare = try container.decode(Double.self, forKey: .positiveShare)
    bins = try container.decode([Bin].self, forKey: .bins)
    equalCountBins = try container.decode([Bin].self, forKey: .equalCountBins)
    expectedCalibrationError = try container.decode(Double.self, forKey: .expectedCalibrationError)
    maximumCalibrationError = try container.decode(Double.self, forKey: .maximumCalibrationError)
    adaptiveCalibrationError = try container.decode(Double.self, forKey: .adaptiveCalibrationError)
    brier = try container.decode(Double.self, forKey: .brier)
    decomposition = try container.decode(BrierDecomposition.self, forKey: .decomposition)
    logLoss = try container.decode(Double.self, forKey: .logLoss)
    spiegelhalterZ = try container.decodeIfPresent(Double.self, forKey: .spiegelhalterZ)
    pValue = try container.decodeIfPresent(Double.self, forKey: .pValue)
    verdict = try container.decode(Verdict.self, forKey: .verdict)
  }

  /// Labels under which nothing is judged.
  public static let neededLabels = 100

  /// Judges the model's own probabilities.
  ///
  /// - Parameters:
  ///   - fold: what neither the model nor a calibrator has seen.
  ///   - bins: 2 to 1000.
  ///   - confidence: how often the intervals hold the truth, above 0 and below 1.
  ///   - level: at or below which p the verdict fails, above 0 and below 1.
  public init(_ fold: ScoringFold, bins: Int = 10, confidence: Double = 0.95, level: Double = 0.01) throws(CalibrationError) {
    try self.init(fold.scores, fold.labels, bins: bins, confidence: confidence, level: level)
  }

  /// Judges what a calibrator makes of the model's scores.
  ///
  /// - Parameters:
  ///   - fold: what neither the model nor the calibrator has seen.
  ///   - calibrator: fitted on the calibration fold.
  ///   - bins: 2 to 1000.
  ///   - confidence: how often the intervals hold the truth, above 0 and below 1.
  ///   - level: at or below which p the verdict fails, above 0 and below 1.
  public init(
    _ fold: ScoringFold, calibratedBy calibrator: some ProbabilityCalibrator, bins: Int = 10, confidence: Double = 0.95,
    level: Double = 0.01
  ) throws(CalibrationError) {
    try self.init(calibrator.probabilities(fold.scores), fold.labels, bins: bins, confidence: confidence, level: level)
  }

  package init(
    _ probabilities: [Double], _ labels: [Bool], bins binCount: Int, confidence: Double, level: Double
  ) throws(CalibrationError) {
    precondition((2...1_000).contains(binCount), "Reliability: bins is \(binCount); it must be 2 to 1000.")
    precondition(confidence > 0 && confidence < 1 && level > 0 && level < 1, "Reliability: confidence and level must be in 0 to 1.")
    guard !labels.isEmpty else { throw CalibrationError(.tooFewLabels, "the scoring fold has no labels; at least one is needed to score") }
    if let index = probabilities.firstIndex(where: { !(0...1).contains($0) }) {
      throw CalibrationError(
        .badScore,
        "probability \(index) of the scoring fold is \(probabilities[index]); probabilities are from 0 to 1. Calibrate scores first.")
    }
    let n = Double(labels.count)
    let bins = ReliabilityBins(probabilities, labels, edges: (1..<binCount).map { Double($0) / Double(binCount) })
    let shares = (1..<binCount).map { Double($0) / Double(binCount) }
    let equal = ReliabilityBins(probabilities, labels, edges: Quantiles.of(probabilities, shares))
    var squares = CompensatedSum()
    var logs = CompensatedSum()
    var excess = CompensatedSum()
    var variance = CompensatedSum()
    for (p, label) in zip(probabilities, labels) {
      let y = label ? 1.0 : 0
      squares.add((p - y) * (p - y))
      let held = min(max(p, 0x1p-52), 1 - 0x1p-52)
      logs.add(-LogisticMath.logarithm(label ? held : 1 - held))
      excess.add((y - p) * (1 - 2 * p))
      variance.add((1 - 2 * p) * (1 - 2 * p) * p * (1 - p))
    }
    count = labels.count
    positiveShare = Double(labels.count { $0 }) / n
    self.bins = bins.bins(confidence: confidence)
    equalCountBins = equal.bins(confidence: confidence)
    expectedCalibrationError = bins.meanDistance
    maximumCalibrationError = bins.greatestDistance
    adaptiveCalibrationError = equal.meanDistance
    brier = squares.value / n
    decomposition = BrierDecomposition(bins, positiveShare: positiveShare)
    logLoss = logs.value / n
    let z = excess.value / variance.value.squareRoot()
    spiegelhalterZ = z.isFinite ? z : nil
    let cox = CoxTest.pValue(probabilities, labels)
    let candidates = [z.isFinite ? 2 * NormalDistribution.standard.survival(abs(z)) : nil, cox].compactMap(\.self)
    pValue = candidates.min().map { min(1, $0 * Double(candidates.count)) }
    verdict = Reliability.judge(count: labels.count, ece: expectedCalibrationError, z: spiegelhalterZ, p: pValue, level: level)
  }

  private static func judge(count: Int, ece: Double, z: Double?, p: Double?, level: Double) -> Verdict {
    let name = "probability_calibration"
    if count < neededLabels { return .insufficient(name, samples: count, needed: neededLabels) }
    let evidence: KeyValuePairs<String, Double> = [
      "labels": Double(count), "expected_calibration_error": ece, "spiegelhalter_z": z ?? .nan, "p": p ?? .nan, "level": level,
    ]
    guard let p else { return .insufficient(name, "The probabilities do not vary enough to be tested.", evidence) }
    return p <= level
      ? .fail(name, "The probabilities do not mean what they say: by luck alone so much miscalibration has probability \(p).", evidence)
      : .pass(name, "Nothing speaks against taking the probabilities at their word.", evidence)
  }
}

/// What a Brier score consists of: reliability − resolution + uncertainty + variance within bins − covariance within bins.
///
/// Murphy, "A new vector partition of the probability score" (1973); the parts within bins make it exact where a bin holds different
/// probabilities (Stephenson, Coelho and Jolliffe, "Two extra components in the Brier score decomposition", 2008).
public struct BrierDecomposition: Hashable, Sendable, Codable {
  /// How far bins are from what they say: 0 is perfect.
  public let reliability: Double
  /// How far bins are from each other: more is better.
  public let resolution: Double
  /// How uncertain the labels are in themselves.
  public let uncertainty: Double
  /// The variance of probabilities within bins.
  public let withinBinVariance: Double
  /// Twice the covariance of probabilities and labels within bins.
  public let withinBinCovariance: Double

  enum CodingKeys: String, CodingKey {
    case reliability, resolution, uncertainty
    case withinBinVariance = "within_bin_variance"
    case withinBinCovariance = "within_bin_covariance"
  }

  /// The Brier score again.
  public var brier: Double { reliability - resolution + uncertainty + withinBinVariance - withinBinCovariance }

  init(_ bins: ReliabilityBins, positiveShare: Double) {
    let n = bins.total
    var parts = (0.0, 0.0, 0.0, 0.0)
    for bin in bins.bins where bin.count > 0 {
      let p = bin.sum / bin.count
      let y = bin.positives / bin.count
      parts.0 += bin.count * (p - y) * (p - y)
      parts.1 += bin.count * (y - positiveShare) * (y - positiveShare)
      parts.2 += bin.squares
      parts.3 += 2 * bin.products
    }
    reliability = parts.0 / n
    resolution = parts.1 / n
    uncertainty = positiveShare * (1 - positiveShare)
    withinBinVariance = parts.2 / n
    withinBinCovariance = parts.3 / n
  }
}

/// Intervals around predictions that hold the truth as often as was asked for, whatever the model and the distribution.
///
///     let conformal = try ConformalInterval(predictions: held, labels: truths, miscoverage: 0.1)
///     conformal.interval(around: 3.2)          // holds 90 % of the truths
///
/// That is so where the rows it was calibrated on and new rows could be exchanged: not trained on, and without drift between them. Where
/// the world changes use ``AdaptiveConformal``. Vovk, Gammerman & Shafer, "Algorithmic Learning in a Random World", 2005; Lei et al.,
/// "Distribution-free predictive inference for regression", JASA 2018.
public struct ConformalInterval: Sendable, Hashable {
  /// How far the truth may be from the prediction, in units of the difficulty.
  public let radius: Double
  /// The share of truths that may lie outside.
  public let miscoverage: Double
  /// Rows it was calibrated on.
  public let rows: Int

  /// Calibrates on rows that the model has not seen.
  ///
  /// - Parameters:
  ///   - predictions: the model's.
  ///   - labels: the truths.
  ///   - difficulties: how hard each row is to predict, above 0, such as a model's prediction of the absolute error; intervals are then as
  ///     wide as it says. 1 for all if `nil`.
  ///   - miscoverage: the share of truths that may lie outside, between 0 and 1.
  public init(
    predictions: [Double], labels: [Double], difficulties: [Double]? = nil, miscoverage: Double
  ) throws(PredictionError) {
    try Conformal.check(predictions.count, labels.count, miscoverage)
    guard difficulties.map({ $0.count == labels.count && $0.allSatisfy { $0 > 0 && $0.isFinite } }) ?? true else {
      throw PredictionError("Difficulties must be above 0 and finite, one for each row.")
    }
    let scores = labels.indices.map { abs(labels[$0] - predictions[$0]) / (difficulties?[$0] ?? 1) }
    radius = try Conformal.quantile(scores, miscoverage)
    self.miscoverage = miscoverage
    rows = labels.count
  }

  /// The interval around a prediction.
  public func interval(around prediction: Double, difficulty: Double = 1) -> ClosedRange<Double> {
    precondition(difficulty >= 0 && !prediction.isNaN, "ConformalInterval: a difficulty is 0 or more, a prediction a number.")
    return prediction - radius * difficulty...prediction + radius * difficulty
  }
}

/// Intervals from two models of quantiles, made wider or narrower so that they hold the truth as often as was asked for.
///
/// As wide as the quantiles say that a row is uncertain. Romano, Patterson & Candès, "Conformalized quantile regression", NeurIPS 2019.
public struct ConformalQuantiles: Sendable, Hashable {
  /// What is added on both sides; negative where the quantiles were too far apart.
  public let margin: Double
  /// The share of truths that may lie outside.
  public let miscoverage: Double

  /// Calibrates on rows that the models have not seen.
  ///
  /// - Parameters:
  ///   - lower: what the model of the lower quantile says.
  ///   - upper: what the model of the upper one says.
  ///   - labels: the truths.
  ///   - miscoverage: the share of truths that may lie outside, between 0 and 1.
  public init(lower: [Double], upper: [Double], labels: [Double], miscoverage: Double) throws(PredictionError) {
    try Conformal.check(lower.count, labels.count, miscoverage)
    try Conformal.check(upper.count, labels.count, miscoverage)
    margin = try Conformal.quantile(labels.indices.map { max(lower[$0] - labels[$0], labels[$0] - upper[$0]) }, miscoverage)
    self.miscoverage = miscoverage
  }

  /// The interval of a row; the middle alone where the quantiles cross.
  public func interval(lower: Double, upper: Double) -> ClosedRange<Double> {
    let (low, high) = (lower - margin, upper + margin)
    let middle = (lower + upper) / 2
    return low <= high ? low...high : middle...middle
  }
}

/// What the conformal methods share.
enum Conformal {
  static func check(_ predictions: Int, _ labels: Int, _ miscoverage: Double) throws(PredictionError) {
    guard predictions == labels else {
      throw PredictionError("There are \(predictions) predictions for \(labels) labels; each row needs one.")
    }
    guard miscoverage > 0 && miscoverage < 1 else {
      throw PredictionError("The miscoverage is \(miscoverage); it must be between 0 and 1, such as 0.1.")
    }
  }

  /// The score that a new one stays under with the chance asked for: of n scores the ⌈(n + 1)(1 − α)⌉-th smallest.
  static func quantile(_ scores: [Double], _ miscoverage: Double) throws(PredictionError) -> Double {
    guard scores.allSatisfy(\.isFinite) else { throw PredictionError("A prediction or label to calibrate on is not finite.") }
    let rank = rank(miscoverage, of: scores.count)
    guard rank >= 1, rank <= scores.count else {
      let needed = Int((1 / miscoverage - 1 - 1e-9).rounded(.up))
      throw PredictionError("\(scores.count) rows cannot say what \(miscoverage) of all lie above; calibrate on \(needed) or more.")
    }
    return scores.sorted()[rank - 1]
  }

  /// Which of so many scores, counted from 1, that is.
  static func rank(_ miscoverage: Double, of count: Int) -> Int {
    Int((Double(count + 1) * (1 - miscoverage) - 1e-9).rounded(.up))
  }
}

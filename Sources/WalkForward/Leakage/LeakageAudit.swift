public import Statistics

/// Looks for ways in which a result may know what it should not: in the rows, in the folds and in the recipe that makes the model.
///
///     let report = try LeakageAudit().run(on: samples, splits: splits, recipe: recipe)
///     print(report)                                     // a line for each check
///     try Quarantine(of: "v7", after: report).clearance()
///
/// Each check answers pass, fail or insufficient with its evidence:
///
/// | check | asks |
/// |---|---|
/// | `purge` | does a training row's span touch the span of a test? |
/// | `duplicate_rows` | do test rows lie, feature for feature, among the training rows? |
/// | `future_correlation` | does a feature move with the label as only the future can? |
/// | `feature_alone` | does one feature alone predict better than is plausible? |
/// | `fitted_outside_fold` | do predictions change when rows change that the model must not have seen? |
/// | `target_shuffle` | does the recipe find skill where labels are shuffled? |
/// | `time_shift` | does the skill vanish when every feature is made one row older? |
/// | `too_good` | are accuracy or F1 at 0.95 or above, or R² likewise? |
///
/// Checks that test many features, or many numbers, are corrected for how many they are, so that clean data pass. What a statistic
/// cannot tell apart is said: a real signal of an implausible size looks like a leak; ``plausibleCorrelation`` is the border. What the label's
/// own past, as far as it was known, says of it is held against nobody: it is taken out of both sides before they are correlated, so that
/// volatility may be forecast well, and what leaks is seen beside what persists.
///
/// A row older is the row before it in the samples. Where rows were left out between, an edge that lasts shorter than the gap seems to come from
/// the next row alone: give rows that follow each other, in several runs if all would be too many.
public struct LeakageAudit: Sendable, Hashable {
  /// The greatest correlation that an honest feature or model may have with what the label's own past does not say of it, from 0 to 1. Forecasts
  /// of returns that reach 0.1 are celebrated.
  public var plausibleCorrelation: Double
  /// The chance of a false alarm that each check may have on clean data.
  public var level: Double
  /// How many times the labels are shuffled, 3 or more.
  public var shuffles: Int
  /// The share of test rows that may also be training rows by chance.
  public var duplicateShare: Double
  /// At and above this, accuracy, F1 and R² are too good to be believed.
  public var tooGood: Double
  /// What shuffles and scrambles are made from.
  public var seed: UInt64

  /// An audit with the limits that suit forecasts of returns.
  public init(
    plausibleCorrelation: Double = 0.3, level: Double = 0.005, shuffles: Int = 8, duplicateShare: Double = 0.001, tooGood: Double = 0.95,
    seed: UInt64 = 0
  ) {
    self.plausibleCorrelation = plausibleCorrelation
    self.level = level
    self.shuffles = shuffles
    self.duplicateShare = duplicateShare
    self.tooGood = tooGood
    self.seed = seed
  }

  /// The names of the checks, in the order of the report.
  public static let checks = [
    "purge", "duplicate_rows", "future_correlation", "feature_alone", "fitted_outside_fold", "target_shuffle", "time_shift", "too_good",
  ]

  /// Runs every check. The recipe is fitted once per fold for the score, twice for the time shift, and once per shuffle; up to five folds
  /// are used for these.
  ///
  /// - Parameters:
  ///   - samples: the dataset as it is handed to models.
  ///   - splits: the folds that results were reported on.
  ///   - recipe: how the model is made.
  ///   - threads: the greatest number of threads; the result does not depend on it.
  /// - Throws: ``EvaluationError`` if a limit is out of range, the folds are of other samples, or the recipe fails.
  public func run(
    on samples: LabeledSamples, splits: Splits, recipe: ModelRecipe, threads: Int = ActiveProcessors.count
  ) throws(EvaluationError) -> LeakageReport {
    try check(samples, splits)
    var verdicts = dataChecks(samples, splits, threads: threads)
    verdicts += try RecipeChecks(audit: self, samples: samples, splits: splits, recipe: recipe, threads: threads).verdicts()
    return LeakageReport(verdicts: verdicts)
  }

  /// Runs the checks that need no recipe: `purge`, `duplicate_rows`, `future_correlation` and `feature_alone`.
  public func run(
    on samples: LabeledSamples, splits: Splits, threads: Int = ActiveProcessors.count
  ) throws(EvaluationError) -> LeakageReport {
    try check(samples, splits)
    return LeakageReport(verdicts: dataChecks(samples, splits, threads: threads))
  }

  private func dataChecks(_ samples: LabeledSamples, _ splits: Splits, threads: Int) -> [Verdict] {
    let order = SymbolOrder(samples.spans)
    let (past, limit) = (LabelPast(samples.labels, samples.spans, order), plausibleCorrelation)
    return [
      PurgeCheck(samples, order).verdict(splits), DuplicateCheck(samples).verdict(splits, limit: duplicateShare),
      FutureCorrelation(samples, order, level: level, limit: limit, threads: threads).verdict(),
      FeatureAlone(samples, past, level: level, limit: limit, threads: threads).verdict(splits),
    ]
  }

  private func check(_ samples: LabeledSamples, _ splits: Splits) throws(EvaluationError) {
    if !(plausibleCorrelation > 0 && plausibleCorrelation <= 1) || !(level > 0 && level < 0.5) || shuffles < 3
      || !(duplicateShare >= 0 && duplicateShare < 1) || !(tooGood > 0 && tooGood <= 1)
    {
      throw EvaluationError(
        fold: nil, .score,
        "an audit with plausibleCorrelation \(plausibleCorrelation), level \(level), \(shuffles) shuffles, duplicateShare \(duplicateShare) and "
          + "tooGood \(tooGood) cannot be made; shares lie between 0 and 1, the level below 0.5, and 3 shuffles are needed")
    }
    if splits.spans.count != samples.count {
      throw EvaluationError(
        fold: nil, .predict,
        "the folds are of \(splits.spans.count) samples and there are \(samples.count); split the samples that are audited")
    }
  }
}

/// What a leakage audit found.
public struct LeakageReport: Sendable, Hashable, Codable {
  /// A verdict for each check, in the order of ``LeakageAudit/checks``.
  public let verdicts: [Verdict]

  init(verdicts: [Verdict]) { self.verdicts = verdicts }

  /// The verdict of a check.
  public subscript(check: String) -> Verdict? { verdicts.first { $0.name == check } }

  /// All together: any fail is a fail, then any insufficient is insufficient.
  public var verdict: Verdict { Verdict.combining(verdicts, name: "leakage") }
}

extension LeakageReport: CustomStringConvertible {
  /// A line for each check.
  public var description: String { verdicts.map(\.description).joined(separator: "\n") }
}

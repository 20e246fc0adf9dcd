public import Calibration
public import Market
public import Statistics
public import WalkForward

/// A model that has just been trained, with everything the registry, the ranking, ensembles and the report want to know of it.
public struct TrainedModel: Sendable {
  /// What it is asked.
  public let kind: ModelKind
  /// Whose bars it is of.
  public let group: ModelGroup
  /// What it predicts with.
  public let file: ModelFile
  /// What it came from.
  public let lineage: Lineage
  /// What was measured out of fold, by name: `skill`, `rows`, and `log_loss`, `auc`, `accuracy` or `r2`, `correlation`, `mean_absolute_error`.
  public let metrics: [String: Double]
  /// Whether it is better than the mean of what it was trained on.
  public let skill: Verdict
  /// What the leakage audit found.
  public let audit: [Verdict]
  /// What was predicted of rows by models that had not seen them.
  public let outOfFold: OutOfFold
  /// Every configuration that was tried.
  public let trials: [Trial]
  /// How well probabilities agree with what came, on rows that neither the trees nor the calibration have seen.
  public let reliability: Reliability?
  /// The share of the gain of each feature, the greatest first.
  public let importance: [FeatureShare]

  /// The share of a feature in a model.
  public struct FeatureShare: Codable, Hashable, Sendable {
    /// Its name.
    public let feature: String
    /// Its share, 0 to 1.
    public let share: Double
  }
}

/// Predictions of rows by models that had not seen them, in order of time.
public struct OutOfFold: Codable, Hashable, Sendable {
  /// When each prediction could be acted on.
  public var times: [Timestamp] = []
  /// When what came of it was known.
  public var ends: [Timestamp] = []
  /// Whose bar it was.
  public var symbols: [Symbol] = []
  /// The fold that each row was tested in.
  public var folds: [Int] = []
  /// What was predicted.
  public var predictions: [Double] = []
  /// What a model without skill would have said: the mean of the fold's training labels.
  public var baselines: [Double] = []
  /// What came; NaN where there is no answer, such as a close that neither rose nor fell.
  public var labels: [Double] = []
}

/// What came of training the models of a group.
public struct TrainingOutcome: Sendable {
  /// The models, in the order of ``ModelKind``.
  public let models: [TrainedModel]
  /// What could not be trained, and why.
  public let missing: [Verdict]
  /// How many configurations were tried in all.
  public var trials: Int { models.reduce(0) { $0 + $1.trials.count } }
}

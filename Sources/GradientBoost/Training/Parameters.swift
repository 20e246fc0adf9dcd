/// How a model is trained: LightGBM's canonical parameters, each under its one name, `num_leaves` as `numLeaves`.
///
///     var parameters = Parameters(objective: .binary)
///     parameters.numLeaves = 63
///     try parameters.set("learning_rate", to: "0.05")     // the same by LightGBM's name, as text
///
/// What concerns bins (`max_bin`, `min_data_in_bin`, `bin_construct_sample_cnt`) belongs to ``Binning``: a data set is binned once and
/// trained on many times. The number of threads is an argument of the functions that use threads, because no result depends on it.
public struct Parameters: Sendable, Hashable, Codable {
  /// What is predicted, and which loss is made small.
  public var objective: Objective
  /// How many rounds of trees are grown; 1 or more.
  public var numIterations = 100
  /// What a tree's values are multiplied with; above 0.
  public var learningRate = 0.1
  /// The most leaves of a tree; 2 to 131072.
  public var numLeaves = 31
  /// The most splits from the root to a leaf; 0 or less for no limit.
  public var maxDepth = -1
  /// The fewest rows of a leaf; 0 or more.
  public var minDataInLeaf = 20
  /// The least sum of hessians of a leaf; 0 or more.
  public var minSumHessianInLeaf = 1e-3
  /// L1 penalty of leaf values; 0 or more.
  public var lambdaL1 = 0.0
  /// L2 penalty of leaf values; 0 or more.
  public var lambdaL2 = 0.0
  /// The least gain of a split; 0 or more.
  public var minGainToSplit = 0.0
  /// The greatest absolute value of a leaf before the learning rate; 0 for no limit.
  public var maxDeltaStep = 0.0
  /// The share of the features each tree may use; above 0, up to 1.
  public var featureFraction = 1.0
  /// The share of the rows each bag holds; above 0, up to 1. In force only where `baggingFreq` is above 0.
  public var baggingFraction = 1.0
  /// A new bag is drawn every so many iterations; 0 for no bagging.
  public var baggingFreq = 0
  /// Where every random choice comes from.
  public var seed: UInt64 = 0
  /// Whether the rarer of two classes is weighted up to the weight of the other. Not together with `scalePosWeight`.
  public var isUnbalance = false
  /// The weight of positive rows in binary classification; above 0.
  public var scalePosWeight = 1.0
  /// For each feature 1 (predictions never fall as it rises), −1 (never rise) or 0; empty for no constraint.
  public var monotoneConstraints: [Int] = []
  /// Whether the first score is the objective's best constant instead of 0.
  public var boostFromAverage = true
  /// Training stops when the metric that decides has not improved for so many iterations; 0 to go on to the end.
  public var earlyStoppingRound = 0
  /// The least improvement that counts as one for early stopping; 0 or more.
  public var earlyStoppingMinDelta = 0.0
  /// What is evaluated on every validation set; the objective's own metric if empty. The first decides early stopping.
  public var metrics: [Metric] = []

  /// The defaults of LightGBM for an objective.
  public init(objective: Objective) { self.objective = objective }
}

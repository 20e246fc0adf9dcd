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

  /// How trees add up to a model.
  public var boosting = Boosting.gbdt
  /// Which rows each tree is grown on.
  public var dataSampleStrategy = DataSampleStrategy.bagging
  /// The share of the rows with the greatest gradients that GOSS keeps; above 0.
  public var topRate = 0.2
  /// The share of the rows that GOSS draws from the others; above 0.
  public var otherRate = 0.1
  /// The chance of each earlier tree to be left out for a new one by DART; 0 to 1.
  public var dropRate = 0.1
  /// The most trees that DART leaves out at once; 0 or less for no limit.
  public var maxDrop = 50
  /// The chance that DART leaves out none; 0 to 1.
  public var skipDrop = 0.5
  /// Whether DART gives every tree the same chance, instead of one that grows with its weight.
  public var uniformDrop = false
  /// Whether each node compares features by one random threshold each.
  public var extraTrees = false
  /// The share of its tree's features each node may use; above 0, up to 1.
  public var featureFractionBynode = 1.0
  /// Groups of features, by their numbers, that may come together on a way from the root to a leaf; empty for no constraint.
  public var interactionConstraints: [[Int]] = []
  /// How much a leaf's value is drawn to its parent's: as much as so many rows pull; 0 or more.
  public var pathSmooth = 0.0
  /// Whether leaves hold a linear function of the features on their way. The data set must have kept its values.
  public var linearTree = false
  /// L2 penalty of the coefficients of linear leaves; 0 or more.
  public var linearLambda = 0.0
  /// The most categories of a feature for which one is divided from the rest instead of sets of them; 1 or more.
  public var maxCatToOnehot = 4
  /// The most categories on the smaller side of a split by sets; 1 or more.
  public var maxCatThreshold = 32
  /// L2 penalty added for the leaves of a split by sets of categories; 0 or more.
  public var catL2 = 10.0
  /// How many rows a category must have to be told apart, and how much few rows are drawn to the middle; 0 or more.
  public var catSmooth = 10.0
  /// The fewest rows by which two sets of categories that are tried differ; 1 or more.
  public var minDataPerGroup = 100
  /// What keeps Poisson's first steps small; above 0.
  public var poissonMaxDeltaStep = 0.7
  /// How far down a query's ranking at least one row of a pair must be for LambdaRank; 1 or more.
  public var lambdarankTruncationLevel = 30
  /// Whether LambdaRank brings queries to the same size.
  public var lambdarankNorm = true
  /// What each label is worth in rankings, from label 0 on; 2ˡ − 1 if empty.
  public var labelGain: [Double] = []

  /// How trees add up to a model.
  public enum Boosting: String, Sendable, Hashable, Codable, CaseIterable {
    /// Each tree learns what those before it got wrong.
    case gbdt
    /// The same, with some of the earlier trees left out each time (Vinayak & Gilad-Bachrach, "DART", AISTATS 2015).
    case dart
    /// Each tree learns the same from other rows, and their mean predicts.
    case rf
  }

  /// Which rows each tree is grown on.
  public enum DataSampleStrategy: String, Sendable, Hashable, Codable, CaseIterable {
    /// All, or bags drawn by chance.
    case bagging
    /// Those with the greatest gradients and some of the others (Ke et al., "LightGBM", NIPS 2017, section 3).
    case goss
  }

  /// The defaults of LightGBM for an objective.
  public init(objective: Objective) { self.objective = objective }
}

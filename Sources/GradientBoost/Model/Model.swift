/// A trained model: trees, the features they ask for, and how it came about. It is a value; it never changes.
///
///     let model = try Trainer(parameters).train(on: data)
///     let chances = try model.predict(columns: columns)
///     let one = model.predictor.predict(row)               // under a microsecond, no allocation
///
/// A model carries its feature names and refuses other columns. Its file is data, never code: see ``Model/json()`` and
/// ``Model/lightGBMText()``.
public struct Model: Sendable {
  /// The names of the features, in the order that rows and columns have.
  public let featureNames: [String]
  /// What it predicts.
  public let objective: Objective
  /// The score before the first tree; one for each class.
  public let initialScores: [Double]
  /// The trees, iteration after iteration, in each one for each class.
  public let trees: [Tree]
  /// What the training was asked for; `nil` for a model that came from elsewhere.
  public let parameters: Parameters?
  /// How the training went; `nil` for a model that came from elsewhere.
  public let record: TrainingRecord?
  /// The least and the greatest value of each feature in training, where known.
  let featureRanges: [ClosedRange<Double>?]
  /// Computes the custom objective's predictions.
  let customInverse: (@Sendable (Double) -> Double)?
  /// Whether the trees are the parts of a mean, as a random forest's are: fewer of them then each count for more.
  public let isAverage: Bool
  /// The trees laid out for speed.
  public let predictor: Predictor

  init(
    featureNames: [String], objective: Objective, initialScores: [Double], trees: [Tree], parameters: Parameters?, record: TrainingRecord?,
    featureRanges: [ClosedRange<Double>?], customInverse: (@Sendable (Double) -> Double)? = nil, isAverage: Bool = false
  ) {
    self.isAverage = isAverage
    self.featureNames = featureNames
    self.objective = objective
    self.initialScores = initialScores
    self.trees = trees
    self.parameters = parameters
    self.record = record
    self.featureRanges = featureRanges
    self.customInverse = customInverse
    predictor = Predictor(
      trees: trees, initialScores: initialScores, objective: objective, featureCount: featureNames.count, customInverse: customInverse)
  }

  /// How many scores a row has: the classes of multiclass, else 1.
  public var scoresPerRow: Int { initialScores.count }
  /// How many iterations there are.
  public var iterationCount: Int { trees.count / scoresPerRow }

  /// The model of the first so many iterations.
  public func prefix(iterations: Int) -> Model {
    precondition(iterations >= 0, "Model.prefix: iterations is \(iterations); it must be 0 or more.")
    let kept = min(iterations, iterationCount)
    var few = Array(trees.prefix(kept * scoresPerRow))
    if isAverage && kept > 0 { few = few.map { $0.scaled(by: Double(iterationCount) / Double(kept)) } }
    return replacing(trees: few)
  }

  /// The same model with other trees.
  func replacing(trees: [Tree]) -> Model {
    Model(
      featureNames: featureNames, objective: objective, initialScores: initialScores, trees: trees, parameters: parameters, record: record,
      featureRanges: featureRanges, customInverse: customInverse, isAverage: isAverage)
  }
}

/// How a training went.
public struct TrainingRecord: Sendable, Hashable, Codable {
  /// Rows that were trained on.
  public let rows: Int
  /// Why it ended.
  public let stop: StopReason
  /// The iteration with the best value of the deciding metric, counted from 1; the last one where nothing decided. The model holds
  /// trees up to it.
  public let bestIteration: Int
  /// What decided about early stopping; `nil` if nothing did.
  public let decision: Decision?
  /// Every metric of every validation set after each iteration.
  public let history: [Evaluation]

  /// What decided about early stopping.
  public struct Decision: Sendable, Hashable, Codable {
    /// The validation set.
    public let set: String
    /// The metric.
    public let metric: Metric
    /// Its best value.
    public let value: Double
  }

  /// One metric of one validation set, iteration by iteration; NaN where it was not defined.
  public struct Evaluation: Sendable, Hashable, Codable {
    /// The validation set.
    public let set: String
    /// The metric.
    public let metric: Metric
    /// Its values, from the first iteration on.
    public var values: [Double]
  }

  /// Why a training ended.
  public enum StopReason: Sendable, Hashable, Codable {
    /// Every iteration that was asked for is there.
    case allIterations
    /// The deciding metric had not improved for the rounds that were asked for.
    case earlyStopping(afterIteration: Int)
    /// No tree could be grown any more, for the reason given.
    case noSplit(reason: String)
    /// The callback said so.
    case cancelled(afterIteration: Int)
  }
}

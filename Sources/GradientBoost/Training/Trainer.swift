public import Statistics

/// Trains models: same data, parameters and seed give the same model, byte for byte, on any number of threads.
///
///     var parameters = Parameters(objective: .binary)
///     parameters.earlyStoppingRound = 20
///     let model = try Trainer(parameters).train(on: training, validation: [.init("valid", validation)])
///     print(model.record?.bestIteration ?? 0)
public struct Trainer: Sendable {
  /// How it trains.
  public let parameters: Parameters
  private let ownObjective: (any ObjectiveFunction)?

  /// A trainer for one of the built-in objectives.
  public init(_ parameters: Parameters) {
    self.parameters = parameters
    ownObjective = nil
  }

  /// A trainer for an objective of one's own.
  ///
  /// - Parameters:
  ///   - parameters: whose objective is replaced by `.custom(name)`.
  ///   - objective: the loss.
  ///   - name: what the model file calls it.
  public init(_ parameters: Parameters, objective: some ObjectiveFunction, named name: String) {
    var parameters = parameters
    parameters.objective = .custom(name)
    self.parameters = parameters
    ownObjective = objective
  }

  /// Rows that a training is judged on, in the bins of the training rows.
  public struct ValidationSet: Sendable {
    /// What the record calls it.
    public let name: String
    /// The rows.
    public let data: Dataset

    /// Names a data set.
    public init(_ name: String, _ data: Dataset) {
      self.name = name
      self.data = data
    }
  }

  /// Where a training stands after an iteration.
  public struct Progress: Sendable {
    /// Iterations done in this training.
    public let iteration: Int
    /// Iterations asked for.
    public let iterations: Int
    /// Every metric of every validation set so far.
    public let history: [TrainingRecord.Evaluation]
  }

  /// What a callback answers.
  public enum Answer: Sendable {
    /// Go on.
    case goOn
    /// Stop here; the model holds what there is.
    case stop
  }

  /// Trains a model.
  ///
  /// - Parameters:
  ///   - data: the rows to learn from.
  ///   - validation: rows to judge on; the first set decides about early stopping.
  ///   - earlier: a model to go on from, whose trees ask only what the bins of the data can answer: one trained on data of the same bins.
  ///   - threads: the greatest number of threads to use; the model does not depend on it.
  ///   - onIteration: called on this thread after each iteration.
  /// - Complexity: O(trees × depth × rows × features) additions at most; half of that as only the smaller child of a split is added up.
  public func train(
    on data: Dataset, validation: [ValidationSet] = [], continuing earlier: Model? = nil, threads: Int = ActiveProcessors.count,
    onIteration: (Progress) -> Answer = { _ in .goOn }
  ) throws(TrainingError) -> Model {
    precondition(threads >= 1, "Trainer.train: threads is \(threads); it must be 1 or more.")
    try check(data, validation, earlier)
    let crew = Crew(threads: threads)
    defer { crew.dismiss() }
    var training = try Training(
      data: data, validation: validation, parameters: parameters, own: ownObjective, earlier: earlier, crew: crew)
    return try training.run(onIteration)
  }

  private func check(_ data: Dataset, _ validation: [ValidationSet], _ earlier: Model?) throws(TrainingError) {
    do { try parameters.validate() } catch { throw TrainingError(error) }
    if case .custom = parameters.objective, ownObjective == nil {
      throw TrainingError("The objective is one's own but no function was given: use Trainer(_:objective:named:).")
    }
    let monotone = parameters.monotoneConstraints
    if !monotone.isEmpty && monotone.count != data.featureCount {
      throw TrainingError("monotone_constraints has \(monotone.count) values for \(data.featureCount) features; give one for each.")
    }
    try checkFeatures(data)
    if parameters.objective == .lambdarank && data.queries == nil {
      throw TrainingError("Objective lambdarank ranks the rows of queries: give Dataset(…, queries:) how many rows each has.")
    }
    let isBinary = parameters.objective == .binary
    if (parameters.isUnbalance || parameters.scalePosWeight != 1) && !isBinary {
      throw TrainingError("is_unbalance and scale_pos_weight weigh two classes; objective \(parameters.objective.name) has not two.")
    }
    try checkLabels(data, "the training data")
    if parameters.earlyStoppingRound > 0 && validation.isEmpty {
      throw TrainingError("early_stopping_round is \(parameters.earlyStoppingRound) but there is no validation set to decide by.")
    }
    if let metric = parameters.metrics.lazy.compactMap({ $0.misfit(for: parameters.objective) }).first { throw TrainingError(metric) }
    var names: Set<String> = []
    for set in validation {
      guard names.insert(set.name).inserted else { throw TrainingError("Two validation sets are called '\(set.name)'.") }
      guard set.data.featureNames == data.featureNames, set.data.bins == data.bins else {
        throw TrainingError(
          "Validation set '\(set.name)' has other bins than the training data: make it with Dataset(columns:labels:binsOf:) or as a subset."
        )
      }
      try checkLabels(set.data, "validation set '\(set.name)'")
      let metrics = parameters.metrics.isEmpty && parameters.objective == .lambdarank ? [.ndcg(at: 5)] : parameters.metrics
      if let metric = metrics.first(where: \.needsQueries), set.data.queries == nil {
        throw TrainingError(
          "Metric \(metric.name) judges queries, of which validation set '\(set.name)' has none: give its Dataset queries.")
      }
      if parameters.linearTree && set.data.values == nil {
        throw TrainingError("linear_tree needs the values of validation set '\(set.name)': bin it with Binning.keepsValues.")
      }
    }
    guard let earlier else { return }
    guard parameters.boosting == .gbdt else {
      throw TrainingError("boosting=\(parameters.boosting.rawValue) cannot go on from an earlier model; use gbdt.")
    }
    if earlier.trees.contains(where: \.isLinear) && data.values == nil {
      throw TrainingError("The earlier model has linear leaves, which need values: bin the data with Binning.keepsValues.")
    }
    guard earlier.featureNames == data.featureNames else {
      throw TrainingError("The earlier model has other features than the data; it was trained on \(earlier.featureNames).")
    }
    guard earlier.objective == parameters.objective else {
      throw TrainingError("The earlier model's objective is \(earlier.objective.text), the parameters' is \(parameters.objective.text).")
    }
  }

  private func checkFeatures(_ data: Dataset) throws(TrainingError) {
    if let feature = parameters.interactionConstraints.joined().first(where: { $0 >= data.featureCount }) {
      throw TrainingError("interaction_constraints names feature \(feature); there are 0 to \(data.featureCount - 1).")
    }
    for (feature, direction) in parameters.monotoneConstraints.enumerated()
    where direction != 0 && data.bins[feature].isCategorical && !data.bins[feature].categories.isEmpty {
      throw TrainingError(
        "monotone_constraints bind feature '\(data.featureNames[feature])', which is categorical: categories do not rise.")
    }
    if parameters.linearTree && data.values == nil {
      throw TrainingError("linear_tree needs the values of the features: bin the data with Binning.keepsValues.")
    }
  }

  private func checkLabels(_ data: Dataset, _ what: String) throws(TrainingError) {
    let objective = parameters.objective
    guard let row = data.labels.firstIndex(where: { objective.problem(ofLabel: $0) != nil }),
      let problem = objective.problem(ofLabel: data.labels[row])
    else { return }
    throw TrainingError("The label of row \(row) of \(what) is \(data.labels[row]); objective \(objective.text) \(problem).")
  }
}

public import Statistics

/// Several models that predict together: the weighted mean of what each predicts.
///
///     let ensemble = try Ensemble.bagged(parameters, on: data, seeds: 0..<5)
///     let chances = try ensemble.predict(columns: columns)
public struct Ensemble: Sendable {
  /// The models.
  public let models: [Model]
  /// What each counts for; together 1.
  public let weights: [Double]

  /// Puts models of the same features and the same kind of prediction together.
  ///
  /// - Parameters:
  ///   - models: at least one.
  ///   - weights: what each counts for, 0 or more and not all 0; the same for all if `nil`.
  public init(_ models: [Model], weights: [Double]? = nil) throws(PredictionError) {
    guard let first = models.first else { throw PredictionError("An ensemble needs at least one model.") }
    for (index, model) in models.enumerated() where model.featureNames != first.featureNames || model.scoresPerRow != first.scoresPerRow {
      throw PredictionError("Model \(index) has other features or classes than the first; models that predict together have the same.")
    }
    let own = weights ?? models.map { _ in 1 }
    let total = own.reduce(0, +)
    guard own.count == models.count, own.allSatisfy({ $0 >= 0 && $0.isFinite }), total > 0, total.isFinite else {
      throw PredictionError("An ensemble needs a weight of 0 or more for each of its \(models.count) models, and one above 0.")
    }
    self.models = models
    self.weights = own.map { $0 / total }
  }

  /// Trains a model with each of several seeds: what differs between them is chance, and their mean has less of it.
  ///
  /// - Parameters:
  ///   - parameters: with bagging, sampling of features, or whatever else draws from the seed.
  ///   - data: the rows to learn from.
  ///   - validation: rows that each training is judged on.
  ///   - seeds: one for each model.
  ///   - threads: the greatest number of threads to use; the models do not depend on it.
  public static func bagged(
    _ parameters: Parameters, on data: Dataset, validation: [Trainer.ValidationSet] = [], seeds: some Sequence<UInt64>,
    threads: Int = ActiveProcessors.count
  ) throws(TrainingError) -> Ensemble {
    var models: [Model] = []
    for seed in seeds {
      var own = parameters
      own.seed = seed
      models.append(try Trainer(own).train(on: data, validation: validation, threads: threads))
    }
    do { return try Ensemble(models) } catch { throw TrainingError(error.description, cause: error) }
  }

  /// Predictions for rows given as columns: a number for each row; for several classes the chances of each, row after row.
  public func predict(columns: [[Double]], threads: Int = ActiveProcessors.count) throws(PredictionError) -> [Double] {
    var sums: [Double] = []
    for (model, weight) in zip(models, weights) where weight > 0 {
      let own = try model.predict(columns: columns, threads: threads)
      if sums.isEmpty { sums = Array(repeating: 0, count: own.count) }
      for index in own.indices { sums[index] += weight * own[index] }
    }
    return sums
  }
}

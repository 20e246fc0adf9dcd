public import Statistics

/// Several numbers predicted from the same features, by one model for each.
///
///     let model = try MultiOutputModel.train(
///       parameters, columns: columns, featureNames: names, targets: [("high", highs), ("low", lows)])
///     let predictions = try model.predict(columns: columns)["high"]
public struct MultiOutputModel: Sendable {
  /// The model of each output, in the order they were given.
  public let models: [(output: String, model: Model)]

  /// Puts models of the same features together.
  public init(_ models: [(output: String, model: Model)]) throws(PredictionError) {
    guard let first = models.first else { throw PredictionError("There is no output.") }
    guard Set(models.map(\.output)).count == models.count else { throw PredictionError("Two outputs have the same name.") }
    if let other = models.first(where: { $0.model.featureNames != first.model.featureNames }) {
      throw PredictionError("The model of output '\(other.output)' has other features than that of '\(first.output)'.")
    }
    self.models = models
  }

  /// Trains a model for each output; the features are binned once.
  public static func train(
    _ parameters: Parameters, columns: [[Double]], featureNames: [String]? = nil, targets: [(output: String, labels: [Double])],
    weights: [Double]? = nil, binning: Binning = Binning(), threads: Int = ActiveProcessors.count
  ) throws -> MultiOutputModel {
    guard let first = targets.first else { throw DatasetError("There is no output to predict; give at least one.") }
    let data = try Dataset(
      columns: columns, featureNames: featureNames, labels: first.labels, weights: weights, binning: binning, threads: threads)
    var models: [(output: String, model: Model)] = []
    for target in targets {
      models.append((target.output, try Trainer(parameters).train(on: data.replacing(labels: target.labels), threads: threads)))
    }
    return try MultiOutputModel(models)
  }

  /// What is predicted for each output: a number for each row; for several classes the chances of each, row after row.
  public func predict(columns: [[Double]], threads: Int = ActiveProcessors.count) throws(PredictionError) -> [String: [Double]] {
    var all: [String: [Double]] = [:]
    for (output, model) in models { all[output] = try model.predict(columns: columns, threads: threads) }
    return all
  }
}

extension Dataset {
  /// The same rows with other labels: the bins stay.
  public func replacing(labels: [Double]) throws(DatasetError) -> Dataset {
    guard labels.count == rowCount else { throw DatasetError("There are \(labels.count) labels for \(rowCount) rows.") }
    if let row = labels.firstIndex(where: { !$0.isFinite }) {
      throw DatasetError("The label of row \(row) is \(labels[row]); labels must be finite. Leave the row out.", row: row)
    }
    var copy = self
    copy.labels = labels
    return copy
  }
}

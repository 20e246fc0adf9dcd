/// How a model is made of training rows and asked about others: everything that is fitted, from scaler to threshold, is part of it.
///
///     let recipe = ModelRecipe { samples, fold, rows in
///       let model = try train(samples.columns.map { fold.train.gather($0) }, fold.train.gather(samples.labels))
///       return try model.predict(samples.columns.map { rows.gather($0) })
///     }
///
/// An audit runs it on altered samples, so it must take what it needs from the samples it is handed, and nothing from elsewhere. It must
/// give the same predictions for the same samples: seeds are part of it.
public struct ModelRecipe: Sendable {
  /// Fits on the fold's training rows (and selects on its validation rows), and gives a prediction for each of `rows`, in order.
  public let predict: @Sendable (_ samples: LabeledSamples, _ fold: Fold, _ rows: Rows) throws -> [Double]

  /// A recipe.
  public init(_ predict: @escaping @Sendable (_ samples: LabeledSamples, _ fold: Fold, _ rows: Rows) throws -> [Double]) {
    self.predict = predict
  }

  /// Predictions for some rows, checked.
  func predictions(_ samples: LabeledSamples, _ fold: Fold, _ rows: Rows) throws(EvaluationError) -> [Double] {
    let made: [Double]
    do { made = try predict(samples, fold, rows) } catch { throw EvaluationError(fold: fold.index, .predict, cause: error) }
    if made.count != rows.count {
      throw EvaluationError(fold: fold.index, .predict, "\(made.count) predictions for \(rows.count) rows; give one for each row, in order")
    }
    if let place = made.firstIndex(where: { !$0.isFinite }) {
      throw EvaluationError(
        fold: fold.index, .predict,
        "the prediction for row \(Array(rows)[place]) is \(made[place]); predictions must be finite, also where features are missing")
    }
    return made
  }
}

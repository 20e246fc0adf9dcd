public import Statistics

/// Fits a model in every fold, predicts the rows it has not seen, and says how good that is: folds run on all cores, and the result does not
/// depend on how many.
///
///     let evaluation = try evaluate(
///       splits,
///       fit: { fold in mean(of: fold.train.gather(labels)) },
///       predict: { mean, rows in rows.map { _ in mean } },
///       scores: [.rSquared(of: labels)])
///     evaluation["r2"]?.pooled.value
///
/// Whatever is fitted belongs into `fit`, which is handed the fold and must look at its training rows only, and at its validation rows to
/// select: bins, scalers, features chosen, thresholds. A ``LeakageAudit`` finds out whether it did.
///
/// - Parameters:
///   - splits: the folds.
///   - fit: a model from a fold. It draws random numbers, if it must, from a seed and the fold's place.
///   - predict: a prediction for each of the rows, in order.
///   - scores: what is asked of the predictions; at least one.
///   - scoresTraining: whether models also predict what they were fitted on, which tells how much is lost on the way to the test.
///   - intervals: how intervals are made.
///   - threads: the greatest number of threads; the result does not depend on it.
/// - Throws: ``EvaluationError`` with the fold, if the caller's functions throw, if there are more or fewer predictions than rows, or if a score
///   is NaN.
public func evaluate<Model: Sendable, Prediction: Sendable>(
  _ splits: Splits, fit: @Sendable (Fold) throws -> Model, predict: @Sendable (Model, Rows) throws -> [Prediction],
  scores: [Score<Prediction>], scoresTraining: Bool = true, intervals: ScoreIntervals = ScoreIntervals(),
  threads: Int = ActiveProcessors.count
) throws(EvaluationError) -> Evaluation<Model, Prediction> {
  try intervals.check()
  if scores.isEmpty || Set(scores.map(\.name)).count < scores.count {
    throw EvaluationError(fold: nil, .score, "there are \(scores.count) scores; at least one is needed, each with a name of its own")
  }
  let work = FoldWork(splits: splits, scores: scores, scoresTraining: scoresTraining, intervals: intervals)
  let results = try parallelMap(splits.folds, threads: threads) { (fold) throws(EvaluationError) in
    try work.run(fold, fit: fit, predict: predict)
  }
  let paths = splits.paths.map { Evaluation<Model, Prediction>.pooled(splits, $0, results.map(\.predictions)) }
  var metrics: [MetricSummary] = []
  for (place, score) in scores.enumerated() {
    metrics.append(try work.summary(of: score, folds: results.map { $0.scores[place] }, paths: paths, threads: threads))
  }
  return Evaluation(splits: splits, folds: results.map { .init(model: $0.model, predictions: $0.predictions) }, metrics: metrics)
}

/// ``evaluate(_:fit:predict:scores:scoresTraining:intervals:threads:)`` with one score.
public func evaluate<Model: Sendable, Prediction: Sendable>(
  _ splits: Splits, fit: @Sendable (Fold) throws -> Model, predict: @Sendable (Model, Rows) throws -> [Prediction],
  score: Score<Prediction>, scoresTraining: Bool = true, intervals: ScoreIntervals = ScoreIntervals(),
  threads: Int = ActiveProcessors.count
) throws(EvaluationError) -> Evaluation<Model, Prediction> {
  try evaluate(
    splits, fit: fit, predict: predict, scores: [score], scoresTraining: scoresTraining, intervals: intervals, threads: threads)
}

/// What is done for each fold, and then for all.
private struct FoldWork<Prediction: Sendable>: Sendable {
  let splits: Splits
  let scores: [Score<Prediction>]
  let scoresTraining: Bool
  let intervals: ScoreIntervals

  struct Result<Model: Sendable>: Sendable {
    let model: Model
    let predictions: [Prediction]
    let scores: [FoldScore]
  }

  func run<Model: Sendable>(
    _ fold: Fold, fit: @Sendable (Fold) throws -> Model, predict: @Sendable (Model, Rows) throws -> [Prediction]
  ) throws(EvaluationError) -> Result<Model> {
    let model: Model
    do { model = try fit(fold) } catch { throw EvaluationError(fold: fold.index, .fit, cause: error) }
    func predictions(_ rows: Rows, _ name: String) throws(EvaluationError) -> [Prediction] {
      let made: [Prediction]
      do { made = try predict(model, rows) } catch { throw EvaluationError(fold: fold.index, .predict, cause: error) }
      if made.count != rows.count {
        throw EvaluationError(
          fold: fold.index, .predict, "\(made.count) predictions for \(rows.count) \(name) rows; give one for each row, in order")
      }
      return made
    }
    func value(_ score: Score<Prediction>, _ predictions: [Prediction], _ rows: [Int], _ name: String) throws(EvaluationError) -> Double? {
      guard let value = score.value(predictions, rows) else { return nil }
      if value.isFinite { return value }
      throw EvaluationError(
        fold: fold.index, .score,
        "\(score.name) is \(value) on the \(rows.count) \(name) rows; predictions and labels must be finite: leave rows without a label out, and "
          + "return nil where the score is undefined")
    }
    let test = try predictions(fold.test, "test")
    let testRows = Array(fold.test)
    let train = scoresTraining ? try predictions(fold.train, "training") : []
    let trainRows = scoresTraining ? Array(fold.train) : []
    let validation = fold.validation.isEmpty ? [] : try predictions(fold.validation, "validation")
    let validationRows = Array(fold.validation)
    let block = intervals.block(splits.spans, count: test.count)
    var result: [FoldScore] = []
    for score in scores {
      _ = try value(score, test, testRows, "test")
      let estimate = try intervals.estimate(of: score, count: test.count, block: block, threads: 1) { places in
        score.value(places.map { test[$0] }, places.map { testRows[$0] })
      }
      result.append(
        FoldScore(
          fold: fold.index, train: train.isEmpty ? nil : try value(score, train, trainRows, "training"),
          validation: validation.isEmpty ? nil : try value(score, validation, validationRows, "validation"), test: estimate))
    }
    return Result(model: model, predictions: test, scores: result)
  }

  func summary(
    of score: Score<Prediction>, folds: [FoldScore], paths: [[(row: Int, prediction: Prediction)]], threads: Int
  ) throws(EvaluationError) -> MetricSummary {
    let predictions = paths.map { $0.map(\.prediction) }
    let rows = paths.map { $0.map(\.row) }
    let count = rows[0].count
    let estimate = try intervals.estimate(
      of: score, count: count, block: intervals.block(splits.spans, count: count), threads: threads
    ) { places in
      // Every path covers the same rows, so that one draw of places serves all.
      var total = 0.0
      for path in predictions.indices {
        guard let value = score.value(places.map { predictions[path][$0] }, places.map { rows[path][$0] }) else { return nil }
        total += value
      }
      return total / Double(predictions.count)
    }
    return MetricSummary(
      name: score.name, higherIsBetter: score.higherIsBetter, noSkill: score.noSkill, folds: folds, pooled: estimate,
      paths: zip(predictions, rows).map { score.value($0, $1) },
      stability: Stability(folds, higherIsBetter: score.higherIsBetter, noSkill: score.noSkill))
  }
}

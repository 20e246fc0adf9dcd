internal import Market
internal import Statistics

/// What an online model showed: predictions made before their labels were known, by a model that learned as labels came in.
public struct Prequential<Model: Sendable, Prediction: Sendable>: Sendable {
  /// The model as it was left: it has learned every label that was known at the last sample.
  public let model: Model
  /// A prediction for each sample, in order.
  public let predictions: [Prediction]
  /// How many labels the model had learned when it made each prediction.
  public let learned: [Int]
  /// Each score over all scored samples: folds are the windows.
  public let metrics: [MetricSummary]

  /// The score of this name.
  public subscript(name: String) -> MetricSummary? { metrics.first { $0.name == name } }
}

/// Evaluates an online model as it would have run: predict, then learn, every label only once it is known.
///
///     let run = try prequential(
///       spans, model: OnlineMean(), delay: .seconds(1),
///       predict: { model, row in model.mean },
///       learn: { model, row in model.update(labels[row]) },
///       scores: [.correlation(with: labels)], warmUp: 100, window: 500)
///
/// At each instant the model first learns the samples whose labels are known by then, in the order in which they became known, and then
/// predicts all samples of that instant. A label is known at its end plus the delay; that of a sample is never learned before the sample
/// has been predicted. It runs on one thread, because every step needs the one before.
///
/// Dawid, "Present position and potential developments: some personal views. Statistical theory, the prequential approach", JRSS A 147, 1984.
///
/// - Parameters:
///   - spans: the samples; their ends say when labels are known.
///   - model: the model to begin with.
///   - delay: how long after its end a label arrives; 0 or more.
///   - predict: a prediction for a row.
///   - learn: learns the label of a row.
///   - scores: what is asked of the predictions; at least one.
///   - warmUp: how many samples at the start are predicted but not scored, fewer than there are.
///   - window: how many samples each windowed score takes, 1 or more; a rest shorter than that is left to the pooled score.
///   - intervals: how intervals are made.
/// - Throws: ``EvaluationError`` if a parameter is out of range, one of the functions throws, or a score is NaN.
public func prequential<Model: Sendable, Prediction: Sendable>(
  _ spans: SampleSpans, model: Model, delay: Duration = .zero, predict: (Model, Int) throws -> Prediction,
  learn: (inout Model, Int) throws -> Void, scores: [Score<Prediction>], warmUp: Int = 0, window: Int,
  intervals: ScoreIntervals = ScoreIntervals()
) throws(EvaluationError) -> Prequential<Model, Prediction> {
  try intervals.check()
  if scores.isEmpty || warmUp < 0 || warmUp >= spans.count || window < 1 || delay < .zero {
    throw EvaluationError(
      fold: nil, .predict,
      "\(scores.count) scores, a warm-up of \(warmUp) samples, windows of \(window) and a delay of \(delay) cannot be: at least one score is needed, "
        + "a warm-up from 0 to \(spans.count - 1), a window from 1 and a delay from 0")
  }
  var model = model
  var predictions: [Prediction] = []
  var learned: [Int] = []
  predictions.reserveCapacity(spans.count)
  learned.reserveCapacity(spans.count)
  let known = (0..<spans.count).sorted { (spans.ends[$0], $0) < (spans.ends[$1], $1) }
  var next = 0
  var row = 0
  while row < spans.count {
    let now = spans.times[row]
    // Rows are in ascending order of time, and what is not predicted yet is not known either.
    while next < known.count, spans.ends[known[next]] + delay <= now, known[next] < row {
      do { try learn(&model, known[next]) } catch { throw EvaluationError(fold: nil, .fit, cause: error) }
      next += 1
    }
    while row < spans.count, spans.times[row] == now {
      do { predictions.append(try predict(model, row)) } catch { throw EvaluationError(fold: nil, .predict, cause: error) }
      learned.append(next)
      row += 1
    }
  }
  let made = predictions
  var metrics: [MetricSummary] = []
  for score in scores {
    func estimate(_ range: Range<Int>) throws(EvaluationError) -> ScoreEstimate {
      try intervals.estimate(of: score, count: range.count, block: intervals.block(spans, count: range.count), threads: 1) { places in
        score.value(places.map { made[range.lowerBound + $0] }, places.map { range.lowerBound + $0 })
      }
    }
    var windows: [FoldScore] = []
    for place in 0..<(spans.count - warmUp) / window {
      let start = warmUp + place * window
      windows.append(FoldScore(fold: place, train: nil, validation: nil, test: try estimate(start..<start + window)))
    }
    let pooled = try estimate(warmUp..<spans.count)
    metrics.append(
      MetricSummary(
        name: score.name, higherIsBetter: score.higherIsBetter, noSkill: score.noSkill, folds: windows, pooled: pooled,
        paths: [pooled.value],
        stability: Stability(windows, higherIsBetter: score.higherIsBetter, noSkill: score.noSkill)))
  }
  return Prequential(model: model, predictions: made, learned: learned, metrics: metrics)
}

/// Half the squared error; the score is the prediction.
struct SquaredErrorObjective: ObjectiveFunction {
  var defaultMetric: Metric { .rmse }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    for row in 0..<scores.count { gradients[row] = SIMD2(scores[row] - labels[row], 1) }
  }

  func link(_ prediction: Double) -> Double { prediction }
  func inverse(_ score: Double) -> Double { score }
  func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { weightedMean(labels, weights) }
}

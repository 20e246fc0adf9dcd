/// Absolute error in relation to the label; labels nearer to 0 than 1 count as 1, as in LightGBM. The score is the prediction.
struct PercentageErrorObjective: ObjectiveFunction {
  var defaultMetric: Metric { .mape }

  /// What an error counts for.
  static func weight(of label: Double) -> Double { 1 / max(1, abs(label)) }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    for row in 0..<scores.count {
      let rest = scores[row] - labels[row]
      gradients[row] = SIMD2((rest > 0 ? 1 : rest < 0 ? -1 : 0) * Self.weight(of: labels[row]), 1)
    }
  }

  func link(_ prediction: Double) -> Double { prediction }
  func inverse(_ score: Double) -> Double { score }

  func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double {
    let own = (0..<labels.count).map { Self.weight(of: labels[$0]) * (weights?[$0] ?? 1) }
    return WeightedQuantile.of(labels, own.span, 0.5)
  }
}

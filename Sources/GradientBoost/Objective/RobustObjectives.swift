/// Absolute error; the score is the prediction.
///
/// Its gradient is only a sign, so leaves get the median of their residuals instead of a Newton step.
struct AbsoluteErrorObjective: ObjectiveFunction {
  var defaultMetric: Metric { .mae }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    for row in 0..<scores.count {
      let rest = scores[row] - labels[row]
      gradients[row] = SIMD2(rest > 0 ? 1 : rest < 0 ? -1 : 0, 1)
    }
  }

  func link(_ prediction: Double) -> Double { prediction }
  func inverse(_ score: Double) -> Double { score }
  func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { WeightedQuantile.of(labels, weights, 0.5) }
}

/// Half the squared error up to `alpha`, absolute from there on; the score is the prediction.
struct HuberObjective: ObjectiveFunction {
  let alpha: Double

  var defaultMetric: Metric { .rmse }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    for row in 0..<scores.count { gradients[row] = SIMD2(min(max(scores[row] - labels[row], -alpha), alpha), 1) }
  }

  func link(_ prediction: Double) -> Double { prediction }
  func inverse(_ score: Double) -> Double { score }
  func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { weightedMean(labels, weights) }
}

/// Pinball loss; the score is the prediction.
struct QuantileObjective: ObjectiveFunction {
  let alpha: Double

  var defaultMetric: Metric { .pinball(alpha: alpha) }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    for row in 0..<scores.count { gradients[row] = SIMD2(scores[row] >= labels[row] ? 1 - alpha : -alpha, 1) }
  }

  func link(_ prediction: Double) -> Double { prediction }
  func inverse(_ score: Double) -> Double { score }
  func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { WeightedQuantile.of(labels, weights, alpha) }
}

/// The quantile of weighted values.
enum WeightedQuantile {
  /// Linear between neighbours as R's type 7 where all weigh the same; else the first value whose running weight reaches its share.
  static func of(_ values: Span<Double>, _ weights: Span<Double>?, _ share: Double) -> Double {
    guard values.count > 0 else { return 0 }
    var order = (0..<values.count).map { (value: values[$0], weight: weights?[$0] ?? 1) }
    order.sort { $0.value < $1.value }
    guard weights != nil else {
      let place = share * Double(order.count - 1)
      let low = min(Int(place), order.count - 1)
      let high = min(low + 1, order.count - 1)
      let part = place - Double(low)
      return order[low].value + (part > 0 ? part * (order[high].value - order[low].value) : 0)
    }
    let total = order.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return 0 }
    var running = 0.0
    for (value, weight) in order {
      running += weight
      if running >= share * total { return value }
    }
    return order[order.count - 1].value
  }
}

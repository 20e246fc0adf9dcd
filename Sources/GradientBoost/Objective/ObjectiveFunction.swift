/// A loss to be made small: how it pulls at scores, and how scores and predictions belong together.
///
/// Five members make an objective of one's own; it trains like the built-in ones:
///
///     struct Poisson: ObjectiveFunction {
///       var defaultMetric: Metric { .rmse }
///       func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
///         for row in 0..<scores.count {
///           let mean = exp(scores[row])
///           gradients[row] = SIMD2(mean - labels[row], mean)
///         }
///       }
///       func link(_ prediction: Double) -> Double { log(prediction) }
///       func inverse(_ score: Double) -> Double { exp(score) }
///       func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { link(weightedMean(labels, weights)) }
///     }
public protocol ObjectiveFunction: Sendable {
  /// What is evaluated where no metric was asked for.
  var defaultMetric: Metric { get }

  /// Writes the first and the second derivative of each row's loss by its score; the second must not be negative.
  ///
  /// Weights are applied afterwards. It is called for some rows at a time, from several threads at once.
  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>)

  /// The score that belongs to a prediction.
  func link(_ prediction: Double) -> Double

  /// The prediction that belongs to a score.
  func inverse(_ score: Double) -> Double

  /// The best constant score for labels: where training begins.
  func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double
}

extension ObjectiveFunction {
  /// `inverse`, without the rest.
  var inverseFunction: @Sendable (Double) -> Double {
    { score in inverse(score) }
  }

  /// The mean of labels, each counted by its weight; 0 if all weigh nothing.
  public func weightedMean(_ labels: Span<Double>, _ weights: Span<Double>?) -> Double {
    var sum = 0.0
    var total = 0.0
    for row in 0..<labels.count {
      let weight = weights?[row] ?? 1
      sum += labels[row] * weight
      total += weight
    }
    return total > 0 ? sum / total : 0
  }
}

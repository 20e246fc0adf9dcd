/// Log loss of labels that are themselves chances, from 0 to 1; the score is the logit.
struct CrossEntropyObjective: ObjectiveFunction {
  private let binary = BinaryObjective()

  var defaultMetric: Metric { .crossEntropy }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    binary.gradients(scores: scores, labels: labels, into: &gradients)
  }

  func link(_ prediction: Double) -> Double { binary.link(prediction) }
  func inverse(_ score: Double) -> Double { binary.inverse(score) }
  func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { binary.initialScore(labels: labels, weights: weights) }
}

/// Log loss of labels 0 and 1; the score is the logit.
struct BinaryObjective: ObjectiveFunction {
  var defaultMetric: Metric { .logLoss }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    precondition(labels.count == scores.count && gradients.count == scores.count, "every score has a label and a gradient")
    let powers = Exponential.powers
    let table = powers.span
    for row in 0..<scores.count {
      let chance = 1 / (1 + Exponential.of(-scores[row], table))
      gradients[row] = SIMD2(chance - labels[row], chance * (1 - chance))
    }
  }

  func link(_ prediction: Double) -> Double {
    // A class that is never seen would have an infinite score.
    let chance = min(max(prediction, 1e-15), 1 - 1e-15)
    return Logarithm.of(chance / (1 - chance))
  }

  func inverse(_ score: Double) -> Double { Exponential.sigmoid(score) }

  func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { link(weightedMean(labels, weights)) }
}

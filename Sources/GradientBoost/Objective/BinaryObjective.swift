/// Log loss of labels 0 and 1; the score is the logit.
struct BinaryObjective: ObjectiveFunction {
  var defaultMetric: Metric { .logLoss }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    precondition(labels.count == scores.count && gradients.count == scores.count, "every score has a label and a gradient")
    var row = 0
    while row + 4 <= scores.count {
      let score = SIMD4(scores[row], scores[row + 1], scores[row + 2], scores[row + 3])
      let label = SIMD4(labels[row], labels[row + 1], labels[row + 2], labels[row + 3])
      let chance = Exponential.sigmoid(score)
      let gradient = chance - label
      let hessian = chance * (1 - chance)
      for lane in 0..<4 { gradients[row + lane] = SIMD2(gradient[lane], hessian[lane]) }
      row += 4
    }
    while row < scores.count {
      let chance = Exponential.sigmoid(scores[row])
      gradients[row] = SIMD2(chance - labels[row], chance * (1 - chance))
      row += 1
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

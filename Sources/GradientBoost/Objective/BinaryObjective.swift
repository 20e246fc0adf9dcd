/// Log loss of labels 0 and 1; the score is the logit.
struct BinaryObjective: ObjectiveFunction {
  var defaultMetric: Metric { .logLoss }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    precondition(labels.count == scores.count && gradients.count == scores.count, "every score has a label and a gradient")
    let powers = Exponential.powers
    let table = powers.span
    var row = 0
    while row &+ 4 <= scores.count {
      let score = SIMD4(scores[row], scores[row &+ 1], scores[row &+ 2], scores[row &+ 3])
      let label = SIMD4(labels[row], labels[row &+ 1], labels[row &+ 2], labels[row &+ 3])
      let chance: SIMD4<Double> = 1 / (1 + Exponential.of(-score, table))
      let gradient = chance - label
      let hessian: SIMD4<Double> = chance * (1 - chance)
      gradients[row] = SIMD2(gradient[0], hessian[0])
      gradients[row &+ 1] = SIMD2(gradient[1], hessian[1])
      gradients[row &+ 2] = SIMD2(gradient[2], hessian[2])
      gradients[row &+ 3] = SIMD2(gradient[3], hessian[3])
      row &+= 4
    }
    while row < scores.count {
      let chance = 1 / (1 + Exponential.of(-scores[row], table))
      gradients[row] = SIMD2(chance - labels[row], chance * (1 - chance))
      row &+= 1
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

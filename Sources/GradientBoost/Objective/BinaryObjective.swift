/// Log loss of labels 0 and 1; the score is the logit.
struct BinaryObjective: ObjectiveFunction {
  var defaultMetric: Metric { .logLoss }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    precondition(labels.count == scores.count && gradients.count == scores.count, "every score has a label and a gradient")
    // The chances of two rows at a time go where half as many gradients will be, and from there, beginning at the end, to their rows: a loop
    // that divides should do nothing that makes the compiler divide one by one.
    let pairs = scores.count / 2
    for pair in 0..<pairs { gradients[pair] = Exponential.chances(SIMD2(scores[2 &* pair], scores[2 &* pair &+ 1])) }
    for pair in (0..<pairs).reversed() {
      let chances = gradients[pair]
      gradients[2 &* pair &+ 1] = Self.gradient(chances.y, labels[2 &* pair &+ 1])
      gradients[2 &* pair] = Self.gradient(chances.x, labels[2 &* pair])
    }
    if let last = scores.count % 2 == 1 ? scores.count - 1 : nil {
      gradients[last] = Self.gradient(Exponential.chances(SIMD2(repeating: scores[last])).x, labels[last])
    }
  }

  @inline(__always)
  private static func gradient(_ chance: Double, _ label: Double) -> SIMD2<Double> {
    SIMD2(repeating: chance) - SIMD2(label, chance * chance)
  }

  func link(_ prediction: Double) -> Double {
    // A class that is never seen would have an infinite score.
    let chance = min(max(prediction, 1e-15), 1 - 1e-15)
    return Logarithm.of(chance / (1 - chance))
  }

  func inverse(_ score: Double) -> Double { Exponential.sigmoid(score) }

  func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { link(weightedMean(labels, weights)) }
}

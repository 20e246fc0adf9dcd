/// Poisson's log loss of counts; the score is the logarithm of the mean.
struct PoissonObjective: ObjectiveFunction {
  /// What is added to the score for the hessian: it keeps the first steps small, where means are far too low.
  var maximumStep = 0.7

  var defaultMetric: Metric { .poissonDeviance }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    let powers = Exponential.powers
    let table = powers.span
    for row in 0..<scores.count {
      gradients[row] = SIMD2(
        Exponential.of(scores[row], table) - labels[row], Exponential.of(scores[row] + maximumStep, table))
    }
  }

  func link(_ prediction: Double) -> Double { Logarithm.of(max(prediction, 1e-300)) }
  func inverse(_ score: Double) -> Double { Exponential.of(score) }
  func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { link(weightedMean(labels, weights)) }
}

/// Gamma's deviance of positive amounts; the score is the logarithm of the mean.
///
/// The loss bends by the ratio r of label to mean, which is almost nothing where the mean is far too great: Newton's step would leap to where
/// it is far too small. With (1 + r) / 2 in its place a leaf's step is 2 (r − 1) / (r + 1), which is nearly ln r, the step that is right.
struct GammaObjective: ObjectiveFunction {
  var defaultMetric: Metric { .gammaDeviance }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    let powers = Exponential.powers
    let table = powers.span
    for row in 0..<scores.count {
      let ratio = labels[row] * Exponential.of(-scores[row], table)
      gradients[row] = SIMD2(1 - ratio, (1 + ratio) / 2)
    }
  }

  func link(_ prediction: Double) -> Double { Logarithm.of(max(prediction, 1e-300)) }
  func inverse(_ score: Double) -> Double { Exponential.of(score) }
  func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { link(weightedMean(labels, weights)) }
}

/// Tweedie's deviance of amounts that are often 0, such as claims; the score is the logarithm of the mean.
struct TweedieObjective: ObjectiveFunction {
  /// The variance grows with the mean to this power, from 1 (counts) up to but not including 2 (amounts).
  let power: Double

  var defaultMetric: Metric { .tweedieDeviance(power: power) }

  func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
    let powers = Exponential.powers
    let table = powers.span
    for row in 0..<scores.count {
      let pull = labels[row] * Exponential.of((1 - power) * scores[row], table)
      let push = Exponential.of((2 - power) * scores[row], table)
      gradients[row] = SIMD2(push - pull, (2 - power) * push - (1 - power) * pull)
    }
  }

  func link(_ prediction: Double) -> Double { Logarithm.of(max(prediction, 1e-300)) }
  func inverse(_ score: Double) -> Double { Exponential.of(score) }
  func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { link(weightedMean(labels, weights)) }
}

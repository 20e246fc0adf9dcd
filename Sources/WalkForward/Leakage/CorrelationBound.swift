internal import Statistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// How large a correlation at least is, and how sure it is that there is one, by Fisher's transformation.
///
/// Fisher, "On the probable error of a coefficient of correlation deduced from a small sample", Metron 1, 1921.
struct CorrelationBound {
  /// The absolute correlation; 0 where nothing is known.
  let value: Double
  /// The lower end of the one-sided interval of the absolute correlation; 0 where nothing is known.
  let least: Double
  /// The transformed correlation over its standard error.
  let z: Double

  /// - Parameters:
  ///   - correlation: NaN counts as none.
  ///   - count: of independent pairs; what hangs together counts once.
  ///   - level: how often the bound may be too high.
  init(_ correlation: Double, count: Double, level: Double) {
    guard correlation.isFinite, count > 4 else {
      (value, least, z) = (0, 0, 0)
      return
    }
    let transformed = atanh(min(correlation.magnitude, 1 - 1e-12))
    let error = 1 / (count - 3).squareRoot()
    z = (correlation < 0 ? -transformed : transformed) / error
    value = correlation.magnitude
    least = max(0, tanh(transformed - error * NormalDistribution.standard.quantile(1 - level)))
  }

  /// Whether it is larger than is plausible, and surely larger than half of that: where there are few rows, luck alone reaches the limit.
  func exceeds(_ limit: Double) -> Bool { value > limit && least > 0.5 * limit }
}

/// What the label remembers of itself: how well the last label known before a sample predicts its own.
///
/// Volatility can be forecast well from the past alone, a return cannot. What is plausible for a feature depends on it.
struct LabelMemory {
  /// The correlation of labels with the last label of the same symbol that was known at their time; 0 where that cannot be told.
  let correlation: Double

  init(_ samples: LabeledSamples, _ order: SymbolOrder) {
    guard samples.spans.hasEnds else {
      correlation = 0
      return
    }
    var own: [Double] = []
    var known: [Double] = []
    for run in order.runs {
      for place in run {
        let row = order.rows[place]
        let earliest = max(run.lowerBound, place - 1_000)
        guard
          let before = (earliest..<place).last(where: { samples.spans.ends[order.rows[$0]] <= samples.spans.times[row] })
        else { continue }
        own.append(samples.labels[row])
        known.append(samples.labels[order.rows[before]])
      }
    }
    let value = own.count < 30 ? 0 : Correlation.pearson(own, known)
    correlation = value.isFinite ? value : 0
  }

  /// The greatest plausible correlation of a feature or a model with the label.
  func limit(plausible: Double) -> Double { max(plausible, min(0.95, correlation.magnitude + 0.2)) }
}

internal import Market

/// Slippage as a product: a level times a factor by window times a factor by regime, fitted to the weighted means of all cells.
///
/// Alternating least squares: each factor is the weighted regression of its cells on the other factor. Fitting both at once keeps a window
/// in which the market happened to be wild from being charged twice. Each factor is then drawn towards 1 as its dimension's groups are.
struct CostFactors {
  let level: Double
  let byWindow: [Double]
  let byRegime: [VolatilityRegime: Double]

  init(_ table: SlippageTable, keptByWindow: [Double], keptByRegime: [Double], pooled: SlippageEstimate) {
    level = max(0, pooled.value)
    // Factors of a level that may as well be zero would be noise over noise.
    guard let interval = pooled.interval, interval.lower > 0, level > 0 else {
      byWindow = []
      byRegime = [:]
      return
    }
    let weights = table.cells.map { $0.map(\.weight) }
    let means = table.cells.map { row in row.map { $0.weight > 0 ? (table.centre + $0.mean) / pooled.value : 1 } }
    var window = [1.0, 1, 1, 1]
    // The last one stands for fills whose regime nobody knows.
    var regime = [1.0, 1, 1, 1]
    for _ in 0..<50 {
      for i in 0..<4 { window[i] = CostFactors.regression((0..<4).map { (weights[i][$0], means[i][$0], regime[$0]) }) }
      for j in 0..<3 { regime[j] = CostFactors.regression((0..<4).map { (weights[$0][j], means[$0][j], window[$0]) }) }
      regime = CostFactors.centred(regime, weights: (0..<4).map { j in (0..<4).reduce(0) { $0 + weights[$1][j] } }, fixed: 3)
    }
    for i in 0..<4 { window[i] = 1 + keptByWindow[i] * (window[i] - 1) }
    for j in 0..<3 { regime[j] = 1 + keptByRegime[j] * (regime[j] - 1) }
    // What was fitted must cost what was measured, over all that happened.
    var total = 0.0
    var fitted = 0.0
    for i in 0..<4 {
      for j in 0..<4 {
        total += weights[i][j]
        fitted += weights[i][j] * window[i] * regime[j]
      }
    }
    if fitted > 0 { window = window.map { $0 * total / fitted } }
    byWindow = window.map { min(100, max(0, $0)) }
    byRegime = Dictionary(uniqueKeysWithValues: VolatilityRegime.allCases.map { ($0, min(100, max(0, regime[SlippageTable.place($0)]))) })
  }

  private static func regression(_ cells: [(weight: Double, mean: Double, factor: Double)]) -> Double {
    let denominator = cells.reduce(0) { $0 + $1.weight * $1.factor * $1.factor }
    guard denominator > 0 else { return 1 }
    return min(100, max(0, cells.reduce(0) { $0 + $1.weight * $1.factor * $1.mean } / denominator))
  }

  /// Factors with the weighted mean 1, so that level and factors are not two names of one thing.
  private static func centred(_ factors: [Double], weights: [Double], fixed: Int) -> [Double] {
    let total = weights.indices.reduce(0) { $1 == fixed ? $0 : $0 + weights[$1] }
    let sum = weights.indices.reduce(0) { $1 == fixed ? $0 : $0 + weights[$1] * factors[$1] }
    guard total > 0, sum > 0 else { return factors }
    return factors.indices.map { $0 == fixed ? 1 : factors[$0] * total / sum }
  }
}

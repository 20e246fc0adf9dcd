import Market
import Statistics

@testable import WalkForward

/// A market without anything to find, and what happens to its dataset when somebody errs.
struct PlantedMarket: Sendable {
  static let horizon = 5
  let returns: [Double]
  let names = ["return_1", "momentum_5", "momentum_20", "volatility_20", "noise"]

  init(rows: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var volatility = 1.0
    // Volatility clusters, as it does in markets; the direction is a coin.
    returns = (0..<rows + 100).map { _ in
      volatility = 0.9 * volatility + 0.1 * (0.5 + generator.uniform())
      return volatility * generator.normal()
    }
  }

  /// The rows that have features and a label.
  var rows: Range<Int> { 40..<returns.count - 60 }

  func sum(_ range: Range<Int>) -> Double { returns[range].reduce(0, +) }

  /// What is known at a row: the returns up to and including it.
  func features(_ row: Int) -> [Double] {
    [
      returns[row], sum(row - 4..<row + 1), sum(row - 19..<row + 1),
      returns[row - 19..<row + 1].reduce(0) { $0 + $1 * $1 }.squareRoot(),
      Double((row &* 2_654_435_761) % 1_000) / 1_000,
    ]
  }

  func label(_ row: Int) -> Double { sum(row + 1..<row + 1 + Self.horizon) }

  func samples(
    _ target: LabeledSamples.Target, extra: [(String, (Int) -> Double)] = [], rows chosen: [Int]? = nil
  ) throws -> LabeledSamples {
    let chosen = chosen ?? Array(rows)
    let columns = chosen.map(features)
    return try LabeledSamples(
      spans: SampleSpans(
        times: chosen.map { Timestamp(seconds: Int64($0) * 3_600) },
        ends: chosen.map { Timestamp(seconds: Int64($0 + Self.horizon) * 3_600) }),
      names: names + extra.map(\.0),
      columns: names.indices.map { feature in columns.map { $0[feature] } } + extra.map { make in chosen.map { make.1($0) } },
      labels: chosen.map { target == .binary ? (label($0) > 0 ? 1 : 0) : label($0) }, target: target)
  }

  func splits(_ samples: LabeledSamples) throws -> Splits { try PurgedKFold(4, embargo: .hours(20)).splits(of: samples.spans) }
}

/// A ridge regression fitted on the training rows, scaler and all.
func ridge(scaledOnAllRows: Bool = false, featuresChosenOnAllRows: Int? = nil) -> ModelRecipe {
  ModelRecipe { samples, fold, rows in
    let all = Rows(0..<samples.count)
    var chosen = Array(samples.columns.indices)
    if let count = featuresChosenOnAllRows {
      chosen = Array(
        chosen.sorted {
          Correlation.pearson(samples.columns[$0], samples.labels).magnitude
            > Correlation.pearson(samples.columns[$1], samples.labels).magnitude
        }.prefix(count))
    }
    let scalers = chosen.map { Moments((scaledOnAllRows ? all : fold.train).gather(samples.columns[$0])) }
    func scaled(_ rows: Rows) -> [[Double]] {
      zip(chosen, scalers).map { feature, moments in
        let scale = 1 / max(moments.standardDeviation, 1e-9)
        return rows.gather(samples.columns[feature]).map { ($0 - moments.mean) * scale }
      } + [[Double](repeating: 1, count: rows.count)]
    }
    func dot(_ left: [Double], _ right: [Double]) -> Double {
      let (left, right) = (left.span, right.span)
      var sum = 0.0
      for place in left.indices { sum += left[place] * right[place] }
      return sum
    }
    let x = scaled(fold.train)
    let y = fold.train.gather(samples.labels)
    let size = chosen.count + 1
    var matrix = x.indices.map { i in x.indices.map { j in dot(x[i], x[j]) + (i == j ? 10 : 0) } }
    var target = x.map { dot($0, y) }
    // Gauss; the ridge keeps pivots away from zero.
    for pivot in 0..<size {
      for other in pivot + 1..<max(pivot + 1, size) {
        let factor = matrix[other][pivot] / matrix[pivot][pivot]
        for column in pivot..<size { matrix[other][column] -= factor * matrix[pivot][column] }
        target[other] -= factor * target[pivot]
      }
    }
    var weights = [Double](repeating: 0, count: size)
    for pivot in (0..<size).reversed() {
      let known = (pivot + 1..<max(pivot + 1, size)).reduce(0) { $0 + matrix[pivot][$1] * weights[$1] }
      weights[pivot] = (target[pivot] - known) / matrix[pivot][pivot]
    }
    var predictions = [Double](repeating: 0, count: rows.count)
    for (weight, column) in zip(weights, scaled(rows)) {
      for place in predictions.indices { predictions[place] += weight * column[place] }
    }
    return predictions
  }
}

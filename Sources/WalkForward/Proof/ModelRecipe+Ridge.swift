internal import Statistics

extension ModelRecipe {
  /// A ridge regression, for proofs: scaler, choice of features and weights are fitted on the training rows, unless a mistake is asked for.
  ///
  /// - Parameters:
  ///   - scaledOnAllRows: whether the scaler sees every row.
  ///   - featuresChosenOnAllRows: how many features are chosen by their correlation with the label on every row; `nil` takes all.
  static func ridge(scaledOnAllRows: Bool = false, featuresChosenOnAllRows: Int? = nil) -> ModelRecipe {
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
}

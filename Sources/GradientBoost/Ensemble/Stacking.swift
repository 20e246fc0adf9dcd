public import Statistics

/// Finds out on rows that no model has seen how much each of several ways to train should count.
///
///     let stacking = try Stacking(candidates, columns: columns, data: data, folds: folds)
///     let ensemble = try stacking.ensemble(on: data)
///
/// Wolpert, "Stacked generalization", 1992; with weights that are 0 or more and together 1, as Breiman recommends ("Stacked regressions",
/// 1996), so that the mean of models that say nearly the same is not a difference of huge numbers.
public struct Stacking: Sendable {
  /// Rows to train on and others to predict.
  public struct Fold: Sendable, Hashable {
    /// Rows to train on.
    public var training: [Int]
    /// Rows to predict, none of which is trained on.
    public var test: [Int]

    /// A fold. In rows that follow each other in time train on earlier ones only, with a gap: see module `WalkForward`.
    public init(training: [Int], test: [Int]) {
      self.training = training
      self.test = test
    }

    /// As many folds of rows that are independent of each other, drawn by chance.
    public static func shuffled(rowCount: Int, count: Int, seed: UInt64) -> [Fold] {
      precondition(count >= 2 && count <= rowCount, "Stacking: count is \(count); it must be 2 to the \(rowCount) rows.")
      var draws = SeededGenerator(seed: seed)
      let order = draws.permutation(of: rowCount)
      return (0..<count).map { fold in
        let isTest = order.indices.map { $0 % count == fold }
        return Fold(
          training: order.indices.filter { !isTest[$0] }.map { order[$0] }.sorted(),
          test: order.indices.filter { isTest[$0] }.map { order[$0] }.sorted())
      }
    }
  }

  /// The ways to train.
  public let candidates: [Parameters]
  /// For each of them a prediction for every row by models that were not trained on it, as `Model.predict` lays them out; NaN for rows that
  /// no fold tests.
  public let predictions: [[Double]]
  /// What each should count for.
  public let weights: [Double]

  /// Trains every candidate on every fold.
  ///
  /// - Parameters:
  ///   - candidates: ways to train, of one objective.
  ///   - columns: the values of all rows.
  ///   - data: the same rows, binned. For rows in time its bins should be fitted on the earliest training rows.
  ///   - folds: which rows train and which are predicted.
  ///   - threads: the greatest number of threads to use; the models do not depend on it.
  public init(
    _ candidates: [Parameters], columns: [[Double]], data: Dataset, folds: [Fold], threads: Int = ActiveProcessors.count
  ) throws {
    guard let first = candidates.first, candidates.allSatisfy({ $0.objective == first.objective }) else {
      throw TrainingError("Stacking needs at least one candidate, and all of one objective.")
    }
    let classes = first.objective.scoresPerRow
    var all = candidates.map { _ in Array(repeating: Double.nan, count: data.rowCount * classes) }
    for (number, fold) in folds.enumerated() {
      let known = Set(fold.training)
      if let row = fold.test.first(where: known.contains) {
        throw TrainingError("Fold \(number) trains on row \(row) and tests it: what it predicts there is no evidence.")
      }
      let training = try data.subset(rows: fold.training, threads: threads)
      let test = columns.map { column in fold.test.map { column[$0] } }
      for (place, candidate) in candidates.enumerated() {
        let own = try Trainer(candidate).train(on: training, threads: threads).predict(columns: test, threads: threads)
        for (index, row) in fold.test.enumerated() {
          for part in 0..<classes { all[place][row * classes + part] = own[index * classes + part] }
        }
      }
    }
    self.candidates = candidates
    predictions = all
    weights = Self.weights(predictions: all, targets: Self.targets(data.labels, classes), rowWeights: data.weights, classes: classes)
  }

  /// Every candidate trained on all rows, each counting for what it earned.
  public func ensemble(on data: Dataset, threads: Int = ActiveProcessors.count) throws -> Ensemble {
    try Ensemble(try candidates.map { try Trainer($0).train(on: data, threads: threads) }, weights: weights)
  }

  private static func targets(_ labels: [Double], _ classes: Int) -> [Double] {
    classes == 1 ? labels : labels.flatMap { label in (0..<classes).map { Double($0) == label ? 1 : 0 } }
  }

  /// The weights, 0 or more and together 1, with which predictions come nearest to targets, by squared error.
  ///
  /// Two weights at a time, as far as the other one is above 0: for a convex function of a simplex that ends at the least.
  static func weights(predictions: [[Double]], targets: [Double], rowWeights: [Double]?, classes: Int) -> [Double] {
    let count = predictions.count
    var products = Array(repeating: Array(repeating: 0.0, count: count), count: count)
    for place in targets.indices where predictions.allSatisfy({ $0[place].isFinite }) {
      let weight = rowWeights?[place / classes] ?? 1
      let errors = predictions.map { $0[place] - targets[place] }
      for left in 0..<count {
        for right in 0...left { products[left][right] += weight * errors[left] * errors[right] }
      }
    }
    for left in 0..<count {
      for right in 0..<left { products[right][left] = products[left][right] }
    }
    var weights = Array(repeating: 1 / Double(count), count: count)
    for _ in 0..<10_000 {
      let slopes = (0..<count).map { row in (0..<count).reduce(0) { $0 + products[row][$1] * weights[$1] } }
      guard let up = slopes.indices.min(by: { slopes[$0] < slopes[$1] }),
        let down = slopes.indices.filter({ weights[$0] > 0 }).max(by: { slopes[$0] < slopes[$1] })
      else { break }
      let curvature = products[up][up] + products[down][down] - 2 * products[up][down]
      let step = curvature > 0 ? min(weights[down], (slopes[down] - slopes[up]) / curvature) : 0
      guard step > 1e-14 else { break }
      weights[up] += step
      weights[down] = max(0, weights[down] - step)
    }
    return weights
  }
}

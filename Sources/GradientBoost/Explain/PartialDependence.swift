public import Statistics

/// How predictions change with one feature, all else as it is: on average and row by row (ICE).
///
/// Friedman, "Greedy function approximation", 2001; Goldstein et al., "Peeking inside the black box", 2015. Where features hang together it
/// also asks about rows that do not exist; `contributions` do not.
public struct PartialDependence: Sendable, Hashable {
  /// The feature.
  public let feature: String
  /// The values it was given, ascending.
  public let values: [Double]
  /// The mean prediction at each of them.
  public let mean: [Double]
  /// For each row its prediction at each of them.
  public let curves: [[Double]]

  /// Each row's curve less where it begins: lines that are not parallel show that other features have a say.
  public var centeredCurves: [[Double]] { curves.map { curve in curve.map { $0 - curve[0] } } }
}

extension Model {
  /// How predictions change with one feature.
  ///
  /// - Parameters:
  ///   - feature: its name.
  ///   - columns: rows that stand for those of interest; some hundred are enough.
  ///   - values: the values it is given; if `nil`, quantiles of its column, or its categories.
  ///   - points: how many quantiles, at most; 2 or more.
  ///   - index: which class's chance, for several classes.
  ///   - isRaw: whether raw scores are looked at instead of predictions.
  ///   - threads: the greatest number of threads to use.
  /// - Complexity: O(points × rows × trees × depth).
  public func partialDependence(
    of feature: String, columns: [[Double]], values: [Double]? = nil, points: Int = 20, ofClass index: Int = 0, isRaw: Bool = false,
    threads: Int = ActiveProcessors.count
  ) throws(PredictionError) -> PartialDependence {
    precondition(points >= 2, "Model.partialDependence: points is \(points); it must be 2 or more.")
    guard let place = featureNames.firstIndex(of: feature) else { throw PredictionError.missing(feature, among: featureNames) }
    guard (0..<scoresPerRow).contains(index) else {
      throw PredictionError("There is no class \(index); the model has \(scoresPerRow).")
    }
    let rows = try rowCount(of: columns)
    let grid = values ?? grid(of: columns[place], place, points: points)
    guard rows > 0, !grid.isEmpty else { throw PredictionError("Feature '\(feature)' has no value in these rows; give rows, or values.") }
    var changed = columns
    var curves = Array(repeating: [Double](), count: rows)
    for value in grid {
      changed[place] = Array(repeating: value, count: rows)
      let answers = try isRaw ? rawScores(columns: changed, threads: threads) : predict(columns: changed, threads: threads)
      for row in 0..<rows { curves[row].append(answers[row * scoresPerRow + index]) }
    }
    let mean = grid.indices.map { point in curves.reduce(0) { $0 + $1[point] } / Double(rows) }
    return PartialDependence(feature: feature, values: grid, mean: mean, curves: curves)
  }

  /// Different values of a column, ascending: quantiles, or all if they are few or categories.
  private func grid(of column: [Double], _ place: Int, points: Int) -> [Double] {
    let present = column.filter(\.isFinite).sorted()
    let different = present.indices.filter { $0 == 0 || present[$0] > present[$0 - 1] }.map { present[$0] }
    let isCategorical = trees.contains { $0.nodes.contains { $0.feature == place && $0.categories != nil } }
    guard different.count > points, !isCategorical else { return different }
    let shares = (0..<points).map { Double($0) / Double(points - 1) }
    let quantiles = Quantiles.ofSorted(present, shares)
    return quantiles.indices.filter { $0 == 0 || quantiles[$0] > quantiles[$0 - 1] }.map { quantiles[$0] }
  }
}

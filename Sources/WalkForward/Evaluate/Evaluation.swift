/// What an evaluation found: predictions for rows that no model was fitted on, and how good they are.
///
///     let evaluation = try evaluate(splits, fit: train, predict: predict, scores: [.correlation(with: labels)])
///     evaluation["correlation"]?.pooled.value
///     evaluation["correlation"]?.stability.decay
public struct Evaluation<Model: Sendable, Prediction: Sendable>: Sendable {
  /// The folds.
  public let splits: Splits
  /// What each fold gave, in order.
  public let folds: [FoldResult]
  /// Each score over all folds, in the order they were asked for.
  public let metrics: [MetricSummary]

  /// What one fold gave.
  public struct FoldResult: Sendable {
    /// The model fitted on its training rows.
    public let model: Model
    /// A prediction for each of its test rows, in order.
    public let predictions: [Prediction]
  }

  /// The score of this name over all folds.
  public subscript(name: String) -> MetricSummary? { metrics.first { $0.name == name } }

  /// For every row of the dataset the prediction of a model that was not fitted on it; `nil` for rows that no fold of the path tests.
  ///
  /// Where tests overlap, the earliest fold's prediction is taken.
  ///
  /// - Parameter path: which history, from 0; there is one unless splits are combinatorial.
  public func outOfFold(path: Int = 0) -> [Prediction?] {
    var result = [Prediction?](repeating: nil, count: splits.spans.count)
    for (row, prediction) in pooled(path: path) where result[row] == nil { result[row] = prediction }
    return result
  }

  /// The rows of a history with their predictions, in the order of its folds.
  public func pooled(path: Int = 0) -> [(row: Int, prediction: Prediction)] {
    Evaluation.pooled(splits, splits.paths[path], folds.map(\.predictions))
  }

  static func pooled(_ splits: Splits, _ path: Splits.Path, _ predictions: [[Prediction]]) -> [(row: Int, prediction: Prediction)] {
    path.flatMap { piece in
      zip(splits[piece.fold].test, predictions[piece.fold]).filter { piece.rows.contains($0.0) }.map { (row: $0.0, prediction: $0.1) }
    }
  }
}

/// One score over all folds: each fold, all together with an interval, and how stable it is.
public struct MetricSummary: Sendable, Hashable, Codable {
  /// The score's name.
  public let name: String
  /// Whether more is better.
  public let higherIsBetter: Bool
  /// What somebody without skill scores.
  public let noSkill: Double?
  /// The score of each fold, in order.
  public let folds: [FoldScore]
  /// The score of all test rows together: the mean over paths where there are several.
  public let pooled: ScoreEstimate
  /// The score of each history by itself; one unless splits are combinatorial.
  public let paths: [Double?]
  /// How much the score depends on the fold.
  public let stability: Stability
}

/// A score with how many rows it rests on and the interval it may lie in.
public struct ScoreEstimate: Sendable, Hashable, Codable {
  /// The score; `nil` where it is undefined on these rows.
  public let value: Double?
  /// How many rows it rests on.
  public let rows: Int
  /// The lower end of the interval; `nil` where it was not asked for, or there are too few blocks of rows to tell.
  public let lower: Double?
  /// The upper end of the interval.
  public let upper: Double?
  /// The share of resampled scores that are worse than no skill; `nil` where there is no interval or no such number.
  public let worseThanNoSkill: Double?
}

/// One score of one fold.
public struct FoldScore: Sendable, Hashable, Codable {
  /// The fold's place.
  public let fold: Int
  /// On the rows the model was fitted on; `nil` where it was not asked for, or is undefined.
  public let train: Double?
  /// On the rows to select on.
  public let validation: Double?
  /// On the test rows.
  public let test: ScoreEstimate
}

internal import Statistics

/// A number that says how good predictions for some rows are.
///
///     let score = Score<Double>.correlation(with: labels)
///     score.value([0.2, -0.1, 0.4], [7, 8, 9])     // the correlation with labels 7, 8 and 9
public struct Score<Prediction: Sendable>: Sendable {
  /// Its name, such as `auc`.
  public let name: String
  /// Whether more is better.
  public let higherIsBetter: Bool
  /// What somebody without skill scores, such as 0.5 for an area under the curve; `nil` where there is no such number.
  public let noSkill: Double?
  /// From predictions and the rows they are for, in the same order, to the score; `nil` where it is undefined, such as the area under the
  /// curve of rows that are all of one class. A row may come several times: intervals draw rows with replacement.
  public let value: @Sendable ([Prediction], [Int]) -> Double?

  /// A score.
  public init(
    _ name: String, higherIsBetter: Bool = true, noSkill: Double? = nil, value: @escaping @Sendable ([Prediction], [Int]) -> Double?
  ) {
    self.name = name
    self.higherIsBetter = higherIsBetter
    self.noSkill = noSkill
    self.value = value
  }

  /// How much better one value of the score is than another; negative if it is worse.
  func gain(_ value: Double, over other: Double) -> Double { higherIsBetter ? value - other : other - value }
}

extension Score where Prediction == Double {
  /// Pearson's correlation of predictions and labels: what is left of a signal once its scale is taken away. Undefined where either does
  /// not vary.
  ///
  /// - Parameter labels: a label for every row of the dataset.
  public static func correlation(with labels: [Double]) -> Score {
    Score("correlation", noSkill: 0) { predictions, rows in defined(Correlation.pearson(predictions, rows.map { labels[$0] })) }
  }

  /// The share of the labels' variance that the predictions explain; 0 for whoever always predicts their mean.
  ///
  /// - Parameter labels: a label for every row of the dataset.
  public static func rSquared(of labels: [Double]) -> Score {
    Score("r2", noSkill: 0) { predictions, rows in
      let own = rows.map { labels[$0] }
      let mean = Moments(own).mean
      let total = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let left = zip(predictions, own).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return total > 0 ? 1 - left / total : nil
    }
  }

  /// The share of rows whose class was predicted: a prediction above `threshold` says 1, others 0.
  ///
  /// - Parameters:
  ///   - labels: 0 or 1 for every row of the dataset.
  ///   - threshold: fixed before the test rows were seen.
  public static func accuracy(of labels: [Double], threshold: Double = 0.5) -> Score {
    Score("accuracy", noSkill: 0.5) { predictions, rows in
      rows.isEmpty ? nil : Double(zip(predictions, rows).count { ($0 > threshold) == (labels[$1] > 0.5) }) / Double(rows.count)
    }
  }

  /// The harmonic mean of precision and recall of class 1. Undefined where no row is 1 nor predicted 1.
  ///
  /// - Parameters:
  ///   - labels: 0 or 1 for every row of the dataset.
  ///   - threshold: fixed before the test rows were seen.
  public static func f1(of labels: [Double], threshold: Double = 0.5) -> Score {
    Score("f1") { predictions, rows in
      var (hits, errors) = (0, 0)
      for (prediction, row) in zip(predictions, rows) {
        let (said, is1) = (prediction > threshold, labels[row] > 0.5)
        if said && is1 { hits += 1 } else if said != is1 { errors += 1 }
      }
      return hits + errors == 0 ? nil : 2 * Double(hits) / Double(2 * hits + errors)
    }
  }

  private static func defined(_ value: Double) -> Double? { value.isNaN ? nil : value }
}

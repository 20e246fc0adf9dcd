import Assay
import Foundation

/// That the tree-structured Parzen estimator of `WalkForward` finds what Optuna finds. `Benchmarks/peers/tune_search.py` makes Optuna's numbers.
enum SearchProofs {
  static var all: [Proof] {
    functions.map { function in
      Proof("search.\(function.name)", "TPE finds what Optuna finds in \(function.trials) trials, over 20 seeds") { try verdict(function) }
    }
      + sets.map { set in
        Proof("search.\(set.name)", "tuning 8 parameters of gradient boosting, TPE finds what Optuna finds in 40 trials, over 20 seeds") {
          try verdict(set)
        }
      }
  }

  private struct Function {
    let name: String
    let trials: Int
    let space: @Sendable () throws -> SearchSpace
    let value: @Sendable (Configuration) throws -> Double
    /// The mean and the deviation of Optuna's best over seeds 0..<20.
    let optuna: (mean: Double, deviation: Double)
  }

  private static let functions: [Function] = [
    Function(
      name: "branin", trials: 60, space: { try SearchSpace([.real("x", from: -5, to: 10), .real("y", from: 0, to: 15)]) },
      value: { configuration in
        let (x, y) = (try configuration.real("x"), try configuration.real("y"))
        let curve = y - 5.1 / (4 * .pi * .pi) * x * x + 5 / .pi * x - 6
        return curve * curve + 10 * (1 - 1 / (8 * .pi)) * cos(x) + 10
      }, optuna: (0.52662, 0.14119)),
    Function(
      name: "hartmann6", trials: 100, space: { try SearchSpace((0..<6).map { .real("x\($0)", from: 0, to: 1) }) },
      value: { configuration in
        var sum = 0.0
        for row in scales.indices {
          var distance = 0.0
          for place in 0..<6 {
            let difference = try configuration.real("x\(place)") - centers[row][place] / 10_000
            distance += widths[row][place] * difference * difference
          }
          sum += scales[row] * exp(-distance)
        }
        return -sum
      }, optuna: (-3.18167, 0.09995)),
  ]

  private static let scales = [1, 1.2, 3, 3.2]
  private static let widths: [[Double]] = [
    [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
  ]
  private static let centers: [[Double]] = [
    [1_312, 1_696, 5_569, 124, 8_283, 5_886], [2_329, 4_135, 8_307, 3_736, 1_004, 9_991], [2_348, 1_451, 3_522, 2_883, 3_047, 6_650],
    [4_047, 8_828, 8_732, 5_743, 1_091, 381],
  ]

  private static func verdict(_ function: Function) throws -> Verdict {
    let best = try parallelMap(0..<20) { seed throws -> Double in
      let search = try Search(function.space(), .minimize, sampler: .treeParzen, seed: UInt64(seed))
      return try search.run(.trials(function.trials), threads: 1) { configuration, _ in try function.value(configuration) }.best?.score
        ?? .infinity
    }
    return compare("search.\(function.name)", best, function.optuna)
  }

  /// Optuna's spread over its seeds is what its result is known to; three standard errors of the difference of two means of 20 seeds.
  private static func compare(_ name: String, _ best: [Double], _ optuna: (mean: Double, deviation: Double)) -> Verdict {
    let moments = Moments(best)
    let error = ((moments.variance + optuna.deviation * optuna.deviation) / 20).squareRoot()
    let evidence: KeyValuePairs = [
      "mean": moments.mean, "deviation": moments.standardDeviation, "median": Quantiles.median(best), "optuna_mean": optuna.mean,
      "optuna_deviation": optuna.deviation, "standard_error": error,
    ]
    let reason = "\(moments.mean) ± \(moments.standardDeviation) where Optuna finds \(optuna.mean) ± \(optuna.deviation)."
    return moments.mean <= optuna.mean + 3 * error ? .pass(name, reason, evidence) : .fail(name, reason, evidence)
  }

  // MARK: - Tuning gradient boosting

  private struct TuningSet {
    let name: String
    let file: String
    let separator: Character
    let hasHeader: Bool
    /// Where the label is: the first column or the last.
    let labelIsFirst: Bool
    let objective: Objective
    let iterations: Int
    let optuna: (mean: Double, deviation: Double)
  }

  private static let sets: [TuningSet] = [
    TuningSet(
      name: "breast-cancer", file: "breast_cancer.csv", separator: ",", hasHeader: true, labelIsFirst: false, objective: .binary,
      iterations: 40,
      optuna: (0.0916277, 0.0042684)),
    TuningSet(
      name: "lightgbm-binary", file: "lightgbm-binary.train", separator: "\t", hasHeader: false, labelIsFirst: true, objective: .binary,
      iterations: 40, optuna: (0.575301, 0.0032049)),
    TuningSet(
      name: "lightgbm-regression", file: "lightgbm-regression.test", separator: "\t", hasHeader: false, labelIsFirst: true,
      objective: .regression, iterations: 40, optuna: (0.209359, 0.0035083)),
  ]

  private static let space: [SearchSpace.Dimension] = [
    .real("learning_rate", from: 0.01, to: 0.5, scale: .logarithmic), .whole("num_leaves", from: 2, to: 128, scale: .logarithmic),
    .whole("min_data_in_leaf", from: 1, to: 100, scale: .logarithmic), .real("lambda_l1", from: 1e-8, to: 10, scale: .logarithmic),
    .real("lambda_l2", from: 1e-8, to: 10, scale: .logarithmic), .real("feature_fraction", from: 0.3, to: 1),
    .real("bagging_fraction", from: 0.3, to: 1), .whole("bagging_freq", from: 0, to: 7),
  ]

  private static func verdict(_ set: TuningSet) throws -> Verdict {
    let name = "search.\(set.name)"
    let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../shared/data/ml").standardizedFileURL.path
    guard let text = try? String(contentsOfFile: "\(folder)/\(set.file)", encoding: .utf8) else {
      return .insufficient(name, "The set \(set.file) is not in a folder shared/data/ml beside the checkout.")
    }
    let rows = text.split(whereSeparator: \.isNewline).dropFirst(set.hasHeader ? 1 : 0).map { line in
      line.split(separator: set.separator).map { Double($0) ?? .nan }
    }
    let label = set.labelIsFirst ? 0 : (rows.first?.count ?? 1) - 1
    let labels = rows.map { $0[label] }
    let columns = (rows.first ?? []).indices.filter { $0 != label }.map { column in rows.map { $0[column] } }
    // Every third row judges.
    let (learning, judging) = (rows.indices.filter { $0 % 3 != 0 }, rows.indices.filter { $0 % 3 == 0 })
    let training = try Dataset(columns: columns.map { column in learning.map { column[$0] } }, labels: learning.map { labels[$0] })
    let (judged, truth) = (columns.map { column in judging.map { column[$0] } }, judging.map { labels[$0] })
    let best = try parallelMap(0..<20) { seed throws -> Double in
      let search = try Search(SearchSpace(space), .minimize, sampler: .treeParzen, seed: UInt64(seed))
      let result = try search.run(.trials(40), threads: 1) { configuration, _ in
        var parameters = Parameters(objective: set.objective)
        parameters.numIterations = set.iterations
        for entry in configuration.entries { try parameters.set(entry.name, to: "\(entry.value)") }
        let predictions = try Trainer(parameters).train(on: training, threads: 1).predict(columns: judged, threads: 1)
        let metric: Metric = set.objective == .binary ? .logLoss : .rmse
        let value = metric.value(predictions: predictions, labels: truth) ?? .nan
        // Optuna was given the mean square.
        return set.objective == .binary ? value : value * value
      }
      return result.best?.score ?? .infinity
    }
    return compare(name, best, set.optuna)
  }
}

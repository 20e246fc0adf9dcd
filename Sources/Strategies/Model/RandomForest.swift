internal import Backtest
internal import GradientBoost

/// `ml_random_forest`: the mean of trees that each saw other rows and features, trained on the bars before the window.
///
/// Bagging of single trees: each is one regression tree of labels 0 and 1, on a share of the rows drawn without replacement and half of the features,
/// drawn once for the tree. L. Breiman (*Random Forests*, 2001) draws rows with replacement and features anew at every split.
enum RandomForest {
  static let entry = StrategyEntry(
    "ml_random_forest", "bagged trees trained on the bars before the window: long where a rise is probable",
    [
      StrategyParameter("trees", "how many trees", 30, in: 1...1_000), StrategyParameter("leaves", "leaves of a tree", 31, in: 2...255),
    ] + ModelStrategy.learning + ModelStrategy.parameters, bars: .learning,
    make: { backtest, values in try ModelStrategy(try learned(backtest, values), backtest, values[4...]) }
  ) { backtest, bars, values in
    let model = try bars.value("random forest before \(backtest.from)", Array(values[..<4])) { try learned(backtest, values) }
    return try ModelStrategy(model, backtest, values[4...])
  }

  private static func learned(_ backtest: Backtest, _ values: [Double]) throws -> DirectionModel {
    try DirectionModel.learned(from: backtest.series[0], before: backtest.from, horizon: Int(values[2])) { data in
      try (0..<Int(values[0])).map { tree in
        var parameters = Parameters(objective: .regression)
        parameters.numIterations = 1
        parameters.learningRate = 1
        parameters.numLeaves = Int(values[1])
        parameters.baggingFraction = 0.632
        parameters.baggingFreq = 1
        parameters.featureFraction = 0.5
        parameters.seed = UInt64(values[3]) &* 1_000_003 &+ UInt64(tree)
        return try Trainer(parameters).train(on: data, threads: 1)
      }
    }
  }
}

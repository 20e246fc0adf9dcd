internal import Backtest
internal import GradientBoost

/// `ml_gbt`: gradient-boosted trees that are trained on the bars before the window.
enum BoostedTrees {
  static let entry = StrategyEntry(
    "ml_gbt", "gradient-boosted trees trained on the bars before the window: long where a rise is probable",
    [
      StrategyParameter("trees", "how many trees", 50, in: 1...2_000), StrategyParameter("leaves", "leaves of a tree", 15, in: 2...255),
    ] + ModelStrategy.learning + ModelStrategy.parameters, bars: .learning
  ) { backtest, values in
    let model = try DirectionModel.learned(from: backtest.series[0], before: backtest.from, horizon: Int(values[2])) { data in
      var parameters = Parameters(objective: .binary)
      parameters.numIterations = Int(values[0])
      parameters.numLeaves = Int(values[1])
      parameters.featureFraction = 0.8
      parameters.seed = UInt64(values[3])
      return [try Trainer(parameters).train(on: data, threads: 1)]
    }
    return try ModelStrategy(model, backtest, values[4...])
  }
}

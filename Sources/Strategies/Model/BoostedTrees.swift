internal import Backtest
internal import GradientBoost

/// `ml_gbt`: gradient-boosted trees that are trained on the bars before the window.
enum BoostedTrees {
  static let entry = StrategyEntry(
    "ml_gbt", "gradient-boosted trees trained on the bars before the window: long where a rise is probable",
    [
      StrategyParameter("trees", "how many trees", 50, in: 1...2_000), StrategyParameter("leaves", "leaves of a tree", 15, in: 2...255),
    ] + ModelStrategy.learning + ModelStrategy.parameters, bars: .learning,
    make: { backtest, values in try ModelStrategy(try learned(backtest, values), backtest, values[4...]) }
  ) { backtest, bars, values in
    // What is done with the probability changes nothing about the model.
    let model = try bars.value("boosted trees before \(backtest.from)", Array(values[..<4])) { try learned(backtest, values) }
    return try ModelStrategy(model, backtest, values[4...])
  }

  private static func learned(_ backtest: Backtest, _ values: [Double]) throws -> DirectionModel {
    try DirectionModel.learned(from: backtest.series[0], before: backtest.from, horizon: Int(values[2])) { data in
      var parameters = Parameters(objective: .binary)
      parameters.numIterations = Int(values[0])
      parameters.numLeaves = Int(values[1])
      parameters.featureFraction = 0.8
      parameters.seed = UInt64(values[3])
      return [try Trainer(parameters).train(on: data, threads: 1)]
    }
  }
}

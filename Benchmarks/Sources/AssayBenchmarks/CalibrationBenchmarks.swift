import Assay
import BenchmarkHarness

/// Calibration. Peers: scikit-learn on the same scores and labels, one thread.
enum CalibrationBenchmarks {
  private static let count = 1_000_000

  static var all: [Benchmark] { [execution] + fits + scores }

  private static var execution: Benchmark {
    Benchmark("calibration.execution", per: "trade", units: count) {
      let history = trades(count)
      return {
        blackHole(ExecutionCalibration(fills: history.fills, orders: history.orders, trades: history.trades, assumed: .frictionless))
      }
    }
  }

  private static var fits: [Benchmark] {
    [
      onFold("isotonic-fit") { blackHole(try IsotonicCalibrator($0.calibration)) },
      onFold("platt-fit") { blackHole(try PlattCalibrator($0.calibration)) },
      onFold("beta-fit") { blackHole(try BetaCalibrator($0.calibration)) },
      onFold("temperature-fit") { blackHole(try TemperatureCalibrator($0.calibration)) },
      onFold("venn-abers-fit") { blackHole(try VennAbersCalibrator($0.calibration)) },
      Benchmark("calibration.isotonic-predict", per: "score", units: count) {
        let folds = try folds()
        let calibrator = try IsotonicCalibrator(folds.calibration)
        return { blackHole(calibrator.probabilities(folds.scoring.scores)) }
      },
      Benchmark("calibration.venn-abers-predict", per: "score", units: count) {
        let folds = try folds()
        let calibrator = try VennAbersCalibrator(folds.calibration)
        return { blackHole(calibrator.probabilities(folds.scoring.scores)) }
      },
    ]
  }

  private static var scores: [Benchmark] { [onFold("reliability") { blackHole(try Reliability($0.scoring)) }] }

  private static func onFold(_ name: String, _ body: @escaping (ProbabilityFolds) throws -> Void) -> Benchmark {
    Benchmark("calibration.\(name)", per: "label", units: count) {
      let folds = try folds()
      return { try body(folds) }
    }
  }

  /// Scores and labels of a model that is too sure, shared with the peers.
  private static func folds() throws -> ProbabilityFolds {
    var generator = SeededGenerator(seed: 1)
    func fold(from start: Int) -> [ScoredLabel] {
      (0..<count).map { index in
        let score = generator.openUniform()
        let time = Timestamp(seconds: Int64(start + index))
        return ScoredLabel(score: score, label: generator.chance(0.2 + 0.6 * score), time: time, end: time)
      }
    }
    let folds = try ProbabilityFolds(trainedThrough: Timestamp(seconds: 0), calibration: fold(from: 1), scoring: fold(from: 1 + count))
    try BenchmarkData.share(folds.calibration.scores, as: "calibration-scores")
    try BenchmarkData.share(folds.calibration.labels.map { $0 ? 1 : 0 }, as: "calibration-labels")
    return folds
  }

  /// So many trades with two fills and an order each.
  private static func trades(_ count: Int) -> (fills: [ExecutedFill], orders: [OrderOutcome], trades: [Trade]) {
    var generator = SeededGenerator(seed: 2)
    let symbols: [Symbol] = ["BTC-USDT", "ETH-USDT", "SOL-USDT", "XRP-USDT"]
    var fills: [ExecutedFill] = []
    var orders: [OrderOutcome] = []
    var trades: [Trade] = []
    for index in 0..<count {
      let symbol = symbols[generator.integer(below: 4)]
      let start = Timestamp(seconds: Int64(index) * 60)
      let regime = VolatilityRegime.allCases[generator.integer(below: 3)]
      let quantity = 1 + generator.uniform()
      var prices: [Double] = []
      for (side, time) in [(Side.buy, start), (.sell, start + .seconds(30))] {
        let price = 100 * (1 + side.sign * (0.0005 + 0.0004 * generator.normal()))
        prices.append(price)
        let fill = Fill(
          symbol: symbol, side: side, quantity: quantity, price: price, referencePrice: 100, decided: time, time: time + .milliseconds(200),
          fee: 0.04, liquidity: .taker)
        fills.append(ExecutedFill(fill, regime: regime))
      }
      orders.append(OrderOutcome(symbol: symbol, side: .buy, quantity: quantity, filled: quantity, placed: start, ending: .filled))
      trades.append(
        Trade(
          symbol: symbol, side: .buy, quantity: quantity, entryTime: start, entryPrice: prices[0], exitTime: start + .seconds(30),
          exitPrice: prices[1], exitReason: ExitReason.allCases[index % 9], fees: 0.08, carry: 0))
    }
    return (fills, orders, trades)
  }
}

import Assay

/// The promises of `Calibration` at full size.
enum CalibrationProofs {
  static var all: [Proof] {
    [
      Proof("calibration.friction", "200 engines with known friction by hour and regime: 95 % of all intervals hold the truth.") {
        try coverage("calibration.friction", level: 0.0004)
      },
      Proof("calibration.no-friction", "200 engines without market friction: 95 % of all intervals hold zero.") {
        try coverage("calibration.no-friction", level: 0)
      },
      Proof("calibration.few", "200 engines with 100 trades each: 95 % of all intervals hold the truth.") {
        try coverage("calibration.few", level: 0.0004, trades: 100)
      },
      Proof("calibration.many", "200 engines with 5000 trades each: 95 % of all intervals hold the truth.") {
        try coverage("calibration.many", level: 0.0004, trades: 5_000)
      },
      Proof("calibration.heavy-tails", "200 engines with noise of infinite kurtosis: 95 % of all intervals hold the truth.") {
        try coverage("calibration.heavy-tails", level: 0.0004, tails: 3)
      },
      Proof("calibration.million", "A million trades calibrate in under two seconds.", million),
    ]
  }

  private static let windowFactors = [0.6, 0.8, 1.6, 1.0]
  private static let regimes: [(regime: VolatilityRegime, share: Double, factor: Double)] = [
    (.ranging, 0.5, 0.7), (.trending, 0.3, 1), (.volatile, 0.2, 2),
  ]

  /// Fills of one engine: each decided at a random time in a random regime.
  private static func fills(_ count: Int, level: Double, seed: UInt64, tails: Double = 5) -> (fills: [ExecutedFill], trades: [Trade]) {
    var generator = SeededGenerator(seed: seed)
    var fills: [ExecutedFill] = []
    var trades: [Trade] = []
    var now = Timestamp(seconds: 1_700_000_000)
    for _ in 0..<count {
      now += .milliseconds(1 + generator.integer(below: 7_200_000))
      let draw = generator.uniform()
      let regime = draw < 0.5 ? regimes[0] : draw < 0.8 ? regimes[1] : regimes[2]
      let entry = fill(.buy, now, level, regime, tails, &generator)
      let exit = fill(.sell, now + .seconds(60 + generator.integer(below: 20_000)), level, regime, tails, &generator)
      fills += [entry, exit].map { ExecutedFill($0, regime: regime.regime) }
      trades.append(
        Trade(
          symbol: "A", side: .buy, quantity: 1, entryTime: entry.time, entryPrice: entry.price, exitTime: exit.time, exitPrice: exit.price,
          exitReason: .signal, fees: 0, carry: 0))
    }
    return (fills, trades)
  }

  private static func fill(
    _ side: Side, _ decided: Timestamp, _ level: Double, _ regime: (regime: VolatilityRegime, share: Double, factor: Double),
    _ tails: Double, _ generator: inout SeededGenerator
  ) -> Fill {
    let window = Int(decided.timeOfDay.wholeNanoseconds / 21_600_000_000_000)
    let friction = level * windowFactors[window] * regime.factor + 0.0006 * generator.studentT(degreesOfFreedom: tails)
    return Fill(
      symbol: "A", side: side, quantity: 1, price: 100 * (1 + side.sign * friction), referencePrice: 100, decided: decided,
      time: decided + .milliseconds(100), fee: 0, liquidity: .taker)
  }

  private static func coverage(_ name: String, level: Double, trades: Int = 500, tails: Double = 5) throws -> Verdict {
    let regimeMean = regimes.reduce(0) { $0 + $1.share * $1.factor }
    let windowMean = windowFactors.reduce(0, +) / 4
    let hits = parallelMap(Array(0..<200)) { seed -> [Bool] in
      let history = fills(trades, level: level, seed: UInt64(seed), tails: tails)
      let calibration = ExecutionCalibration(fills: history.fills, orders: [], trades: history.trades, assumed: .frictionless)
      var hits = [calibration.slippage.interval?.contains(level * regimeMean * windowMean) ?? false]
      for bucket in calibration.buckets {
        let truth: Double
        switch bucket.dimension {
        case .window:
          truth = level * regimeMean * (["00-06", "06-12", "12-18", "18-24"].firstIndex(of: bucket.name).map { windowFactors[$0] } ?? 1)
        case .regime: truth = level * windowMean * (regimes.first { $0.regime.rawValue == bucket.name }?.factor ?? 1)
        default: continue
        }
        hits.append(bucket.slippage.interval?.contains(truth) ?? false)
      }
      return hits
    }
    let all = hits.flatMap(\.self)
    let share = Double(all.count { $0 }) / Double(all.count)
    let pooled = Double(hits.count { $0[0] }) / 200
    let evidence: KeyValuePairs = ["share": share, "intervals": Double(all.count), "share_of_all_fills": pooled]
    // 1600 intervals: two standard errors are 1.1 points; 200: 3.1 points. Too wide is wrong as well.
    return share > 0.939 && share < 0.975 && pooled > 0.919
      ? .pass(name, "\(share) of the intervals hold the truth.", evidence)
      : .fail(name, "\(share) of the intervals hold the truth.", evidence)
  }

  private static func million() throws -> Verdict {
    let history = fills(1_000_000, level: 0.0004, seed: 1)
    let clock = ContinuousClock()
    var calibration: ExecutionCalibration?
    let duration = clock.measure {
      calibration = ExecutionCalibration(fills: history.fills, orders: [], trades: history.trades, assumed: .frictionless)
    }
    let evidence: KeyValuePairs = ["seconds": duration.inSeconds, "fills": Double(calibration?.slippage.count ?? 0)]
    return duration < .seconds(2)
      ? .pass("calibration.million", "\(duration.inSeconds) seconds.", evidence)
      : .fail("calibration.million", "\(duration.inSeconds) seconds.", evidence)
  }
}

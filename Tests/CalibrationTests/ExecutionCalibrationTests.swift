import Calibration
import Foundation
import Market
import Plots
import Statistics
import Testing

@Suite("Execution calibration")
struct ExecutionCalibrationTests {
  /// Every place in a document where an object has names, as a document with one of them misspelt and the name that was meant.
  private func misspellings(_ value: Any) -> [(document: Any, meant: String)] {
    if let object = value as? [String: Any] {
      return object.keys.sorted().flatMap { key -> [(document: Any, meant: String)] in
        var renamed = object
        renamed[key + "x"] = renamed.removeValue(forKey: key)
        let below = misspellings(object[key] ?? NSNull()).map { changed -> (document: Any, meant: String) in
          var copy = object
          copy[key] = changed.document
          return (copy, changed.meant)
        }
        return [(renamed, key)] + below
      }
    }
    guard let list = value as? [Any], let first = list.first else { return [] }
    return misspellings(first).map { changed in ([changed.document] + list.dropFirst(), changed.meant) }
  }

  @Test("refuses a misspelt name at every level of a document, and says which was meant")
  func misspelt() throws {
    let history = FrictionEngine(impact: 0.0002).run(trades: 60, seed: 11)
    func check<Document: Codable>(_ document: Document, atLeast count: Int) throws {
      let whole = try JSONSerialization.jsonObject(with: JSONEncoder().encode(document))
      let changed = misspellings(whole)
      #expect(changed.count >= count, "\(Document.self)")
      for (object, meant) in changed {
        let data = try JSONSerialization.data(withJSONObject: object)
        #expect("\(Document.self), \(meant)") { try JSONDecoder().decode(Document.self, from: data) } throws: { error in
          "\(error)".contains("unknown name '\(meant)x'") && (meant.count < 2 || "\(error)".contains("'\(meant)'"))
        }
      }
    }
    try check(try calibrate(history), atLeast: 70)
    try check(history.fills[0], atLeast: 10)
    try check(history.orders[0], atLeast: 6)
    try check(Reliability(Reference.scores, Reference.labels, bins: 5, confidence: 0.95, level: 0.01), atLeast: 25)
    try check(IsotonicCalibrator(Reference.fold()), atLeast: 2)
    try check(PlattCalibrator(Reference.fold()), atLeast: 2)
    try check(BetaCalibrator(Reference.fold()), atLeast: 3)
    try check(TemperatureCalibrator(Reference.fold()), atLeast: 1)
    try check(VennAbersCalibrator(Reference.fold()), atLeast: 3)
    try check(OnlineRecalibrator(halfLife: 100, labelsBetweenFalseAlarms: 1_000), atLeast: 7)
  }

  private func calibrate(
    _ history: FrictionEngine.History, previous: ExecutionCalibration? = nil, _ options: ExecutionCalibration.Options = .init()
  ) throws -> ExecutionCalibration {
    let assumed = try Costs(makerFee: 0.0002, takerFee: 0.001, slippage: 0.0002)
    return ExecutionCalibration(
      fills: history.fills, orders: history.orders, trades: history.trades, assumed: assumed, previous: previous, options: options)
  }

  @Test("recovers known friction inside its own intervals", arguments: [FrictionEngine(), FrictionEngine(level: 0)])
  func coverage(_ engine: FrictionEngine) throws {
    var hits = 0
    var count = 0
    for seed in 0..<30 {
      let calibration = try calibrate(engine.run(trades: 150, seed: UInt64(seed)))
      if let interval = calibration.slippage.interval { (hits, count) = (hits + (interval.contains(engine.pooled) ? 1 : 0), count + 1) }
      for bucket in calibration.buckets {
        guard let truth = engine.truth(bucket), let interval = bucket.slippage.interval else { continue }
        (hits, count) = (hits + (interval.contains(truth) ? 1 : 0), count + 1)
      }
    }
    // 300 intervals of 95 %: four standard errors below are 90 %.
    #expect(count == 300 && hits >= 270, "\(hits) of \(count) intervals hold the truth")
    #expect(hits < 300, "intervals that always hold are too wide")
  }

  @Test("gives costs that tell calm from wild hours")
  func costs() throws {
    let engine = FrictionEngine(noise: 0.0003)
    let calibration = try calibrate(
      engine.run(trades: 3_000, seed: 5),
      {
        var o = ExecutionCalibration.Options(); o.halfLife = .infinity; return o
      }())
    #expect(calibration.verdict.isPass)
    for (window, factor) in engine.byWindow.enumerated() {
      for regime in VolatilityRegime.allCases {
        let truth = engine.level * factor * (engine.byRegime[regime] ?? 1)
        let found = calibration.costs.slippage(at: Timestamp(seconds: Int64(window) * 21_600 + 60), regime: regime)
        #expect(abs(found - truth) < 0.12 * truth + 0.00002, "window \(window), \(regime): \(found) where \(truth) is true")
      }
    }
    #expect(abs(calibration.costs.takerFee - 0.0005) < 1e-9)
    #expect(calibration.costs.makerFee == 0.0002, "no maker fills: as assumed")
    let volatile = try #require(calibration.buckets.first { $0.name == "volatile" })
    let ranging = try #require(calibration.buckets.first { $0.name == "ranging" })
    #expect(volatile.positionMultiplier < 0.75 && volatile.positionMultiplier >= 0.5 && ranging.positionMultiplier == 1.2)
    #expect(calibration.recommendations.contains { $0.code == "smaller_positions" && $0.text.contains("volatile") })
  }

  @Test("weighs the newest fifty three times and halves with age", arguments: [3, 60, 200])
  func weights(_ count: Int) throws {
    let history = FrictionEngine().run(trades: count, seed: 3)
    var options = ExecutionCalibration.Options()
    options.minimumTrades = 1
    options.halfLife = 40
    let calibration = try calibrate(history, options)
    // Recomputed in the plainest way.
    let sorted = history.fills.sorted { $0.fill.time < $1.fill.time }
    var top = 0.0
    var bottom = 0.0
    for (index, executed) in sorted.enumerated() {
      let age = Double(sorted.count - 1 - index)
      let weight = pow(0.5, age / 40) * (age < 50 ? 3 : 1)
      top += weight * executed.fill.side.sign * (executed.fill.price - executed.fill.referencePrice) / executed.fill.referencePrice
      bottom += weight
    }
    #expect(abs((calibration.slippage.measured ?? .nan) - top / bottom) < 1e-15)
  }

  @Test("learns nothing from fewer than ten trades", arguments: [0, 1, 9])
  func insufficient(_ count: Int) throws {
    let calibration = try calibrate(FrictionEngine().run(trades: count, seed: 1))
    #expect(calibration.verdict.isInsufficient)
    #expect(calibration.costs == calibration.assumed && calibration.backtestSlippageMultiplier == 2)
    #expect(calibration.recommendations.map(\.code) == ["collect_more"])
  }

  @Test("recovers zero where there is no friction, and a constant one as it is, unless it is what was assumed")
  func constants() throws {
    let none = try calibrate(FrictionEngine(level: 0, noise: 0).run(trades: 40, seed: 2))
    #expect(none.slippage.value.magnitude < 1e-12 && none.costs.slippage < 1e-12)
    var engine = FrictionEngine(level: 0.0005, noise: 0)
    engine.byWindow = [1, 1, 1, 1]
    engine.byRegime = [:]
    let constant = try calibrate(engine.run(trades: 40, seed: 2))
    #expect(constant.verdict.isPass && constant.recommendations.contains { $0.code == "check_reference_price" })
    #expect(constant.slippage.interval?.contains(0.0005) == true && abs(constant.costs.slippage - 0.0005) < 1e-15)
    engine.level = 0.0002
    let own = try calibrate(engine.run(trades: 40, seed: 2))
    #expect(own.verdict.isInsufficient && own.recommendations.map(\.code) == ["fix_reference_price"] && own.costs == own.assumed)
    #expect(
      try calibrate(FrictionEngine(level: 0.0002, noise: 0).run(trades: 40, seed: 2)).verdict.isPass, "by hour and regime it is measured")
  }

  @Test("counts shares and times as they are")
  func shares() throws {
    let history = FrictionEngine().run(trades: 100, seed: 4)
    let calibration = try calibrate(history)
    #expect(calibration.fillRate.value == 100 / Double(history.orders.count) && calibration.fillRate.count == history.orders.count)
    let byTime = history.trades.filter { $0.exitReason == .timeLimit }.count
    #expect(calibration.trades.timeLimitShare.value == Double(byTime) / 100)
    #expect(abs(calibration.trades.exits.reduce(0) { $0 + ($1.share.value ?? 0) } - 1) < 1e-12)
    let wins = history.trades.map(\.resultFraction).filter { $0 > 0 }
    let losses = history.trades.map(\.resultFraction).filter { $0 < 0 }
    let payoff = (wins.reduce(0, +) / Double(wins.count)) / -(losses.reduce(0, +) / Double(losses.count))
    #expect(abs((calibration.trades.payoff.value ?? .nan) - payoff) < 1e-12)
    #expect(calibration.meanLatencySeconds.interval?.contains(0.25) == true)
    #expect(calibration.backtestSlippageMultiplier == 1.9)
    #expect(try calibrate(FrictionEngine().run(trades: 600, seed: 4)).backtestSlippageMultiplier == 1.5)
  }

  @Test("agrees with published intervals of a share")
  func wilson() throws {
    // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I: 81 of 263, Wilson's score method.
    let orders = (0..<263).map { index in
      OrderOutcome(symbol: "A", side: .buy, quantity: 1, filled: index < 81 ? 1 : 0, placed: Timestamp(seconds: 0), ending: .filled)
    }
    let interval = try #require(ExecutionCalibration(fills: [], orders: orders, trades: [], assumed: .frictionless).fillRate.interval)
    #expect(abs(interval.lower - 0.2553) < 5e-5 && abs(interval.upper - 0.3662) < 5e-5)
  }

  @Test("finds how slippage grows with size")
  func impact() throws {
    let history = FrictionEngine(level: 0, noise: 0.0002, impact: 0.0005).run(trades: 600, seed: 6)
    let impact = try #require(try calibrate(history).impact)
    let median = Quantiles.median(history.fills.map(\.fill.quantity))
    #expect(impact.interval.contains(0.0005 * median.squareRoot()) || abs(impact.coefficient - 0.0005 * median.squareRoot()) < 3e-5)
    #expect(try calibrate(FrictionEngine(impact: 0).run(trades: 600, seed: 6)).impact?.interval.contains(0) == true)
  }

  @Test("sees costs that changed, and none that did not", arguments: [0.0004, 0.0012])
  func drift(_ level: Double) throws {
    let before = try calibrate(FrictionEngine().run(trades: 300, seed: 7))
    let after = FrictionEngine(level: level).run(trades: 300, seed: 8, from: 1_800_000_000)
    let verdict = try calibrate(after, previous: before).drift
    #expect(verdict.outcome == (level == 0.0004 ? .pass : .fail), "\(verdict)")
    #expect(try calibrate(after).drift.isInsufficient)
    #expect(try calibrate(FrictionEngine().run(trades: 300, seed: 7), previous: before).drift.isInsufficient, "the same fills are no news")
  }

  @Test("leaves out what no market can have made, and says how much")
  func impossible() throws {
    var history = FrictionEngine().run(trades: 50, seed: 9)
    let clean = try calibrate(history)
    let sample = history.fills[0].fill
    for (price, reference) in [(Double.nan, 1.0), (0, 1), (1, 0), (.infinity, 1), (1, -.infinity), (1e300, 1e-300)] {
      history.fills.append(
        ExecutedFill(
          Fill(
            symbol: sample.symbol, side: .buy, quantity: 1, price: price, referencePrice: reference, decided: sample.decided,
            time: sample.time,
            fee: 0, liquidity: .taker)))
    }
    let calibration = try calibrate(history)
    #expect(calibration.ignored == 6 && calibration.slippage == clean.slippage && calibration.buckets == clean.buckets)
  }

  @Test("does not depend on the order of fills", arguments: [1, 2, 3] as [UInt64])
  func order(_ seed: UInt64) throws {
    var history = FrictionEngine().run(trades: 80, seed: 10)
    let expected = try calibrate(history).slippage
    var generator = SeededGenerator(seed: seed)
    generator.shuffle(&history.fills)
    #expect(try calibrate(history).slippage == expected, "seed \(seed)")
  }

  @Test("is written in snake case with the legacy field, reads back the same, and knows its names")
  func document() throws {
    let calibration = try calibrate(FrictionEngine().run(trades: 60, seed: 11))
    let data = try JSONEncoder().encode(calibration)
    #expect(try JSONDecoder().decode(ExecutionCalibration.self, from: data) == calibration)
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    // The system's reader of JSON may round the last digit.
    let percent = try #require(object["avg_slippage_per_side_pct"] as? Double)
    #expect(abs(percent - calibration.slippage.value * 100) < 1e-15)
    #expect(
      !String(decoding: data, as: UTF8.self).split(separator: "\"").contains {
        $0.contains(where: \.isUppercase) && $0.allSatisfy(\.isLetter)
          && !["timeLimit", "trailingStop", "breakEven", "riskStop"].contains($0)
      })
    let misspelt = String(decoding: data, as: UTF8.self).replacingOccurrences(of: "\"fill_rate\"", with: "\"fil_rate\"")
    #expect { try JSONDecoder().decode(ExecutionCalibration.self, from: Data(misspelt.utf8)) } throws: { "\($0)".contains("fill_rate") }
    let empty = ExecutionCalibration(fills: [], orders: [], trades: [], assumed: .frictionless)
    #expect(try JSONDecoder().decode(ExecutionCalibration.self, from: JSONEncoder().encode(empty)) == empty)
    #expect(empty.page().html().contains("insufficient") || empty.page().html().contains("needed"))
  }

  @Test("is a page that shows every bucket, and that a browser looks at where somebody asks for it")
  func page() throws {
    let calibration = try calibrate(FrictionEngine().run(trades: 400, seed: 12))
    let html = calibration.page().html()
    for bucket in calibration.buckets { #expect(html.contains(bucket.name)) }
    guard let path = ProcessInfo.processInfo.environment["ASSAY_GALLERY"] else { return }
    try html.write(toFile: path + ".calibration.html", atomically: true, encoding: .utf8)
  }

  @Test("reads a journal of plain fills as fills without a regime")
  func plainFills() throws {
    let executed = FrictionEngine().run(trades: 1, seed: 1).fills[0]
    let plain = try JSONDecoder().decode(ExecutedFill.self, from: JSONEncoder().encode(executed.fill))
    #expect(plain.fill == executed.fill && plain.regime == nil)
    #expect(try JSONDecoder().decode(ExecutedFill.self, from: JSONEncoder().encode(executed)) == executed)
  }

  @Test("names regimes from bars that had closed")
  func regimes() throws {
    var price = 100.0
    var generator = SeededGenerator(seed: 1)
    var time: [Timestamp] = []
    var close: [Double] = []
    for index in 0..<300 {
      let step = index < 150 ? 0.001 * generator.normal() : index < 200 ? 0.0012 : 0.01 * generator.normal()
      price *= 1 + step
      time.append(Timestamp(seconds: Int64(index) * 3_600))
      close.append(price)
    }
    func series(_ count: Int) throws -> BarSeries {
      try BarSeries(
        symbol: "A", timeframe: .hours(1), time: Array(time.prefix(count)), open: Array(close.prefix(count)),
        high: Array(close.prefix(count)),
        low: Array(close.prefix(count)), close: Array(close.prefix(count)), volume: [Double](repeating: 1, count: count))
    }
    let history = RegimeHistory(try series(300), window: 20, reference: 100)
    #expect(history.regime(at: Timestamp(seconds: 3_600)) == nil)
    #expect(history.regime(at: Timestamp(seconds: 195 * 3_600)) == .trending)
    #expect(history.regime(at: Timestamp(seconds: 225 * 3_600)) == .volatile)
    for count in [100, 180, 230] {
      let cut = RegimeHistory(try series(count), window: 20, reference: 100)
      let instant = Timestamp(seconds: Int64(count) * 3_600)
      #expect(cut.regime(at: instant) == history.regime(at: instant), "what comes after bar \(count) changes nothing")
    }
  }
}

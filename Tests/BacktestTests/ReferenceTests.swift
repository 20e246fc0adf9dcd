import Backtest
import Foundation
import Market
import Statistics
import Testing

@Suite struct ReferenceTests {
  private static func isNear(_ one: Double, _ other: Double) -> Bool { abs(one - other) <= 1e-9 * max(1, abs(one), abs(other)) }

  private static func difference(_ one: TradeRecord, _ other: TradeRecord) -> String? {
    let (a, b) = (one.trade, other.trade)
    let isSame =
      a.symbol == b.symbol && a.side == b.side && a.entryTime == b.entryTime && a.exitTime == b.exitTime && a.exitReason == b.exitReason
      && one.barsHeld == other.barsHeld && one.isAmbiguous == other.isAmbiguous && isNear(a.quantity, b.quantity)
      && isNear(a.entryPrice, b.entryPrice) && isNear(a.exitPrice, b.exitPrice) && isNear(a.fees, b.fees) && isNear(a.carry, b.carry)
      && isNear(one.adverseExcursion, other.adverseExcursion) && isNear(one.favourableExcursion, other.favourableExcursion)
    return isSame ? nil : "engine \(one)\nreference \(other)"
  }

  /// Compares a scenario under both engines; `nil` if they agree.
  static func disagreement(_ seed: UInt64, bars: Int) throws -> String? {
    let scenario = try Scenario(seed: seed, bars: bars)
    let backtest = try scenario.backtest()
    let result = try backtest.run(Signals(scenario.wishes))
    var reference = ReferenceEngine(scenario.rules, scenario.sizer, backtest.symbols, finer: backtest.finer)
    reference.run(scenario.series, scenario.wishes)
    let place = "seed \(seed), \(scenario.rules)".replacingOccurrences(
      of: "Backtest.Funding.Rate\\(time[^)]*\\)(, )?", with: "", options: .regularExpression)
    for (number, pair) in zip(result.trades, reference.trades).enumerated() {
      if let difference = difference(pair.0, pair.1) { return "\(place), trade \(number):\n\(difference)" }
    }
    if result.trades.count != reference.trades.count {
      return "\(place): \(result.trades.count) trades against \(reference.trades.count)"
    }
    for (index, pair) in zip(result.tape.equity, reference.equityCurve).enumerated() where !isNear(pair.0, pair.1) {
      return "\(place), equity at \(result.tape.times[index]): \(pair.0) against \(pair.1)"
    }
    if result.tape.times != reference.times { return "\(place): marked at other times" }
    if result.totals.ambiguousBars != reference.ambiguous {
      return "\(place): \(result.totals.ambiguousBars) ambiguous bars against \(reference.ambiguous)"
    }
    if result.totals.liquidations != reference.liquidations { return "\(place): liquidations differ" }
    return nil
  }

  @Test(arguments: 0..<25) func agreesTradeByTradeWithTheRulesTakenOneByOne(block: Int) throws {
    for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
      if let text = try Self.disagreement(seed, bars: 120) { Issue.record("\(text)") }
    }
  }

  @Test func agreesOnFreshScenariosOfAFuzzRun() throws {
    let environment = ProcessInfo.processInfo.environment
    guard let seconds = environment["ASSAY_FUZZ_SECONDS"].flatMap(Double.init) else { return }
    var seed = environment["ASSAY_FUZZ_SEED"].flatMap(UInt64.init) ?? 1_000_000
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if let text = try Self.disagreement(seed, bars: 400) { Issue.record("\(text)") }
      seed += 1
    }
  }
}

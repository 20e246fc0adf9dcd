import Assay

/// What sweeps promise.
enum SweepProofs {
  static var all: [Proof] {
    [
      Proof(
        "sweep.memory", "two thousand runs take no more memory than twenty but for their rows and columns up to a limit, and more no more",
        memory),
      Proof("sweep.shards", "on every market of three, shards of any number join to the table of one run", shards),
      Proof("sweep.null", "the winner of 91 pairs on a random walk is found to be luck, on all but a few of 200 markets", null),
    ]
  }

  private static func market(_ seed: UInt64, count: Int, edge: Double = 0) throws -> Backtest {
    let series = try SyntheticMarket(seed: seed, edge: edge).bars(.hours(1), count: count)[0]
    let rules = try TradingRules(capital: 10_000, costs: .frictionless, fills: .nextOpen)
    return try Backtest([series], rules, sizing: FixedFraction(0.95))
  }

  private static func sweep(_ fast: String, _ slow: String, on markets: [Backtest]) throws -> Sweep {
    try Sweep(
      StrategyCatalogue.standard.entry("ema_crossover"),
      .grid(
        [try SweepRange("fast=\(fast)"), try SweepRange("slow=\(slow)")], fixed: ["short": 1], where: [try SweepCondition("fast<slow")]),
      on: markets)
  }

  private static func memory() throws -> Verdict {
    let market = try market(1, count: 200_000)
    _ = try sweep("2:11", "40:41", on: [market]).run(capacity: 64 << 20)
    guard let before = peakMemory() else { return .insufficient("sweep.memory", "The system does not tell how much memory is used.") }
    let table = try sweep("2:41", "100:149", on: [market]).run(capacity: 64 << 20)
    guard let after = peakMemory() else { return .insufficient("sweep.memory", "The system does not tell how much memory is used.") }
    // Four times as many once more: now that the columns have filled their room, only rows are left to grow.
    let longer = try sweep("2:81", "100:199", on: [market]).run(capacity: 64 << 20)
    guard let last = peakMemory() else { return .insufficient("sweep.memory", "The system does not tell how much memory is used.") }
    // Columns up to the capacity, and a row of some hundred bytes for each run.
    let allowed = 64.0 * 1_048_576 + Double(table.trials.count) * 1_024
    let allowedLater = Double(longer.trials.count) * 1_024
    let evidence: KeyValuePairs = [
      "runs": Double(table.trials.count), "before": before, "after": after, "allowed_growth": allowed,
      "runs_later": Double(longer.trials.count),
      "after_those": last, "allowed_growth_later": allowedLater,
    ]
    let text =
      "\((after - before) / 1_048_576) MiB more with \(table.trials.count) runs, \((last - after) / 1_048_576) MiB more with \(longer.trials.count)."
    return after - before <= allowed && last - after <= allowedLater
      ? .pass("sweep.memory", text, evidence) : .fail("sweep.memory", text, evidence)
  }

  private static func shards() throws -> Verdict {
    let sweep = try sweep("2:20:2", "21:81:10", on: [market(1, count: 20_000), market(2, count: 20_000), market(3, count: 20_000)])
    let whole = try sweep.run()
    for count in [1, 2, 3, 7, 16, 64, 300] {
      let shares = try (1...count).map { ("\($0)", try sweep.run(share: SweepShare($0, of: count), threads: 1 + $0 % 3)) }
      guard try SweepTable.joining(shares.filter { !$0.1.trials.isEmpty }.map { (name: $0.0, table: $0.1) }) == whole else {
        return .fail("sweep.shards", "\(count) shards give another table.")
      }
    }
    return .pass("sweep.shards", "\(whole.trials.count) trials, up to 300 shards.", ["trials": Double(whole.trials.count)])
  }

  /// Nothing can be earned there, so that a winner that is believed is a false alarm; one in twenty would be, were trials independent.
  private static func null() throws -> Verdict {
    var (alarms, plain, told) = (0, 0, 0)
    for seed in 0..<200 as Range<UInt64> {
      let table = try sweep(
        "5,8,10,12,15,20,25,30,40,50,60,80,100,150", "5,8,10,12,15,20,25,30,40,50,60,80,100,150", on: [market(500 + seed, count: 8_766)]
      )
      .run()
      guard let deflated = table.deflatedSharpe else { continue }
      told += 1
      if table.verdict.isPass { alarms += 1 }
      if deflated.sharpe.probability(ofMoreThan: 0) > 0.95 { plain += 1 }
    }
    var found = 0
    for seed in 0..<40 as Range<UInt64> {
      if try sweep("5,9,15,20", "21,30,60,100", on: [market(900 + seed, count: 3 * 8_766, edge: 4)]).run().verdict.isPass { found += 1 }
    }
    let evidence: KeyValuePairs = [
      "markets": Double(told), "false_alarms": Double(alarms), "winners_that_look_good": Double(plain), "found_of_40_edges": Double(found),
    ]
    let holds = told == 200 && alarms <= 10 && found >= 30
    return holds
      ? .pass("sweep.null", "\(alarms) of \(told) believed, where \(plain) look good; \(found) of 40 planted edges found.", evidence)
      : .fail("sweep.null", "\(alarms) of \(told) believed, where \(plain) look good; \(found) of 40 planted edges found.", evidence)
  }
}

import Assay

/// What the leakage audit of `WalkForward` promises: it finds what is planted and leaves alone what is clean.
enum LeakageProofs {
  static var all: [Proof] {
    [
      Proof("leakage.false-alarms", "an audit of eight checks raises a false alarm on at most 4 % of 2 000 clean sets", falseAlarms),
      Proof("leakage.detection", "each of six planted leaks is found in at least 95 % of 300 sets", detection),
    ]
  }

  /// Each of the eight checks may raise an alarm on 0.5 % of clean sets.
  private static let mostAlarms = 0.04
  private static let leastFound = 0.95
  private static let rows = 1_500

  private static func report(_ leak: PlantedLeak?, _ seed: Int) throws -> LeakageReport {
    let dataset = try PlantedMarket(rows: rows, seed: UInt64(seed)).dataset(leak, target: seed.isMultiple(of: 2) ? .value : .binary)
    return try LeakageAudit().run(on: dataset.samples, splits: dataset.splits, recipe: dataset.recipe, threads: 1)
  }

  private static func falseAlarms() throws -> Verdict {
    let reports = try parallelMap(0..<2_000) { seed throws in try report(nil, 10_000 + seed) }
    for check in LeakageAudit.checks {
      let rate = AcceptanceRate(accepted: reports.count { $0[check]?.isFail == true }, of: reports.count)
      print("    \(check)  \(percent(rate.share)), 95 % interval \(percent(rate.interval()))")
    }
    let rate = AcceptanceRate(accepted: reports.count { $0.verdict.isFail }, of: reports.count)
    let interval = rate.interval()
    let reason = "\(rate.accepted) of \(rate.count) clean sets raised an alarm: \(percent(rate.share)), 95 % interval \(percent(interval))."
    let evidence: KeyValuePairs = ["share": rate.share, "low": interval.lowerBound, "high": interval.upperBound, "limit": mostAlarms]
    return rate.share <= mostAlarms ? .pass("leakage.false-alarms", reason, evidence) : .fail("leakage.false-alarms", reason, evidence)
  }

  private static func detection() throws -> Verdict {
    var rates: [(leak: PlantedLeak, rate: AcceptanceRate)] = []
    for leak in PlantedLeak.allCases {
      let found = try parallelMap(0..<300) { seed throws in leak.isFound(by: try report(leak, 20_000 + seed)) }
      let rate = AcceptanceRate(accepted: found.count { $0 }, of: found.count)
      print("    \(leak.rawValue)  found in \(percent(rate.share)), 95 % interval \(percent(rate.interval()))")
      rates.append((leak, rate))
    }
    let least = rates.min { $0.rate.share < $1.rate.share } ?? rates[0]
    return Verdict(
      name: "leakage.detection", outcome: least.rate.share >= leastFound ? .pass : .fail,
      reason:
        "The hardest, \(least.leak.rawValue), is found in \(percent(least.rate.share)), 95 % interval \(percent(least.rate.interval())).",
      evidence: rates.map { .init(name: $0.leak.rawValue, value: $0.rate.share) })
  }
}

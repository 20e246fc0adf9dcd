import Assay

/// What `Risk` promises.
enum RiskProofs {
  static var all: [Proof] {
    [
      Proof(
        "risk.model",
        "100 000 accounts driven by random events, restarts among them, do what a naive model says: no limit is passed, latched stays latched",
        model)
    ]
  }

  private static func model() throws -> Verdict {
    let runs = 100_000
    let coverages = try parallelMap(0..<UInt64(runs)) { seed in try ModelRun.drive(seed: seed, events: 60) }
    var all = ModelRun.Coverage()
    for coverage in coverages { all.add(coverage) }
    let complete = coverages.count { $0.isComplete }
    let numbers: KeyValuePairs = [
      "runs": Double(runs), "complete": Double(complete), "approved": Double(all.approved), "resets": Double(all.resets),
      "restarts": Double(all.restarts), "rules_broken": Double(all.broken.count),
    ]
    let reachesEverything = all.broken.count == RiskRule.allCases.count && complete > runs * 9 / 10
    return reachesEverything
      ? .pass("risk.model", "\(runs) runs agree with the model.", numbers)
      : .insufficient("risk.model", "the runs agree, but do not reach every rule, or too many were borderline.", numbers)
  }
}

import Market
import Statistics
import Testing

@testable import WalkForward

/// The six ways of fooling oneself, each found by the check that is made for it, and the clean set that passes them all. Rates over many
/// seeds are in Benchmarks/truth.
@Suite struct PlantedLeakTests {
  private static func audit(_ dataset: PlantedDataset) throws -> LeakageReport {
    try LeakageAudit().run(on: dataset.samples, splits: dataset.splits, recipe: dataset.recipe)
  }

  /// The checks that need no recipe.
  private static func glance(_ samples: LabeledSamples, _ splits: Splits) throws -> LeakageReport {
    try LeakageAudit().run(on: samples, splits: splits)
  }

  @Test(arguments: UInt64(1)...2, [LabeledSamples.Target.value, .binary])
  func `a clean set passes every check`(seed: UInt64, target: LabeledSamples.Target) throws {
    let report = try Self.audit(try PlantedMarket(rows: 500, seed: seed).dataset(nil, target: target))
    #expect(report.verdict.isPass, "seed \(seed): \(report)")
    #expect(report.verdicts.map(\.name) == LeakageAudit.checks)
    #expect(throws: Never.self) { try Quarantine(of: "clean", after: report).clearance() }
  }

  @Test func `clean data rarely raise a false alarm`() throws {
    var alarms = 0
    for seed in UInt64(100)..<120 {
      let target: LabeledSamples.Target = seed % 2 == 0 ? .value : .binary
      if try Self.audit(try PlantedMarket(rows: 200, seed: seed).dataset(nil, target: target)).verdict.isFail { alarms += 1 }
    }
    // At a level of 0.5 % a check, 20 clean sets raise more than 2 alarms less than once in a hundred runs.
    #expect(alarms <= 2, "\(alarms) of 20, seeds 100..<120")
  }

  @Test(arguments: PlantedLeak.allCases, UInt64(1)...2)
  func `each leak is found in the set of the same shape`(leak: PlantedLeak, seed: UInt64) throws {
    let market = PlantedMarket(rows: leak == .shiftedFeature || leak == .futureBar ? 1_500 : 500, seed: seed)
    let dataset = try market.dataset(leak)
    let report = try leak == .fittedBeforeSplit ? Self.audit(dataset) : Self.glance(dataset.samples, dataset.splits)
    #expect(leak.isFound(by: report) && report.verdict.isFail, "seed \(seed): \(report)")
    let clean = try market.dataset(nil)
    #expect(!leak.isFound(by: try Self.glance(clean.samples, clean.splits)), "seed \(seed)")
  }

  @Test(arguments: UInt64(1)...3)
  func `the label among the features of a binary target is found`(seed: UInt64) throws {
    let dataset = try PlantedMarket(rows: 900, seed: seed).dataset(.labelAmongFeatures, target: .binary)
    let report = try Self.glance(dataset.samples, dataset.splits)
    #expect(PlantedLeak.labelAmongFeatures.isFound(by: report), "seed \(seed): \(report)")
  }

  @Test(arguments: UInt64(1)...3, [1, 5, 20])
  func `a feature shifted by a row is found`(seed: UInt64, window: Int) throws {
    let market = PlantedMarket(rows: 1_500, seed: seed)
    let samples = try market.samples(.value, extra: [("shifted", { market.sum($0 + 2 - window..<$0 + 2) })])
    let report = try Self.glance(samples, try market.splits(samples))
    #expect(PlantedLeak.shiftedFeature.isFound(by: report), "seed \(seed), window \(window): \(report)")
  }

  @Test(arguments: UInt64(1)...2)
  func `all features shifted by a row are found by making them older`(seed: UInt64) throws {
    let market = PlantedMarket(rows: 900, seed: seed)
    let honest = try market.samples(.value)
    let columns = honest.columns.map { column in column.indices.map { column[min($0 + 1, column.count - 1)] } }
    let samples = honest.with(columns: columns)
    let report = try LeakageAudit(shuffles: 3).run(on: samples, splits: try market.splits(samples), recipe: .ridge())
    #expect(report["time_shift"]?.isFail == true, "seed \(seed): \(report)")
  }

  @Test(arguments: UInt64(1)...2)
  func `features chosen before the split are found`(seed: UInt64) throws {
    let market = PlantedMarket(rows: 300, seed: seed)
    var generator = SeededGenerator(seed: seed)
    let noise = (0..<30).map { _ in (0..<400).map { _ in generator.normal() } }
    let samples = try market.samples(.value, extra: noise.indices.map { number in ("noise_\(number)", { noise[number][$0] }) })
    let report = try LeakageAudit().run(
      on: samples, splits: try market.splits(samples), recipe: .ridge(featuresChosenOnAllRows: 5))
    #expect(report["fitted_outside_fold"]?.isFail == true, "seed \(seed): \(report)")
    #expect(report["target_shuffle"]?.isFail == true, "seed \(seed): \(report)")
  }

  @Test(arguments: UInt64(1)...3)
  func `overlapping labels that were not purged are counted, and give themselves away without ends`(seed: UInt64) throws {
    let dataset = try PlantedMarket(rows: 500, seed: seed).dataset(.notPurged)
    #expect(try Self.glance(dataset.samples, dataset.splits)["purge"]?["touching"] == 5 * 6)
    let samples = dataset.samples
    let nameless = try LabeledSamples(
      spans: SampleSpans(times: samples.spans.times), names: samples.names, columns: samples.columns, labels: samples.labels, target: .value
    )
    #expect(try Self.glance(nameless, dataset.splits)["purge"]?.isFail == true)
  }

  @Test(arguments: UInt64(1)...2)
  func `volatility may be forecast`(seed: UInt64) throws {
    // What can be forecast honestly from its own past is no leak: the label's memory makes room.
    var generator = SeededGenerator(seed: seed)
    var level = 0.0
    let series = (0..<600).map { _ in
      level = 0.97 * level + 0.24 * generator.normal()
      return level + 0.3 * generator.normal()
    }
    let rows = Array(1..<599)
    let samples = try LabeledSamples(
      spans: SampleSpans(
        times: rows.map { Timestamp(seconds: Int64($0)) }, ends: rows.map { Timestamp(seconds: Int64($0 + 1)) }),
      names: ["now", "before"], columns: [rows.map { series[$0] }, rows.map { series[$0 - 1] }], labels: rows.map { series[$0 + 1] },
      target: .value)
    let report = try LeakageAudit().run(on: samples, splits: try PurgedKFold(4).splits(of: samples.spans), recipe: .ridge())
    #expect(report.verdict.isPass, "seed \(seed): \(report)")
  }
}

extension PlantedLeakTests {
  @Test(arguments: UInt64(1)...3)
  func `symbols may differ in how large their labels are`(seed: UInt64) throws {
    // What tells one symbol from the other tells its level too, whatever the order of its labels.
    var generator = SeededGenerator(seed: seed)
    let rows = 0..<1_200
    let symbols = try rows.map { try Symbol($0 % 2 == 0 ? "QUIET" : "WILD") }
    func levels() -> [Double] { rows.map { ($0 % 2 == 0 ? 0 : 1) + generator.normal() } }
    let samples = try LabeledSamples(
      spans: SampleSpans(
        times: rows.map { Timestamp(seconds: Int64($0 / 2)) }, ends: rows.map { Timestamp(seconds: Int64($0 / 2 + 1)) }, symbols: symbols),
      names: ["level"], columns: [levels()], labels: levels(), target: .value)
    let report = try LeakageAudit(shuffles: 12).run(on: samples, splits: try PurgedKFold(4).splits(of: samples.spans), recipe: .ridge())
    #expect(report.verdict.isPass, "seed \(seed): \(report)")
  }
}

@Suite struct LeakageReportTests {
  @Test(
    arguments: [
      (1.0, nil, 400, Verdict.Outcome.fail), (0.95, nil, 11, .fail), (0.949, nil, 400, .pass), (1.0, nil, 10, .insufficient),
      (0.5, 0.96, 400, .fail), (.nan, nil, 400, .insufficient),
    ])
  func `metrics that good are quarantined`(accuracy: Double, f1: Double?, samples: Int, outcome: Verdict.Outcome) {
    #expect(TooGood.verdict(accuracy: accuracy, f1: f1, rSquared: nil, samples: samples).outcome == outcome)
  }

  @Test func `a quarantined model gets no clearance until somebody answers for it`() throws {
    let bad = TooGood.verdict(accuracy: 1, f1: 1, rSquared: nil, samples: 100)
    let quarantine = Quarantine(of: "v7", verdicts: [bad, .pass("purge", "Fine.")])
    #expect(quarantine.isQuarantined && quarantine.verdict.isFail && quarantine.reasons == [bad])
    let error = #expect(throws: WalkForwardError.self) { try quarantine.clearance() }
    #expect(error?.kind == .quarantined && error?.description.contains("too good") == true)
    #expect(throws: WalkForwardError.self) { try quarantine.released(by: "", because: "x") }
    let released = try quarantine.released(by: "Ada", because: "The label is a function of the features by design.")
    let clearance = try released.clearance()
    #expect(clearance.isForced && clearance.subject == "v7" && released.verdict.isFail && released.verdict.reason.contains("Ada"))
    #expect(try Quarantine(of: "v8", verdicts: [.pass("purge", "Fine.")]).clearance().isForced == false)
  }

  @Test func `missing evidence and a missing audit block too`() {
    #expect(Quarantine(of: "v7", verdicts: [.insufficient("purge", samples: 3, needed: 30)]).isQuarantined)
    #expect(Quarantine(of: "v7", verdicts: []).isQuarantined)
  }

  @Test func `few rows are insufficient, not fine`() throws {
    let spans = try regularSpans(12, label: 1)
    let samples = try LabeledSamples(
      spans: spans, names: ["a"], columns: [(0..<12).map { Double($0 * 7 % 5) }], labels: (0..<12).map { Double($0 % 3) }, target: .value)
    let report = try LeakageAudit().run(on: samples, splits: try PurgedKFold(3).splits(of: spans), recipe: .ridge())
    #expect(report["future_correlation"]?.isInsufficient == true && report["target_shuffle"]?.isInsufficient == true)
    #expect(!report.verdict.isPass)
  }

  @Test func `rows of few distinct values coincide by chance`() throws {
    var generator = SeededGenerator(seed: 4)
    let columns = (0..<2).map { _ in (0..<200).map { _ in Double(generator.integer(below: 3)) } }
    let labels = (0..<200).map { _ in generator.normal() }
    let samples = try LabeledSamples(
      spans: try regularSpans(200, label: 1), names: ["a", "b"], columns: columns, labels: labels, target: .value)
    let report = try LeakageAudit().run(on: samples, splits: try PurgedKFold(4).splits(of: samples.spans))
    #expect(report["duplicate_rows"]?.isInsufficient == true)
  }

  @Test func `folds made by hand are audited, shuffled ones too`() throws {
    let spans = try regularSpans(40, label: 2)
    var generator = SeededGenerator(seed: 9)
    let order = generator.permutation(of: 40)
    let folds = (0..<4).map { fold in
      Fold(
        index: fold, train: Rows(rows: order.filter { $0 % 4 != fold }), test: Rows(rows: order.filter { $0 % 4 == fold }))
    }
    let splits = try Splits(spans: spans, folds: folds)
    let samples = try LabeledSamples(
      spans: spans, names: ["a"], columns: [(0..<40).map(Double.init)], labels: (0..<40).map { Double($0 % 7) }, target: .value)
    let report = try LeakageAudit().run(on: samples, splits: splits)
    let touching = folds.reduce(0) { count, fold in
      count
        + fold.train.count { row in
          fold.test.ranges.contains { test in row + 2 >= test.lowerBound && row <= test.upperBound - 1 + 2 }
        }
    }
    #expect(report["purge"]?["touching"] == Double(touching) && touching > 100)
    #expect(throws: WalkForwardError.self) { try Splits(spans: spans, folds: []) }
    #expect(throws: WalkForwardError.self) { try Splits(spans: spans, folds: [Fold(index: 0, train: Rows(0..<5), test: Rows(30..<41))]) }
  }

  @Test func `columns that cannot be are refused with their name and row`() throws {
    let spans = try regularSpans(3)
    func attempt(_ columns: [[Double]], _ labels: [Double], _ target: LabeledSamples.Target = .value) -> WalkForwardError? {
      #expect(throws: WalkForwardError.self) {
        try LabeledSamples(spans: spans, names: ["rsi"], columns: columns, labels: labels, target: target)
      }
    }
    #expect(attempt([[1, .infinity, 2]], [1, 2, 3])?.description.contains("'rsi' is infinite in row 1") == true)
    #expect(attempt([[1, 2]], [1, 2, 3])?.kind == .lengthMismatch)
    #expect(attempt([[1, 2, 3]], [1, .nan, 3])?.kind == .notFinite)
    #expect(attempt([[1, 2, 3]], [1, 0, 3], .binary)?.kind == .outOfRange)
    #expect(attempt([], [1, 2, 3])?.kind == .lengthMismatch)
  }

  @Test func `a recipe without a fixed seed cannot be judged`() throws {
    let spans = try regularSpans(60, label: 1)
    let samples = try LabeledSamples(
      spans: spans, names: ["a"], columns: [(0..<60).map { Double($0 * 7 % 31) }], labels: (0..<60).map { Double($0 * 11 % 17) },
      target: .value)
    let recipe = ModelRecipe { _, _, rows in rows.map { _ in Double.random(in: 0...1) } }
    let report = try LeakageAudit().run(on: samples, splits: try PurgedKFold(3).splits(of: spans), recipe: recipe)
    #expect(report["fitted_outside_fold"]?.isInsufficient == true)
  }
}

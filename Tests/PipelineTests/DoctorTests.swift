import ABTest
import Features
import Market
import Risk
import Statistics
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("The doctor")
struct DoctorTests {
  @Test("finds nothing wrong with what is whole")
  func whole() async {
    #expect(Doctor.gates().isPass, "\(Doctor.gates())")
    #expect(Doctor.features().isPass, "\(Doctor.features())")
    #expect(Doctor.calibration().isPass, "\(Doctor.calibration())")
    let training = await Doctor.training(threads: 2)
    #expect(training.isPass, "\(training)")
  }

  @Test(
    "finds a gate that is always open, one that is never, and one that hides that it was forced",
    arguments: RetrainDecision.Outcome.allCases)
  func brokenGates(always: RetrainDecision.Outcome) {
    #expect(Doctor.gates { _, _ in always }.isFail)
  }

  @Test("finds a feature that sees the future")
  func brokenFeature() {
    let verdict = Doctor.features { bars in
      [LookaheadAudit.Column("next", bars.close.indices.map { $0 + 1 < bars.count ? bars.close[$0 + 1] : .nan })]
    }
    #expect(verdict.isFail, "\(verdict)")
  }

  @Test("finds a calibration that tells what it was told")
  func brokenCalibration() {
    #expect(Doctor.calibration { _, _, assumed in (.pass("calibration", ""), assumed.slippage) }.isFail)
    #expect(Doctor.calibration { _, _, _ in (.insufficient("calibration", ""), 0.0007) }.isFail)
  }

  @Test("finds models, experiments and books that are not what they should be")
  func brokenState() async throws {
    let now = Timestamp("2024-05-01T00:00:00Z")!
    let store = MemoryStore()
    var registry = Registry()
    #expect(await Doctor.models(registry, store).isInsufficient)
    #expect(Doctor.experiments([], registry).isInsufficient)
    #expect(Doctor.paper(PaperBook()).isInsufficient)
    let one = try registry.register(TestModel.trained(1), at: now)
    try registry.register(TestModel.trained(2), at: now)
    try registry.activate(one, at: now, reason: "first")
    try await store.commit(registry.takeChanges())
    #expect(await Doctor.models(registry, store).isPass)
    let experiment = try Experiment(name: "direction-pair", seed: 1, champion: Arm("v1"), challengers: [Arm("v2")])
    let stored = StoredExperiment(ExperimentState(experiment, at: now), version: nil)
    #expect(Doctor.experiments([stored], registry).isPass)
    try registry.activate(ModelReference("direction-pair", version: 2), at: now, reason: "behind the experiment's back")
    #expect(Doctor.experiments([stored], registry).isFail)
    try await store.delete(Registry.fileKey(of: one))
    #expect(await Doctor.models(registry, store).isFail)

    let market = try PaperMarket(days: 20, symbols: 1)
    var trader = try market.trader()
    try trader.feed(market.series)
    try await store.commit(trader.takeChanges())
    #expect(Doctor.paper(try await store.paperBook()).isPass)
    try trader.state.portfolio?.stop("somebody pulled the plug.", at: market.evenings[9])
    let document = StoredDocument(key: PaperKeys.state, version: 1, json: try JSONText(encoding: trader.state))
    let book = try await store.paperBook()
    #expect(Doctor.paper(try PaperBook(state: document, orders: book.orders, trades: book.trades)).isFail)
  }

  @Test(
    "finds a store that was changed, a clock that went back, a full disk, a closed folder, and units that never fire or go by local time")
  func brokenPlace() {
    #expect(Doctor.store([]).isPass)
    #expect(Doctor.store([StoreFinding(.damage, "documents/a.json", "The checksum is wrong.")]).isFail)
    let day = CivilDate("2024-05-01")!
    #expect(Doctor.clock(Timestamp("2024-05-02T00:00:00Z")!, lastRun: day).isPass)
    #expect(Doctor.clock(Timestamp("2024-05-01T23:59:59Z")!, lastRun: day).isFail)
    #expect(Doctor.clock(Timestamp(seconds: 0), lastRun: nil).isInsufficient)
    #expect(Doctor.disk(2_000_000_000).isPass && Doctor.disk(5_000_000).isFail && Doctor.disk(nil).isInsufficient)
    #expect(Doctor.permissions(true).isPass && Doctor.permissions(false).isFail)
    let service = "[Service]\nExecStart=/usr/local/bin/assay run\n"
    let timer = "[Timer]\nOnCalendar=*-*-* 00:00:00 UTC\nPersistent=true\n"
    #expect(Doctor.units(nil).isInsufficient && Doctor.units([:]).isFail)
    #expect(Doctor.units(["a.service": service, "a.timer": timer]).isPass)
    #expect(Doctor.units(["a.timer": timer]).isFail)
    #expect(Doctor.units(["a.service": service, "a.timer": "[Timer]\nOnCalendar=*-*-* 00:00:00\nPersistent=true\n"]).isFail)
    #expect(Doctor.units(["a.service": service, "a.timer": "[Timer]\nPersistent=true\n"]).isFail)
    #expect(Doctor.units(["a.service": service, "a.timer": "[Timer]\nOnCalendar=daily UTC\n"]).isFail)
  }

  @Test("answers every check of a workspace that is not there, and passes none of its own")
  func nothing() async throws {
    let folder = try ScratchFolder()
    let place = Doctor.Place(now: Timestamp(seconds: 1_700_000_000), freeBytes: nil, canWrite: false, units: nil)
    let verdicts = await Doctor(Workspace(folder.path("none")), threads: 2).verdicts(place)
    #expect(verdicts.map(\.name) == Doctor.checks)
    #expect(verdicts.filter(\.isPass).map(\.name) == ["gates", "features", "calibration", "training"])
  }
}

import Calibration
import Foundation
import Market
import Statistics
import Store
import TestSupport
import Testing

@Suite("The tool's calibrate command")
struct CalibrateCommandTests {
  /// A workspace whose store holds so many trades with 5 bp of slippage and noise.
  private func workspace(trades count: Int, noise: Double = 0.0004) async throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    let store = try await JSONFileStore.open(scratch.path("store"))
    var generator = SeededGenerator(seed: 1)
    for index in 0..<count {
      let start = Timestamp(seconds: 1_700_000_000 + Int64(index) * 7_200)
      var batch = RecordBatch()
      for (side, time) in [(Side.buy, start), (.sell, start + .seconds(3_600))] {
        let price = 100 * (1 + side.sign * (0.0005 + noise * generator.normal()))
        let fill = Fill(
          symbol: index % 2 == 0 ? "BTC-USDT" : "ETH-USDT", side: side, quantity: 1, price: price, referencePrice: 100, decided: time,
          time: time + .milliseconds(120), fee: 0.04, liquidity: .taker)
        try batch.append(ExecutedFill(fill, regime: .ranging), at: RecordTime(nanosecondsSince1970: time.nanoseconds))
      }
      try await store.append(batch, to: "fills")
      let trade = Trade(
        symbol: "BTC-USDT", side: .buy, quantity: 1, entryTime: start, entryPrice: 100, exitTime: start + .seconds(3_600), exitPrice: 101,
        exitReason: .target, fees: 0.08, carry: 0)
      try await store.append(trade, to: "trades", at: RecordTime(nanosecondsSince1970: start.nanoseconds))
    }
    try await store.close()
    return scratch
  }

  @Test("measures, writes the document, and compares with it the next time")
  func calibrates() async throws {
    let scratch = try await workspace(trades: 40)
    let dry = try Program.run(built: "assay", ["calibrate", "--workspace", scratch.path, "--dry-run", "--json"])
    #expect(dry.status == 0, "\(dry.errors)")
    let object = try #require(JSONSerialization.jsonObject(with: Data(dry.output.utf8)) as? [String: Any])
    let percent = try #require(object["avg_slippage_per_side_pct"] as? Double)
    #expect(abs(percent - 0.05) < 0.02)
    #expect(object["fill_rate"] != nil && object["backtest_slippage_multiplier"] as? Double == 1.96)
    var store = try await JSONFileStore.open(scratch.path("store"))
    #expect(try await store.document("calibration/execution") == nil, "a dry run writes nothing")
    try await store.close()
    let run = try Program.run(built: "assay", ["calibrate", "--workspace", scratch.path, "--by-symbol"])
    #expect(run.status == 0 && run.output.contains("ETH-USDT") && run.output.hasPrefix("pass."), "\(run.output)\(run.errors)")
    store = try await JSONFileStore.open(scratch.path("store"))
    let written = try await store.get("calibration/execution", as: ExecutionCalibration.self)
    #expect(written?.slippage.count == 80)
    #expect(try await store.count(of: "calibrations") == 1)
    try await store.close()
    #expect(try Program.run(built: "assay", ["calibrate", "--workspace", scratch.path]).status == 0)
  }

  @Test(
    "refuses with status 2 and writes nothing where there is too little or its own assumption",
    arguments: [(5, 0.0004, "10"), (40, 0, "what was assumed")])
  func refuses(_ trades: Int, _ noise: Double, _ reason: String) async throws {
    let scratch = try await workspace(trades: trades, noise: noise)
    let assuming = try await JSONFileStore.open(scratch.path("store"))
    try await assuming.put(Costs(makerFee: 0, takerFee: 0, slippage: 0.0005), at: "costs/assumed")
    try await assuming.close()
    let run = try Program.run(built: "assay", ["calibrate", "--workspace", scratch.path])
    #expect(run.status == 2 && run.output.contains(reason), "\(run.output)")
    let store = try await JSONFileStore.open(scratch.path("store"))
    #expect(try await store.document("calibration/execution") == nil)
    try await store.close()
  }

  @Test("recovers a constant that nobody assumed, asks for a look at it, and says that nothing was assumed")
  func constant() async throws {
    let scratch = try await workspace(trades: 40, noise: 0)
    let run = try Program.run(built: "assay", ["calibrate", "--workspace", scratch.path, "--json"])
    #expect(run.status == 0 && run.errors.contains("frictionless"), "\(run.output)\(run.errors)")
    let object = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(object["assumed_from"] as? String == "nothing" && run.output.contains("check_reference_price"))
    let percent = try #require(object["avg_slippage_per_side_pct"] as? Double)
    #expect(abs(percent - 0.05) < 1e-12)
  }

  @Test("names a misspelt member of the assumed costs")
  func misspelt() async throws {
    let scratch = try await workspace(trades: 12)
    let store = try await JSONFileStore.open(scratch.path("store"))
    try await store.put(["makerFee": 0.0, "takerFee": 0, "slippage": 0, "slippageByRegim": 1], at: "costs/assumed")
    try await store.close()
    let run = try Program.run(built: "assay", ["calibrate", "--workspace", scratch.path])
    #expect(run.status == 1 && run.errors.contains("slippageByRegime"), "\(run.errors)")
  }

  @Test("takes the least number of trades from the command line, and says what is wrong with words and folders")
  func words() async throws {
    let scratch = try await workspace(trades: 5)
    #expect(try Program.run(built: "assay", ["calibrate", "--workspace", scratch.path, "--min-trades", "5"]).status == 0)
    #expect(try Program.run(built: "assay", ["calibrate", "--min-trades", "0"]).status == 64)
    let absent = try Program.run(built: "assay", ["calibrate", "--workspace", scratch.path("nowhere")])
    #expect(absent.status == 1 && absent.errors.contains("nowhere"), "\(absent.errors)")
  }
}

import Features
import Foundation
import Market
import Testing

@Suite("Sets and plans")
struct FeatureSetTests {
  @Test(
    "refuse a misspelt name with the one that was meant",
    arguments: [
      ("rsii_14", "rsi_14"), ("rssi_21", "rsi_21"), ("bband_upper_20", "bbands_upper_20"), ("1h.emaa_21", "1h.ema_21"),
      ("ETH-USDT.rco_5", "ETH-USDT.roc_5"), ("volum", "volume"), ("ema_9_21_cros", "ema_9_21_cross"), ("RSI_14", "rsi_14"),
    ])
  func suggestions(_ name: String, _ meant: String) {
    let error = #expect(throws: FeatureError.self) { try FeatureSet([name]) }
    #expect(error?.description == "unknown feature '\(name)'; did you mean '\(meant)'?")
  }

  @Test(
    "refuse what has no parameters, too many, or one that is not written the shortest way",
    arguments: ["close_5", "rsi", "rsi_14_3", "rsi_014", "rsi_14.0", "correlation_20", "ETH-USDT.1h.beta_20"])
  func refused(_ name: String) { #expect(throws: FeatureError.self) { try FeatureSet([name]) } }

  @Test("hold features of the catalogue, each once", arguments: FeatureSet.setNames)
  func sets(_ name: String) throws {
    let set = try FeatureSet(named: name)
    #expect(!set.names.isEmpty)
    #expect(Set(set.names).count == set.names.count)
    _ = try FeaturePlan(set, symbol: "BTC-USDT", timeframe: .minutes(5))
  }

  @Test("have the sizes they are known by")
  func sizes() throws {
    #expect(try FeatureSet(named: "retrain11").names.count == 11)
    #expect(try FeatureSet(named: "standard").names.count >= 110)
    let error = #expect(throws: FeatureError.self) { try FeatureSet(named: "standrad") }
    #expect(error?.description == "unknown set of features 'standrad'; did you mean 'standard'?")
    #expect(throws: FeatureError.self) { try FeatureSet(["rsi_14", "rsi_14"]) }
  }

  @Test("compute what is shared once")
  func sharing() throws {
    let separate = try ["ema_21", "ema_9_21_cross", "ema_deviation_21", "ema_9"].map {
      try FeaturePlan(FeatureSet([$0]), symbol: "A", timeframe: .minutes(1)).computationCount
    }.reduce(0, +)
    let together = try FeaturePlan(
      FeatureSet(["ema_21", "ema_9_21_cross", "ema_deviation_21", "ema_9"]), symbol: "A", timeframe: .minutes(1))
    // One close, two averages, their difference and its sign, a quotient less one.
    #expect(together.computationCount == 7)
    #expect(separate > 10)
  }

  @Test("refuse what a year of such bars is not known for")
  func tickBars() throws {
    let error = #expect(throws: FeatureError.self) {
      try FeaturePlan(FeatureSet(["historical_volatility_20"]), symbol: "A", timeframe: .ticks(500))
    }
    #expect(error?.description.contains("how many bars of 500t a year has") == true)
    #expect(throws: Never.self) { try FeaturePlan(FeatureSet(["rsi_14"]), symbol: "A", timeframe: .ticks(500)) }
  }

  @Test("have fingerprints that name what differs")
  func fingerprints() throws {
    func plan(_ names: [String], _ timeframe: Timeframe = .minutes(5), formula: String = "close - open") throws -> FeatureFingerprint {
      var set = try FeatureSet(names)
      try set.add("own", formula: formula)
      return try FeaturePlan(set, symbol: "A", timeframe: timeframe).fingerprint
    }
    let first = try plan(["rsi_14", "ema_21"])
    #expect(try plan(["rsi_14", "ema_21"]) == first)
    #expect(try throughJSON(first) == first)
    #expect(first.difference(from: first) == nil)
    #expect(first.digest.count == 16)
    let cases: [(FeatureFingerprint, String)] = [
      (try plan(["rsi_14"]), "missing ema_21"),
      (try plan(["rsi_14", "ema_21", "obv"]), "not expected obv"),
      (try plan(["ema_21", "rsi_14"]), "another order: ema_21 stands where rsi_14 should"),
      (try plan(["rsi_14", "ema_21"], .minutes(15)), "bars of 15m instead of 5m"),
      (try plan(["rsi_14", "ema_21"], formula: "close - high"), "own is"),
    ]
    for (other, words) in cases {
      #expect(other.digest != first.digest)
      let error = #expect(throws: FeatureError.self) { try other.check(against: first) }
      #expect(error?.description.contains(words) == true, "\(error.map { "\($0)" } ?? "")")
    }
  }

  @Test("make tables that can be joined and cut, and know whose rows they hold")
  func tables() throws {
    let names = ["rsi_14", "returns"]
    let parts = try ["AAA", "BBB"].map { name in
      let series = try TestMarket.bars(40, seed: name == "AAA" ? 1 : 2, symbol: Symbol(name))
      return try TestMarket.matrix(names, of: series)
    }
    let table = try FeatureMatrix(joining: parts)
    #expect(table.rowCount == 80)
    #expect(table.symbol(ofRow: 39) == "AAA" && table.symbol(ofRow: 40) == "BBB")
    #expect(table.time[0] == TestMarket.start + .seconds(300))
    #expect(table.completeRows == Array(14..<40) + Array(54..<80))
    let clean = table.rows(table.completeRows)
    #expect(clean.stretches == [.init(symbol: "AAA", rows: 0..<26), .init(symbol: "BBB", rows: 26..<52)])
    #expect(firstDifference(clean.row(26), parts[1].row(14)) == nil)
    #expect(table.rows([]).stretches.isEmpty)
    let series = try TestMarket.bars(40, symbol: "CCC")
    #expect(throws: FeatureError.self) { try FeatureMatrix(joining: [parts[0], TestMarket.matrix(["rsi_14"], of: series)]) }
    #expect(throws: FeatureError.self) { try FeatureMatrix(joining: [parts[0], parts[0]]) }
    #expect(throws: FeatureError.self) { try TestMarket.plan(names, of: series).matrix(of: TestMarket.bars(4, symbol: "DDD")) }
  }
}

@Suite("A saved stream")
struct SnapshotTests {
  private func saved() throws -> (FeaturePlan, FeatureStream.Snapshot) {
    let series = try TestMarket.bars(80)
    let plan = try TestMarket.plan(["rsi_14", "vwap", "1h.ema_3", "obv_sma_20"], of: series)
    var stream = plan.stream()
    for bar in series { try stream.update(bar) }
    return (plan, try stream.snapshot())
  }

  @Test("is not resumed by a plan of other features, and the error names them")
  func otherPlan() throws {
    let (_, snapshot) = try saved()
    let other = try FeaturePlan(FeatureSet(["rsi_14", "vwap", "1h.ema_4", "obv_sma_20"]), symbol: "BTC-USDT", timeframe: .minutes(5))
    let error = #expect(throws: FeatureError.self) { try FeatureStream(other, resuming: snapshot) }
    #expect(error?.description.contains("1h.ema_3") == true)
  }

  @Test("that was changed is refused and never traps: fuzz", arguments: 0..<40)
  func damaged(_ seed: Int) throws {
    let (plan, snapshot) = try saved()
    #expect(try throughJSON(snapshot) == snapshot)
    var text = Array(try JSONEncoder().encode(snapshot))
    var random = TestMarket.Xorshift(state: UInt64(seed + 1) &* 0x9E37_79B9_7F4A_7C15)
    let place = Int(random.unit() * Double(text.count))
    text[place] = UInt8(ascii: "0") + UInt8(random.unit() * 10)
    guard let damaged = try? JSONDecoder().decode(FeatureStream.Snapshot.self, from: Data(text)), damaged != snapshot else { return }
    #expect(throws: FeatureError.self, "byte \(place)") { try FeatureStream(plan, resuming: damaged) }
  }

  @Test("is a copy: the stream goes on without it, and a fork leads a life of its own")
  func forks() throws {
    let series = try TestMarket.bars(60)
    let plan = try TestMarket.plan(["rsi_14", "vwap_20", "regime_duration_5_5"], of: series)
    let matrix = try plan.matrix(of: series)
    var stream = plan.stream()
    for bar in series.prefix(30) { try stream.update(bar) }
    var fork = stream
    for bar in try TestMarket.bars(20, seed: 99, from: series.end(at: 29)) { try fork.update(bar) }
    for bar in series.dropFirst(30) { try stream.update(bar) }
    #expect(firstDifference(stream.values, matrix.row(59)) == nil)
    #expect(stream["rsi_14"] == matrix["rsi_14"]?.last)
    #expect(stream["unknown"] == nil)
    #expect(stream.count == 60 && stream.time == series.end(at: 59) && stream.isComplete)
  }
}

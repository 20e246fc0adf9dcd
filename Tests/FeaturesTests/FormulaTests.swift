import Features
import Market
import Testing

@Suite("A formula")
struct FormulaTests {
  private static let series = Result { try TestMarket.bars(120, zeroVolume: 0.2) }

  private func column(_ formula: String) throws -> [Double] {
    var set = FeatureSet()
    try set.add("made", formula: formula)
    let series = try Self.series.get()
    return try FeaturePlan(set, symbol: series.symbol, timeframe: series.timeframe).matrix(of: series).columns[0]
  }

  private static let written: [(text: String, value: @Sendable (BarSeries, Int) -> Double)] = [
    ("close - open * 2", { $0.close[$1] - $0.open[$1] * 2 }),
    ("(close - open) * 2", { ($0.close[$1] - $0.open[$1]) * 2 }),
    ("-close ^ 2 + 1", { -($0.close[$1] * $0.close[$1]) + 1 }),
    ("2 ^ 3 ^ 2 + 0 * close", { _, _ in 512 }),
    ("close - open - 1", { $0.close[$1] - $0.open[$1] - 1 }),
    ("8 / 4 / 2 + close", { 1 + $0.close[$1] }),
    ("1e-3 * close + .5", { 1e-3 * $0.close[$1] + 0.5 }),
    ("if(close > open, 1, 0)", { $0.close[$1] > $0.open[$1] ? 1 : 0 }),
    ("close > open and volume >= 5 or not high != low", { $0.close[$1] > $0.open[$1] && $0.volume[$1] >= 5 ? 1 : 0 }),
    ("max(open, min(close, high)) - abs(-low)", { max($0.open[$1], min($0.close[$1], $0.high[$1])) - $0.low[$1] }),
    ("lag(close, 3) / close", { $0.close[$1 - 3] / $0.close[$1] }),
    ("delta(close, 2)", { $0.close[$1] - $0.close[$1 - 2] }),
    ("highest(high, 4) - lowest(low, 4)", { $0.high[$1 - 3...$1].reduce(0, max) - $0.low[$1 - 3...$1].reduce(.infinity, min) }),
    ("sum(volume, 3)", { $0.volume[$1 - 2...$1].reduce(0, +) }),
    ("mean(volume, 3) * 3", { $0.volume[$1 - 2...$1].reduce(0, +) }),
    ("sign(close - open) + sqrt(4)", { ($0.close[$1] > $0.open[$1] ? 1 : -1) + 2 }),
    ("[5m.close] - close", { _, _ in 0 }),
  ]

  @Test("is computed as written", arguments: written.map(\.text))
  func value(_ formula: String) throws {
    let expected = try #require(Self.written.first { $0.text == formula }).value
    let column = try column(formula)
    let series = try Self.series.get()
    for row in [4, 5, 50, 119] {
      #expect(abs(column[row] - expected(series, row)) <= 1e-12 * max(1, abs(column[row])), "row \(row)")
    }
  }

  @Test("is missing where it is undefined, and heals")
  func undefined() throws {
    let series = try Self.series.get()
    let ratio = try column("close / volume")
    for row in series.indices { #expect(ratio[row].isNaN == (series.volume[row] == 0)) }
    #expect(try column("log(0 - close)").allSatisfy { $0.isNaN })
    // A window is missing while a missing value is in it, and no longer.
    let mean = try column("mean(close / volume, 3)")
    for row in 2..<series.count { #expect(mean[row].isNaN == series.volume[row - 2...row].contains(0)) }
    let smooth = try column("ema(close / volume, 3)")
    let last = try #require(series.indices.last { series.volume[$0] > 0 })
    #expect(!smooth[last].isNaN)
  }

  @Test(
    "that cannot be understood says what is wrong, and where",
    arguments: [
      ("close +", 8, "must stand here, not the end"),
      ("close close", 7, "is not expected here"),
      ("(close", 7, "')' is missing"),
      ("close $ 2", 7, "'$' is not understood"),
      ("mena(close, 3)", 1, "did you mean 'mean'?"),
      ("mean(close)", 1, "takes 2, not 1"),
      ("mean(close, close)", 1, "must be a whole number of at least 1"),
      ("lag(close, -1)", 1, "must be a whole number of at least 0"),
      ("1 < close < 2", 11, "do not follow each other"),
      ("[close", 1, "is not closed"),
      ("12ab + close", 1, "is neither a number nor a name"),
      ("", 1, "must stand here"),
    ])
  func errors(_ text: String, _ column: Int, _ words: String) {
    let error = #expect(throws: FeatureError.self) { try Formula(text) }
    guard case .formula(let problem) = error else {
      Issue.record("no formula error for \(text)")
      return
    }
    #expect(problem.column == column)
    #expect(problem.description.contains(words), "\(problem)")
  }

  @Test("cannot exhaust the stack or the memory")
  func isSafe() {
    for text in [
      String(repeating: "(", count: 9_000), String(repeating: "-", count: 9_000) + "close",
      String(repeating: "not ", count: 2_400) + "close",
      String(repeating: "close^", count: 1_500) + "close", String(repeating: "x", count: 20_000), String(repeating: "abs(", count: 2_000),
    ] {
      #expect(throws: FeatureError.self) { try Formula(text) }
    }
    #expect(throws: Never.self) { try Formula(String(repeating: "close + ", count: 1_200) + "close") }
  }

  @Test("never traps, whatever is written: fuzz", arguments: 0..<20)
  func fuzz(_ seed: Int) {
    var random = TestMarket.Xorshift(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
    let words = [
      "close", "rsi_14", "(", ")", "+", "-", "*", "/", "^", ",", "mean", "lag", "if", "1", "2.5e3", "[", "]", "<", "and", "not", "1h.ema_3",
      "é", "\u{0}", ".",
    ]
    for _ in 0..<200 {
      let text = (0..<Int(random.unit() * 12)).map { _ in words[Int(random.unit() * Double(words.count))] }.joined(
        separator: random.unit() < 0.5 ? " " : "")
      _ = try? Formula(text)
    }
  }

  @Test("can read other formulas and closures, and their names are checked")
  func composition() throws {
    var set = FeatureSet()
    try set.add("spread", formula: "high - low")
    try set.add("wide", formula: "spread > 2 * mean(spread, 5)")
    try set.add(UserFeature("rise", inputs: ["close", "spread"], lookback: 3) { ($0["close"] - $0["close", ago: 2]) / $0[1] })
    try set.add("twice", formula: "rise * 2")
    try set.add("15m.spread")
    #expect(set.names == ["spread", "wide", "rise", "twice", "15m.spread"])
    let series = try Self.series.get()
    let plan = try FeaturePlan(set, symbol: series.symbol, timeframe: series.timeframe)
    #expect(plan.warmUps == [0, 4, 2, 2, 0])
    let matrix = try plan.matrix(of: series)
    #expect(matrix.columns[3][10] == 2 * (series.close[10] - series.close[8]) / (series.high[10] - series.low[10]))
    #expect(matrix.columns[4][2] == series.high[0...2].reduce(0, max) - series.low[0...2].reduce(.infinity, min))
    var stream = plan.stream()
    for (row, bar) in series.enumerated() {
      if row == 60 { stream = try FeatureStream(plan, resuming: throughJSON(stream.snapshot())) }
      try stream.update(bar)
      #expect(firstDifference(stream.values, matrix.row(row)) == nil)
    }
    #expect(throws: FeatureError.self) { try set.add("spread", formula: "close") }
    #expect(throws: FeatureError.self) { try set.add("rsi_14", formula: "close") }
    #expect(throws: FeatureError.self) { try set.add("a b", formula: "close") }
    let error = #expect(throws: FeatureError.self) { try set.add("more", formula: "spraed + 1") }
    #expect(error?.description == "unknown feature 'spraed'; did you mean 'spread'?")
  }

  @Test("of many others that read each other is put together in no time")
  func chain() throws {
    var set = FeatureSet()
    try set.add("f0", formula: "close")
    for index in 1...60 { try set.add("f\(index)", formula: "f\(index - 1) / 2 + f\(index - 1) / 2") }
    let series = try Self.series.get()
    let plan = try FeaturePlan(set, symbol: series.symbol, timeframe: series.timeframe)
    #expect(try plan.matrix(of: series)["f60"]?[3] == series.close[3])
  }
}

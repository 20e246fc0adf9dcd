import Backtest
import Market
import Testing

/// The same bars, signals and assumptions through backtesting.py 0.6.6 and vectorbt 1.2.0; literals printed by
/// Benchmarks/peers/verify_backtest.py.
@Suite struct PeerTests {
  /// The market of that script, bit for bit.
  static func market() throws -> (series: BarSeries, signals: [Int]) {
    var state = 42
    func unit() -> Double {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return Double(state / 65_536) / 32_768
    }
    var (price, bars, signals) = (100.0, [Bar](), [Int]())
    for row in 0..<300 {
      let open = price * (1 + (unit() - 0.5) * 0.01)
      let close = open * (1 + (unit() - 0.5) * 0.04)
      let high = max(open, close) * (1 + unit() * 0.01)
      let low = min(open, close) * (1 - unit() * 0.01)
      let draw = unit()
      signals.append(draw < 0.15 ? 1 : draw < 0.25 ? -1 : 0)
      let start = Timestamp(seconds: 1_704_067_200 + Int64(row) * 3_600)
      bars.append(try Bar(start: start, end: start + .seconds(3_600), open: open, high: high, low: low, close: close, volume: 1))
      price = close
    }
    return (try BarSeries(symbol: "X", timeframe: .hours(1), bars: bars), signals)
  }

  private static func run(stop: Double?, target: Double?) throws -> BacktestResult {
    let (series, signals) = try market()
    let rules = try TradingRules(capital: 10_000, costs: Costs(makerFee: 0.001, takerFee: 0.001, slippage: 0), fills: .nextOpen)
    let backtest = try Backtest([series], rules, sizing: Units(count: 10))
    struct Held: Strategy {
      let signals: [Int]
      let stop: Double?
      let target: Double?
      var row = 0

      mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
        defer { row += 1 }
        if signals[row] == 1, account.isFlat {
          return .long(stop: stop.map { bar.close * (1 - $0) }, target: target.map { bar.close * (1 + $0) })
        }
        return signals[row] == -1 && !account.isFlat ? .flat : nil
      }
    }
    return try backtest.run(Held(signals: signals, stop: stop, target: target))
  }

  private func expect(_ result: BacktestResult, _ rows: [(Int, Int, Double, Double)], equity: [Double]) throws {
    let start = try #require(Timestamp("2024-01-01T00:00:00Z"))
    #expect(result.trades.count == rows.count)
    for (record, row) in zip(result.trades, rows) {
      let entry = Int((record.trade.entryTime - start).inSeconds / 3_600)
      #expect(entry == row.0 && entry + record.barsHeld == row.1)
      #expect(abs(record.trade.entryPrice - row.2) < 1e-9 && abs(record.trade.exitPrice - row.3) < 1e-9)
    }
    #expect(result.tape.equity.count == equity.count)
    let worst = zip(result.tape.equity, equity).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst < 1e-9, "\(worst)")
  }

  @Test func tradesLikeBacktestingPyWithStopsAndTargets() throws {
    try expect(Self.run(stop: 0.03, target: 0.05), Self.backtestingTrades, equity: PeerEquity.backtesting)
  }

  @Test func tradesLikeVectorbtOnEntriesAndExits() throws {
    let result = try Self.run(stop: nil, target: nil)
    try expect(result, Self.vectorbtTrades.map { ($0.0, $0.1, $0.2, $0.3) }, equity: PeerEquity.vectorbt)
    for (record, row) in zip(result.trades, Self.vectorbtTrades) { #expect(abs(record.trade.result - row.4) < 1e-9) }
  }

  @Test func columnsOfSignalsTradeAsWishesDo() throws {
    let (series, signals) = try Self.market()
    let rules = try TradingRules(capital: 10_000, costs: Costs(makerFee: 0.001, takerFee: 0.001, slippage: 0), fills: .nextOpen)
    let result = try Backtest([series], rules, sizing: Units(count: 10)).run(
      SignalColumns(entries: signals.map { $0 == 1 }, exits: signals.map { $0 == -1 }))
    try expect(result, Self.vectorbtTrades.map { ($0.0, $0.1, $0.2, $0.3) }, equity: PeerEquity.vectorbt)
  }

  private static let backtestingTrades: [(Int, Int, Double, Double)] = [
    (10, 18, 99.09458561864098, 99.74458995056781),
    (19, 23, 97.5068743774299, 102.74355131326125),
    (42, 43, 110.6816117155775, 106.91546474095301),
    (56, 60, 116.26888265486889, 120.91301163171705),
    (70, 74, 116.0000433098988, 115.62099699516014),
    (77, 80, 111.74681080971943, 110.27823554097924),
    (83, 93, 109.84555983726005, 106.79603119622952),
    (95, 109, 104.88884330330052, 105.99642469869944),
    (112, 121, 105.59322836250455, 111.02688672892782),
    (127, 136, 109.2715054075683, 114.60060822353405),
    (140, 141, 116.09048396058857, 113.04292675319205),
    (142, 145, 114.2242348898598, 119.47498229371944),
    (161, 162, 120.04940736525819, 121.009321080701),
    (167, 170, 119.85113166946275, 122.06336088875335),
    (184, 187, 121.61687852214354, 122.36755933461465),
    (197, 215, 121.10217944546976, 122.10077796130855),
    (218, 219, 123.4557312617809, 123.59833449041247),
    (235, 237, 121.13488305743776, 124.1854712800529),
    (255, 260, 121.14329603482464, 118.77014141499589),
    (261, 267, 117.88837833913428, 121.88325318396745),
    (282, 285, 125.19400660944548, 131.81712120779838),
  ]

  private static let vectorbtTrades: [(Int, Int, Double, Double, Double)] = [
    (10, 18, 99.09458561864098, 99.74458995056781, 4.511651563576369),
    (19, 25, 97.5068743774299, 103.14319733224602, 54.356728831064494),
    (42, 45, 110.68161171557749, 107.2218215701746, -36.77693578688646),
    (56, 60, 116.26888265486889, 120.91301163171705, 44.06947082561588),
    (70, 74, 116.0000433098988, 115.62099699516014, -6.106673550437207),
    (77, 80, 111.74681080971943, 110.27823554097924, -16.90600315090886),
    (83, 109, 109.84555983726004, 105.99642469869944, -40.64977123096569),
    (112, 137, 105.59322836250456, 113.74757047327974, 79.35001311939395),
    (140, 154, 116.09048396058856, 122.44995516084202, 61.209307611320305),
    (161, 162, 120.04940736525819, 121.009321080701, 7.188549869968671),
    (167, 170, 119.85113166946276, 122.06336088875335, 19.70314726732373),
    (184, 187, 121.61687852214354, 122.36755933461465, 5.066963746143561),
    (197, 215, 121.10217944546976, 122.10077796130855, 7.5539555843200645),
    (218, 219, 123.4557312617809, 123.59833449041247, -1.0445083712061032),
    (235, 237, 121.13488305743776, 124.1854712800529, 28.05267868277634),
    (255, 260, 121.14329603482466, 118.77014141499589, -26.130680572785767),
    (261, 267, 117.88837833913428, 121.88325318396745, 37.55103213310078),
    (282, 288, 125.19400660944548, 135.36652767781487, 99.11960534082147),
  ]
}

import Backtest
import Market
import Plots
import Risk
import Testing

/// The page of a run: whole, self-contained, and no larger than what can be seen.
@Suite struct ReportTests {
  private static func report(
    _ strategy: some Strategy, count: Int = 2_000, timeframe: Timeframe = .hours(1), symbols: [Symbol] = ["A"],
    costs: Costs = .frictionless,
    name: String = "cross", from: Int = 0, provenance: Bool = true
  ) throws -> BacktestReport {
    var series = try SyntheticMarket(symbols: symbols, seed: 4).bars(timeframe, count: count)
    if !provenance { series = try series.map { try BarSeries(symbol: $0.symbol, timeframe: $0.timeframe, bars: Array($0)) } }
    let rules = try TradingRules(capital: 10_000, costs: costs, fills: .nextOpen, exits: ExitRules(stop: .fraction(0.03)))
    let backtest = try Backtest(series, rules, sizing: FixedFraction(0.5), from: series[0][from].start)
    return BacktestReport(
      try backtest.run(strategy), of: backtest, strategy: name, rule: "a rule", parameters: [("fast", 10), ("share", 0.25)],
      sizing: "half of the equity", cautions: ["200 others were tried"])
  }

  @Test func holdsFiguresPicturesTablesAssumptionsAndWarnings() throws {
    let html = try Self.report(EMACross(fast: 10, slow: 30, under: .short)).page.html()
    for text in [
      "cross on A", "fast 10, share 0.25", "a rule", "Made-up data", "FRICTIONLESS", "200 others were tried", "Sharpe ratio",
      "Deepest fall",
      "Buy and hold", "Below the last peak", "Trades in A", "The last 12 trades, closer", "Won, entry to exit", "Bought", "Sold short",
      "Results of trades", "By side", "Why they ended", "By month", "By hour of entry, UTC", "By day of entry, UTC",
      "Sharpe ratio of the last", "Assumptions", "half of the equity", "stop 0.03", "profit factor", "gates",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    #expect(!html.contains("<script") && !html.contains("http-equiv=\"refresh") && !html.contains("NaN"))
    #expect(html.firstRange(of: "src=") == nil && html.firstRange(of: "href=") == nil, "it would load something")
  }

  @Test func isTheSamePageForTheSameRun() throws {
    func page() throws -> String { try Self.report(EMACross(fast: 5, slow: 20), count: 500).page.html() }
    #expect(try page() == page())
  }

  @Test func tenTimesTheBarsAreNotALargerPage() throws {
    func size(_ count: Int) throws -> Int {
      try Self.report(RandomEntry(seed: 1, chance: 0.05, hold: 10, shorts: true), count: count, timeframe: .minutes(1)).page.html().utf8
        .count
    }
    let (small, large) = (try size(4_000), try size(40_000))
    #expect(large < 2 * small && large < 600_000, "\(small) and \(large) bytes")
  }

  @Test func aRunWithoutTradesSaysSo() throws {
    let html = try Self.report(AlwaysFlat(), count: 100).page.html()
    #expect(html.contains("There are no trades that are over.") && html.contains("Every number") && !html.contains("Results of trades"))
    let one = try Self.report(BuyAndHold(), count: 2).page.html()
    #expect(one.contains("Open at the end"))
  }

  @Test func severalMarketsHaveAPictureEachAndARowEach() throws {
    let strategy = EachMarket(try EMACross(fast: 4, slow: 9, under: .short), count: 2)
    let html = try Self.report(
      strategy, count: 300, symbols: ["ONE", "TWO"], costs: Costs(makerFee: 0.001, takerFee: 0.002, slippage: 0.0001)
    )
    .page.html()
    #expect(
      html.contains("Trades in ONE") && html.contains("Trades in TWO") && html.contains("By symbol") && !html.contains("FRICTIONLESS"))
    #expect(html.contains("0.002 of the value at the market, 0.001 at limits"))
  }

  @Test func namesAreTextWhateverTheyHold() throws {
    let html = try Self.report(BuyAndHold(), count: 50, name: "<img src=x onerror=alert(1)>&\"'").page.html()
    #expect(html.contains("&lt;img") && !html.contains("<img"))
  }

  @Test func barsBeforeTheWindowAreTold() throws {
    let html = try Self.report(BuyAndHold(), count: 90, from: 40, provenance: false).page.html()
    #expect(html.contains("40 bars before the window") && html.contains("source not stated") && !html.contains("Made-up"))
  }
}

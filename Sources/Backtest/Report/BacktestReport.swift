import Market
public import Plots
import Statistics

/// A run as a page to be sent: figures, pictures, tables, what it rests on, and what must not be missed.
///
///     let report = BacktestReport(result, of: backtest, strategy: "ema_crossover", parameters: [("fast", 10), ("slow", 30)], sizing: "all of the equity")
///     let html = report.page.html()
///
/// The page is one file that loads nothing and runs no script. Its pictures are thinned to what a screen shows, so that a run over a million bars
/// is not larger than one over a thousand.
public struct BacktestReport: Sendable {
  let result: BacktestResult
  let backtest: Backtest
  let performance: Performance
  let strategy: String
  let rule: String
  let parameters: [(name: String, value: Double)]
  let sizing: String
  let cautions: [String]

  /// A report of a run.
  ///
  /// - Parameters:
  ///   - result: what it yielded.
  ///   - backtest: what it was made on.
  ///   - strategy: what the strategy is called.
  ///   - rule: what it does, in one line.
  ///   - parameters: its parameters, in their order.
  ///   - sizing: how much was traded, in words.
  ///   - cautions: what a reader must not miss beside what the run itself tells, such as how many other strategies were tried.
  public init(
    _ result: BacktestResult, of backtest: Backtest, strategy: String, rule: String = "", parameters: [(name: String, value: Double)] = [],
    sizing: String, cautions: [String] = []
  ) {
    self.result = result
    self.backtest = backtest
    performance = Performance(result)
    self.strategy = strategy
    self.rule = rule
    self.parameters = parameters
    self.sizing = sizing
    self.cautions = cautions
  }

  /// The page.
  public var page: Page {
    Page(
      title: "\(strategy) on \(result.symbols.map(\.name).joined(separator: ", "))", subtitle: subtitle,
      sections: [
        Page.Section("", notices + [.facts(facts)] + words),
        Page.Section("The account", accountPictures),
        Page.Section("Trades", tradePictures + tradeTables + openTable),
        Page.Section("By time", timeTables),
        Page.Section("Steadiness", steadiness),
        Page.Section("What it rests on", [.table(assumptions)]),
        Page.Section("Every number", [.table(numbers)]),
      ].filter { !$0.items.isEmpty })
  }

  private var subtitle: String {
    let values = parameters.map { "\($0.name) \(number($0.value))" }.joined(separator: ", ")
    let bars = "\(backtest.series[0].timeframe) bars"
    guard let last = result.tape.times.last else { return bars }
    let span = backtest.span
    return ["\(bars), \(span.lowerBound) to \(last)", values].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  // MARK: - What must not be missed

  private var notices: [Page.Item] {
    let madeUp = result.provenance.compactMap { provenance in
      if case .synthetic(let text) = provenance { "Made-up data: \(text)" } else { nil }
    }
    return (madeUp + cautions + result.cautions + performance.warnings).map { .notice($0) }
  }

  private var words: [Page.Item] {
    let gates = performance.packageGates
    // Each part's reason is a sentence, and stands in parentheses.
    let reason = gates.reason.replacing(".)", with: ")")
    let verdict = Page.Item.text("The gates of an entry and exit package: \(gates.outcome.rawValue). \(reason)")
    return rule.isEmpty ? [verdict] : [.text("The rule: \(rule)."), verdict]
  }

  // MARK: - Figures

  private var facts: [Page.Fact] {
    func value(_ name: String) -> Double? { performance[name]?.value }
    func percent(_ value: Double?, _ decimals: Int = 1) -> String { NumberStyle.percent.text(value ?? .nan, decimals: decimals) }
    func plain(_ value: Double?, _ decimals: Int = 2) -> String { NumberStyle.plain.text(value ?? .nan, decimals: decimals) }
    func note(_ name: String, _ otherwise: String) -> String { performance[name]?.note ?? otherwise }
    let trades = result.trades.count
    var facts = [
      Page.Fact("Return", percent(value("total_return")), note: "\(plain(result.rules.capital, 0)) became \(plain(result.finalEquity, 0))"),
      Page.Fact("Return per year", percent(value("annual_return")), note: note("annual_return", "compounded")),
      Page.Fact(
        "Sharpe ratio", plain(value("sharpe")),
        note: note("sharpe", "per year, of \(counted(performance["sharpe"]?.count ?? 0)) returns")),
      Page.Fact(
        "Deepest fall", percent(value("max_drawdown")),
        note: performance.drawdown.map { "\($0.peak.date) to \($0.trough.date)" } ?? "the account never fell"),
      Page.Fact("Trades", counted(trades), note: result.open.isEmpty ? "all are over" : "\(counted(result.open.count)) more open"),
      Page.Fact("Win rate", percent(value("win_rate")), note: note("win_rate", "of \(counted(trades)) trades")),
      Page.Fact("Profit factor", plain(value("profit_factor")), note: note("profit_factor", "won over lost")),
      Page.Fact("Mean trade", percent(value("average_result"), 2), note: note("average_result", "after costs")),
      Page.Fact("Time in the market", percent(value("exposure")), note: "of all bars"),
      Page.Fact("Costs", plain(result.totals.fees + result.totals.slippage + result.totals.carry, 0), note: "fees, slippage, carry"),
    ]
    if let held = value("benchmark_return") { facts.append(Page.Fact("Buy and hold", percent(held), note: "the same bars, no costs")) }
    return facts
  }

  private var numbers: Page.Table {
    Page.Table(
      title: "Metrics, each with what it rests on",
      columns: [.text("Metric"), .number("Value"), .number("Count"), .text("Period"), .text("Note")],
      rows: performance.metrics.map { metric in
        [
          metric.name.replacing("_", with: " "),
          metric.value.map { NumberStyle.plain.text($0, decimals: $0 == $0.rounded() ? 0 : abs($0) < 100 ? 4 : 2) } ?? "–",
          counted(metric.count), metric.period, metric.note ?? "",
        ]
      })
  }

  // MARK: - Assumptions

  private var assumptions: Page.Table {
    let rules = result.rules
    let costs = rules.costs
    let exits =
      [
        ("stop", rules.exits.stop), ("target", rules.exits.target), ("trailing stop", rules.exits.trail),
        ("break even", rules.exits.breakEven),
      ].compactMap { name, distance in distance.map { "\(name) \($0)" } } + (rules.exits.hold.map { ["after \($0) bars"] } ?? [])
    var rows = [
      ["Capital", NumberStyle.plain.text(rules.capital, decimals: rules.capital == rules.capital.rounded() ? 0 : 2)], ["Size", sizing],
      [
        "Fees",
        costs == .frictionless
          ? "none" : "\(costs.takerFee) of the value at the market, \(costs.makerFee) at limits and targets",
      ],
      ["Slippage", slippage], ["Fills", rules.fills.description],
      ["Exits", exits.isEmpty ? "by the strategy alone" : exits.joined(separator: "; ")],
      [
        "Inside a bar",
        backtest.finer.contains { $0 != nil }
          ? "finer bars tell whether stop or target came first; else the stop" : "the stop comes before the target",
      ],
      [
        "Leverage",
        "at most \(number(rules.leverage.maximum)), closed by force at \(number(rules.leverage.maintenance)) of the positions' value",
      ],
      ["Funding", rules.funding == .none ? "none" : "at its hours"],
      ["Borrow", rules.borrow == .none ? "none" : "\(rules.borrow.shortRate) a year on shorts, \(rules.borrow.cashRate) on negative cash"],
      ["Share of volume", rules.participation.map { "at most \($0) of a bar" } ?? "not limited"],
      [
        "Contract",
        rules.contract == .continuous
          ? "any quantity" : "steps of \(rules.contract.step), at least \(rules.contract.minimumNotional) in value",
      ],
    ]
    for (series, provenance) in zip(backtest.series, result.provenance) {
      let source =
        switch provenance {
        case .unstated: "source not stated"
        case .file(let path): path
        case .synthetic(let text): "made up: \(text)"
        }
      rows.append(["Bars", "\(series.symbol), \(series.timeframe), \(counted(series.count)) bars: \(source)"])
    }
    let warm = backtest.series[0].firstIndex(startingAtOrAfter: backtest.from)
    if warm > 0 { rows.append(["Warm-up", "\(counted(warm)) bars before the window, which do not count"]) }
    return Page.Table(title: "Assumptions", columns: [.text("What"), .text("Assumed")], rows: rows)
  }

  /// A count as a reader writes it.
  func counted(_ count: Int) -> String { NumberStyle.plain.text(Double(count), decimals: 0) }

  private var slippage: String {
    let costs = result.rules.costs
    var parts = costs.slippage == 0 ? [] : ["\(costs.slippage) of the price on each side"]
    if !costs.slippageByWindow.isEmpty { parts.append("by time of day") }
    if !costs.slippageByRegime.isEmpty { parts.append("by volatility regime") }
    if result.rules.slippageRanges > 0 { parts.append("\(result.rules.slippageRanges) average true ranges") }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}

extension BacktestResult {
  /// What a reader of a run must not miss: costs that were left out, what the rules had to refuse, what was assumed inside bars.
  public var cautions: [String] {
    var texts: [String] = []
    if rules.costs == .frictionless, rules.slippageRanges == 0 {
      texts.append("FRICTIONLESS: what this shows is an upper bound that nobody reaches")
    }
    if totals.refused > 0 {
      let why = tape.lastRefusal.map { ", the last because \($0)" } ?? ""
      texts.append("\(totals.refused) entries were refused by the sizer\(why)")
    }
    if totals.cutToCash > 0 { texts.append("\(totals.cutToCash) entries were cut to what the account could pay") }
    if totals.dropped > 0 { texts.append("\(totals.dropped) entries were dropped: nothing could be paid for") }
    if totals.liquidations > 0 { texts.append("\(totals.liquidations) positions were closed by force") }
    if totals.ambiguousBars > 0 { texts.append("\(totals.ambiguousBars) bars held both a stop and a target: the stop was assumed") }
    return texts
  }
}

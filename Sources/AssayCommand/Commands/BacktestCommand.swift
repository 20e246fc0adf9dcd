import Assay

extension Command {
  /// `assay backtest`: one strategy over one file of bars.
  static let backtest = Command(
    declaration: CommandDeclaration(
      name: "backtest", summary: "Run a strategy over a file of bars",
      operands: [.init(name: "FILE", help: "a CSV file of bars; may be left out for '--strategy list'", isOptional: true)],
      options: [
        strategy.declaration, TradingOptions.set.declaration,
      ] + TradingOptions.declarations + [
        TradingOptions.from.declaration, TradingOptions.to.declaration, leader.declaration, finer.declaration, trades.declaration,
        html.declaration,
      ] + MarketFileOptions.declarations + [json.declaration],
      discussion: """
        Decisions are taken when a bar has closed. Stops and targets inside one bar resolve against the trader and are counted as ambiguous.
        Fractions are fractions: a fee of 0.001 is 0.1 %. Every assumption is printed; a run without --fee and --slippage is frictionless, and
        says so.
        """,
      example: "assay backtest BTC-USDT-1h.csv --strategy ema_crossover --set fast=10 --set slow=30 --fee 0.001 --slippage 0.0005"),
    run: { arguments, console in
      let name = try arguments[strategy]
      if name == "list" {
        let listed = StrategyCatalogue.standard.entries.map(ListedStrategy.init)
        if try arguments[json] { try console.print(json: listed) } else { console.print(table: ListedStrategy.table(listed)) }
        return .done
      }
      let (entry, values) = try StrategyOptions.strategy(name, arguments[TradingOptions.set], arguments)
      guard let path = arguments.operand(0) else { throw arguments.error("FILE is required: a CSV file of bars") }
      let options = try MarketFileOptions.reading(arguments)
      let bars = try TradingOptions.bars(path, entry, leader: arguments[leader], arguments, options)
      let series = bars[0]
      let finerBars = try arguments[finer].map { [try BarSeries(csv: $0, symbol: series.symbol)] } ?? []
      let sizing = try arguments[TradingOptions.size] ?? .whole()
      let backtest = try Backtest(
        bars, TradingOptions.rules(arguments, sizing, series.timeframe), sizing: sizing.sizer, finer: finerBars,
        from: arguments[TradingOptions.from] ?? .distantPast, to: arguments[TradingOptions.to] ?? .distantFuture)
      let result = try entry.run(backtest, values)
      if let target = try arguments[trades] { try write(result, to: target) }
      if let target = try arguments[html] {
        let page = BacktestReport(
          result, of: backtest, strategy: entry.name, rule: entry.rule,
          parameters: zip(entry.parameters.map(\.name), try entry.resolve(values)).map { (name: $0, value: $1) }, sizing: sizing.text,
          cautions: RunReport.cautions(unsaid: try TradingOptions.unsaid(arguments))
        ).page
        try TextFile.write(page.html(), to: target)
      }
      let report = RunReport(
        entry, try entry.resolve(values), result, backtest, sizing: sizing.text, unsaid: try TradingOptions.unsaid(arguments))
      if try arguments[json] { try console.print(json: report) } else { report.print(on: console) }
      return .done
    })

  private static let strategy = Option<String>.required(
    "strategy", "NAME", "the strategy, or 'list' to see them", .text.completed { StrategyCatalogue.standard.entries.map(\.name) + ["list"] }
  )
  private static let leader = Option<String?>.optional(
    "leader", "FILE", "bars of the market that leads, for strategies that follow one", .text)
  private static let html = Option<String?>.optional("html", "FILE", "where a report with pictures is written", .text)
  private static let finer = Option<String?>.optional("finer", "FILE", "shorter bars, which decide the order of stop and target", .text)
  private static let trades = Option<String?>.optional("trades", "FILE", "where the list of trades is written", .text)
  private static let json = Option<Bool>.flag("json", "print one JSON document")

  /// One row per trade.
  private static func write(_ result: BacktestResult, to path: String) throws {
    var writer = try CSVWriter(
      path,
      columns: [
        "symbol", "side", "entry_time", "entry_price", "exit_time", "exit_price", "quantity", "fees", "result", "result_pct", "exit_reason",
        "bars_held", "mae_pct", "mfe_pct",
      ])
    for record in result.trades {
      let trade = record.trade
      writer.append(trade.symbol.name)
      writer.append(trade.side == .buy ? "long" : "short")
      writer.append(trade.entryTime)
      writer.append(trade.entryPrice)
      writer.append(trade.exitTime)
      writer.append(trade.exitPrice)
      writer.append(trade.quantity)
      writer.append(trade.fees)
      writer.append(trade.result)
      writer.append(100 * trade.resultFraction)
      writer.append(trade.exitReason.rawValue)
      writer.append(Double(record.barsHeld))
      writer.append(100 * record.adverseExcursion)
      writer.append(100 * record.favourableExcursion)
      try writer.endRow()
    }
    try writer.finish()
  }
}

/// A strategy as the list shows it.
private struct ListedStrategy: Encodable {
  let name: String
  let rule: String
  let bars: StrategyBars
  let parameters: [Parameter]

  struct Parameter: Encodable {
    let name: String
    let help: String
    let defaultValue: Double
    let least: Double
    let greatest: Double
  }

  init(_ entry: StrategyEntry) {
    name = entry.name
    rule = entry.rule
    bars = entry.bars
    parameters = entry.parameters.map {
      Parameter(
        name: $0.name, help: $0.help, defaultValue: $0.defaultValue, least: $0.range.lowerBound, greatest: $0.range.upperBound)
    }
  }

  static func table(_ listed: [ListedStrategy]) -> Table {
    var table = Table(.text("Strategy"), .text("Rule"), .text("Parameters"))
    for strategy in listed {
      let parameters = strategy.parameters.map { "\($0.name)=\(short($0.defaultValue)) (\(short($0.least)) to \(short($0.greatest)))" }
      table.rows.append([strategy.name, strategy.rule, parameters.joined(separator: ", ")])
    }
    return table
  }
}

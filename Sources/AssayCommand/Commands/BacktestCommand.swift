import Assay

extension Command {
  /// `assay backtest`: one strategy over one file of bars.
  static let backtest = Command(
    declaration: CommandDeclaration(
      name: "backtest", summary: "Run a strategy over a file of bars",
      operands: [.init(name: "FILE", help: "a CSV file of bars; may be left out for '--strategy list'", isOptional: true)],
      options: [
        strategy.declaration, set.declaration, fee.declaration, makerFee.declaration, slippage.declaration, fills.declaration,
        size.declaration, period.declaration, capital.declaration, stop.declaration, target.declaration, trail.declaration,
        breakEven.declaration,
        hold.declaration, leverage.declaration, from.declaration, to.declaration, finer.declaration, trades.declaration,
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
      let entry: StrategyEntry
      let values = try settings(arguments)
      do {
        entry = try StrategyCatalogue.standard.entry(name)
        _ = try entry.resolve(values)
      } catch {
        throw arguments.error("\(error)")
      }
      guard let path = arguments.operand(0) else { throw arguments.error("FILE is required: a CSV file of bars") }
      let options = try MarketFileOptions.reading(arguments)
      let series = try BarSeries(
        csv: path, symbol: arguments[MarketFileOptions.symbol], timeframe: arguments[MarketFileOptions.timeframe], options: options)
      let finerBars = try arguments[finer].map { [try BarSeries(csv: $0, symbol: series.symbol)] } ?? []
      let sizing = try arguments[size] ?? .whole()
      let backtest = try Backtest(
        [series], rules(arguments, sizing, series.timeframe), sizing: sizing.sizer, finer: finerBars,
        from: arguments[from] ?? .distantPast, to: arguments[to] ?? .distantFuture)
      let result = try entry.run(backtest, values)
      if let target = try arguments[trades] { try write(result, to: target) }
      let unsaid = try [("fee", arguments[fee]), ("slippage", arguments[slippage])].filter { $0.1 == nil }.map { "--\($0.0)" }
      let report = RunReport(entry, try entry.resolve(values), result, backtest, sizing: sizing.text, unsaid: unsaid)
      if try arguments[json] { try console.print(json: report) } else { report.print(on: console) }
      return .done
    })

  private static let strategy = Option<String>.required(
    "strategy", "NAME", "the strategy, or 'list' to see them", .text.completed { StrategyCatalogue.standard.entries.map(\.name) + ["list"] }
  )
  private static let set = Option<[String]>.repeated("set", "KEY=VALUE", "a parameter of the strategy", .text)
  private static let fee = Option<Double?>.optional("fee", "F", "fee of each fill, as a fraction of its value", .number(-0.01...0.1))
  private static let makerFee = Option<Double?>.optional(
    "maker-fee", "F", "fee of fills at a limit or target; otherwise that of --fee", .number(-0.01...0.1))
  private static let slippage = Option<Double?>.optional(
    "slippage", "S", "slippage of each market order, as a fraction of the price", .number(0...0.5))
  private static let fills = Option<FillTiming>.defaulted(
    "fills", "WHEN", "when decisions are traded: next-open, next-close or same-close",
    .oneOf(["next-open": .nextOpen, "next-close": .nextClose, "same-close": .sameClose]), .nextOpen, shown: "next-open")
  private static let size = Option<SizeChoice?>.optional(
    "size", "HOW",
    "what is traded: a fraction of the equity, or quantity:N, atr:RISK,RANGES, stop:RISK, volatility:V, kelly:F (default 1)", .size)
  private static let period = Option<Int>.defaulted(
    "period", "BARS", "over how many bars true range and volatility are watched, where --size asks for them", .whole(2...1_000), 14,
    shown: "14")
  private static let capital = Option<Double>.defaulted(
    "capital", "C", "the money to begin with", .number(0.000001...1e15), 10_000, shown: "10000")
  private static let stop = Option<Double?>.optional(
    "stop", "P", "cut a loss so far from the entry, as a fraction", .number(0.000001...0.999999))
  private static let target = Option<Double?>.optional(
    "target", "P", "take a profit so far from the entry, as a fraction", .number(0.000001...999))
  private static let trail = Option<Double?>.optional(
    "trail", "P", "a stop that follows the best price at this distance, as a fraction of the entry", .number(0.000001...0.999999))
  private static let breakEven = Option<Double?>.optional(
    "break-even", "P", "move the stop to the entry after such a gain, as a fraction", .number(0.000001...999))
  private static let hold = Option<Int?>.optional("hold", "BARS", "close after so many bars", .whole(1...1_000_000_000))
  private static let leverage = Option<Double>.defaulted(
    "leverage", "L", "greatest value of positions for each unit of equity", .number(1...200), 1, shown: "1")
  private static let from = Option<Timestamp?>.optional(
    "from", "TIME", "the first bar that counts begins then; those before warm up", .instant)
  private static let to = Option<Timestamp?>.optional("to", "TIME", "bars that begin then or later are left out", .instant)
  private static let finer = Option<String?>.optional("finer", "FILE", "shorter bars, which decide the order of stop and target", .text)
  private static let trades = Option<String?>.optional("trades", "FILE", "where the list of trades is written", .text)
  private static let json = Option<Bool>.flag("json", "print one JSON document")

  private static func rules(_ arguments: Arguments, _ sizing: SizeChoice, _ timeframe: Timeframe) throws -> TradingRules {
    let taker = try arguments[fee] ?? 0
    let costs = try Costs(makerFee: arguments[makerFee] ?? taker, takerFee: taker, slippage: arguments[slippage] ?? 0)
    let factor = try arguments[leverage]
    let perYear = TradingCalendar.continuous.observationsPerYear(timeframe)
    if sizing.needsYear, perYear == nil {
      throw arguments.error("--size volatility:…: \(timeframe) has no number of bars a year; use bars of time")
    }
    return try TradingRules(
      capital: arguments[capital], costs: costs, fills: arguments[fills],
      exits: ExitRules(
        stop: arguments[stop].map { .fraction($0) }, target: arguments[target].map { .fraction($0) },
        trail: arguments[trail].map { .fraction($0) }, breakEven: arguments[breakEven].map { .fraction($0) }, hold: arguments[hold]),
      // Exchanges close positions at about half of the initial margin.
      leverage: factor > 1 ? Leverage(maximum: factor, maintenance: 0.5 / factor) : .none,
      // True ranges are watched on any bars; only volatility asks for the year.
      observation: sizing.watches ? Observation(period: arguments[period], barsPerYear: perYear ?? 1) : nil)
  }

  /// The parameters that were set, each once.
  private static func settings(_ arguments: Arguments) throws -> [String: Double] {
    var values: [String: Double] = [:]
    for text in try arguments[set] {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let value = Double(String(parts[1])), value.isFinite, !parts[0].isEmpty else {
        throw arguments.error("--set \(text): write KEY=VALUE with a number, such as fast=10")
      }
      guard values.updateValue(value, forKey: String(parts[0])) == nil else {
        throw arguments.error("--set \(text): '\(parts[0])' is set twice")
      }
    }
    return values
  }

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

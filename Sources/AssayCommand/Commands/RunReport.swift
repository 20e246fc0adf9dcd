import Assay

/// Where bars come from, in words.
func described(_ provenance: Provenance) -> String {
  switch provenance {
  case .unstated: "unstated"
  case .file(let path): path
  case .synthetic(let text): "synthetic: \(text)"
  }
}

/// A number without needless decimals.
func short(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\((value * 1e6).rounded() / 1e6)"
}

/// What `assay backtest` says of a run.
struct RunReport: Encodable {
  let strategy: String
  let parameters: [String: Double]
  let symbol: Symbol
  let from: Timestamp?
  let to: Timestamp?
  let bars: Int
  let finalEquity: Double
  let assumptions: Assumptions
  let metrics: [Measure]
  let drawdown: Drawdown?
  let exits: [Performance.ExitCount]
  let sides: [Performance.SideRow]
  let months: [Performance.MonthRow]
  let counts: Totals
  let openTrades: [OpenTrade]
  let score: Verdict
  let gates: Verdict
  let warnings: [String]

  /// Everything the numbers rest on.
  struct Assumptions: Encodable {
    let frictionless: Bool
    let capital: Double
    let sizing: String
    let makerFee: Double
    let takerFee: Double
    let slippage: Double
    let fills: String
    let stop: String?
    let target: String?
    let trail: String?
    let breakEven: String?
    let holdBars: Int?
    let leverage: Double
    let maintenance: Double
    let watchedBars: Int?
    let insideBars: String
    let notModelled: [String]
    let data: [String]
  }

  init(
    _ entry: StrategyEntry, _ values: [Double], _ result: BacktestResult, _ backtest: Backtest, sizing: String, unsaid: [String]
  ) {
    strategy = entry.name
    parameters = Dictionary(zip(entry.parameters.map(\.name), values)) { first, _ in first }
    symbol = result.symbols[0]
    from = result.tape.times.first
    to = result.tape.times.last
    bars = result.tape.times.count
    finalEquity = result.finalEquity
    let rules = result.rules
    let isFree = rules.costs == .frictionless
    assumptions = Assumptions(
      frictionless: isFree, capital: rules.capital, sizing: sizing, makerFee: rules.costs.makerFee, takerFee: rules.costs.takerFee,
      slippage: rules.costs.slippage, fills: rules.fills.description, stop: rules.exits.stop?.description,
      target: rules.exits.target?.description, trail: rules.exits.trail?.description, breakEven: rules.exits.breakEven?.description,
      holdBars: rules.exits.hold, leverage: rules.leverage.maximum, maintenance: rules.leverage.maintenance,
      watchedBars: rules.observation?.period,
      insideBars: backtest.finer.contains { $0 != nil }
        ? "finer bars tell whether stop or target came first; else the stop" : "stop before target where one bar holds both",
      notModelled: ["funding", "borrow", "partial fills by volume", "contract steps", "minimum order value"],
      data: result.provenance.map(described))
    let performance = Performance(result)
    metrics = performance.metrics
    drawdown = performance.drawdown
    exits = performance.exits
    sides = performance.sides
    months = performance.months
    counts = result.totals
    openTrades = result.open
    score = performance.score
    gates = performance.packageGates
    warnings = RunReport.cautions(unsaid: unsaid) + result.cautions + performance.warnings
  }

  /// Costs that were not said, for readers who were not there.
  static func cautions(unsaid: [String]) -> [String] {
    unsaid.map { "\($0) was not given and counts as 0: what this shows is better than what can be had" }
  }

  func print(on console: Console) {
    console.print("\(strategy) on \(symbol): \(bars) bars, final equity \(short(finalEquity))")
    for warning in warnings { console.print("warning: \(warning)") }
    let a = assumptions
    console.print(
      "assumptions: capital \(short(a.capital)); size \(a.sizing)\(a.watchedBars.map { ", watched over \($0) bars" } ?? "")")
    console.print(
      "  costs: \(a.frictionless ? "none (frictionless)" : "fee \(a.makerFee) at limits and targets, \(a.takerFee) at the market; slippage \(a.slippage)")"
    )
    console.print("  fills \(a.fills); \(a.insideBars)")
    console.print("  leverage at most \(short(a.leverage)), maintenance margin \(short(a.maintenance)) of the positions' value")
    console.print("  not modelled: \(a.notModelled.joined(separator: ", "))")
    console.print("  data: \(a.data.joined(separator: ", "))")
    let levels = [
      ("stop", assumptions.stop), ("target", assumptions.target), ("trail", assumptions.trail), ("break even", assumptions.breakEven),
    ]
    let exitsText =
      levels.compactMap { name, value in value.map { "\(name) \($0)" } } + (assumptions.holdBars.map { ["hold \($0) bars"] } ?? [])
    console.print("  exits: \(exitsText.isEmpty ? "by the strategy alone" : exitsText.joined(separator: ", "))\n")
    var table = Table(.text("Metric"), .number("Value"), .number("Count"), .text("Period"), .text("Note"))
    for metric in metrics {
      table.rows.append([metric.name, metric.value.map(short) ?? "-", "\(metric.count)", metric.period, metric.note ?? ""])
    }
    console.print(table: table)
    for open in openTrades {
      console.print(
        "open at the end: \(open.side == .buy ? "long" : "short") \(short(open.quantity)) since \(open.entryTime), marked at \(open.markPrice): \(short(open.result))"
      )
    }
  }
}

import Assay

/// The options of every command that trades: what it costs, when it fills, how much, which exits.
enum TradingOptions {
  static let set = Option<[String]>.repeated("set", "KEY=VALUE", "a parameter of the strategy", .text)
  static let fee = Option<Double?>.optional("fee", "F", "fee of each fill, as a fraction of its value", .number(-0.01...0.1))
  static let makerFee = Option<Double?>.optional(
    "maker-fee", "F", "fee of fills at a limit or target; otherwise that of --fee", .number(-0.01...0.1))
  static let slippage = Option<Double?>.optional(
    "slippage", "S", "slippage of each market order, as a fraction of the price", .number(0...0.5))
  static let fills = Option<FillTiming>.defaulted(
    "fills", "WHEN", "when decisions are traded: next-open, next-close or same-close",
    .oneOf(["next-open": .nextOpen, "next-close": .nextClose, "same-close": .sameClose]), .nextOpen, shown: "next-open")
  static let size = Option<SizeChoice?>.optional(
    "size", "HOW",
    "what is traded: a fraction of the equity, or quantity:N, atr:RISK,RANGES, stop:RISK, volatility:V, kelly:F (default 1)", .size)
  static let period = Option<Int>.defaulted(
    "period", "BARS", "over how many bars true range and volatility are watched, where --size asks for them", .whole(2...1_000), 14,
    shown: "14")
  static let capital = Option<Double>.defaulted(
    "capital", "C", "the money to begin with", .number(0.000001...1e15), 10_000, shown: "10000")
  static let stop = Option<Double?>.optional(
    "stop", "P", "cut a loss so far from the entry, as a fraction", .number(0.000001...0.999999))
  static let target = Option<Double?>.optional(
    "target", "P", "take a profit so far from the entry, as a fraction", .number(0.000001...999))
  static let trail = Option<Double?>.optional(
    "trail", "P", "a stop that follows the best price at this distance, as a fraction of the entry", .number(0.000001...0.999999))
  static let breakEven = Option<Double?>.optional(
    "break-even", "P", "move the stop to the entry after such a gain, as a fraction", .number(0.000001...999))
  static let hold = Option<Int?>.optional("hold", "BARS", "close after so many bars", .whole(1...1_000_000_000))
  static let leverage = Option<Double>.defaulted(
    "leverage", "L", "greatest value of positions for each unit of equity", .number(1...200), 1, shown: "1")

  static let from = Option<Timestamp?>.optional(
    "from", "TIME", "the first bar that counts begins then; those before warm up", .instant)
  static let to = Option<Timestamp?>.optional("to", "TIME", "bars that begin then or later are left out", .instant)

  /// For usage and help.
  static let declarations = [
    fee.declaration, makerFee.declaration, slippage.declaration, fills.declaration, size.declaration, period.declaration,
    capital.declaration, stop.declaration, target.declaration, trail.declaration, breakEven.declaration, hold.declaration,
    leverage.declaration,
  ]

  /// Which of the costs were not said.
  static func unsaid(_ arguments: Arguments) throws -> [String] {
    try [("fee", arguments[fee]), ("slippage", arguments[slippage])].filter { $0.1 == nil }.map { "--\($0.0)" }
  }

  /// The bars of a file, and those of the leader where the strategy follows one.
  static func bars(
    _ path: String, _ entry: StrategyEntry, leader: String?, _ arguments: Arguments, _ options: CSVOptions
  ) throws -> [BarSeries] {
    if (leader != nil) != (entry.bars == .leader) {
      throw arguments.error(
        leader == nil
          ? "\(entry.name) follows another market: name its bars by --leader FILE"
          : "--leader: \(entry.name) follows no other market; leave it out"
      )
    }
    let series = try BarSeries(
      csv: path, symbol: arguments[MarketFileOptions.symbol], timeframe: arguments[MarketFileOptions.timeframe], options: options)
    guard let leader else { return [series] }
    let other = try BarSeries(csv: leader, options: options)
    if other.symbol == series.symbol {
      throw arguments.error(
        "both files are of \(series.symbol), by their names: the leader must be another market; say what is traded by --symbol NAME")
    }
    return [series, other]
  }

  /// The assumptions that were typed.
  static func rules(_ arguments: Arguments, _ sizing: SizeChoice, _ timeframe: Timeframe) throws -> TradingRules {
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
}

// A strategy of your own. It is handed every bar when it has closed and says what it wants to hold; it cannot look ahead, for it is given nothing
// to look at. The engine that runs it here is the one that paper trading feeds bar by bar.
//
//   swift run -c release custom-strategy
//
// It prints:
//
//   win_rate: 0.543, of 94 (trade)
//   profit_factor: 0.898, of 94 (trade)
//   sharpe: -0.606, of 6000 (1h)
//   max_drawdown: 0.085, of 6000 (1h)
//   52 trades ended by signal
//   42 trades ended by stop
//   with a slower average: 122 trades instead of 94
import Assay

/// Buys a dip in a rising market; out at the average, at a stop of two true ranges, or after two days.
struct Pullback: Strategy {
  var trend: EMA
  var rsi: RSI
  var range: ATR

  mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    // All three are updated with every bar; none has a value before it has seen enough.
    let (trend, rsi, range) = (trend.update(bar.close), rsi.update(bar.close), range.update(bar.bar))
    guard let trend, let rsi, let range else { return nil }
    if account.isFlat { return bar.close > trend && rsi < 40 ? Intent(.long, stop: bar.close - 2 * range, timeLimit: 48) : nil }
    return rsi > 60 ? .flat : nil
  }
}

let hours = try SyntheticMarket(seed: 3).bars(.hours(1), count: 6_000)[0]
let rules = try TradingRules(capital: 10_000, costs: Costs(makerFee: 0.0002, takerFee: 0.0005, slippage: 0.0001), fills: .nextOpen)
let backtest = try Backtest([hours], rules, sizing: FixedFraction(0.5))
let result = try backtest.run(Pullback(trend: EMA(100), rsi: RSI(7), range: ATR(14)))

let performance = Performance(result)
for name in ["win_rate", "profit_factor", "sharpe", "max_drawdown"] {
  let measure = performance[name]
  print(
    "\(name): \(measure?.value.map { "\(($0 * 1_000).rounded() / 1_000)" } ?? "undefined"), of \(measure?.count ?? 0) (\(measure?.period ?? ""))"
  )
}
for reason in Set(result.trades.map(\.trade.exitReason.rawValue)).sorted() {
  print("\(result.trades.count { $0.trade.exitReason.rawValue == reason }) trades ended by \(reason)")
}

// With a name and parameters it can be swept, tuned and ranked beside the built-in ones.
let entry = StrategyEntry(
  "pullback", "buys a dip in a rising market", [StrategyParameter("trend", "bars of the average", 100, in: 2...1_000)]
) {
  _, values in Pullback(trend: try EMA(Int(values[0])), rsi: try RSI(7), range: try ATR(14))
}
let catalogue = StrategyCatalogue(StrategyCatalogue.standard.entries + [entry])
let slow = try catalogue.entry("pullback").run(backtest, ["trend": 200])
print("with a slower average: \(slow.trades.count) trades instead of \(result.trades.count)")

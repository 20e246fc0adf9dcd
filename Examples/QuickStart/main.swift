// From a file of bars to an honest answer: are the data whole, what would some rules have earned, and is the best of them more than luck?
//
//   swift run -c release quick-start [BARS.csv]
//
// Without a file the market is made up, and there is nothing to be earned in it. Then it prints:
//
//
import Assay

let words = CommandLine.arguments
let hours =
  try words.count > 1 ? BarSeries(csv: words[1]) : SyntheticMarket(seed: 13).bars(.hours(1), count: 4_000)[0]
print("\(hours.symbol): \(hours.count) bars of \(hours.timeframe); data \(DataQuality(of: hours).verdict.outcome.rawValue)")

// Every assumption is an argument: decided at a close, traded at the next open, and nothing is free.
let rules = try TradingRules(capital: 10_000, costs: Costs(makerFee: 0.0002, takerFee: 0.0005, slippage: 0.0001), fills: .nextOpen)
let backtest = try Backtest([hours], rules, sizing: FixedFraction(1))

var tried: [[Double]] = []
for name in ["ema_crossover", "breakout", "momentum", "volume_mean_reversion"] {
  for period in [10.0, 20, 40] {
    let entry = try StrategyCatalogue.standard.entry(name)
    let result = try entry.run(backtest, [entry.parameters[0].name: period])
    let equity = result.tape.equity
    tried.append(zip(equity.dropFirst(), equity).map { $0 / $1 - 1 })
    let performance = Performance(result)
    func shown(_ measure: String) -> String { performance[measure]?.value.map { "\(($0 * 100).rounded() / 100)" } ?? "undefined" }
    print(
      "\(name) \(Int(period)): \(result.trades.count) trades, annual Sharpe ratio \(shown("sharpe")), drawdown \(shown("max_drawdown"))")
  }
}

// The best of twelve is lucky. How lucky may it be? A year has as many bars as the market was open for.
let perYear = TradingCalendar.continuous.observationsPerYear(hours.timeframe) ?? 252
print(try DeflatedSharpe(ofBestOf: tried, periodsPerYear: perYear).verdict("skill"))

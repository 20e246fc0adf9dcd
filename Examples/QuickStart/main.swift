// From a file of bars to an honest answer: are the data whole, what would some rules have earned, and is the best of them more than luck?
//
//   swift run -c release quick-start [BARS.csv]
//
// Without a file the market is made up, and there is nothing to be earned in it. Then it prints:
//
//   SYN-A: 4000 bars of 1h; data pass
//   ema_crossover 10: 75 trades, annual Sharpe ratio -2.61, drawdown 0.45
//   ema_crossover 20: 50 trades, annual Sharpe ratio -2.02, drawdown 0.38
//   ema_crossover 40: 33 trades, annual Sharpe ratio -1.34, drawdown 0.37
//   breakout 10: 53 trades, annual Sharpe ratio -2.54, drawdown 0.41
//   breakout 20: 30 trades, annual Sharpe ratio -2.48, drawdown 0.31
//   breakout 40: 19 trades, annual Sharpe ratio undefined, drawdown 0.17
//   momentum 10: 170 trades, annual Sharpe ratio -3.18, drawdown 0.55
//   momentum 20: 133 trades, annual Sharpe ratio -3.04, drawdown 0.53
//   momentum 40: 112 trades, annual Sharpe ratio -3.46, drawdown 0.55
//   volume_mean_reversion 10: 82 trades, annual Sharpe ratio -0.15, drawdown 0.21
//   volume_mean_reversion 20: 55 trades, annual Sharpe ratio -0.93, drawdown 0.31
//   volume_mean_reversion 40: 38 trades, annual Sharpe ratio 0.59, drawdown 0.34
//   skill: fail. The best of 5.78 independent trials has an annual Sharpe ratio of 0.5858; luck is expected to reach 1.893. The deflated Sharpe ratio 0.1891 is not above 0.95.
import Assay
import Foundation

let words = CommandLine.arguments
let hours: BarSeries
do {
  hours = try words.count > 1 ? BarSeries(csv: words[1]) : SyntheticMarket(seed: 13).bars(.hours(1), count: 4_000)[0]
} catch {
  FileHandle.standardError.write(Data("quick-start: \(error)\n".utf8))
  exit(1)
}
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

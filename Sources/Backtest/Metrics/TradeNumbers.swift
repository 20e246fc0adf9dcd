import Market
import Statistics

/// The numbers of trades.
struct TradeNumbers {
  let metrics: [Measure]

  init(_ records: [TradeRecord], totals: Totals) {
    let count = records.count
    let results = records.map(\.trade.result)
    let fractions = Moments(records.map(\.trade.resultFraction))
    let moments = Moments(results)
    var (wins, losses, gained, lost) = (0, 0, 0.0, 0.0)
    var (winning, losing, longestWinning, longestLosing) = (0, 0, 0, 0)
    var gross = 0.0
    for record in records {
      let result = record.trade.result
      gross += abs(record.trade.grossResult)
      if result > 0 {
        (wins, gained) = (wins + 1, gained + result)
        (winning, losing) = (winning + 1, 0)
      } else if result < 0 {
        (losses, lost) = (losses + 1, lost - result)
        (winning, losing) = (0, losing + 1)
      } else {
        (winning, losing) = (0, 0)
      }
      (longestWinning, longestLosing) = (max(longestWinning, winning), max(longestLosing, losing))
    }
    func metric(_ name: String, _ value: Double?, note: String? = nil) -> Measure {
      Measure(name, count > 0 ? value : nil, count: count, period: "trade", note: count > 0 ? note : "there are no trades that are over")
    }
    // What is estimated of all trades to come, not merely counted of those that were.
    func estimate(_ name: String, _ value: Double?, note: String? = nil) -> Measure {
      Measure(
        name, count > 0 ? value : nil, count: count, period: "trade", needed: Evidence.leastTrades,
        note: count > 0 ? note : "there are no trades that are over")
    }
    let isEnough = count >= Evidence.leastTrades
    let noLoss = "no trade lost"
    let seconds = records.map { $0.trade.held.inSeconds }
    let bars = records.map { Double($0.barsHeld) }
    let costs = totals.fees + totals.slippage + totals.carry
    metrics = [
      Measure("trades", Double(count), count: count, period: "trade"),
      estimate("win_rate", Double(wins) / Double(max(1, count))),
      estimate("expectancy", moments.mean),
      estimate("average_result", fractions.mean),
      estimate("profit_factor", losses > 0 ? gained / lost : nil, note: noLoss),
      estimate(
        "payoff", wins > 0 && losses > 0 ? gained / Double(wins) / (lost / Double(losses)) : nil,
        note: wins > 0 ? noLoss : "no trade won"),
      estimate(
        "sqn", isEnough ? Double(count).squareRoot() * moments.mean / moments.standardDeviation : nil,
        note: isEnough ? "all results are equal" : "fewer than \(Evidence.leastTrades) trades"),
      metric("average_hold_seconds", Moments(seconds).mean),
      metric("median_hold_seconds", Quantiles.median(seconds)),
      metric("average_hold_bars", Moments(bars).mean),
      metric("median_hold_bars", Quantiles.median(bars)),
      metric("longest_winning_streak", Double(longestWinning)),
      metric("longest_losing_streak", Double(longestLosing)),
      metric("average_mae", Moments(records.map(\.adverseExcursion)).mean),
      metric("average_mfe", Moments(records.map(\.favourableExcursion)).mean),
      metric("worst_trade", results.min()),
      metric("best_trade", results.max()),
      metric("ambiguous_trades", Double(records.count { $0.isAmbiguous })),
      estimate("cost_share", gross > 0 ? costs / gross : nil, note: "no trade changed in price"),
    ]
  }
}

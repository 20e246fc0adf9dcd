import Market

/// The numbers of an account's curve.
struct EquityNumbers {
  let metrics: [Measure]

  init(_ series: ReturnSeries, period: String, trades: Int, drawdown: Drawdown?, equity: [Double], capital: Double) {
    let count = series.returns.count
    let few = "fewer than \(Evidence.leastTrades) trades or markings: \(trades) trades, \(count) markings"
    let isEnough = trades >= Evidence.leastTrades && count >= Evidence.leastTrades
    func metric(_ name: String, _ value: Double, note: String? = nil) -> Measure {
      Measure(name, value, count: count, period: period, note: note)
    }
    func ratio(_ name: String, _ value: Double, note: String) -> Measure {
      Measure(name, isEnough ? value : nil, count: count, period: period, note: isEnough ? note : few)
    }
    let tails = series.tails
    let last = equity.last ?? capital
    metrics = [
      Measure("total_return", last / capital - 1, count: count, period: "run"),
      metric("annual_return", series.annual, note: "the account was lost, or no time passed"),
      metric("volatility", series.volatility, note: "fewer than two markings"),
      ratio("sharpe", series.sharpe, note: "the account never changed"),
      ratio("sortino", series.sortino, note: "the account never fell"),
      ratio("calmar", series.calmar, note: "the account never fell"),
      ratio("omega", series.omega, note: "the account never fell"),
      metric("max_drawdown", drawdown?.depth ?? 0),
      Measure("longest_drawdown_seconds", drawdown?.longestSeconds ?? 0, count: count, period: "run"),
      metric("ulcer_index", series.ulcerIndex),
      metric("value_at_risk_95", tails.valueAtRisk),
      metric("conditional_value_at_risk_95", tails.conditional),
      metric("skewness", series.skewness, note: "the returns do not vary"),
      metric("kurtosis", series.kurtosis, note: "the returns do not vary"),
      metric("tail_ratio", tails.ratio, note: "the 5 % quantile is zero"),
    ]
  }
}

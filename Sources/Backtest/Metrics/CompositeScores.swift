public import Statistics

/// Single numbers that comparable systems rank strategies by, with the gates they need to mean anything.
///
///     CompositeScore.overall(winRate: 0.6, averageResultPercent: 0.5, sharpe: 1.5, drawdownPercent: 2)     // 49
///
/// They are provided to be compared with, not believed: see the counted, deflated numbers of ``Performance`` first.
public enum CompositeScore {
  /// 40 · win rate + 30 · average result in percent + 20 · Sharpe ratio − 10 · drawdown in percent, held to 0…100.
  ///
  /// - Parameters:
  ///   - winRate: 0 to 1.
  ///   - averageResultPercent: the mean result of a trade in percent of its value at entry.
  ///   - sharpe: per year.
  ///   - drawdownPercent: the deepest fall in percent, positive.
  public static func overall(winRate: Double, averageResultPercent: Double, sharpe: Double, drawdownPercent: Double) -> Double {
    min(100, max(0, 40 * winRate + 30 * averageResultPercent + 20 * sharpe - 10 * drawdownPercent))
  }

  /// 0.7 · entry + 0.3 · exit.
  public static func package(entry: Double, exit: Double) -> Double { 0.7 * entry + 0.3 * exit }
}

extension Performance {
  /// The score of a run: insufficient where a number it needs is undefined.
  public var score: Verdict {
    guard let rate = self["win_rate"]?.value, let average = self["average_result"]?.value, let sharpe = self["sharpe"]?.value,
      let fall = self["max_drawdown"]?.value
    else { return .insufficient("score", samples: self["trades"]?.count ?? 0, needed: Evidence.leastTrades) }
    let score = CompositeScore.overall(
      winRate: rate, averageResultPercent: 100 * average, sharpe: sharpe, drawdownPercent: 100 * fall)
    let evidence: KeyValuePairs = ["score": score, "win_rate": rate, "average_result": average, "sharpe": sharpe, "max_drawdown": fall]
    return score > 0
      ? .pass("score", "The score is \(score) of 100.", evidence) : .fail("score", "The score is 0 of 100.", evidence)
  }

  /// The gates of an entry/exit package: at least 30 trades, profit factor at least 1.3, Sharpe ratio at least 0.8, drawdown at most 35 %,
  /// and a positive expectancy. One that can't be told is insufficient, not passed.
  public var packageGates: Verdict {
    func gate(_ name: String, _ metric: String, _ limit: Double, isFloor: Bool = true, isStrict: Bool = false) -> Verdict {
      guard let metric = self[metric] else { return .insufficient(name, "The number was not measured.") }
      guard let value = metric.value else { return .insufficient(name, "It is undefined: \(metric.note ?? "").", ["limit": limit]) }
      let holds = isFloor ? (isStrict ? value > limit : value >= limit) : value <= limit
      let evidence: KeyValuePairs = ["value": value, "limit": limit]
      let text = "\(Verdict.text(value)) where \(isFloor ? (isStrict ? "above" : "at least") : "at most") \(limit) is asked."
      return holds ? .pass(name, text, evidence) : .fail(name, text, evidence)
    }
    let trades = self["trades"]?.count ?? 0
    let isEnough = trades >= Evidence.leastTrades
    return .combining(
      [
        isEnough
          ? .pass("minimum_trades", "\(trades) trades.", ["trades": Double(trades)])
          : .insufficient("minimum_trades", samples: trades, needed: Evidence.leastTrades),
        isEnough
          ? gate("profit_factor", "profit_factor", 1.3) : .insufficient("profit_factor", samples: trades, needed: Evidence.leastTrades),
        gate("sharpe", "sharpe", 0.8),
        gate("max_drawdown", "max_drawdown", 0.35, isFloor: false),
        isEnough
          ? gate("expectancy", "expectancy", 0, isStrict: true)
          : .insufficient("expectancy", samples: trades, needed: Evidence.leastTrades),
      ], name: "entry_exit_package")
  }
}

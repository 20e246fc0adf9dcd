import Backtest
import Market
import Statistics
import WalkForward

/// What is asked of a strategy before it may be named for real money, and before it may go on.
enum Gates {
  /// What a candidate for deployment is asked.
  ///
  /// - Parameters:
  ///   - record: the strategy with its score.
  ///   - trials: how many configurations have ever been tried.
  ///   - paper: what it did on paper.
  ///   - limits: what it has to show.
  static func deployment(_ record: StrategyRecord, trials: Int, paper: PaperRecord.Row?, _ limits: GateSettings) -> [Verdict] {
    [
      trades(record, limits), shape(record, limits), sharpe(record, limits), deflated(record, trials: trials, limits),
      agreement(record, paper, limits),
    ]
  }

  private static func trades(_ record: StrategyRecord, _ limits: GateSettings) -> Verdict {
    let count = Int(record.metrics["trades"] ?? 0)
    let evidence: KeyValuePairs = ["trades": Double(count), "needed": Double(limits.trades)]
    return count >= limits.trades
      ? .pass("trades", "\(count) trades, \(limits.trades) are needed.", evidence)
      : .fail("trades", "\(count) trades, \(limits.trades) are needed.", evidence)
  }

  /// Wins often enough, or wins enough.
  private static func shape(_ record: StrategyRecord, _ limits: GateSettings) -> Verdict {
    guard let rate = record.metrics["win_rate"], (record.metrics["trades"] ?? 0) >= Double(Evidence.leastTrades) else {
      return .insufficient("win_rate_or_profit_factor", samples: Int(record.metrics["trades"] ?? 0), needed: Evidence.leastTrades)
    }
    let (factor, payoff) = (record.metrics["profit_factor"], record.metrics["payoff"])
    let evidence: KeyValuePairs = [
      "win_rate": rate, "least_win_rate": limits.winRate, "profit_factor": factor ?? .nan, "least_profit_factor": limits.profitFactor,
      "payoff": payoff ?? .nan,
    ]
    let text =
      "Win rate \(Verdict.text(rate)), profit factor \(factor.map(Verdict.text) ?? "undefined"), winners \(payoff.map(Verdict.text) ?? "?") times as large as losers"
    // Without a loser the factor is undefined, and then the win rate is 1.
    let wins = (factor ?? 0) >= limits.profitFactor && (payoff ?? 0) > 1
    return rate >= limits.winRate || wins
      ? .pass("win_rate_or_profit_factor", "\(text).", evidence)
      : .fail(
        "win_rate_or_profit_factor",
        "\(text): a win rate of \(Verdict.text(limits.winRate)), or a profit factor of \(Verdict.text(limits.profitFactor)) with winners larger than losers, is needed.",
        evidence)
  }

  private static func sharpe(_ record: StrategyRecord, _ limits: GateSettings) -> Verdict {
    guard let annual = record.sharpe?.annualised else {
      return .insufficient("sharpe", samples: Int(record.metrics["trades"] ?? 0), needed: Evidence.leastTrades)
    }
    let evidence: KeyValuePairs = ["sharpe": annual, "needed": limits.sharpe]
    let text = "An annual Sharpe ratio of \(Verdict.text(annual)) after costs, \(Verdict.text(limits.sharpe)) is needed."
    return annual >= limits.sharpe ? .pass("sharpe", text, evidence) : .fail("sharpe", text, evidence)
  }

  private static func deflated(_ record: StrategyRecord, trials: Int, _ limits: GateSettings) -> Verdict {
    guard let deflated = record.deflatedSharpe(trials: trials) else {
      return .insufficient("deflated_sharpe", samples: Int(record.metrics["trades"] ?? 0), needed: Evidence.leastTrades)
    }
    return deflated.verdict("deflated_sharpe", confidence: limits.deflatedSharpe)
  }

  /// Whether what happened after it was chosen is what was promised.
  static func agreement(_ record: StrategyRecord, _ paper: PaperRecord.Row?, _ limits: GateSettings) -> Verdict {
    guard let paper, paper.trades >= limits.paperTrades, let rate = paper.winRate, let promised = record.metrics["win_rate"] else {
      return .insufficient("paper_agreement", samples: paper?.trades ?? 0, needed: limits.paperTrades)
    }
    let result = (paper.gained - paper.lost) / Double(paper.trades)
    let evidence: KeyValuePairs = [
      "paper_win_rate": rate, "scored_win_rate": promised, "difference": abs(rate - promised), "allowed": limits.paperAgreement,
      "paper_result_of_a_trade": result, "paper_trades": Double(paper.trades),
    ]
    let text =
      "On paper \(Verdict.text(rate)) of \(paper.trades) trades won, \(Verdict.text(promised)) were promised; a trade brought \(Verdict.text(result))"
    if abs(rate - promised) > limits.paperAgreement {
      return .fail("paper_agreement", "\(text): that is more than \(Verdict.text(limits.paperAgreement)) apart.", evidence)
    }
    if result <= 0 { return .fail("paper_agreement", "\(text): what earned when it was scored must earn on paper.", evidence) }
    return .pass("paper_agreement", "\(text).", evidence)
  }

  // MARK: - Going on

  /// Whether a strategy may stay at work.
  ///
  /// - Parameters:
  ///   - returns: what each bar brought on paper, with the times at which they closed.
  static func pruning(_ paper: PaperRecord.Row?, returns: [Double], times: [Timestamp], at now: Timestamp, _ limits: GateSettings)
    -> [Verdict]
  {
    [winRateOfDay(paper, limits), negativeSharpe(returns, times, at: now, limits)]
  }

  private static func winRateOfDay(_ paper: PaperRecord.Row?, _ limits: GateSettings) -> Verdict {
    let count = paper?.tradesOfDay ?? 0
    guard let paper, count >= limits.prunedTrades else {
      return .insufficient("win_rate_of_day", samples: count, needed: limits.prunedTrades)
    }
    let rate = Double(paper.winsOfDay) / Double(count)
    let evidence: KeyValuePairs = ["win_rate": rate, "least": limits.prunedWinRate, "trades": Double(count)]
    let text = "\(paper.winsOfDay) of the \(count) trades of the day won, at least \(Verdict.text(limits.prunedWinRate)) must."
    return rate >= limits.prunedWinRate ? .pass("win_rate_of_day", text, evidence) : .fail("win_rate_of_day", text, evidence)
  }

  /// The Sharpe ratio over some days, looked at after every bar of the last hours: how often it was negative.
  private static func negativeSharpe(_ returns: [Double], _ times: [Timestamp], at now: Timestamp, _ limits: GateSettings) -> Verdict {
    let first = now - .seconds(limits.prunedHours * 3_600)
    let window = Duration.seconds(limits.prunedDays * 86_400)
    var (looks, negative, begin, sum, moved) = (0, 0, 0, 0.0, 0)
    for (index, time) in times.enumerated() {
      sum += returns[index]
      if returns[index] != 0 { moved += 1 }
      while times[begin] <= time - window {
        sum -= returns[begin]
        if returns[begin] != 0 { moved -= 1 }
        begin += 1
      }
      guard time > first else { continue }
      // A Sharpe ratio of fewer than 30 bars in the market is none.
      guard moved >= SharpeRatio.fewestObservations else { continue }
      looks += 1
      if sum < 0 { negative += 1 }
    }
    let needed = max(1, times.count { $0 > first } / 2)
    guard looks >= needed, looks > 0 else { return .insufficient("negative_sharpe", samples: looks, needed: needed) }
    let share = Double(negative) / Double(looks)
    let evidence: KeyValuePairs = [
      "share": share, "limit": limits.prunedShare, "looks": Double(looks), "hours": Double(limits.prunedHours),
    ]
    let text =
      "The Sharpe ratio of \(limits.prunedDays) days was negative at \(negative) of \(looks) bars of the last \(limits.prunedHours) hours"
    return share >= limits.prunedShare
      ? .fail("negative_sharpe", "\(text): at \(Verdict.text(limits.prunedShare)) of them it ends.", evidence)
      : .pass("negative_sharpe", "\(text).", evidence)
  }

  /// Whether new models may be trained: who makes many and never puts them together is not going anywhere.
  static func convergence(models: Int, ensemblesTested: Int, _ limits: GateSettings) -> Verdict {
    let evidence: KeyValuePairs = [
      "models": Double(models), "most_models": Double(limits.convergedModels), "ensembles_tested": Double(ensemblesTested),
      "least_ensembles": Double(limits.testedEnsembles),
    ]
    let text = "\(models) models have been trained and \(ensemblesTested) ensembles tested"
    return models > limits.convergedModels && ensemblesTested < limits.testedEnsembles
      ? .fail(
        "convergence",
        "\(text): over \(limits.convergedModels) models and under \(limits.testedEnsembles) ensembles no new model is trained.",
        evidence) : .pass("convergence", "\(text).", evidence)
  }
}

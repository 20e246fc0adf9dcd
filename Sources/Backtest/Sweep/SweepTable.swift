public import Market
public import Statistics
public import WalkForward

/// A combination of parameters that was tried on a market, and what came of it.
public struct SweepTrial: Hashable, Sendable {
  /// Its position in the whole sweep, counted from 0.
  public let number: Int
  /// What was traded; of several symbols the first.
  public let symbol: Symbol
  /// In bars of this length.
  public let timeframe: Timeframe
  /// When the first bar that counted began.
  public let from: Timestamp
  /// When the last one closed.
  public let to: Timestamp
  /// A value for every parameter of the strategy.
  public let values: [Double]
  /// What came of it, or why nothing did.
  public let outcome: Outcome

  /// What came of a trial.
  public enum Outcome: Hashable, Sendable {
    /// It ran.
    case ran(SweepNumbers)
    /// It could not: what was wrong.
    case failed(String)
  }

  /// The numbers, if it ran.
  public var numbers: SweepNumbers? {
    if case .ran(let numbers) = outcome { numbers } else { nil }
  }
}

/// Every trial of a sweep, or of a share of it.
public struct SweepTable: Hashable, Sendable {
  /// What stands for the strategy, its combinations, the bars and every assumption: shares with another identity are of another sweep.
  public let identity: String
  /// The strategy's name.
  public let strategy: String
  /// The names of its parameters.
  public let parameters: [String]
  /// How many trials the whole sweep has.
  public let total: Int
  /// The trials, by number.
  public let trials: [SweepTrial]

  /// Whether every trial of the sweep is in it.
  public var isComplete: Bool { trials.count == total }

  /// The trial with the greatest Sharpe ratio, of those with enough trades to have one; the first of equals.
  public var winner: SweepTrial? { ranked.first }

  /// The trials that have a Sharpe ratio, the greatest first.
  public var ranked: [SweepTrial] {
    trials.filter { $0.numbers?.sharpe?.annualised != nil }.sorted { one, other in
      let (first, second) = (one.numbers?.sharpe?.annualised ?? 0, other.numbers?.sharpe?.annualised ?? 0)
      return first != second ? first > second : one.number < other.number
    }
  }

  /// How sure it is that the winner is better than the best that luck would have found among as many trials.
  ///
  /// Every trial counts as an independent one, which they are not: neighbours make much the same trades. So luck is thought to be more able than it
  /// is. To have the trials clustered, keep their returns and hand them to `DeflatedSharpe(ofBestOf:periodsPerYear:)`.
  /// - Returns: `nil` if no trial had enough trades.
  public var deflatedSharpe: DeflatedSharpe? {
    guard let sharpe = winner?.numbers?.sharpe else { return nil }
    return try? DeflatedSharpe(sharpe, ofBestOf: trials.compactMap { $0.numbers?.sharpe?.perPeriod }, trials: Double(total))
  }

  /// Whether the winner is better than luck; *insufficient* where no trial had 30 trades.
  public var verdict: Verdict {
    guard let deflatedSharpe else {
      let most = trials.compactMap { $0.numbers?.trades }.max() ?? 0
      return .insufficient("sweep", samples: most, needed: Evidence.leastTrades)
    }
    return deflatedSharpe.verdict("sweep")
  }

  /// Trials whose run failed.
  public var failures: [(trial: SweepTrial, reason: String)] {
    trials.compactMap { trial in
      if case .failed(let reason) = trial.outcome { (trial, reason) } else { nil }
    }
  }
}

public import Backtest
public import Market

/// Long while at least so many of its members want to be long, short while so many want to be short, out otherwise.
///
///     let vote = try EnsembleVote([Momentum(), RSIExtremes()], votes: 2)
///
/// Each member is given an account of its own in which it has what it wishes. Members are called through their protocol, some nanoseconds each.
public struct EnsembleVote: Strategy {
  private var members: [any Strategy]
  private var stances: [Stance]
  private let votes: Int
  private let sides: Sides

  /// Strategies that each look at one series, and how many of them must agree, from 1 to their number.
  public init(_ members: [any Strategy], votes: Int, sides: Sides = .longOnly) throws(StrategyError) {
    guard votes >= 1, votes <= members.count else {
      throw StrategyError("\(votes) of \(members.count) votes are impossible: ask for 1 to \(members.count)")
    }
    self.members = members
    stances = members.map { _ in Stance() }
    self.votes = votes
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) throws -> Intent? {
    var (long, short) = (0, 0)
    for index in members.indices {
      let own = stances[index].account()
      if let wish = try members[index].update(bar, own) { stances[index].take(wish, at: bar.close) }
      if stances[index].direction == .long { long += 1 }
      if stances[index].direction == .short { short += 1 }
    }
    return Turn(long: long >= votes, short: short >= votes, leaveLong: long < votes, leaveShort: short < votes).intent(account, sides)
  }

  /// From the first beginning to the last end of its members' training.
  public var trainingSpan: ClosedRange<Timestamp>? { members.reduce(nil) { joined($0, $1.trainingSpan) } }

  static let entry = StrategyEntry(
    "ensemble_vote", "long while k of ema_crossover, momentum, rate_of_change, orderflow_imbalance and breakout are long, out otherwise",
    [StrategyParameter("votes", "how many of the five must agree", 3, in: 1...5), .short]
  ) { _, values in
    try EnsembleVote(
      [
        EMACross(fast: 10, slow: 30, under: .short), Momentum(sides: .both), RateOfChange(threshold: 0, sides: .both),
        OrderFlow(threshold: 0, sides: .both), Breakout(volume: 1, sides: .both),
      ], votes: Int(values[0]), sides: Sides(values[1]))
  }
}

/// The span that holds both.
func joined(_ one: ClosedRange<Timestamp>?, _ other: ClosedRange<Timestamp>?) -> ClosedRange<Timestamp>? {
  guard let one, let other else { return one ?? other }
  return min(one.lowerBound, other.lowerBound)...max(one.upperBound, other.upperBound)
}

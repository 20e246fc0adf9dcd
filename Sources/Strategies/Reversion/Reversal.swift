public import Backtest

/// After a run of falling closes, long at the first close above the high before; out after some bars. The mirror image for shorts.
public struct Reversal: Strategy {
  private var previous: ClosedBar?
  private var falls = 0
  private var rises = 0
  private let run: Int
  private let hold: Int
  private let sides: Sides

  /// How many closes in a row must have fallen, at least 1; after how many bars it leaves, at least 1.
  public init(run: Int = 3, hold: Int = 10, sides: Sides = .longOnly) {
    precondition(run >= 1 && hold >= 1, "a run and a holding time are at least a bar")
    self.run = run
    self.hold = hold
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    defer { previous = bar }
    guard let previous else { return nil }
    let turn = Turn.reversing(long: falls >= run && bar.close > previous.high, short: rises >= run && bar.close < previous.low)
    falls = bar.close < previous.close ? falls + 1 : 0
    rises = bar.close > previous.close ? rises + 1 : 0
    return turn.intent(account, sides, hold: hold)
  }

  static let entry = StrategyEntry(
    "reversal", "after n falling closes long at a close above the high before, out after some bars",
    [.period("run", "closes in a row that must have fallen", 3), .hold, .short]
  ) { _, values in Reversal(run: Int(values[0]), hold: Int(values[1]), sides: Sides(values[2])) }
}

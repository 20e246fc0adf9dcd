public import Backtest

/// No entry for some bars after a position has ended, whatever ended it.
public struct CooldownFilter: EntryFilter {
  private let bars: Int
  private var wasHeld = false
  /// Bars that have closed since the end of a position.
  private var since = Int.max

  /// For how many bars, at least 1, counted from the bar at whose close the position is first seen to be gone.
  public init(bars: Int) {
    precondition(bars >= 1, "a cooldown lasts at least a bar")
    self.bars = bars
  }

  /// Sees whether a position is gone.
  public mutating func observe(_ bar: ClosedBar, _ account: AccountView) {
    if wasHeld, account.isFlat {
      since = 0
    } else if since < Int.max {
      since += 1
    }
    wasHeld = !account.isFlat
  }

  /// Whether the last position ended long enough ago.
  public func allows(_ wish: Intent, at bar: ClosedBar) -> Bool { since >= bars }
}

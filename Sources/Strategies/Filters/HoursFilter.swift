public import Backtest
internal import Market

/// Entries only at bars that close within some hours of the day, in UTC.
///
///     HoursFilter(from: 22, until: 4)          // over midnight
public struct HoursFilter: EntryFilter {
  private let from: Int64
  private let until: Int64

  /// From an hour on, until before another, 0 to 24 each; where the first is the later one, over midnight.
  public init(from: Int, until: Int) {
    precondition((0...24).contains(from) && (0...24).contains(until) && from != until, "hours are two different numbers from 0 to 24")
    self.from = Int64(from) * 3_600_000_000_000
    self.until = Int64(until) * 3_600_000_000_000
  }

  /// Sees nothing.
  public func observe(_ bar: ClosedBar, _ account: AccountView) {}

  /// Whether the bar closed within the hours.
  public func allows(_ wish: Intent, at bar: ClosedBar) -> Bool {
    let day: Int64 = 86_400_000_000_000
    let rest = bar.end.nanoseconds % day
    let time = rest < 0 ? rest + day : rest
    return from < until ? time >= from && time < until : time >= from || time < until
  }
}

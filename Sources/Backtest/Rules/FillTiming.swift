/// When a decision that was taken at a bar's close is traded. There is no default; a report names the one that was used.
public enum FillTiming: Hashable, Codable, Sendable {
  /// At the open of the next bar: what can be done.
  case nextOpen
  /// At the very close it was decided on: what can be done only by those who know the close a moment before.
  case sameClose
  /// At the close of the next bar.
  case nextClose
  /// Entries rest at a limit so far from the close, as a fraction of it, on the side that is better for the trader, for so many bars; exits go
  /// at the next open.
  case limit(offset: Double, bars: Int)
}

extension FillTiming: CustomStringConvertible {
  /// The assumption in words.
  public var description: String {
    switch self {
    case .nextOpen: "at the next bar's open"
    case .sameClose: "at the close that was decided on"
    case .nextClose: "at the next bar's close"
    case .limit(let offset, let bars):
      "entries at a limit \(offset) of the price from the close, for \(bars) \(bars == 1 ? "bar" : "bars"), exits at the next bar's open"
    }
  }
}

internal import Backtest

/// Which sides a strategy takes.
public enum Sides: String, Hashable, CaseIterable, Codable, Sendable {
  /// It buys, and is out where it would be short.
  case longOnly = "long_only"
  /// It is long or short.
  case both

  /// From the parameter `short`: 1 for both.
  init(_ value: Double) { self = value == 1 ? .both : .longOnly }
}

/// What a bar says of both sides, and what follows from it for an account.
struct Turn {
  var long = false
  var short = false
  var leaveLong = false
  var leaveShort = false

  /// Signals of which each ends what the other began.
  static func reversing(long: Bool, short: Bool) -> Turn { Turn(long: long, short: short, leaveLong: short, leaveShort: long) }

  /// The wish; a bar that says in to both sides says in to neither.
  func intent(_ account: AccountView, _ sides: Sides, hold: Int? = nil) -> Intent? {
    if long != short {
      if long, account.quantity <= 0 { return Intent(.long, timeLimit: hold) }
      if short, sides == .both, account.quantity >= 0 { return Intent(.short, timeLimit: hold) }
    }
    return account.quantity > 0 && leaveLong || account.quantity < 0 && leaveShort ? .flat : nil
  }
}

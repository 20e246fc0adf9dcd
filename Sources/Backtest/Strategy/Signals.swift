/// Wishes that were made elsewhere, one for each bar that is fed, through the same engine.
///
///     let result = try backtest.run(Signals([nil, .long, nil, .flat]))
///
/// The wish at a position is heard at the close of the bar at that position, counted over everything fed, warm-up included. Bars beyond the last
/// wish have none.
public struct Signals: Strategy, Codable, Equatable {
  @usableFromInline let intents: [Intent?]
  @usableFromInline var position = 0

  /// Wishes by bar.
  public init(_ intents: [Intent?]) { self.intents = intents }

  /// Takes the bar that just closed.
  @inlinable
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    defer { position &+= 1 }
    return position < intents.count ? intents[position] : nil
  }
}

/// Entries and exits as tables hold them, one truth value for each bar that is fed, through the same engine.
///
///     let result = try backtest.run(SignalColumns(entries: above, exits: below))
///
/// Where a bar says both in and out of the same side, it says nothing; where it says in to both sides neither is heard.
public struct SignalColumns: Strategy, Codable, Equatable {
  @usableFromInline let entries: [Bool]
  @usableFromInline let exits: [Bool]
  @usableFromInline let shortEntries: [Bool]
  @usableFromInline let shortExits: [Bool]
  @usableFromInline var position = 0

  /// Signals by bar.
  ///
  /// - Parameters:
  ///   - entries: where to be long.
  ///   - exits: where to leave a long position.
  ///   - shortEntries: where to be short; left out, nowhere.
  ///   - shortExits: where to leave a short position; left out, nowhere.
  /// - Throws: an error if the columns differ in length.
  public init(entries: [Bool], exits: [Bool], shortEntries: [Bool]? = nil, shortExits: [Bool]? = nil) throws(BacktestError) {
    let nowhere = [Bool](repeating: false, count: entries.count)
    let columns = [entries, exits, shortEntries ?? nowhere, shortExits ?? nowhere]
    guard Set(columns.map(\.count)).count == 1 else {
      throw BacktestError(.input, "the columns of signals must have one value per bar, but their lengths are \(columns.map(\.count))")
    }
    self.entries = columns[0]
    self.exits = columns[1]
    self.shortEntries = columns[2]
    self.shortExits = columns[3]
  }

  /// Takes the bar that just closed.
  @inlinable
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let row = position
    position &+= 1
    guard row < entries.count else { return nil }
    let isLong = entries[row] && !exits[row]
    let isShort = shortEntries[row] && !shortExits[row]
    if isLong != isShort { return isLong ? .long : .short }
    if isLong { return nil }
    let leaves = account.quantity > 0 ? exits[row] && !entries[row] : shortExits[row] && !shortEntries[row]
    return leaves && !account.isFlat ? .flat : nil
  }
}

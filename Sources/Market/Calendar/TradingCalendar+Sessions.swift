extension TradingCalendar {
  /// A stretch during which a market is open.
  public struct Session: Hashable, Sendable {
    /// The day it is counted as.
    public let date: CivilDate
    /// When it opens.
    public let open: Timestamp
    /// When it closes; what happens at this instant is no longer in it.
    public let close: Timestamp

    /// How long it lasts.
    public var length: Duration { close - open }

    /// Whether an instant lies in it.
    public func contains(_ instant: Timestamp) -> Bool { open <= instant && instant < close }
  }

  /// Whether the market is open at an instant.
  public func isOpen(at instant: Timestamp) -> Bool { session(containing: instant) != nil }

  /// The session counted as a day, if it has one.
  public func session(on date: CivilDate) -> Session? { session(onDay: date.daysSinceEpoch) }

  /// The session that an instant lies in, if the market is open.
  /// - Complexity: O(log h) for h holidays.
  public func session(containing instant: Timestamp) -> Session? {
    let day = timeZone.day(at: instant)
    for candidate in day - daysBack...day + daysAhead {
      if let session = session(onDay: candidate), session.contains(instant) { return session }
    }
    return nil
  }

  /// The first session that opens after an instant; `nil` after the last that can be told.
  public func session(after instant: Timestamp) -> Session? {
    var day = timeZone.day(at: instant) - daysBack
    while day <= TradingCalendar.lastDay {
      if let session = session(onDay: day), session.open > instant { return session }
      day += 1
    }
    return nil
  }

  /// The last session that had closed by an instant; `nil` before the first that can be told.
  public func session(before instant: Timestamp) -> Session? {
    var day = timeZone.day(at: instant) + daysAhead
    while day >= TradingCalendar.firstDay {
      if let session = session(onDay: day), session.close <= instant { return session }
      day -= 1
    }
    return nil
  }

  /// The sessions that lie at least partly between two instants, in order.
  /// - Complexity: O(their number + the number of days between).
  public func sessions(from: Timestamp, to: Timestamp) -> [Session] {
    var sessions: [Session] = []
    forEachSession(from: from, to: to) { sessions.append($0) }
    return sessions
  }

  /// How long the market is open between two instants; zero if they are the other way round.
  /// - Complexity: O(days between), O(1) if it never closes.
  public func openTime(from: Timestamp, to: Timestamp) -> Duration {
    guard from < to else { return .zero }
    if isContinuous { return to - from }
    var nanoseconds: Int64 = 0
    forEachSession(from: from, to: to) {
      nanoseconds = nanoseconds.addingSaturating((min($0.close, to) - max($0.open, from)).wholeNanoseconds)
    }
    return .nanoseconds(nanoseconds)
  }

  func forEachSession(from: Timestamp, to: Timestamp, _ body: (Session) -> Void) {
    guard from < to else { return }
    var day = max(timeZone.day(at: from) - daysBack, TradingCalendar.firstDay)
    let last = min(timeZone.day(at: to) + daysAhead, TradingCalendar.lastDay)
    while day <= last {
      if let session = session(onDay: day), session.close > from, session.open < to { body(session) }
      day += 1
    }
  }

  /// The session counted as a day number; `nil` if it has none, or if it would reach beyond what a `Timestamp` can tell.
  func session(onDay day: Int) -> Session? {
    guard day >= TradingCalendar.firstDay, day <= TradingCalendar.lastDay, let hours = hours(ofDay: day) else { return nil }
    return Session(
      date: CivilDate(daysSinceEpoch: day), open: timeZone.instant(day: day, secondsSinceMidnight: hours.opensAfter),
      close: timeZone.instant(day: day, secondsSinceMidnight: hours.closesAfter))
  }

  /// The day numbers whose sessions, two days long at most and up to 18 hours from UTC, lie safely within what a `Timestamp` can tell.
  static let firstDay = -106_748
  static let lastDay = 106_747
}

// MARK: - How many observations a year has

extension TradingCalendar {
  /// How many bars of a timeframe a year has: what a ratio is annualised with.
  ///
  ///     TradingCalendar.continuous.observationsPerYear(.minutes(5))            // 105189.84
  ///     TradingCalendar.newYorkStockExchange.observationsPerYear(.days(1))     // 251.76
  ///
  /// A market that never closes has 365.2425 days of 24 hours. For sessions, the bars that a ``Resampler`` aligned to this calendar would
  /// make of a market that trades all the time are counted over whole years (the last bar of a session counts though it may be cut; bars
  /// of days and weeks count once if they hold a session), and brought to a year of 365.2425 days.
  ///
  /// - Parameters:
  ///   - timeframe: how much a bar holds.
  ///   - years: the years to count over, within 1678 to 2261; left out, those from the first to the last holiday, or 2000 to 2027 if there
  ///     are none: 28 years, after which weekdays and leap years repeat.
  /// - Returns: `nil` for bars of ticks, volume or value, of which no calendar knows how many come, and for lengths that no session can
  ///   hold (see ``BarAlignment``).
  /// - Complexity: O(days counted over), O(1) if it never closes.
  public func observationsPerYear(_ timeframe: Timeframe, over years: ClosedRange<Int>? = nil) -> Double? {
    guard timeframe.isValid, let length = timeframe.duration?.wholeNanoseconds else { return nil }
    let day: Int64 = 86_400_000_000_000
    if isContinuous { return 365.2425 * Double(day) / Double(length) }
    guard length <= day || length % day == 0 else { return nil }
    let span = years ?? usualYears
    let first = dayNumber(min(max(span.lowerBound, 1_678), 2_261), 1, 1)
    let end = dayNumber(min(max(span.upperBound, 1_678), 2_261) + 1, 1, 1)
    var count = 0.0
    var lastBlock = Int.min
    for day in first..<end {
      guard let session = session(onDay: day) else { continue }
      if length >= 86_400_000_000_000 {
        let block = DayBlock.index(ofDay: day, days: Int(length / 86_400_000_000_000))
        if block != lastBlock { count += 1 }
        lastBlock = block
      } else {
        count += Double((session.length.wholeNanoseconds - 1) / length + 1)
      }
    }
    return count * 365.2425 / Double(end - first)
  }

  private var usualYears: ClosedRange<Int> {
    guard let first = holidays.first, let last = holidays.last else { return 2_000...2_027 }
    return first.year...last.year
  }
}

/// Blocks of local days that bars of several days hold: weeks start on Mondays, other lengths are counted from 1970-01-01.
enum DayBlock {
  /// The number of the block that a day lies in.
  static func index(ofDay day: Int, days: Int) -> Int {
    let shift = days % 7 == 0 ? 3 : 0
    return Int(Int64(day + shift).flooredQuotient(by: Int64(days)))
  }

  /// The first day of a block.
  static func firstDay(ofBlock index: Int, days: Int) -> Int { index * days - (days % 7 == 0 ? 3 : 0) }
}

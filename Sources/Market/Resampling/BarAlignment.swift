/// Where the bars of a length begin.
public enum BarAlignment: Hashable, Codable, Sendable {
  /// On the whole multiples of their length since 1970-01-01T00:00:00 UTC, weeks on Mondays.
  ///
  /// Lengths that divide a day begin at midnight UTC. Others, such as `7m` or `5h`, do not begin anew each day: their first bar of a day
  /// begins at another time every day.
  case utc
  /// At the opening of each session; the last bar of a session is cut at its close, what trades outside the sessions is left out, and no
  /// bar holds anything of two sessions. Bars of whole days hold every session counted as one of so many days; weeks start on Mondays.
  /// Bars longer than a session but shorter than a day hold the whole session. Longer ones must be whole days.
  ///
  /// With ``TradingCalendar/continuous`` lengths such as `7m` begin at every midnight UTC, and their last bar of the day is cut.
  case session(TradingCalendar)
}

/// The stretch of time one bar covers.
struct BarSpan: Hashable, Sendable {
  let start: Timestamp
  let end: Timestamp
  /// Until when the market stays open without a break: the end, but for bars that hold several sessions.
  let openUntil: Timestamp
  /// The first and last day numbers of the sessions it holds; `nil` where bars know no sessions, or lie within one.
  let days: ClosedRange<Int>?
}

/// The stretches of time that bars of one length and alignment cover.
struct BarGrid: Hashable, Sendable {
  let length: Int64
  let calendar: TradingCalendar?
  /// How many days a bar holds, where it holds whole sessions counted as days.
  let days: Int?

  static let day: Int64 = 86_400_000_000_000

  /// The grid of a timeframe that has a length.
  init(_ timeframe: Timeframe, _ alignment: BarAlignment) throws(ResamplingError) {
    guard timeframe.isValid, let length = timeframe.duration?.wholeNanoseconds else { throw .timeframeOutOfRange(timeframe) }
    self.length = length
    switch alignment {
    case .utc:
      calendar = nil
      days = nil
    case .session(let calendar):
      guard length <= BarGrid.day || length % BarGrid.day == 0 else { throw .notWholeDays(timeframe) }
      self.calendar = calendar
      days = length >= BarGrid.day ? Int(length / BarGrid.day) : nil
    }
  }

  /// The bar that an instant belongs to; `nil` while the market is closed.
  func span(containing instant: Timestamp) -> BarSpan? {
    guard let calendar else { return uniformSpan(containing: instant) }
    return calendar.session(containing: instant).map { span(containing: instant, in: $0, of: calendar) }
  }

  /// The bar that a shorter bar belongs to: the one that covers any of it; `nil` while the market is closed.
  ///
  /// A shorter bar may reach into the time the market is closed: hours of the clock around an opening at half past.
  func span(overlapping start: Timestamp, _ end: Timestamp) throws(ResamplingError) -> BarSpan? {
    let span: BarSpan
    if let calendar {
      guard let session = calendar.session(containing: start) ?? calendar.session(after: start),
        session.contains(start) || session.open < end
      else { return nil }
      span = self.span(containing: max(start, session.open), in: session, of: calendar)
      if end > span.end, let next = self.span(after: span, of: calendar), next.start < end {
        throw .straddles(start: start, end: end, boundary: next.start)
      }
    } else {
      span = uniformSpan(containing: start)
      if end > span.end { throw .straddles(start: start, end: end, boundary: span.end) }
    }
    return span
  }

  private func uniformSpan(containing instant: Timestamp) -> BarSpan {
    // 1970-01-01 was a Thursday: Mondays are four days later.
    let origin = length % (7 * BarGrid.day) == 0 ? 4 * BarGrid.day : 0
    let steps = instant.nanoseconds.subtractingSaturating(origin).flooredQuotient(by: length)
    let start = steps.multipliedSaturating(by: length).addingSaturating(origin)
    let end = Timestamp(nanoseconds: start.addingSaturating(length))
    return BarSpan(start: Timestamp(nanoseconds: start), end: end, openUntil: end, days: nil)
  }

  private func span(containing instant: Timestamp, in session: TradingCalendar.Session, of calendar: TradingCalendar) -> BarSpan {
    guard let days else {
      let steps = (instant.nanoseconds - session.open.nanoseconds) / length
      let start = session.open.nanoseconds + steps * length
      let end = min(Timestamp(nanoseconds: start + length), session.close)
      return BarSpan(start: Timestamp(nanoseconds: start), end: end, openUntil: end, days: nil)
    }
    let number = session.date.daysSinceEpoch
    if days == 1 { return BarSpan(start: session.open, end: session.close, openUntil: session.close, days: number...number) }
    let first = DayBlock.firstDay(ofBlock: DayBlock.index(ofDay: number, days: days), days: days)
    // Both searches end at the session itself.
    var opening = session
    for day in first..<number {
      if let session = calendar.session(onDay: day) {
        opening = session
        break
      }
    }
    var closing = session
    for day in stride(from: first + days - 1, to: number, by: -1) {
      if let session = calendar.session(onDay: day) {
        closing = session
        break
      }
    }
    return BarSpan(
      start: opening.open, end: closing.close, openUntil: session.close, days: opening.date.daysSinceEpoch...closing.date.daysSinceEpoch)
  }

  private func span(after span: BarSpan, of calendar: TradingCalendar) -> BarSpan? {
    guard let session = calendar.session(containing: span.end) ?? calendar.session(after: span.end) else { return nil }
    return self.span(containing: max(session.open, span.end), in: session, of: calendar)
  }

  /// How many shorter bars of a length a bar holds when nothing is missing.
  func capacity(of span: BarSpan, for source: Int64) -> Int {
    guard let calendar, let days = span.days else {
      return Int(clamping: ((span.end - span.start).wholeNanoseconds - 1) / source + 1)
    }
    var count = 0
    var lastBlock = Int.min
    for day in days {
      guard let session = calendar.session(onDay: day) else { continue }
      if source < BarGrid.day {
        count = count.addingSaturating(Int(clamping: (session.length.wholeNanoseconds - 1) / source + 1))
      } else {
        let block = DayBlock.index(ofDay: day, days: Int(source / BarGrid.day))
        if block != lastBlock { count += 1 }
        lastBlock = block
      }
    }
    return count
  }
}

extension BarAlignment: CustomStringConvertible {
  /// Where bars begin, for reports.
  public var description: String {
    switch self {
    case .utc: "UTC"
    case .session(let calendar): "sessions of \(calendar.name)"
    }
  }
}

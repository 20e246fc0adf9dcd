/// A stretch in which bars are missing.
public struct Gap: Hashable, Codable, Sendable {
  /// When the first missing bar would begin.
  public let start: Timestamp
  /// When the last missing bar would be over.
  public let end: Timestamp
  /// How many bars are missing, at least 1.
  public let missing: Int
  /// The position of the bar after the gap.
  public let position: Int
}

extension BarSeries {
  /// The stretches in which bars are missing while the market is open, in order.
  ///
  ///     let gaps = series.gaps()                                   // a market around the clock
  ///     let gaps = shares.gaps(in: .newYorkStockExchange)          // nights and weekends are no gaps
  ///     gaps.reduce(0) { $0 + $1.missing }
  ///
  /// The bars that should be there follow the bar before the gap at steps of the timeframe, whatever time of day that is; in a calendar of
  /// sessions they keep its distance from the opening in every session. What is left over, too short for a whole bar, is no gap; but where
  /// the market opens or closes a part of a bar counts as a bar, because there bars begin early or are cut.
  ///
  /// Bars of a day or longer, in a calendar of sessions, are missed when all their sessions lie between two bars; a session counts by its
  /// middle, so that days may begin at midnight UTC or at the opening. Bars of several days are looked for where ``BarAlignment/session(_:)``
  /// has them. Bars of ticks, volume or value have no time at which one should be there, so nothing of them is missing.
  ///
  /// What is missing before the first bar and after the last is not told: nobody knows when the series should begin or end.
  ///
  /// - Complexity: O(n + the days missed).
  public func gaps(in calendar: TradingCalendar = .continuous) -> [Gap] {
    var gaps: [Gap] = []
    forEachMissing(in: calendar) { position, runs in
      guard let first = runs.first, let last = runs.last else { return }
      gaps.append(
        Gap(start: first.start, end: last.end, missing: runs.reduce(0) { $0.addingSaturating($1.count) }, position: position))
    }
    return gaps
  }
}

/// Bars that are missing one after the other.
struct MissingRun: Hashable {
  let start: Timestamp
  let length: Int64
  let count: Int
  /// The end of the last one, which the close of a session may cut.
  let end: Timestamp

  /// When the bar with a number began and ended.
  func bar(_ number: Int) -> (start: Timestamp, end: Timestamp) {
    let begins = start.nanoseconds + Int64(number) * length
    return (Timestamp(nanoseconds: begins), number == count - 1 ? end : Timestamp(nanoseconds: begins + length))
  }
}

extension BarSeries {
  /// Calls with the position of every bar before which bars are missing, and with those.
  func forEachMissing(in calendar: TradingCalendar, _ body: (Int, [MissingRun]) -> Void) {
    guard length > 0 else { return }
    for position in indices.dropFirst() {
      let previous = end(at: position - 1)
      let next = time[position]
      guard previous < next else { continue }
      if calendar.isContinuous {
        let count = next.nanoseconds.subtractingSaturating(previous.nanoseconds) / length
        guard count > 0 else { continue }
        let end = Timestamp(nanoseconds: previous.nanoseconds + count * length)
        body(position, [MissingRun(start: previous, length: length, count: Int(clamping: count), end: end)])
      } else {
        let runs = length < BarGrid.day ? missing(before: position, within: calendar) : missingDays(before: position, in: calendar)
        if !runs.isEmpty { body(position, runs) }
      }
    }
  }

  /// The bars shorter than a day that are missing before a bar, session by session.
  private func missing(before position: Int, within calendar: TradingCalendar) -> [MissingRun] {
    let last = self[position - 1]
    let next = time[position]
    var runs: [MissingRun] = []
    var phase: Int64?
    calendar.forEachSession(from: last.end, to: next) { session in
      let distance = phase ?? self.phase(of: last, in: calendar)
      phase = distance
      let anchor = session.open.nanoseconds + (distance == 0 ? 0 : distance - length)
      // The bar before may have ended centuries earlier: that difference need not be tellable.
      let first = last.end.nanoseconds <= anchor ? 0 : -(anchor - last.end.nanoseconds).flooredQuotient(by: length)
      let reachesClose = session.close <= next
      let end =
        reachesClose
        ? -(anchor - session.close.nanoseconds).flooredQuotient(by: length)
        : (next.nanoseconds - anchor).flooredQuotient(by: length)
      guard first < end else { return }
      let lastEnd = Timestamp(nanoseconds: anchor + end * length)
      let isCut = ends != nil || calendar.isOpen(at: session.close)
      runs.append(
        MissingRun(
          start: Timestamp(nanoseconds: anchor + first * length), length: length, count: Int(clamping: end - first),
          end: Swift.min(isCut ? Swift.min(lastEnd, session.close) : lastEnd, next)))
    }
    return runs
  }

  /// How long after the opening of its session, or after a whole number of bars from there, a bar begins.
  private func phase(of bar: Bar, in calendar: TradingCalendar) -> Int64 {
    guard let session = calendar.session(containing: bar.start) ?? calendar.session(after: bar.start),
      session.contains(bar.start) || session.open < bar.end
    else { return 0 }
    let distance = (bar.start.nanoseconds - session.open.nanoseconds) % length
    return distance < 0 ? distance + length : distance
  }

  /// The bars of a day or longer that are missing before a bar.
  private func missingDays(before position: Int, in calendar: TradingCalendar) -> [MissingRun] {
    let last = self[position - 1]
    let next = time[position]
    let days = Int(length / BarGrid.day)
    guard length % BarGrid.day == 0 else { return [] }
    let isFromMidnight = last.start.timeOfDay == .zero
    var blocks: [Int] = []
    calendar.forEachSession(from: last.end, to: next) { session in
      let middle = session.open + .nanoseconds(session.length.wholeNanoseconds / 2)
      guard last.end <= middle, middle < next else { return }
      let block = DayBlock.index(ofDay: session.date.daysSinceEpoch, days: days)
      if blocks.last != block { blocks.append(block) }
    }
    return blocks.compactMap { block in
      let first = DayBlock.firstDay(ofBlock: block, days: days)
      let sessions = (first..<first + days).compactMap { calendar.session(onDay: $0) }
      guard let opening = sessions.first, let closing = sessions.last else { return nil }
      let start = isFromMidnight ? Timestamp(CivilDate(daysSinceEpoch: first)) : opening.open
      let end = isFromMidnight && ends == nil ? start + .nanoseconds(length) : closing.close
      // A block that a bar beside the gap reaches into is there in part: bars that begin on other days are not looked for.
      return start >= last.end && end <= next ? MissingRun(start: start, length: length, count: 1, end: end) : nil
    }
  }
}

extension Int {
  func addingSaturating(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

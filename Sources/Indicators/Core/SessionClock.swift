public import Market

/// Tells where in its session a bar is, and looks a session up only when the last one is over.
@usableFromInline
struct SessionClock: Codable, Equatable, Sendable {
  private var open: Timestamp?
  private var close = Timestamp.distantPast

  /// Where a bar is.
  @usableFromInline enum Phase: Sendable { case first, within, outside }

  @usableFromInline init() {}

  /// Goes on to a bar that starts then: whether it is the first of its session, a later one, or in no session at all.
  @usableFromInline
  mutating func advance(to start: Timestamp, _ calendar: TradingCalendar) -> Phase {
    if let open, open <= start, start < close { return .within }
    guard let session = calendar.session(containing: start) else { return .outside }
    open = session.open
    close = session.close
    return .first
  }
}

internal import Market

/// A place between two samples, as the first row after it and as an instant: spans by the clock go on from the one, spans in rows from
/// the other.
struct Border: Sendable {
  let row: Int
  let instant: Timestamp
}

extension SampleSpans {
  /// The border before a row, or after the last.
  func border(at row: Int) -> Border {
    Border(row: row, instant: row < count ? times[row] : times[count - 1] + .nanoseconds(1))
  }

  /// The border so much later; `nil` if the data end before.
  func border(_ length: SpanLength, after border: Border) -> Border? {
    switch length {
    case .time(let duration):
      let instant = border.instant + duration
      // The last sample stands for as much time as lies between it and the one before: a day of bars ends with its last bar.
      if duration > .zero, instant > times[count - 1] + lastStep { return nil }
      return Border(row: row(atOrAfter: instant), instant: instant)
    case .rows(let rows):
      return rows <= count - border.row ? self.border(at: wholeInstant(border.row + rows)) : nil
    case .share(let share): return self.border(.rows(rows(share: share)), after: border)
    }
  }

  /// The border so much earlier, at the first row at the earliest.
  func border(_ length: SpanLength, before border: Border) -> Border {
    switch length {
    case .time(let duration):
      let instant = border.instant - duration
      return Border(row: row(atOrAfter: instant), instant: instant)
    case .rows(let rows):
      return rows == 0 ? border : self.border(at: wholeInstant(atOrBefore: max(0, border.row - min(rows, border.row))))
    case .share(let share): return self.border(.rows(rows(share: share)), before: border)
    }
  }

  /// The time between the last instant and the one before it, at least a nanosecond.
  private var lastStep: Duration {
    let first = row(atOrAfter: times[count - 1])
    return first > 0 ? times[count - 1] - times[first - 1] : .nanoseconds(1)
  }
}

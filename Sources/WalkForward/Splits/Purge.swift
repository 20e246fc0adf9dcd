internal import Market

/// Drops rows that know, or nearly know, what a later part of a fold is asked.
struct Purge: Sendable {
  let spans: SampleSpans
  /// The latest label end of all rows up to each: it never goes back, so that rows far from a border need no look.
  private let latestEnds: [Timestamp]

  init(_ spans: SampleSpans) {
    self.spans = spans
    var latest = Timestamp.distantPast
    latestEnds =
      spans.hasEnds
      ? spans.ends.map { end in
        if end > latest { latest = end }
        return latest
      } : spans.times
  }

  /// What is left of some rows, and what was dropped for which reason.
  struct Kept: Sendable {
    var rows = Rows()
    var purged = Rows()
    var embargoed = Rows()
  }

  /// Adds a range of rows that lie before `start`, without those whose label ends at or after `start` (purged) or at or after `embargo`
  /// (embargoed).
  ///
  /// - Complexity: O(log n + rows whose predecessors' labels reach that far).
  func keep(_ range: Range<Int>, before start: Timestamp, embargo: Timestamp, in kept: inout Kept) {
    let limit = min(start, embargo)
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if latestEnds[middle] >= limit { high = middle } else { low = middle + 1 }
    }
    kept.rows.append(range.lowerBound..<low)
    let ends = spans.ends.span
    var row = low
    while row < range.upperBound {
      // Runs of one kind are added at once: rows near a border mostly share their fate.
      let first = row
      let kind = ends[row] >= start ? 0 : ends[row] >= limit ? 1 : 2
      row += 1
      while row < range.upperBound, kind == (ends[row] >= start ? 0 : ends[row] >= limit ? 1 : 2) { row += 1 }
      switch kind {
      case 0: kept.purged.append(first..<row)
      case 1: kept.embargoed.append(first..<row)
      default: kept.rows.append(first..<row)
      }
    }
  }

  /// The instant from which an embargo before a row reaches to it.
  func embargoStart(_ length: SpanLength, before row: Int) -> Timestamp {
    switch length {
    case .time(let duration): spans.times[row] - duration
    case .rows(let count): spans.times[max(0, row - min(count, row))]
    case .share(let share): embargoStart(.rows(spans.rows(share: share)), before: row)
    }
  }

  /// The first row after an embargo that follows an instant.
  func embargoEnd(_ length: SpanLength, after end: Timestamp) -> Int {
    let next = spans.row(after: end)
    switch length {
    case .time(let duration): return duration == .zero ? next : spans.row(after: end + duration)
    case .rows(let count): return count == 0 ? next : spans.wholeInstant(count < spans.count - next ? next + count : spans.count)
    case .share(let share): return embargoEnd(.rows(spans.rows(share: share)), after: end)
    }
  }
}

extension SampleSpans {
  /// How many rows a share of all is; at least one if it is more than nothing.
  func rows(share: Double) -> Int { share > 0 ? max(1, Int((share * Double(count)).rounded())) : 0 }

  /// A border between rows, moved on until it tears no instant apart. O(log n) if it moves, else O(1).
  func wholeInstant(_ border: Int) -> Int {
    guard border > 0, border < count, times[border] == times[border - 1] else { return border }
    return row(after: times[border])
  }

  /// A border between rows, moved back until it tears no instant apart.
  func wholeInstant(atOrBefore border: Int) -> Int {
    guard border > 0, border < count, times[border] == times[border - 1] else { return border }
    return row(atOrAfter: times[border])
  }
}

/// The bars of several series in the order in which they became known.
///
///     for step in MarketClock([bitcoinHours, bitcoinMinutes, etherMinutes]) {
///       let bar = series[step.series][step.index]
///     }
///
/// Ordered by the instant at which a bar closed. Bars that closed together come by symbol, and of one symbol the longest first, so that a
/// decision taken on a short bar knows the long bar that closed with it; bars of ticks, volume and value come after bars of time, and series
/// alike in all of this in the order given. ``Step/isLastAtItsTime`` says when everything known at an instant has come, for decisions that
/// look at several symbols: whoever decides earlier would see one market later than another.
///
/// No step allocates.
public struct MarketClock: Sequence, Sendable {
  /// A bar that has become known.
  public struct Step: Hashable, Sendable {
    /// When it closed.
    public let time: Timestamp
    /// Which series it is of.
    public let series: Int
    /// Its position in that series.
    public let index: Int
    /// Whether nothing else that closed at this instant is still to come.
    public let isLastAtItsTime: Bool
  }

  private let series: [BarSeries]

  /// A clock over these series.
  public init(_ series: [BarSeries]) { self.series = series }

  /// How many bars there are in all.
  public var underestimatedCount: Int { series.reduce(0) { $0 + $1.count } }

  /// Walks through the bars from the beginning.
  public func makeIterator() -> Iterator { Iterator(series) }

  /// Walks through the bars in the order in which they became known.
  public struct Iterator: IteratorProtocol, Sendable {
    /// The next bar of a series.
    private struct Head: Sendable {
      var end: Int64
      let rank: Int
      let series: Int
      var index: Int

      func isBefore(_ other: Head) -> Bool { end != other.end ? end < other.end : rank < other.rank }
    }

    private let series: [BarSeries]
    /// A binary heap, the earliest first.
    private var heads: [Head] = []

    init(_ series: [BarSeries]) {
      self.series = series
      let order = series.indices.sorted { left, right in
        let (one, other) = (series[left], series[right])
        if one.symbol != other.symbol { return one.symbol < other.symbol }
        if one.length != other.length { return one.length > other.length }
        return left < right
      }
      for (rank, position) in order.enumerated() where !series[position].isEmpty {
        heads.append(Head(end: series[position].end(at: 0).nanoseconds, rank: rank, series: position, index: 0))
      }
      for position in heads.indices.reversed() { sink(from: position) }
    }

    /// The next bar that became known; `nil` after the last.
    /// - Complexity: O(log of the number of series).
    public mutating func next() -> Step? {
      guard let head = heads.first else { return nil }
      let following = head.index + 1
      if following < series[head.series].count {
        heads[0].index = following
        heads[0].end = series[head.series].end(at: following).nanoseconds
      } else {
        heads.swapAt(0, heads.count - 1)
        heads.removeLast()
      }
      sink(from: 0)
      return Step(
        time: Timestamp(nanoseconds: head.end), series: head.series, index: head.index,
        isLastAtItsTime: heads.isEmpty || heads[0].end != head.end)
    }

    private mutating func sink(from position: Int) {
      var parent = position
      while true {
        var earliest = parent
        let child = 2 * parent + 1
        if child < heads.count, heads[child].isBefore(heads[earliest]) { earliest = child }
        if child + 1 < heads.count, heads[child + 1].isBefore(heads[earliest]) { earliest = child + 1 }
        if earliest == parent { return }
        heads.swapAt(parent, earliest)
        parent = earliest
      }
    }
  }
}

import Backtest
import Market

extension PaperDesk {
  /// Trades an instant of the past: the desk, the bars that closed together, and when.
  typealias Trading = (inout PaperDesk, [Fed], Timestamp) -> Void

  /// Feeds what has happened already: the bars before the seat as warming up, those after it to be traded.
  ///
  /// - Parameters:
  ///   - series: the desk's series.
  ///   - warmUpBars: how many bars of each series before the seat are shown.
  ///   - through: where to stop; `nil` stops where the seat begins.
  ///   - late: bars that were left out when they came.
  ///   - trading: trades an instant.
  mutating func live(
    _ series: [BarSeries], warmUpBars: Int, through: Timestamp?, late: [PaperState.LateBars], _ trading: Trading = { _, _, _ in }
  ) {
    let from = kept.seat.from
    let parts = feeds.map { feed in
      let one = series[feed.series]
      let begin = one.firstIndex(startingAtOrAfter: from)
      return one.part(
        from: begin > warmUpBars ? one.time[begin - warmUpBars] : .distantPast, to: through == nil ? from : .distantFuture)
    }
    var together: [Fed] = []
    for step in MarketClock(parts) {
      if let through, step.time > through { break }
      let bar = parts[step.series][step.index]
      let feed = feeds[step.series]
      let isLate = late.contains { $0.series == feed.name && bar.start >= $0.from && bar.end <= $0.to }
      if !isLate { together.append(Fed(feed: feed, bar: bar)) }
      guard step.isLastAtItsTime, !together.isEmpty else { continue }
      trade(together, trading)
      together.removeAll(keepingCapacity: true)
    }
  }

  /// Bars before the seat are shown, once; the others are traded.
  mutating func trade(_ fed: [Fed], _ trading: Trading) {
    let rest = tradable(fed)
    if let last = rest.last { trading(&self, rest, last.bar.end) }
  }

  /// Shows those bars that begin before the seat, and gives the others.
  mutating func tradable(_ fed: [Fed]) -> [Fed] {
    let from = kept.seat.from
    if fed.allSatisfy({ $0.bar.start >= from }) { return fed }
    let early = fed.filter { $0.bar.start < from && $0.bar.end > shownThrough }
    if let last = early.last {
      warmUp(early)
      shownThrough = last.bar.end
    }
    return fed.filter { $0.bar.start >= from }
  }
}

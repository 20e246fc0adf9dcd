/// Longer bars, with what they were made of and what did not become a bar.
public struct Resampled: Hashable, Sendable {
  /// The bars that have closed.
  public let series: BarSeries
  /// How many ticks, or shorter bars, each was made of; bars that a fill policy made up do not count.
  public let sources: [Int]
  /// The bars that hold less than they should.
  public let partial: [PartialBar]
  /// What was still forming at the end, and became no bar.
  public let unfinished: UnfinishedBar?
  /// How many ticks or bars were left out because the market was closed.
  public let outside: Int

  /// A bar that holds less than it should.
  public struct PartialBar: Hashable, Sendable {
    /// Its position in the series.
    public let position: Int
    /// How many ticks, or shorter bars, it was made of.
    public let found: Int
    /// How many it holds when nothing is missing; `nil` for bars of volume or value that the session's close cut.
    public let expected: Int?
  }
}

extension TickSeries {
  /// The bars these ticks make.
  ///
  ///     let fiveMinutes = try ticks.resampled(to: .minutes(5)).series
  ///
  /// The same bars as a ``Resampler`` makes one tick at a time. The last bar is left out unless a later tick, or `until`, says that it is
  /// over.
  ///
  /// - Parameters:
  ///   - timeframe: how much a bar holds: time, ticks, volume or value.
  ///   - alignment: where bars begin.
  ///   - until: the instant up to which the ticks are complete, not before the last of them.
  /// - Complexity: O(n).
  public func resampled(
    to timeframe: Timeframe, alignment: BarAlignment = .utc, until: Timestamp? = nil
  ) throws(ResamplingError) -> Resampled {
    var resampler = try Resampler(ticksTo: timeframe, alignment: alignment)
    var closed = ClosedBarColumns(
      capacity: resampler.mostBars(of: count, from: time.first, to: time.last), keepsEnds: resampler.rule != .time || alignment != .utc)
    let (times, prices, sizes) = (time.span, price.span, size.span)
    let isTime = resampler.rule == .time
    var index = 0
    while index < times.count {
      closed.append(try resampler.accept(times[index], prices[index], sizes[index]))
      index += 1
      if isTime { index = resampler.acceptRun(from: index, times, prices, sizes) }
    }
    return try closed.finish(&resampler, until: until, symbol: symbol, provenance: provenance)
  }
}

extension BarSeries {
  /// The longer bars these bars make.
  ///
  ///     let hours = try fiveMinutes.resampled(to: .hours(1))
  ///     hours.partial.count                  // how many hours lack some of their twelve bars
  ///
  /// The same bars as a ``Resampler`` makes one at a time. The last bar is left out unless these bars, or `until`, reach its end. A longer
  /// bar that holds nothing but bars that a fill policy made up counts as made up itself.
  ///
  /// - Parameters:
  ///   - timeframe: a whole multiple of the bars' own.
  ///   - alignment: where bars begin.
  ///   - until: the instant up to which the bars are complete, not before the end of the last.
  /// - Complexity: O(n).
  public func resampled(
    to timeframe: Timeframe, alignment: BarAlignment = .utc, until: Timestamp? = nil
  ) throws(ResamplingError) -> Resampled {
    var resampler = try Resampler(from: self.timeframe, to: timeframe, alignment: alignment)
    var closed = ClosedBarColumns(
      capacity: resampler.mostBars(of: count, from: time.first, to: time.last), keepsEnds: alignment != .utc)
    var nextFilled = 0
    var index = 0
    while index < count {
      while nextFilled < filled.count, filled[nextFilled].upperBound <= index { nextFilled += 1 }
      let isMade = nextFilled < filled.count && filled[nextFilled].contains(index)
      closed.append(try resampler.accept(self[index], isMade: isMade))
      index += 1
      if filled.isEmpty { index = resampler.acceptRun(from: index, self) }
    }
    return try closed.finish(&resampler, until: until, symbol: symbol, provenance: provenance)
  }
}

extension Resampler {
  /// Takes the ticks that lie in the bar that is forming, or before the market opens again, and returns the position after them.
  fileprivate mutating func acceptRun(from first: Int, _ times: Span<Timestamp>, _ prices: Span<Double>, _ sizes: Span<Double>) -> Int {
    var index = first
    guard index < times.count else { return index }
    if times[index] < forming.openUntil {
      let end = forming.openUntil
      var (high, low, volume) = (forming.high, forming.low, forming.volume)
      while index < times.count, times[index] < end {
        let price = prices[index]
        if price > high { high = price }
        if price < low { low = price }
        volume += sizes[index]
        index += 1
      }
      (forming.high, forming.low, forming.volume) = (high, low, volume)
      forming.close = prices[index - 1]
      forming.lastTime = times[index - 1]
      forming.sources += index - first
    } else {
      // A tick at or past the end of what is forming closes it, and is not passed over.
      let end = forming.isEmpty ? closedUntil : min(closedUntil, forming.end)
      while index < times.count, times[index] < end { index += 1 }
      outside += index - first
    }
    if index > first { clock = times[index - 1] }
    count += index - first
    return index
  }
}

extension Resampler {
  /// Takes the bars that lie within the longer bar that is forming but do not end it, and returns the position after them.
  fileprivate mutating func acceptRun(from first: Int, _ series: BarSeries) -> Int {
    let (starts, highs, lows, volumes) = (series.time.span, series.high.span, series.low.span, series.volume.span)
    let limit = min(forming.openUntil.nanoseconds, forming.end.nanoseconds.subtractingSaturating(1))
    var index = first
    var (high, low, volume) = (forming.high, forming.low, forming.volume)
    if let ends = series.ends {
      let ends = ends.span
      while index < starts.count, ends[index].nanoseconds <= limit {
        if highs[index] > high { high = highs[index] }
        if lows[index] < low { low = lows[index] }
        volume += volumes[index]
        index += 1
      }
    } else {
      let limit = limit.subtractingSaturating(series.length)
      while index < starts.count, starts[index].nanoseconds <= limit {
        if highs[index] > high { high = highs[index] }
        if lows[index] < low { low = lows[index] }
        volume += volumes[index]
        index += 1
      }
    }
    guard index > first else { return index }
    (forming.high, forming.low, forming.volume) = (high, low, volume)
    forming.close = series.close[index - 1]
    forming.lastTime = series.end(at: index - 1)
    forming.sources += index - first
    clock = forming.lastTime
    count += index - first
    return index
  }

  /// How many bars so many inputs can make at most, as far as that is easily told.
  fileprivate func mostBars(of count: Int, from first: Timestamp?, to last: Timestamp?) -> Int {
    guard let first, let last else { return 0 }
    switch rule {
    case .time:
      guard let grid, grid.calendar == nil else { return 0 }
      return Int(min(Int64(count), last.nanoseconds.subtractingSaturating(first.nanoseconds) / grid.length + 2))
    case .ticks(let size): return count / size
    case .volume, .notional: return 0
    }
  }
}

/// Closed bars, and what they were made of.
private struct ClosedBarColumns {
  private var bars: GrowingBars
  private var sources: [Int] = []
  private var partial: [Resampled.PartialBar] = []

  init(capacity: Int, keepsEnds: Bool) {
    bars = GrowingBars(capacity: capacity, keepsEnds: keepsEnds)
    sources.reserveCapacity(capacity)
  }

  @inline(__always)
  mutating func append(_ closed: ClosedBars) {
    guard let first = closed.first else { return }
    append(first)
    if let second = closed.second { append(second) }
  }

  private mutating func append(_ closed: ResampledBar) {
    let position = bars.count
    bars.append(closed.bar)
    sources.append(closed.sources)
    if closed.isPartial { partial.append(.init(position: position, found: closed.sources, expected: closed.expected)) }
    if closed.sources == 0 { bars.markFilled(position..<position + 1) }
  }

  mutating func finish(
    _ resampler: inout Resampler, until: Timestamp?, symbol: Symbol, provenance: Provenance
  ) throws(ResamplingError) -> Resampled {
    if let until, let last = try resampler.advance(to: until) { append(last) }
    return Resampled(
      series: bars.series(of: symbol, resampler.timeframe, provenance), sources: sources, partial: partial,
      unfinished: resampler.unfinished, outside: resampler.outside)
  }
}

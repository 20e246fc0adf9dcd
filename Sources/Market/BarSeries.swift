/// The bars of one symbol in one timeframe, as columns, in strictly ascending time.
///
///     let series = try BarSeries(symbol: "BTC-USDT", timeframe: .hours(1), bars: bars)
///     series.close.last               // a column
///     series[0].end                   // a bar: known at its end
///     series.gaps()                   // what is missing
///
/// What a series holds is possible: every bar passes the checks of ``Bar``, no bar starts before the one before it has ended. What is
/// missing is missing: nothing fills it silently, see ``gaps(in:)``.
public struct BarSeries: Hashable, Sendable {
  /// Whose bars these are.
  public let symbol: Symbol
  /// How much a bar holds.
  public let timeframe: Timeframe
  /// When each bar began, strictly ascending. A bar is known only at its ``end(at:)``.
  public let time: [Timestamp]
  /// The first price of each bar.
  public let open: [Double]
  /// The highest price of each bar.
  public let high: [Double]
  /// The lowest price of each bar.
  public let low: [Double]
  /// The last price of each bar.
  public let close: [Double]
  /// The size traded in each bar.
  public let volume: [Double]
  /// When each bar was over, where that is not its start plus the length of the timeframe: session bars, tick bars.
  public let ends: [Timestamp]?
  /// The positions of bars that a fill policy made up, in ascending order.
  public let filled: [Range<Int>]
  /// Where the bars come from.
  public let provenance: Provenance
  /// The timeframe's length in nanoseconds, 0 if it has none: taking a `Duration` apart for every bar costs more than reading the bar.
  @usableFromInline let length: Int64

  /// A series from its columns.
  ///
  /// - Parameters:
  ///   - symbol: whose bars these are.
  ///   - timeframe: how much a bar holds.
  ///   - time: when each bar began, strictly ascending.
  ///   - open: the first prices; like all prices positive and finite.
  ///   - high: the highest prices, at least every other of their bar.
  ///   - low: the lowest prices, at most every other of their bar.
  ///   - close: the last prices.
  ///   - volume: the sizes traded, finite and not negative.
  ///   - ends: when each bar was over; left out, each ends one timeframe after its start. Needed where the timeframe has no length. Ends
  ///     that say no more than the timeframe are not kept, so that equal bars make equal series.
  ///   - filled: the positions of bars that a fill policy made up, ascending.
  ///   - provenance: where the bars come from.
  /// - Throws: an error that names the first bar that breaks a rule.
  /// - Complexity: O(n).
  public init(
    symbol: Symbol, timeframe: Timeframe, time: [Timestamp], open: [Double], high: [Double], low: [Double], close: [Double],
    volume: [Double], ends: [Timestamp]? = nil, filled: [Range<Int>] = [], provenance: Provenance = .unstated
  ) throws(InvalidBarSeries) {
    let lengths = [time.count, open.count, high.count, low.count, close.count, volume.count, ends?.count ?? time.count]
    guard Set(lengths).count == 1 else { throw InvalidBarSeries(symbol: symbol, problem: .columnLengthsDiffer(lengths)) }
    guard timeframe.isValid, ends != nil || timeframe.duration != nil else {
      throw InvalidBarSeries(symbol: symbol, problem: .endsNeeded(timeframe))
    }
    self.init(
      uncheckedSymbol: symbol, timeframe: timeframe, time: time, open: open, high: high, low: low, close: close, volume: volume,
      ends: ends, filled: filled, provenance: provenance)
    if let problem = firstProblem() { throw InvalidBarSeries(symbol: symbol, problem: problem) }
  }

  /// A series from bars, which must be of one symbol and timeframe.
  public init(
    symbol: Symbol, timeframe: Timeframe, bars: some Sequence<Bar>, provenance: Provenance = .unstated
  ) throws(InvalidBarSeries) {
    let bars = Array(bars)
    try self.init(
      symbol: symbol, timeframe: timeframe, time: bars.map(\.start), open: bars.map(\.open), high: bars.map(\.high),
      low: bars.map(\.low), close: bars.map(\.close), volume: bars.map(\.volume), ends: bars.map(\.end),
      provenance: provenance)
  }

  /// Ends where they differ from what the timeframe says, `nil` where they do not.
  private static func telling(_ ends: [Timestamp]?, of time: [Timestamp], _ timeframe: Timeframe) -> [Timestamp]? {
    guard let ends, let length = timeframe.duration?.wholeNanoseconds else { return ends }
    let tell = zip(time, ends).contains { $0.nanoseconds.addingSaturating(length) != $1.nanoseconds }
    return tell ? ends : nil
  }

  /// A series whose columns are known to keep the rules.
  package init(
    uncheckedSymbol symbol: Symbol, timeframe: Timeframe, time: [Timestamp], open: [Double], high: [Double], low: [Double],
    close: [Double], volume: [Double], ends: [Timestamp]?, filled: [Range<Int>], provenance: Provenance
  ) {
    self.symbol = symbol
    self.timeframe = timeframe
    self.time = time
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
    self.ends = BarSeries.telling(ends, of: time, timeframe)
    self.filled = filled
    self.provenance = provenance
    length = timeframe.duration?.wholeNanoseconds ?? 0
  }

  /// When the bar at a position was over, and known.
  @inlinable
  public func end(at index: Int) -> Timestamp {
    if let ends { return ends[index] }
    return Timestamp(nanoseconds: time[index].nanoseconds.addingSaturating(length))
  }

  /// The first rule that a bar breaks.
  private func firstProblem() -> InvalidBarSeries.Problem? {
    var previousStart = Timestamp.distantPast
    var previousEnd = Timestamp.distantPast
    for index in time.indices {
      let start = time[index]
      let end = ends?[index] ?? Timestamp(nanoseconds: start.nanoseconds.addingSaturating(length))
      if index > 0, start <= previousStart || start < previousEnd {
        return .timeNotAscending(index: index, time: start, previous: previousStart, previousEnd: previousEnd)
      }
      if let reason = ImpossibleBar.Reason(
        open: open[index], high: high[index], low: low[index], close: close[index], volume: volume[index])
      {
        return .impossibleBar(index: index, ImpossibleBar(time: start, reason: reason))
      }
      if end < start { return .impossibleBar(index: index, ImpossibleBar(time: start, reason: .endBeforeStart)) }
      previousStart = start
      previousEnd = end
    }
    var covered = 0
    for range in filled {
      guard range.lowerBound >= covered, range.upperBound <= time.count else { return .filledOutOfRange(range) }
      covered = range.upperBound
    }
    return nil
  }
}

// MARK: - Bars and parts

extension BarSeries: RandomAccessCollection {
  /// The first position.
  @inlinable
  public var startIndex: Int { 0 }

  /// One past the last position.
  @inlinable
  public var endIndex: Int { time.count }

  /// The bar at a position.
  @inlinable
  public subscript(position: Int) -> Bar {
    Bar(
      uncheckedStart: time[position], end: end(at: position), open: open[position], high: high[position], low: low[position],
      close: close[position], volume: volume[position])
  }

  /// The bars at these positions as a series of their own.
  public func part(_ range: Range<Int>) -> BarSeries {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "the part must lie within the series")
    let whole = range == 0..<count
    return whole
      ? self
      : BarSeries(
        uncheckedSymbol: symbol, timeframe: timeframe, time: Array(time[range]), open: Array(open[range]), high: Array(high[range]),
        low: Array(low[range]), close: Array(close[range]), volume: Array(volume[range]), ends: ends.map { Array($0[range]) },
        filled: filled.compactMap {
          let common = $0.clamped(to: range)
          return common.isEmpty ? nil : common.lowerBound - range.lowerBound..<common.upperBound - range.lowerBound
        },
        provenance: provenance)
  }

  /// The bars that start at or after `from` and before `to`.
  /// - Complexity: O(log n) to find them, O(their number) to copy them.
  public func part(from: Timestamp = .distantPast, to: Timestamp = .distantFuture) -> BarSeries {
    let lower = firstIndex(startingAtOrAfter: from)
    return part(lower..<Swift.max(lower, firstIndex(startingAtOrAfter: to)))
  }

  /// The position of the first bar that starts at or after an instant; `endIndex` if there is none.
  /// - Complexity: O(log n).
  public func firstIndex(startingAtOrAfter instant: Timestamp) -> Int {
    var lower = 0
    var upper = time.count
    while lower < upper {
      let middle = lower + (upper - lower) / 2
      if time[middle] < instant { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }
}

// MARK: - Errors

/// Why columns are not a series of bars.
public struct InvalidBarSeries: Error, Hashable, Sendable, CustomStringConvertible {
  /// Whose bars they were to be.
  public let symbol: Symbol
  /// What is wrong.
  public let problem: Problem

  /// What can be wrong with a series.
  public enum Problem: Hashable, Sendable {
    /// The columns' lengths, in the order of the initialiser.
    case columnLengthsDiffer([Int])
    /// The timeframe is out of range, or has no length and no ends were given.
    case endsNeeded(Timeframe)
    /// A bar starts at or before the start of the one before it, or before its end.
    case timeNotAscending(index: Int, time: Timestamp, previous: Timestamp, previousEnd: Timestamp)
    /// A bar that cannot have happened.
    case impossibleBar(index: Int, ImpossibleBar)
    /// Filled positions that are out of order or beyond the end.
    case filledOutOfRange(Range<Int>)
  }

  /// What is wrong, where, and what to do.
  public var description: String {
    switch problem {
    case .columnLengthsDiffer(let lengths): "\(symbol): every column must have one value per bar, but their lengths are \(lengths)"
    case .endsNeeded(let timeframe):
      "\(symbol): bars of \(timeframe) need the instants at which they closed (ends), and a timeframe within its range"
    case .timeNotAscending(let index, let time, let previous, let previousEnd):
      "\(symbol): bar \(index) starts at \(time), but the bar before it covers \(previous) to \(previousEnd); sort the bars and drop duplicates, or check the timeframe"
    case .impossibleBar(let index, let bar): "\(symbol): bar \(index): \(bar)"
    case .filledOutOfRange(let range): "\(symbol): the filled positions \(range) are out of order or beyond the last bar"
    }
  }
}

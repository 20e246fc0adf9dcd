/// What to do about missing bars. There is no default: whoever fills says how.
public enum FillPolicy: Hashable, Codable, Sendable {
  /// Leave them missing.
  case none
  /// Put bars in their place at which nothing trades: all four prices the close before the gap, volume zero. They are marked in
  /// ``BarSeries/filled``, and longer bars do not count them as sources.
  case flat
  /// Leave out every session (in a market that never closes: every day of UTC) that a gap of more than this much missing time touches. What
  /// remains are whole sessions, with shorter gaps at most. Bars that hold whole sessions themselves stay as they are: none is half there.
  case dropRange(longerThan: Duration)
}

/// Why missing bars cannot be filled.
public struct UnfillableSeries: Error, Hashable, Sendable, CustomStringConvertible {
  /// Whose bars they are.
  public let symbol: Symbol
  /// What is wrong.
  public let problem: Problem

  /// What can be wrong.
  public enum Problem: Hashable, Sendable {
    /// Bars of ticks, volume or value: nobody knows when one is missing.
    case noLength(Timeframe)
    /// More bars would be made up than allowed.
    case tooMany(missing: Int, limit: Int, longest: Gap)
  }

  /// What is wrong, where, and what to do.
  public var description: String {
    switch problem {
    case .noLength(let timeframe): "\(symbol): bars of \(timeframe) come when something trades, so none is missing and none can be filled"
    case .tooMany(let missing, let limit, let longest):
      "\(symbol): \(missing) bars are missing and at most \(limit) may be made up; the longest gap is from \(longest.start) to \(longest.end): check the times and the timeframe, name the market's calendar, or raise the limit"
    }
  }
}

extension BarSeries {
  /// The series with its missing bars treated by a policy.
  ///
  ///     let whole = try series.filled(.flat)
  ///     whole.filled                              // the positions of the bars that were made up
  ///
  /// - Parameters:
  ///   - policy: what to do about missing bars.
  ///   - calendar: when the market is open; see ``gaps(in:)``.
  ///   - limit: how many bars may be made up, so that one wrong time does not fill the memory.
  /// - Complexity: O(n + missing bars).
  public func filled(
    _ policy: FillPolicy, in calendar: TradingCalendar = .continuous, limit: Int = 10_000_000
  ) throws(UnfillableSeries) -> BarSeries {
    switch policy {
    case .none: return self
    case .flat: return try filledFlat(calendar, limit)
    case .dropRange(let longest):
      guard length > 0 else { throw UnfillableSeries(symbol: symbol, problem: .noLength(timeframe)) }
      return length >= BarGrid.day ? self : withoutSessions(longerThan: longest, calendar)
    }
  }

  private func filledFlat(_ calendar: TradingCalendar, _ limit: Int) throws(UnfillableSeries) -> BarSeries {
    guard length > 0 else { throw UnfillableSeries(symbol: symbol, problem: .noLength(timeframe)) }
    let gaps = gaps(in: calendar)
    guard let longest = gaps.max(by: { $0.missing < $1.missing }) else { return self }
    let missing = gaps.reduce(0) { $0.addingSaturating($1.missing) }
    guard missing <= limit else {
      throw UnfillableSeries(symbol: symbol, problem: .tooMany(missing: missing, limit: limit, longest: longest))
    }
    var columns = GatheredBars(of: self, capacity: count + missing)
    var taken = 0
    forEachMissing(in: calendar) { position, runs in
      columns.take(taken..<position)
      taken = position
      for run in runs {
        for number in 0..<run.count {
          let (start, end) = run.bar(number)
          columns.make(from: start, to: end, price: close[position - 1])
        }
      }
    }
    columns.take(taken..<count)
    return columns.series
  }

  private func withoutSessions(longerThan longest: Duration, _ calendar: TradingCalendar) -> BarSeries {
    var columns = GatheredBars(of: self, capacity: count)
    var taken = 0
    let most = longest.wholeNanoseconds
    for gap in gaps(in: calendar) where Int64(gap.missing).multipliedSaturating(by: length) > most {
      // Sessions follow each other: from the first bar that reaches into the first of them to the last that begins before the end of the last.
      guard let first = calendar.session(containing: gap.start) ?? calendar.session(after: gap.start),
        let last = calendar.session(containing: gap.end - .nanoseconds(1)) ?? calendar.session(before: gap.end)
      else { continue }
      var lower = firstIndex(startingAtOrAfter: first.open)
      if lower > 0, end(at: lower - 1) > first.open { lower -= 1 }
      columns.take(taken..<Swift.max(taken, lower))
      taken = Swift.max(taken, firstIndex(startingAtOrAfter: last.close))
    }
    guard taken > 0 else { return self }
    columns.take(taken..<count)
    return columns.series
  }
}

/// Bars gathered from parts of a series and from those that are made up.
private struct GatheredBars {
  private let whole: BarSeries
  private var bars: GrowingBars
  private var nextFilled = 0

  init(of whole: BarSeries, capacity: Int) {
    self.whole = whole
    bars = GrowingBars(capacity: capacity, keepsEnds: true)
  }

  /// Takes bars of the series; the ranges must ascend.
  mutating func take(_ range: Range<Int>) {
    let shift = bars.count - range.lowerBound
    while nextFilled < whole.filled.count, whole.filled[nextFilled].lowerBound < range.upperBound {
      let common = whole.filled[nextFilled].clamped(to: range)
      if !common.isEmpty { bars.markFilled(common.lowerBound + shift..<common.upperBound + shift) }
      guard whole.filled[nextFilled].upperBound <= range.upperBound else { break }
      nextFilled += 1
    }
    bars.append(range, of: whole)
  }

  /// Makes up a bar at which nothing trades.
  mutating func make(from start: Timestamp, to end: Timestamp, price: Double) {
    bars.markFilled(bars.count..<bars.count + 1)
    bars.append(Bar(uncheckedStart: start, end: end, open: price, high: price, low: price, close: price, volume: 0))
  }

  var series: BarSeries { bars.series(of: whole.symbol, whole.timeframe, whole.provenance) }
}

/// Makes ticks into bars, or bars into longer bars, one at a time, and hands a bar out only when it has closed.
///
///     var resampler = try Resampler(ticksTo: .minutes(5))
///     for tick in ticks {
///       for closed in try resampler.update(tick) { print(closed.bar) }
///     }
///
/// A bar of time closes with the first tick or bar at or past its end, with the shorter bar that ends where it ends, or when
/// ``advance(to:)`` says that the time has come. What is still forming never comes out: ``unfinished`` tells how much it is. A stretch in
/// which nothing traded has no bar: missing is missing. What comes later never changes a bar that is out.
///
/// A bar of ticks, volume or value closes with the tick that fills it. The whole tick belongs to the bar it fills, and the next bar begins
/// at zero: a trade is one event, known at one instant, and half of one in each bar would be two trades that nobody made. So such bars hold
/// at least their amount (to within one part in 10^12, so that ten times 0.1 fill a bar of 1). Such a bar begins at its first tick and ends
/// at its last. Several may be filled within one instant; bars must not start together, so one that would start where the last one started
/// starts, and if need be ends, a nanosecond later: later than it happened, never earlier.
///
/// The state can be written as JSON at any time and goes on from there.
public struct Resampler: Hashable, Sendable {
  /// How much a bar that comes out holds.
  public let timeframe: Timeframe
  /// How much a bar that goes in holds; `nil` where ticks go in.
  public let source: Timeframe?
  /// Where bars begin.
  public let alignment: BarAlignment

  /// The stretches of time that bars cover; for bars of ticks, volume and value the sessions, if there are any.
  let grid: BarGrid?
  let rule: Rule
  let sourceLength: Int64

  var forming = FormingBar()
  /// Until when the market is closed: ticks before that are left out without asking the calendar again.
  var closedUntil = Timestamp.distantPast
  var lastStart = Timestamp.distantPast
  var lastEnd = Timestamp.distantPast

  /// The latest instant seen: nothing may come before it.
  public internal(set) var clock = Timestamp.distantPast
  /// How many ticks or bars have come in.
  public internal(set) var count = 0
  /// How many of them were left out because the market was closed.
  public internal(set) var outside = 0

  /// What closes a bar.
  enum Rule: Hashable, Sendable {
    case time
    case ticks(Int)
    case volume(Double)
    case notional(Double)
  }

  /// A resampler that takes ticks.
  /// - Parameters:
  ///   - timeframe: how much a bar holds: time, ticks, volume or value.
  ///   - alignment: where bars begin. Bars of ticks, volume and value aligned to sessions leave out what trades outside them, and are cut
  ///     at the close.
  public init(ticksTo timeframe: Timeframe, alignment: BarAlignment = .utc) throws(ResamplingError) {
    try self.init(source: nil, timeframe, alignment)
  }

  /// A resampler that takes bars.
  /// - Parameters:
  ///   - source: the length of the bars that go in.
  ///   - timeframe: the length of the bars that come out, a whole multiple of it.
  ///   - alignment: where bars begin.
  public init(from source: Timeframe, to timeframe: Timeframe, alignment: BarAlignment = .utc) throws(ResamplingError) {
    try self.init(source: source, timeframe, alignment)
  }

  init(source: Timeframe?, _ timeframe: Timeframe, _ alignment: BarAlignment) throws(ResamplingError) {
    guard timeframe.isValid else { throw .timeframeOutOfRange(timeframe) }
    self.timeframe = timeframe
    self.source = source
    self.alignment = alignment
    sourceLength = source?.duration?.wholeNanoseconds ?? 0
    if let source {
      guard source.isValid else { throw .timeframeOutOfRange(source) }
      guard sourceLength > 0, let length = timeframe.duration?.wholeNanoseconds else {
        throw .needsTicks(source: source, target: timeframe)
      }
      guard length % sourceLength == 0 else { throw .cannotDivide(source: source, target: timeframe) }
    }
    switch timeframe {
    case .time: rule = .time
    case .ticks(let count): rule = .ticks(count)
    case .volume(let amount): rule = .volume(amount * (1 - 1e-12))
    case .notional(let amount): rule = .notional(amount * (1 - 1e-12))
    }
    if rule == .time {
      grid = try BarGrid(timeframe, alignment)
    } else if case .session = alignment {
      grid = try BarGrid(.days(1), alignment)
    } else {
      grid = nil
    }
  }

  /// What is still forming, which no bar will tell of unless it closes.
  public var unfinished: UnfinishedBar? {
    forming.isEmpty
      ? nil : UnfinishedBar(start: forming.start, end: forming.end == Resampler.never ? nil : forming.end, sources: forming.sources)
  }
}

// MARK: - Ticks

extension Resampler {
  /// Takes a tick and returns what it has closed: nothing or a bar, and two where a session's close cut a bar of ticks, volume or value and
  /// the tick fills the next one at once.
  ///
  /// A bar of time is closed by the first tick at or past its end, which is not in it; a bar of ticks, volume or value by the tick that
  /// fills it, which is.
  ///
  /// - Throws: an error if the tick is before ``clock`` or is impossible; the resampler is then as it was.
  /// - Complexity: O(1); O(log h) for h holidays where a bar begins.
  public mutating func update(_ tick: Tick) throws(ResamplingError) -> ClosedBars {
    precondition(source == nil, "a resampler made for bars takes no ticks")
    guard tick.time >= clock else { throw .timeGoesBack(index: count, time: tick.time, clock: clock) }
    guard tick.isPossible else { throw .impossibleTick(index: count, price: tick.price, size: tick.size) }
    return try accept(tick.time, tick.price, tick.size)
  }

  /// Takes a tick that is possible and not before the clock.
  @inline(__always)
  mutating func accept(_ time: Timestamp, _ price: Double, _ size: Double) throws(ResamplingError) -> ClosedBars {
    guard time < forming.openUntil else { return try begin(time, price, size) }
    clock = time
    count += 1
    forming.add(time: time, price: price, size: size)
    if case .time = rule { return ClosedBars(nil, nil) }
    return ClosedBars(fill(price, size), nil)
  }

  /// Takes a tick that is the first of a bar or of a session.
  @inline(never)
  private mutating func begin(_ time: Timestamp, _ price: Double, _ size: Double) throws(ResamplingError) -> ClosedBars {
    guard Resampler.safeTimes.contains(time) else { throw .timeOutOfRange(index: count, time: time) }
    let over = time >= forming.end ? closeForming() : nil
    clock = time
    count += 1
    guard let span = openSpan(at: time) else {
      outside += 1
      return ClosedBars(over, nil)
    }
    if forming.isEmpty {
      let expected: Int? = if case .ticks(let count) = rule { count } else { nil }
      let isTime = if case .time = rule { true } else { false }
      let start = isTime ? span.start : max(time, lastEnd, lastStart + .nanoseconds(1))
      forming = FormingBar(start: start, in: span, expected: expected)
    } else {
      forming.openUntil = span.openUntil
    }
    forming.add(time: time, price: price, size: size)
    return ClosedBars(over, fill(price, size))
  }

  /// The bar an instant belongs to; `nil` while the market is closed.
  private mutating func openSpan(at time: Timestamp) -> BarSpan? {
    guard let grid else { return BarSpan(start: time, end: Resampler.never, openUntil: Resampler.never, days: nil) }
    guard time >= closedUntil else { return nil }
    if grid.calendar == nil, lastEnd <= time, time.nanoseconds.subtractingSaturating(lastEnd.nanoseconds) < grid.length {
      // The bar after the last one: the usual case, and a division saved.
      let end = Timestamp(nanoseconds: lastEnd.nanoseconds + grid.length)
      return BarSpan(start: lastEnd, end: end, openUntil: end, days: nil)
    }
    if let span = grid.span(containing: time) { return span }
    closedUntil = grid.calendar?.session(after: time)?.open ?? .distantFuture
    return nil
  }

  /// Counts what the last tick brought, and closes the bar of ticks, volume or value that it filled.
  @inline(__always)
  private mutating func fill(_ price: Double, _ size: Double) -> ResampledBar? {
    switch rule {
    case .time: return nil
    case .ticks(let count):
      guard forming.sources >= count else { return nil }
    case .volume(let amount):
      forming.amount += size
      guard forming.amount >= amount else { return nil }
    case .notional(let amount):
      forming.amount += price * size
      guard forming.amount >= amount else { return nil }
    }
    return emit(at: max(forming.lastTime, forming.start), isPartial: false)
  }
}

// MARK: - Bars

extension Resampler {
  /// Takes a bar that has closed and returns what it has closed: nothing, a bar, or two.
  ///
  /// - Throws: an error if the bar begins before ``clock`` or reaches over the end of the longer bar it begins in; the resampler is then
  ///   as it was.
  /// - Complexity: O(1); O(log h) for h holidays where a longer bar begins, and O(days) where that holds several.
  public mutating func update(_ bar: Bar) throws(ResamplingError) -> ClosedBars {
    precondition(source != nil, "a resampler made for ticks takes no bars")
    return try accept(bar, isMade: false)
  }

  /// Takes a bar, which a fill policy may have made.
  mutating func accept(_ bar: Bar, isMade: Bool) throws(ResamplingError) -> ClosedBars {
    guard bar.start >= clock else { throw .timeGoesBack(index: count, time: bar.start, clock: clock) }
    var over: ResampledBar?
    if bar.end > forming.openUntil {
      guard Resampler.safeTimes.contains(bar.start), Resampler.safeTimes.contains(bar.end), let grid else {
        throw .timeOutOfRange(index: count, time: bar.start)
      }
      let span = try grid.span(overlapping: bar.start, bar.end)
      if bar.start >= forming.end { over = closeForming() }
      guard let span else {
        clock = bar.end
        count += 1
        outside += 1
        return ClosedBars(over, nil)
      }
      if forming.isEmpty {
        forming = FormingBar(start: min(span.start, bar.start), in: span, expected: grid.capacity(of: span, for: sourceLength))
      } else {
        forming.openUntil = span.openUntil
      }
    }
    clock = bar.end
    count += 1
    forming.add(bar, isMade: isMade)
    return ClosedBars(over, bar.end >= forming.end ? closeForming() : nil)
  }
}

// MARK: - The clock

extension Resampler {
  /// Says that it is now so late that nothing before this instant will come any more, and returns the bar that is over by now.
  ///
  /// - Throws: an error if the clock would go back; the resampler is then as it was.
  public mutating func advance(to clock: Timestamp) throws(ResamplingError) -> ResampledBar? {
    guard clock >= self.clock else { throw .timeGoesBack(index: count, time: clock, clock: self.clock) }
    self.clock = clock
    return clock >= forming.end && forming.end != Resampler.never ? closeForming() : nil
  }

  /// Closes what is forming because its time is over.
  private mutating func closeForming() -> ResampledBar? {
    guard !forming.isEmpty else { return nil }
    let isPartial = if case .time = rule { forming.sources < forming.expected ?? 0 } else { true }
    return emit(at: max(forming.end, forming.lastTime, forming.start), isPartial: isPartial)
  }

  private mutating func emit(at end: Timestamp, isPartial: Bool) -> ResampledBar {
    let closed = forming.closed(at: end, isPartial: isPartial)
    lastStart = forming.start
    lastEnd = end
    forming = FormingBar()
    return closed
  }

  /// The instants whose bars, of 400 days at most, cannot reach beyond what a `Timestamp` can tell.
  static let safeTimes = Timestamp.distantPast + .seconds(401 * 86_400)..<Timestamp.distantFuture - .seconds(401 * 86_400)

  /// The end of a bar that only ticks close: after every instant that is let in.
  static let never = safeTimes.upperBound
}

/// Windows of equal length at regular times: a systematic sample of a long stretch of time.
///
///     let windows = try TimeWindows(count: 12, of: .seconds(7 * 86_400), in: series.span)
///     let weeks = series.parts(in: windows)          // twelve series of a week each
///
/// Windows are placed by time, never by row, so that a gap does not shift them, and so that several series are cut at the same instants.
/// They never overlap, so nothing is in a sample twice. Where they lie depends on nothing but the arguments.
public struct TimeWindows: Hashable, Sendable {
  /// How long each is.
  public let length: Duration
  /// How many there are.
  public let count: Int
  private let first: Int64
  /// The stretch that is divided among the windows, or `count` times the distance from one to the next.
  private let total: Int64

  /// So many windows, one in each of as many equal parts of a stretch of time.
  ///
  /// - Parameters:
  ///   - count: how many, at least 1.
  ///   - length: how long each is; together at most as long as the stretch.
  ///   - span: the stretch of time.
  ///   - phase: where in its part each window lies, from 0 (at the beginning) to 1 (at the end). Drawing it at random, once, makes every
  ///     instant of the stretch as likely to be in the sample as any other, but for its ends.
  public init(count: Int, of length: Duration, in span: Range<Timestamp>, phase: Double = 0.5) throws(InvalidSampling) {
    let total = (span.upperBound - span.lowerBound).wholeNanoseconds
    let window = length.wholeNanoseconds
    guard count >= 1, window >= 1 else { throw InvalidSampling(reason: "a sample has at least one window, longer than nothing") }
    guard window <= total / Int64(count) else {
      throw InvalidSampling(
        reason:
          "\(count) windows of \(length) do not fit into the \(span.upperBound - span.lowerBound) from \(span.lowerBound) without overlapping: take fewer or shorter ones"
      )
    }
    guard (0...1).contains(phase) else { throw InvalidSampling(reason: "the phase must be from 0 to 1, not \(phase)") }
    let slack = total / Int64(count) - window
    // The product can round up to 2^63 where the slack is all of time.
    let shift = slack >= 1 << 53 ? slack / (1 << 20) * Int64(phase * Double(1 << 20)) : Int64(phase * Double(slack))
    self.length = length
    self.count = count
    self.total = total
    first = span.lowerBound.nanoseconds + shift
  }

  /// Windows from the beginning of a stretch of time on, one every so often, as many as fit in whole.
  ///
  /// - Parameters:
  ///   - step: from the beginning of a window to that of the next; at least `length`.
  ///   - length: how long each is.
  ///   - span: the stretch of time.
  public init(every step: Duration, of length: Duration, in span: Range<Timestamp>) throws(InvalidSampling) {
    let total = (span.upperBound - span.lowerBound).wholeNanoseconds
    let (window, step) = (length.wholeNanoseconds, step.wholeNanoseconds)
    guard window >= 1, step >= window else {
      throw InvalidSampling(reason: "windows must be longer than nothing and must not overlap: the step must be at least their length")
    }
    self.length = length
    count = total < window ? 0 : Int(clamping: (total - window) / step).addingSaturating(1)
    self.total = Int64(count).multipliedSaturating(by: step)
    first = span.lowerBound.nanoseconds
  }
}

extension TimeWindows: RandomAccessCollection {
  /// The first position.
  public var startIndex: Int { 0 }

  /// One past the last position.
  public var endIndex: Int { count }

  /// A window: its first instant and the first instant after it.
  public subscript(position: Int) -> Range<Timestamp> {
    precondition(position >= 0 && position < count, "there are \(count) windows, none at position \(position)")
    // All windows lie within the stretch, so only the product can be too large for 64 bits.
    let product = total.multipliedFullWidth(by: Int64(position))
    let start = Timestamp(nanoseconds: first + Int64(count).dividingFullWidth(product).quotient)
    return start..<start + length
  }
}

/// Why there can be no such sample.
public struct InvalidSampling: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what is allowed.
  public let reason: String

  /// What is wrong and what is allowed.
  public var description: String { reason }
}

// MARK: - Samples of series

extension BarSeries {
  /// From the start of the first bar to the end of the last; nothing, at 1970, if there are no bars.
  public var span: Range<Timestamp> {
    guard let first = time.first else { return Timestamp(nanoseconds: 0)..<Timestamp(nanoseconds: 0) }
    return first..<end(at: count - 1)
  }

  /// The bars that lie wholly within each window, as a series for each; empty where nothing traded.
  /// - Complexity: O(log n) for each window, and the bars in it.
  public func parts(in windows: TimeWindows) -> [BarSeries] {
    windows.map { window in
      let lower = firstIndex(startingAtOrAfter: window.lowerBound)
      var upper = Swift.max(lower, firstIndex(startingAtOrAfter: window.upperBound))
      while upper > lower, end(at: upper - 1) > window.upperBound { upper -= 1 }
      return part(lower..<upper)
    }
  }

  /// The positions of the bars that are the latest news at regular times: at every whole multiple of `step` since 1970-01-01 UTC the last
  /// bar that had closed, if one closed since the time before.
  ///
  /// Picks rows for a model whose features need every bar but whose samples should not overlap. A time that the series has not reached has
  /// no observation yet, so that what comes later never changes what was picked.
  ///
  ///     minutes.positions(every: .seconds(3_600))          // the last minute of every hour in which something closed
  ///
  /// - Complexity: O(n).
  public func positions(every step: Duration) throws(InvalidSampling) -> [Int] {
    let step = step.wholeNanoseconds
    guard step >= 1 else { throw InvalidSampling(reason: "the step from one observation to the next must be at least a nanosecond") }
    var positions: [Int] = []
    var lastCell: Int64?
    for index in indices {
      // The cell whose end is the first multiple at or after the bar's end.
      let cell = (end(at: index).nanoseconds.subtractingSaturating(1)).flooredQuotient(by: step)
      if cell == lastCell { positions[positions.count - 1] = index } else { positions.append(index) }
      lastCell = cell
    }
    if let last = positions.last, end(at: last).nanoseconds % step != 0 { positions.removeLast() }
    return positions
  }
}

extension Collection<BarSeries> {
  /// The stretch of time that every series covers; `nil` if they have none in common, or there are none.
  public var commonSpan: Range<Timestamp>? {
    guard let lower = map(\.span.lowerBound).max(), let upper = map(\.span.upperBound).min(), lower < upper, allSatisfy({ !$0.isEmpty })
    else { return nil }
    return lower..<upper
  }

  /// The bars of every series that lie wholly within each window: for each window, one series for each of these, in their order.
  ///
  /// Every series is cut at the same instants and stays its own: no sample mixes symbols.
  ///
  ///     let windows = try TimeWindows(count: 12, of: .seconds(7 * 86_400), in: markets.commonSpan ?? …)
  ///     for week in markets.parts(in: windows) { … }
  public func parts(in windows: TimeWindows) -> [[BarSeries]] {
    let cut = map { $0.parts(in: windows) }
    return windows.indices.map { window in cut.map { $0[window] } }
  }
}

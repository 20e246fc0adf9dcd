/// What traded during an interval that is over: open, high, low, close and volume.
///
/// A bar is known at its ``end``, never before. There is no such thing as an unfinished `Bar`: what is still forming lives inside a
/// ``Resampler`` and comes out when it has closed. A bar cannot be impossible either: see ``init(start:end:open:high:low:close:volume:)``.
public struct Bar: Hashable, Sendable {
  /// When the interval began.
  public let start: Timestamp
  /// When the interval was over and the bar became known.
  public let end: Timestamp
  /// The first price.
  public let open: Double
  /// The highest price.
  public let high: Double
  /// The lowest price.
  public let low: Double
  /// The last price.
  public let close: Double
  /// The size traded.
  public let volume: Double

  /// A bar, or an error that says why it cannot have happened.
  ///
  /// - Parameters:
  ///   - start: when the interval began.
  ///   - end: when it was over; not before `start`.
  ///   - open: the first price; like all four positive, finite and between `low` and `high`.
  ///   - high: the highest price.
  ///   - low: the lowest price.
  ///   - close: the last price.
  ///   - volume: the size traded; finite and not negative.
  public init(
    start: Timestamp, end: Timestamp, open: Double, high: Double, low: Double, close: Double, volume: Double
  ) throws(ImpossibleBar) {
    if end < start { throw ImpossibleBar(time: start, reason: .endBeforeStart) }
    if let reason = ImpossibleBar.Reason(open: open, high: high, low: low, close: close, volume: volume) {
      throw ImpossibleBar(time: start, reason: reason)
    }
    self.init(uncheckedStart: start, end: end, open: open, high: high, low: low, close: close, volume: volume)
  }

  /// A bar whose values are known to be possible, because they come from a `BarSeries`, or from ticks that were checked.
  @inlinable
  package init(
    uncheckedStart start: Timestamp, end: Timestamp, open: Double, high: Double, low: Double, close: Double, volume: Double
  ) {
    self.start = start
    self.end = end
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }
}

/// Why a bar cannot have happened.
public struct ImpossibleBar: Error, Hashable, Sendable, CustomStringConvertible {
  /// When the bar began.
  public let time: Timestamp
  /// What is wrong with it.
  public let reason: Reason

  /// What can be wrong with a bar.
  public enum Reason: String, Hashable, CaseIterable, Codable, Sendable {
    case endBeforeStart, notFinite, priceNotPositive, negativeVolume, highBelowLow, openOutsideRange, closeOutsideRange

    /// What is wrong with these values; `nil` if nothing is.
    @inlinable
    public init?(open: Double, high: Double, low: Double, close: Double, volume: Double) {
      // One test for the usual case; NaN fails every comparison and infinities the last two.
      if low > 0, low <= open, low <= close, open <= high, close <= high, volume >= 0, high < .infinity, volume < .infinity { return nil }
      if !(open.isFinite && high.isFinite && low.isFinite && close.isFinite && volume.isFinite) {
        self = .notFinite
      } else if min(open, high, low, close) <= 0 {
        self = .priceNotPositive
      } else if volume < 0 {
        self = .negativeVolume
      } else if high < low {
        self = .highBelowLow
      } else if open < low || open > high {
        self = .openOutsideRange
      } else {
        self = .closeOutsideRange
      }
    }

    /// The reason as part of a sentence.
    public var explanation: String {
      switch self {
      case .endBeforeStart: "it ends before it starts"
      case .notFinite: "a value is not a finite number"
      case .priceNotPositive: "a price is not positive"
      case .negativeVolume: "its volume is negative"
      case .highBelowLow: "its high is below its low"
      case .openOutsideRange: "its open is not between its low and its high"
      case .closeOutsideRange: "its close is not between its low and its high"
      }
    }
  }

  /// What is wrong, where and what is allowed.
  public var description: String {
    "the bar at \(time) is impossible: \(reason.explanation); prices must be positive with low ≤ open, close ≤ high, and volume at least 0"
  }
}

extension Bar: Codable {
  private enum CodingKeys: String, CodingKey { case start, end, open, high, low, close, volume }

  /// Reads a bar and checks that it is possible.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      start: values.decode(Timestamp.self, forKey: .start), end: values.decode(Timestamp.self, forKey: .end),
      open: values.decode(Double.self, forKey: .open), high: values.decode(Double.self, forKey: .high),
      low: values.decode(Double.self, forKey: .low), close: values.decode(Double.self, forKey: .close),
      volume: values.decode(Double.self, forKey: .volume))
  }
}

/// An instant: nanoseconds since 1970-01-01T00:00:00 UTC, leap seconds not counted.
///
///     let open = Timestamp("2023-03-24T12:40:00Z")!
///     let close = open + .seconds(300)
///     print(close, close - open)                    // 2023-03-24T12:45:00Z 300.0 seconds
///
/// Covers 1677-09-21 to 2262-04-11. Arithmetic that would leave that range stays at its end instead of trapping.
/// It is not a date: it knows no time zone and no calendar; ``CivilDate`` and ``TradingCalendar`` do.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Nanoseconds since 1970-01-01T00:00:00 UTC.
  public let nanoseconds: Int64

  /// An instant so many nanoseconds after 1970-01-01T00:00:00 UTC.
  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// An instant so many whole seconds after 1970-01-01T00:00:00 UTC, held at the ends of the range.
  @inlinable
  public init(seconds: Int64) { nanoseconds = seconds.multipliedSaturating(by: 1_000_000_000) }

  /// An instant so many whole milliseconds after 1970-01-01T00:00:00 UTC, held at the ends of the range.
  @inlinable
  public init(milliseconds: Int64) { nanoseconds = milliseconds.multipliedSaturating(by: 1_000_000) }

  /// The earliest instant that can be told.
  public static let distantPast = Timestamp(nanoseconds: .min)

  /// The latest instant that can be told.
  public static let distantFuture = Timestamp(nanoseconds: .max)

  /// Whether an instant lies before another.
  @inlinable
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }
}

// MARK: - Arithmetic

extension Timestamp {
  /// The instant so much later.
  @inlinable
  public static func + (instant: Timestamp, duration: Duration) -> Timestamp {
    Timestamp(nanoseconds: instant.nanoseconds.addingSaturating(duration.wholeNanoseconds))
  }

  /// The instant so much earlier.
  @inlinable
  public static func - (instant: Timestamp, duration: Duration) -> Timestamp {
    Timestamp(nanoseconds: instant.nanoseconds.subtractingSaturating(duration.wholeNanoseconds))
  }

  /// The time from `earlier` to `later`; negative if they are the other way round.
  @inlinable
  public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
    .nanoseconds(later.nanoseconds.subtractingSaturating(earlier.nanoseconds))
  }

  /// Moves the instant later.
  @inlinable
  public static func += (instant: inout Timestamp, duration: Duration) { instant = instant + duration }
}

extension Duration {
  /// The duration in nanoseconds, rounded towards zero and held at the ends of `Int64`.
  @inlinable
  public var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds.multipliedSaturating(by: 1_000_000_000).addingSaturating(attoseconds / 1_000_000_000)
  }

  /// The duration in seconds, as near as a `Double` comes.
  @inlinable
  public var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}

extension Int64 {
  @inlinable
  package func addingSaturating(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  @inlinable
  package func subtractingSaturating(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }

  @inlinable
  package func multipliedSaturating(by factor: Int64) -> Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    return overflow ? ((self < 0) == (factor < 0) ? .max : .min) : product
  }

  /// The quotient rounded towards negative infinity; `divisor` must be positive.
  @inlinable
  package func flooredQuotient(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

/// What a whole number in a time column counts since 1970.
public enum TimeUnit: String, Hashable, CaseIterable, Codable, Sendable {
  case seconds, milliseconds, microseconds, nanoseconds

  /// How many nanoseconds one of them has.
  public var nanoseconds: Int64 {
    switch self {
    case .seconds: 1_000_000_000
    case .milliseconds: 1_000_000
    case .microseconds: 1_000
    case .nanoseconds: 1
    }
  }

  /// The unit that a number of this size must count in, if it is a time between 1973 and 2262.
  ///
  /// Below 10^11 it is seconds, below 10^14 milliseconds, below 10^17 microseconds, otherwise nanoseconds; the sign does not matter.
  public init(magnitudeOf value: Int64) {
    self =
      switch value.magnitude {
      case ..<100_000_000_000: .seconds
      case ..<100_000_000_000_000: .milliseconds
      case ..<100_000_000_000_000_000: .microseconds
      default: .nanoseconds
      }
  }

  /// The positive numbers that are taken for this unit.
  var sizes: Range<UInt64> {
    switch self {
    case .seconds: 0..<100_000_000_000
    case .milliseconds: 100_000_000_000..<100_000_000_000_000
    case .microseconds: 100_000_000_000_000..<100_000_000_000_000_000
    case .nanoseconds: 100_000_000_000_000_000..<UInt64(Int64.max)
    }
  }

  /// The unit in the name of a column such as `timestamp_ms`.
  init?(suffixOf name: String) {
    let letters = name.lowercased()
    guard let cut = letters.lastIndex(where: { !$0.isLetter }) else { return nil }
    switch letters[letters.index(after: cut)...] {
    case "s", "sec", "seconds": self = .seconds
    case "ms", "millis", "milliseconds": self = .milliseconds
    case "us", "micros", "microseconds": self = .microseconds
    case "ns", "nanos", "nanoseconds": self = .nanoseconds
    default: return nil
    }
  }
}

/// The order of day and month in dates such as 1/4/1999.
public enum DateOrder: String, Hashable, CaseIterable, Codable, Sendable {
  case dayFirst, monthFirst
}

/// How the cells of a time column are written, decided once for the whole file.
enum TimeNotation: Hashable, Sendable {
  /// Numbers since 1970 in a unit; if `bySize` is set, one that is too large or too small for the unit is an error.
  case number(TimeUnit, bySize: Bool)
  /// Dates, and the order of day and month where the year comes last.
  case text(DateOrder?)
}

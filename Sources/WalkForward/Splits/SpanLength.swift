internal import Market

/// How long a span of samples is: by the clock, by rows, or as a share of all rows.
///
///     SpanLength.days(90)                 // by the clock
///     SpanLength.rows(5_000)
///     SpanLength("20%") == .share(0.2)    // true
///
/// A span by the clock holds the samples from its start to just before its end, however many there are. A span in rows never tears rows
/// of the same instant apart: it grows to the last row of that instant, so that several symbols share their borders.
public enum SpanLength: Sendable, Hashable {
  /// So much time.
  case time(Duration)
  /// So many rows.
  case rows(Int)
  /// This share of all rows, from 0 to 1.
  case share(Double)

  /// Nothing.
  public static let none = SpanLength.rows(0)
  /// So many minutes.
  public static func minutes(_ count: Int) -> SpanLength { seconds(count, each: 60) }
  /// So many hours.
  public static func hours(_ count: Int) -> SpanLength { seconds(count, each: 3_600) }
  /// So many days of 24 hours.
  public static func days(_ count: Int) -> SpanLength { seconds(count, each: 86_400) }

  private static func seconds(_ count: Int, each: Int64) -> SpanLength {
    .time(.seconds(Int64(count).multipliedSaturating(by: each)))
  }

  /// Whether it holds nothing.
  var isNone: Bool {
    switch self {
    case .time(let duration): duration.wholeNanoseconds == 0
    case .rows(let count): count == 0
    case .share(let share): share == 0
    }
  }

  /// Throws unless it is within its range, and above nothing where it must be.
  func check(_ procedure: String, _ parameter: String, isNeeded: Bool) throws(WalkForwardError) {
    let isAllowed =
      switch self {
      case .time(let duration): duration >= .zero
      case .rows(let count): count >= 0
      case .share(let share): share >= 0 && share <= 1
      }
    if !isAllowed {
      throw WalkForwardError(
        .outOfRange, procedure, parameter, "is \(self); a length must not be negative, and a share is from 0 to 1")
    }
    if isNeeded && isNone {
      throw WalkForwardError(.outOfRange, procedure, parameter, "is \(self); it must be longer than nothing, such as 30d or 500")
    }
  }
}

extension SpanLength: CustomStringConvertible, LosslessStringConvertible {
  /// The text form: `24h` and its like for time, a number for rows, a percentage for a share.
  public var description: String {
    switch self {
    case .time(let duration):
      let frame = Timeframe.time(duration)
      return frame.isValid ? frame.description : duration == .zero ? "0s" : "\(duration)"
    case .rows(let count): return "\(count)"
    case .share(let share):
      let percent = share.isFinite ? "\((share * 100_000).rounded() / 1_000)" : "\(share)"
      return (percent.hasSuffix(".0") ? String(percent.dropLast(2)) : percent) + "%"
    }
  }

  /// Reads `30d`, `12h`, `90m`, `45s` (time), `500` (rows) or `20%` (a share of the rows); `nil` for anything else.
  public init?(_ description: String) {
    if description.hasSuffix("%") {
      guard let percent = Double(String(description.dropLast())), percent >= 0, percent <= 100 else { return nil }
      self = .share(percent / 100)
    } else if let count = Int(description) {
      guard count >= 0 else { return nil }
      self = .rows(count)
    } else if let count = Int(description.dropLast()), count >= 0, let unit = description.last,
      let seconds = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800][String(unit)]
    {
      self = .seconds(count, each: Int64(seconds))
    } else {
      return nil
    }
  }

  /// What the text form may be, for messages.
  public static let expectation = "a span is a time (30d, 12h, 90m, 45s, 2w), a number of rows (500) or a share of them (20%)"
}

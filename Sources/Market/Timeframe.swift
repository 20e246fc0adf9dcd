/// How much a bar holds: a length of time, or a number of ticks, a traded volume, a traded value.
///
///     Timeframe.minutes(5).description        // "5m"
///     Timeframe("1h") == .minutes(60)         // true
///     Timeframe("500t")                       // bars of 500 ticks
///
/// The text form is a whole number and a unit: `s` seconds, `m` minutes, `h` hours, `d` days, `w` weeks, `t` ticks; volume and value bars
/// take any positive number with `v` or `n` (for notional). It is printed in the largest unit that divides it: `.minutes(90)` is `90m`.
/// Capital letters are read too, except `M`, which elsewhere means a month: a month is no fixed length, and 5 minutes are `5m`.
public enum Timeframe: Hashable, Sendable {
  /// Bars of a fixed length, which is a whole number of nanoseconds, positive and at most 400 days.
  case time(Duration)
  /// Bars of so many ticks, at least 1.
  case ticks(Int)
  /// Bars that close once this size has traded; positive and finite.
  case volume(Double)
  /// Bars that close once this value (price times size) has traded; positive and finite.
  case notional(Double)

  /// Bars of so many seconds.
  public static func seconds(_ count: Int) -> Timeframe { checked(count, 1) }
  /// Bars of so many minutes.
  public static func minutes(_ count: Int) -> Timeframe { checked(count, 60) }
  /// Bars of so many hours.
  public static func hours(_ count: Int) -> Timeframe { checked(count, 3_600) }
  /// Bars of so many days of 24 hours.
  public static func days(_ count: Int) -> Timeframe { checked(count, 86_400) }
  /// Bars of so many weeks, which start on Mondays.
  public static func weeks(_ count: Int) -> Timeframe { checked(count, 7 * 86_400) }

  private static func checked(_ count: Int, _ seconds: Int) -> Timeframe {
    precondition(count >= 1 && count <= maximumSeconds / seconds, "a timeframe is at least one unit and at most 400 days long")
    return .time(.seconds(count * seconds))
  }

  private static let maximumSeconds = 400 * 86_400

  /// Its length; `nil` for bars that are not bounded by time.
  @inlinable
  public var duration: Duration? {
    if case .time(let duration) = self { duration } else { nil }
  }

  /// Whether the value is within the ranges given for the cases.
  public var isValid: Bool {
    switch self {
    case .time(let duration):
      duration > .zero && duration <= .seconds(Timeframe.maximumSeconds) && duration.components.attoseconds % 1_000_000_000 == 0
    case .ticks(let count): count >= 1
    case .volume(let amount), .notional(let amount): amount > 0 && amount.isFinite
    }
  }
}

extension Timeframe: CustomStringConvertible, LosslessStringConvertible, Codable {
  private static let units: [(suffix: String, seconds: Int)] = [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]

  /// The text form, such as `5m`; lengths that are not whole seconds are printed in milliseconds, microseconds or nanoseconds.
  public var description: String {
    switch self {
    case .time(let duration):
      let nanoseconds = duration.wholeNanoseconds
      for unit in Timeframe.units where nanoseconds % (Int64(unit.seconds) * 1_000_000_000) == 0 {
        return "\(nanoseconds / (Int64(unit.seconds) * 1_000_000_000))\(unit.suffix)"
      }
      for (suffix, factor) in [("ms", Int64(1_000_000)), ("us", 1_000)] where nanoseconds % factor == 0 {
        return "\(nanoseconds / factor)\(suffix)"
      }
      return "\(nanoseconds)ns"
    case .ticks(let count): return "\(count)t"
    case .volume(let amount): return Timeframe.text(amount) + "v"
    case .notional(let amount): return Timeframe.text(amount) + "n"
    }
  }

  private static func text(_ amount: Double) -> String {
    let text = amount.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Reads the text form; `nil` for anything else and for values out of range.
  public init?(_ description: String) {
    let digits = description.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "e" || $0 == "E" || $0 == "+" || $0 == "-") }
    let unit = description.dropFirst(digits.count)
    guard let first = digits.first, first.isNumber || first == ".", unit != "M" else { return nil }
    let suffix = unit.lowercased()
    let candidate: Timeframe
    switch suffix {
    case "t":
      guard let count = Int(digits) else { return nil }
      candidate = .ticks(count)
    case "v", "n":
      guard let amount = Double(String(digits)) else { return nil }
      candidate = suffix == "v" ? .volume(amount) : .notional(amount)
    default:
      let nanosecondUnits: [(suffix: String, nanoseconds: Int64)] =
        Timeframe.units.map { ($0.suffix, Int64($0.seconds) * 1_000_000_000) } + [("ms", 1_000_000), ("us", 1_000), ("ns", 1)]
      guard let length = nanosecondUnits.first(where: { $0.suffix == suffix }), let count = Int64(digits) else { return nil }
      candidate = .time(.nanoseconds(count.multipliedSaturating(by: length.nanoseconds)))
    }
    guard candidate.isValid else { return nil }
    self = candidate
  }

  /// What the text form may be, for messages.
  public static let expectation =
    "a timeframe is a whole number and s, m, h, d or w (5m, 1h, 1d), or ticks (500t), volume (1000v) or value (1e6n)"

  /// Reads the text form.
  public init(from decoder: any Decoder) throws {
    self = try decoder.losslessText("a timeframe such as 5m, 1h, 1d, 500t, 1000v or 1e6n")
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

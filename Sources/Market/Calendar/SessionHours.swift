/// From when to when a market trades on a day, in local time: `09:30-16:00`.
///
///     SessionHours("09:30-16:00")         // a stock exchange
///     SessionHours("-07:00-16:00")        // opens at 17:00 on the evening before
///     SessionHours("18:00-26:00")         // closes at 2 o'clock the next night
///
/// The hours belong to the day that the session is counted as, which need not be the day it opens on. A break inside a session is not told.
public struct SessionHours: Hashable, Sendable {
  /// Seconds from the day's midnight to the opening, -86 400 to 172 800.
  public let opensAfter: Int
  /// Seconds from the day's midnight to the close, later than the opening.
  public let closesAfter: Int

  /// Hours given in seconds from the day's midnight, or an error if they are impossible.
  ///
  /// - Parameters:
  ///   - opensAfter: at least -86 400: the evening before.
  ///   - closesAfter: at most 172 800: the night after; at most 24 hours after the opening.
  public init(opensAfter: Int, closesAfter: Int) throws(InvalidCalendar) {
    guard opensAfter >= -86_400, closesAfter <= 172_800, opensAfter < closesAfter, closesAfter - opensAfter <= 86_400 else {
      throw InvalidCalendar(
        reason: "a session opens at most 24 hours before its day and lasts up to 24 hours, not from second \(opensAfter) to \(closesAfter)")
    }
    self.init(unchecked: opensAfter, closesAfter)
  }

  init(unchecked opensAfter: Int, _ closesAfter: Int) {
    self.opensAfter = opensAfter
    self.closesAfter = closesAfter
  }

  /// How long the session lasts.
  public var length: Duration { .seconds(closesAfter - opensAfter) }
}

extension SessionHours: CustomStringConvertible, LosslessStringConvertible, Codable {
  /// The hours as text, such as `09:30-16:00`.
  public var description: String { SessionHours.text(opensAfter) + "-" + SessionHours.text(closesAfter) }

  private static func text(_ seconds: Int) -> String {
    let size = abs(seconds)
    let clock = padded(size / 3_600, to: 2) + ":" + padded(size / 60 % 60, to: 2)
    return (seconds < 0 ? "-" : "") + clock + (size % 60 == 0 ? "" : ":" + padded(size % 60, to: 2))
  }

  /// Reads `09:30-16:00`; `nil` for anything else and for impossible hours.
  public init?(_ description: String) {
    var text = Substring(description)
    let isBefore = text.first == "-"
    if isBefore { text.removeFirst() }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { SessionHours.seconds($0) }
    guard parts.count == 2, let opens = parts[0], let closes = parts[1],
      let hours = try? SessionHours(opensAfter: isBefore ? -opens : opens, closesAfter: closes)
    else { return nil }
    self = hours
  }

  private static func seconds(_ clock: Substring) -> Int? {
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, let second = parts.count == 3 ? Int(parts[2]) : 0, second < 60
    else { return nil }
    return hour * 3_600 + minute * 60 + second
  }

  /// Reads the text form.
  public init(from decoder: any Decoder) throws {
    self = try decoder.losslessText("session hours such as 09:30-16:00")
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

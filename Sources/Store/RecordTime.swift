/// When a record happened: nanoseconds since 1970-01-01T00:00:00Z, as the caller says.
///
/// A store reads no clock. It is what `Market.Timestamp` holds, without needing `Market`.
///
///     RecordTime(nanosecondsSince1970: 1_700_000_000_000_000_000).description  // "2023-11-14T22:13:20.000000000Z"
public struct RecordTime: Sendable, Hashable, Comparable {
  /// Nanoseconds since 1970 UTC, from the year 1677 to 2262.
  public var nanosecondsSince1970: Int64

  /// Creates a time from nanoseconds.
  public init(nanosecondsSince1970: Int64) { self.nanosecondsSince1970 = nanosecondsSince1970 }

  /// Earlier before later.
  public static func < (left: RecordTime, right: RecordTime) -> Bool { left.nanosecondsSince1970 < right.nanosecondsSince1970 }

  /// The earliest time there is.
  public static let earliest = RecordTime(nanosecondsSince1970: .min)

  /// The latest time there is.
  public static let latest = RecordTime(nanosecondsSince1970: .max)
}

extension RecordTime: CustomStringConvertible {
  /// ISO 8601 in UTC with nine digits of a second; always 30 characters.
  public var description: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension RecordTime: LosslessStringConvertible {
  /// Reads ISO 8601 in UTC, with none to nine digits of a second: `2023-11-14T22:13:20Z`.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let moment = CalendarMoment(parsing: bytes.span, in: 0..<bytes.count), moment.fraction.count <= 9,
      let nanoseconds = moment.nanosecondsSince1970(bytes.span)
    else { return nil }
    self.init(nanosecondsSince1970: nanoseconds)
  }
}

extension RecordTime: Codable {
  /// Reads ISO 8601 text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let time = RecordTime(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not a time such as 2023-11-14T22:13:20Z")
    }
    self = time
  }

  /// Writes ISO 8601 text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension RecordTime {
  static let textByteCount = 30

  /// Appends the 30 bytes of ``description``.
  func append(to bytes: inout [UInt8]) {
    let (seconds, nanoseconds) = nanosecondsSince1970.flooredDivision(by: 1_000_000_000)
    CalendarMoment.append(secondsSince1970: seconds, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    CalendarMoment.append(nanoseconds, digits: 9, to: &bytes)
    bytes.append(UInt8(ascii: "Z"))
  }

  /// Reads the 30 bytes at a place; the exact inverse of ``append(to:)``.
  init?(_ bytes: Span<UInt8>, at start: Int) {
    guard start <= bytes.count - RecordTime.textByteCount,
      let seconds = CalendarMoment.secondsSince1970(bytes, at: start), bytes[start + 19] == UInt8(ascii: "."),
      let fraction = CalendarMoment.digits(bytes, start + 20, 9), bytes[start + 29] == UInt8(ascii: "Z")
    else { return nil }
    self.init(seconds: seconds, nanoseconds: Int64(fraction))
  }

  init?(seconds: Int64, nanoseconds: Int64) {
    // The earliest second is only partly representable: go towards zero before multiplying.
    let (whole, rest) = seconds < 0 ? (seconds + 1, nanoseconds - 1_000_000_000) : (seconds, nanoseconds)
    let (product, overflow) = whole.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = product.addingReportingOverflow(rest)
    guard !overflow, !carry else { return nil }
    self.init(nanosecondsSince1970: sum)
  }
}

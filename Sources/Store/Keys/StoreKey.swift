/// The name of a document or of a journal, such as `models/direction/v12`.
///
/// A key is one or more segments joined by `/`. It is normalised to Unicode NFC, so two spellings of the same text are one key.
///
///     let key: StoreKey = "models/direction/v12"       // a literal that breaks the rules stops the program
///     let other = try StoreKey("models/\(name)")        // anything else throws
///
/// Rules: 1 to 512 bytes of UTF-8, at most 16 segments; no segment is empty, `.` or `..`; no control characters and no line separators; each
/// segment's file name (see `Docs/file-formats.md`) fits into 200 bytes. Keys differing only in case are different keys, on any file system.
public struct StoreKey: Sendable, Hashable, Comparable {
  /// The normalised text.
  public let text: String

  /// Checks and normalises a key.
  /// - Throws: `StoreError` with code `badKey`.
  public init(_ text: String) throws(StoreError) {
    let normal = CanonicalForm.compose(text)
    try StoreKey.check(normal)
    self.text = normal
  }

  /// The segments of the key.
  public var segments: [Substring] { text.split(separator: "/", omittingEmptySubsequences: false) }

  /// Keys are ordered by the bytes of their UTF-8, the same everywhere.
  public static func < (left: StoreKey, right: StoreKey) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  /// Whether the key starts with a text: `models/` and `models/dir` both start `models/direction/v12`.
  public func hasPrefix(_ prefix: String) -> Bool { text.utf8.starts(with: CanonicalForm.compose(prefix).utf8) }

  static let greatestByteCount = 512
  static let greatestSegmentCount = 16
  static let greatestFileNameByteCount = 200

  private static func check(_ text: String) throws(StoreError) {
    func bad(_ message: String) -> StoreError {
      let shown = String(String.UnicodeScalarView(text.unicodeScalars.prefix(80).map { isForbidden($0) ? "\u{FFFD}" : $0 }))
      return StoreError(.badKey, message, place: "key \"\(shown)\"", remedy: "A key looks like \"models/direction/v12\".")
    }
    guard !text.isEmpty else { throw bad("A key is empty") }
    guard text.utf8.count <= greatestByteCount else {
      throw bad("A key has \(text.utf8.count) bytes, at most \(greatestByteCount) are allowed")
    }
    if let scalar = text.unicodeScalars.first(where: isForbidden) {
      throw bad("A key has the control character U+\(String(scalar.value, radix: 16, uppercase: true))")
    }
    guard text.utf8.first != UInt8(ascii: "/") else { throw bad("A key starts with \"/\": absolute paths are not keys") }
    let segments = text.split(separator: "/", omittingEmptySubsequences: false)
    guard segments.count <= greatestSegmentCount else {
      throw bad("A key has \(segments.count) segments, at most \(greatestSegmentCount) are allowed")
    }
    for segment in segments {
      guard !segment.isEmpty else { throw bad("A key has an empty segment: \"/\" stands twice or at its end") }
      guard segment != ".", segment != ".." else { throw bad("A key has the segment \"\(segment)\", which would leave its folder") }
      guard FileName.encode(segment).utf8.count <= greatestFileNameByteCount else {
        throw bad("A segment of a key needs more than \(greatestFileNameByteCount) bytes as a file name")
      }
    }
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: scalar.properties.isNoncharacterCodePoint
    }
  }
}

extension StoreKey: ExpressibleByStringLiteral {
  /// Creates a key from a literal.
  /// - Precondition: The literal is a valid key. Use ``init(_:)`` with text that is not written in the program.
  public init(stringLiteral value: StaticString) {
    do {
      try self.init("\(value)")
    } catch {
      preconditionFailure("A literal is not a key: \(error)")
    }
  }
}

extension StoreKey: CustomStringConvertible {
  /// The text.
  public var description: String { text }
}

extension StoreKey: Codable {
  /// Reads a key from its text and checks it.
  public init(from decoder: any Decoder) throws { try self.init(decoder.singleValueContainer().decode(String.self)) }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

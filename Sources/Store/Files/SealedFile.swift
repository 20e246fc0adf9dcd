/// A pretty JSON object whose first line is the checksum of all that follows it.
///
///     {
///       "checksum": "cbf43926",
///       …
enum SealedFile {
  private static let start = Array("{\n  \"checksum\": \"".utf8)
  private static let afterChecksum = Array("\",\n".utf8)
  private static let bodyOffset = 28

  /// Seals a value that is written as an object whose keys all sort behind `checksum`.
  static func encode<Value: Encodable>(_ value: Value) throws(StoreError) -> [UInt8] {
    let json = try JSONText(encoding: value)
    var pretty: [UInt8] = []
    do {
      try JSONPrinter(json.bytes).appendPretty(indentation: 0, to: &pretty)
    } catch {
      throw StoreError(.badValue, "A value cannot be written as JSON: \(error.message)")
    }
    pretty.append(0x0A)
    let body = pretty[2...]
    var bytes = start
    Hexadecimal.append(Checksum.of(body.span), to: &bytes)
    return bytes + afterChecksum + body
  }

  /// The JSON of an object in a sealed file, its checksum included.
  static func verify(_ bytes: [UInt8], _ file: String) throws(StoreError) {
    for (index, byte) in start.enumerated() where index >= bytes.count || bytes[index] != byte {
      throw .damage(file, index, "The file does not start with its checksum")
    }
    guard bytes.count > bodyOffset, let checksum = Hexadecimal.value(bytes.span, at: start.count),
      bytes[start.count + 8..<bodyOffset].elementsEqual(afterChecksum)
    else { throw .damage(file, min(start.count, bytes.count), "The file's checksum cannot be read") }
    guard Checksum.of(bytes.span.extracting(bodyOffset..<bytes.count)) == checksum else {
      throw .damage(
        file, bodyOffset, "The file (\(bytes.count) bytes) does not match its checksum",
        remedy: "If it was edited by hand, `repair` with edits accepted takes it as it is. If not: " + StoreError.runRepair)
    }
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8], _ file: String) throws(StoreError) -> Value {
    try verify(bytes, file)
    do {
      return try JSONSource().decode(type, from: bytes[...])
    } catch {
      throw .damage(file, error.offset, error.message)
    }
  }
}

/// Checksums keep out accidents, not forgeries: numbers from files are also held to what counting can reach.
enum Absurd {
  static let number = Int.max / 4
}

/// What stands in a document's file.
struct DocumentFile: Codable {
  var key: StoreKey
  var value: JSONText
  var version: Int

  func encode() throws(StoreError) -> [UInt8] { try SealedFile.encode(self) }

  static func decode(_ bytes: [UInt8], _ file: String, expecting key: StoreKey) throws(StoreError) -> StoredDocument {
    let document = try SealedFile.decode(DocumentFile.self, bytes, file)
    guard document.key == key else {
      throw .damage(file, nil, "The file holds the document \"\(document.key)\": it was copied or renamed by hand")
    }
    guard document.version > 0, document.version < Absurd.number else {
      throw .damage(file, nil, "The document has version \(document.version), versions count from 1")
    }
    return StoredDocument(key: key, version: document.version, json: document.value)
  }
}

/// What stands in `store.json`.
struct StoreDescription: Codable {
  static let currentFormat = 1
  var format: Int
  var kind: String

  static let current = StoreDescription(format: currentFormat, kind: "assay-store")
}

/// What stands in a journal's `head.json`: what its segments must hold.
struct JournalHead: Codable, Equatable {
  struct Segment: Codable, Equatable {
    /// The position of its first record, which is also its name.
    var first: Int
    /// How many records it holds; their positions have no gap.
    var count: Int
    var bytes: Int

    var end: Int { first + count }
  }

  /// The position the next record gets.
  var end: Int
  /// The first position that retention left.
  var first: Int
  var journal: StoreKey
  var segments: [Segment]

  init(_ journal: StoreKey) {
    self.journal = journal
    first = 0
    end = 0
    segments = []
  }

  /// Positions count up without overlaps, and no number is so great that counting on from it could overflow.
  var isConsistent: Bool {
    var last = 0
    for segment in segments {
      guard segment.first >= last, segment.first < Absurd.number, segment.count > 0, segment.count < Absurd.number, segment.bytes > 0,
        segment.bytes < Absurd.number
      else { return false }
      last = segment.end
    }
    return first >= 0 && first <= end && last <= end && end < Absurd.number
  }

  var extent: JournalExtent {
    let count = segments.reduce(0) { $0 + max(0, $1.end - max($1.first, first)) }
    return JournalExtent(first: first, end: end, count: count)
  }

  /// Adds records at the end; returns where they go.
  mutating func append(count: Int, bytes: Int, segmentBytes: Int) -> (segment: Int, offset: Int) {
    if let last = segments.last, last.bytes < segmentBytes, last.end == end {
      let offset = last.bytes
      segments[segments.count - 1].count += count
      segments[segments.count - 1].bytes += bytes
      end += count
      return (last.first, offset)
    }
    segments.append(Segment(first: end, count: count, bytes: bytes))
    end += count
    return (end - count, 0)
  }

  mutating func trim(before position: Int) {
    first = max(first, min(position, end))
    segments.removeAll { $0.end <= first }
  }
}

/// The commits that are not in the base files yet: a sealed header line, then frames of one sealed line and a payload each.
struct CommitLog {
  struct Header: Codable {
    var format: Int
    /// Counts the logs this store has had: a reader sees by it that base files have changed.
    var generation: Int
    /// The number of the first commit in it.
    var next: Int
  }

  struct FrameHeader: Codable {
    var commit: Int
    /// How many bytes of this log were known to be on disk when the frame was written.
    var durable: Int
    var changes: [Change]
    /// Length and checksum of what follows the line.
    var bytes: Int
    var sum: UInt32
  }

  /// What a commit changed, in absolute terms; exactly one of the first four names is there.
  struct Change: Codable {
    var put: StoreKey?
    var delete: StoreKey?
    var append: StoreKey?
    var trim: StoreKey?
    var version: Int?
    /// The length of its part of the payload.
    var bytes: Int?
    var first: Int?
    var count: Int?
    var segment: Int?
    var offset: Int?
    var before: Int?

    var isPlausible: Bool {
      [version, bytes, first, count, segment, offset, before].allSatisfy { $0.map { $0 >= 0 && $0 < Absurd.number } ?? true }
    }
  }

  struct Frame {
    var commit: Int
    var changes: [Change]
    /// One slice per change, empty where a change has no payload.
    var payloads: [ArraySlice<UInt8>]
    /// Where it starts and ends in the log.
    var range: Range<Int>
  }

  /// Stands behind the last frame and is overwritten by the next one: without it, a log that was cut between two frames would look whole.
  static let mark = Array("{}\n".utf8)

  /// What comes after the last whole frame.
  enum Tail: Equatable {
    /// The mark.
    case clean
    /// The rest of a commit that was never finished, or that is being written just now.
    case torn(offset: Int, bytes: Int)
    /// Bytes that were promised to be on disk are not what was written.
    case damaged(offset: Int)
  }

  static func encodeHeader(generation: Int, next: Int) throws(StoreError) -> [UInt8] {
    var bytes: [UInt8] = []
    try CheckedLine.append(Header(format: StoreDescription.currentFormat, generation: generation, next: next), to: &bytes)
    return bytes + mark
  }

  static func decodeHeader(_ bytes: [UInt8], _ file: String) throws(StoreError) -> (header: Header, end: Int) {
    guard let end = CheckedLine.end(bytes.span, from: 0), let header = CheckedLine.decode(Header.self, bytes, 0..<end),
      header.generation > 0, header.generation < Absurd.number, header.next > 0, header.next < Absurd.number
    else {
      throw .damage(file, 0, "The log's first line does not match its checksum")
    }
    guard header.format == StoreDescription.currentFormat else {
      throw StoreError(.tooNew, "The log has format \(header.format), this program knows \(StoreDescription.currentFormat)", place: file)
    }
    return (header, end)
  }

  static func encodeFrame(commit: Int, durable: Int, changes: [Change], payload: [UInt8]) throws(StoreError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(payload.count + 300 + changes.count * 100)
    let header = FrameHeader(commit: commit, durable: durable, changes: changes, bytes: payload.count, sum: Checksum.of(payload.span))
    try CheckedLine.append(header, to: &bytes)
    bytes += payload
    bytes += mark
    return bytes
  }

  /// Reads frames from a part of the log.
  /// - Parameters:
  ///   - bytes: The log from `base` on.
  ///   - base: The offset of the first of the bytes in the file, where a frame starts.
  ///   - next: The number of the commit that is expected there.
  static func decodeFrames(_ bytes: [UInt8], base: Int, next: Int) -> (frames: [Frame], tail: Tail) {
    var frames: [Frame] = []
    var index = 0
    while !bytes[index...].elementsEqual(mark) {
      guard let frame = decodeFrame(bytes, base: base, at: index, commit: next + frames.count) else {
        return (frames, tail(bytes, base: base, brokenAt: index))
      }
      frames.append(frame)
      index = frame.range.upperBound - base
    }
    return (frames, .clean)
  }

  private static func decodeFrame(_ bytes: [UInt8], base: Int, at index: Int, commit: Int?) -> Frame? {
    guard let (header, payload) = decodeHeader(bytes, at: index), commit == nil || header.commit == commit,
      Checksum.of(bytes.span.extracting(payload)) == header.sum
    else { return nil }
    var payloads: [ArraySlice<UInt8>] = []
    var start = payload.lowerBound
    for change in header.changes {
      let count = change.bytes ?? 0
      guard change.isPlausible, count <= payload.upperBound - start else { return nil }
      payloads.append(bytes[start..<start + count])
      start += count
    }
    return Frame(
      commit: header.commit, changes: header.changes, payloads: payloads, range: base + index..<base + payload.upperBound)
  }

  private static func decodeHeader(_ bytes: [UInt8], at index: Int) -> (header: FrameHeader, payload: Range<Int>)? {
    guard let end = CheckedLine.end(bytes.span, from: index), let header = CheckedLine.decode(FrameHeader.self, bytes, index..<end),
      header.bytes >= 0, header.bytes <= bytes.count - end
    else { return nil }
    return (header, end..<end + header.bytes)
  }

  /// A broken frame is the end of an unfinished commit unless a later one knows that it was on disk. Header lines cannot occur inside a payload
  /// (documents indent, journal lines start otherwise), so every line is a candidate.
  private static func tail(_ bytes: [UInt8], base: Int, brokenAt broken: Int) -> Tail {
    let start = Array("{\"commit\":".utf8)
    var index = broken
    while let end = CheckedLine.end(bytes.span, from: index) {
      if bytes[index..<end].starts(with: start), let header = CheckedLine.decode(FrameHeader.self, bytes, index..<end),
        header.durable > base + broken
      {
        return .damaged(offset: base + broken)
      }
      index = end
    }
    return .torn(offset: base + broken, bytes: bytes.count - broken)
  }
}

/// Where in a segment which records lie, one entry for about 32 KB: what makes reading from a position or a time start close to it.
///
/// Only a cache: it is checked, and built anew from the segment if it is missing, damaged or from before.
struct SegmentIndex: Equatable {
  struct Block: Equatable {
    var position: Int
    var offset: Int
    var earliest: RecordTime
    var latest: RecordTime
  }

  static let blockBytes = 32 * 1024

  var blocks: [Block] = []
  /// How much of the segment the blocks cover, and the position that follows.
  var bytes = 0
  var end: Int

  init(first: Int) { end = first }

  /// Takes in records that follow what is covered.
  mutating func extend(count: Int, bytes added: Int, times: ClosedRange<RecordTime>) {
    if let last = blocks.last, bytes + added - last.offset <= SegmentIndex.blockBytes {
      blocks[blocks.count - 1].earliest = min(last.earliest, times.lowerBound)
      blocks[blocks.count - 1].latest = max(last.latest, times.upperBound)
    } else {
      blocks.append(Block(position: end, offset: bytes, earliest: times.lowerBound, latest: times.upperBound))
    }
    bytes += added
    end += count
  }

  /// The block with a position; the first one for earlier positions.
  func block(holding position: Int) -> Int {
    var low = 0
    var high = blocks.count
    while low < high {
      let middle = (low + high) / 2
      if blocks[middle].position <= position { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  func end(ofBlock index: Int) -> Int { index + 1 < blocks.count ? blocks[index + 1].offset : bytes }

  // MARK: - In a file

  private struct Contents: Codable {
    var first: Int
    var end: Int
    var bytes: Int
    /// Position, offset, earliest and latest nanosecond, block after block.
    var blocks: [Int64]
  }

  func encode(first: Int) throws(StoreError) -> [UInt8] {
    var line: [UInt8] = []
    let flat = blocks.flatMap { [Int64($0.position), Int64($0.offset), $0.earliest.nanosecondsSince1970, $0.latest.nanosecondsSince1970] }
    try CheckedLine.append(Contents(first: first, end: end, bytes: bytes, blocks: flat), to: &line)
    return line
  }

  /// Reads an index; nil if it is not a whole one of this segment.
  init?(_ line: [UInt8], first: Int, atMost segmentBytes: Int) {
    guard let contents = CheckedLine.decode(Contents.self, line, 0..<line.count), contents.first == first, contents.bytes >= 0,
      contents.bytes <= segmentBytes,
      contents.end >= first, contents.end - first <= contents.bytes,
      contents.blocks.count % 4 == 0
    else { return nil }
    end = contents.end
    bytes = contents.bytes
    for start in stride(from: 0, to: contents.blocks.count, by: 4) {
      guard let position = Int(exactly: contents.blocks[start]), let offset = Int(exactly: contents.blocks[start + 1]),
        offset >= blocks.last?.offset ?? 0, offset < bytes, position >= first, position < end
      else { return nil }
      blocks.append(
        Block(
          position: position, offset: offset, earliest: RecordTime(nanosecondsSince1970: contents.blocks[start + 2]),
          latest: RecordTime(nanosecondsSince1970: contents.blocks[start + 3])))
    }
    guard blocks.isEmpty == (bytes == 0), blocks.first.map({ $0.offset == 0 && $0.position == first }) ?? true else { return nil }
  }
}

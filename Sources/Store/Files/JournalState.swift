/// A journal as a view knows it: what its base files hold, and the records that so far are only in the log.
struct JournalState {
  /// Records in the log: the lines of one commit, and where a checkpoint will put them.
  struct TailBlock {
    var first: Int
    var count: Int
    var segment: Int
    var offset: Int
    var lines: ArraySlice<UInt8>
    var times: ClosedRange<RecordTime>

    var end: Int { first + count }
  }

  /// What the base files hold.
  var base: JournalHead
  /// What the journal is with the log: the head that the next checkpoint writes.
  var current: JournalHead
  var tail: [TailBlock] = []
  var indexes: [Int: SegmentIndex] = [:]
  /// Whether the journal has a head in the base files.
  var isInBase: Bool

  init(_ journal: StoreKey) {
    base = JournalHead(journal)
    current = base
    isInBase = false
  }

  init(base: JournalHead) {
    self.base = base
    current = base
    isInBase = true
  }

  /// Takes in an append that the log holds; false if it does not follow what is there.
  mutating func apply(first: Int, count: Int, segment: Int, offset: Int, lines: ArraySlice<UInt8>, times: ClosedRange<RecordTime>) -> Bool {
    guard count > 0, count < Absurd.number, first >= 0, first < Absurd.number, segment >= 0, offset >= 0 else { return false }
    // A checkpoint that was cut had written the head already: then the base files have the records.
    if first + count <= current.end, tail.isEmpty { return true }
    guard first == current.end else { return false }
    if let last = current.segments.last, last.first == segment, last.bytes == offset, last.end == first {
      current.segments[current.segments.count - 1].count += count
      current.segments[current.segments.count - 1].bytes += lines.count
    } else {
      guard segment == first, offset == 0 else { return false }
      current.segments.append(JournalHead.Segment(first: first, count: count, bytes: lines.count))
    }
    current.end += count
    tail.append(TailBlock(first: first, count: count, segment: segment, offset: offset, lines: lines, times: times))
    return true
  }

  mutating func trim(before position: Int) {
    current.trim(before: position)
    // Segments only in the log that retention has emptied already are never written.
    let kept = Set(current.segments.map(\.first))
    tail.removeAll { !kept.contains($0.segment) }
  }

  /// The records that are in base files: positions below this one.
  var tailStart: Int { tail.first?.first ?? current.end }

  /// After a checkpoint the base files hold everything.
  mutating func settle() {
    for block in tail {
      var index = indexes[block.segment] ?? (block.offset == 0 ? SegmentIndex(first: block.segment) : nil)
      if index?.bytes == block.offset { index?.extend(count: block.count, bytes: block.lines.count, times: block.times) }
      indexes[block.segment] = index
    }
    let kept = Set(current.segments.map(\.first))
    indexes = indexes.filter { kept.contains($0.key) }
    base = current
    tail = []
    isInBase = true
  }
}

/// Reads a journal's base files.
struct JournalScan {
  let files: any FileSystem
  let layout: StoreLayout
  let journal: StoreKey

  // MARK: - The head

  /// The journal from its head, which is checked against the sizes of the segments, or from the segments alone if the head is lost.
  func load(logStart: (segment: Int, offset: Int)?, findings: inout [StoreFinding]) throws(StoreError) -> JournalState {
    let path = layout.head(journal)
    guard let bytes = try files.contents(path) else {
      let segments = try segmentFirsts()
      guard !segments.isEmpty else { return JournalState(journal) }
      // The log's first records of a new journal may have reached their segment before the checkpoint was cut.
      if let logStart, segments == [logStart.segment], logStart.offset == 0 { return JournalState(journal) }
      findings.append(
        StoreFinding(
          .warning, path, "The journal's head was missing; it was rebuilt from the segments, which may bring back what retention removed"))
      return JournalState(base: try rebuild(segments, logStart: logStart))
    }
    let head: JournalHead
    do throws(StoreError) {
      head = try SealedFile.decode(JournalHead.self, bytes, path)
      guard head.journal == journal, head.isConsistent else { throw StoreError.damage(path, nil, "The head contradicts itself") }
    } catch {
      findings.append(
        StoreFinding(
          .warning, path,
          "The journal's head was damaged (\(error.message)); it was rebuilt from the segments, which may bring back what retention removed"
        ))
      return JournalState(base: try rebuild(try segmentFirsts(), logStart: logStart))
    }
    for segment in head.segments {
      let path = layout.segment(journal, segment.first)
      guard let status = try files.status(path) else { throw .damage(path, nil, "The segment of \(segment.count) records is missing") }
      if status.size < segment.bytes {
        throw .damage(path, status.size, "The segment has \(status.size) bytes, \(segment.bytes) were written")
      }
      let isContinuedByLog = logStart.map { $0.segment == segment.first && $0.offset <= segment.bytes } ?? false
      if status.size > segment.bytes, !isContinuedByLog {
        throw .damage(path, segment.bytes, "The segment has \(status.size) bytes, only \(segment.bytes) were committed")
      }
    }
    return JournalState(base: head)
  }

  /// The first positions of the segments, ascending.
  func segmentFirsts() throws(StoreError) -> [Int] {
    try files.entries(layout.journal(journal)).compactMap { entry in
      guard !entry.isDirectory, entry.name.hasSuffix(".jsonl"), entry.name.count == 26, let first = Int(entry.name.dropLast(6)),
        first >= 0, first < Absurd.number
      else {
        return nil
      }
      return first
    }.sorted()
  }

  /// The head that the segments tell. Every line is read and checked.
  func rebuild(_ firsts: [Int], logStart: (segment: Int, offset: Int)?) throws(StoreError) -> JournalHead {
    var head = JournalHead(journal)
    for (place, first) in firsts.enumerated() {
      let path = layout.segment(journal, first)
      guard first >= head.end else {
        throw .damage(path, 0, "The segment starts at record \(first), but the one before ends at \(head.end)")
      }
      var bytes = try files.contents(path) ?? []
      if let logStart, logStart.segment == first { bytes = Array(bytes.prefix(logStart.offset)) }
      if let logStart, logStart.segment < first { continue }
      var segment = JournalHead.Segment(first: first, count: 0, bytes: 0)
      while segment.bytes < bytes.count {
        guard let end = CheckedLine.end(bytes.span, from: segment.bytes), let line = JournalLine(bytes.span, segment.bytes..<end),
          line.position == segment.end
        else { throw .damage(path, segment.bytes, "Record \(segment.end) is not what was written") }
        segment.count += 1
        segment.bytes = end
      }
      if place == 0 { head.first = first }
      head.end = first
      if segment.count > 0 {
        head.segments.append(segment)
        head.end = segment.end
      }
    }
    return head
  }

  // MARK: - Records

  /// The times of lines that must be the records from a position on, or nil if they are not.
  static func times(of lines: ArraySlice<UInt8>, from first: Int, count: Int) -> ClosedRange<RecordTime>? {
    var times: ClosedRange<RecordTime>?
    var index = 0
    var found = 0
    let span = lines.span
    while index < span.count {
      guard let end = CheckedLine.end(span, from: index), let line = JournalLine(span, index..<end), line.position == first + found else {
        return nil
      }
      times = times.map { min($0.lowerBound, line.time)...max($0.upperBound, line.time) } ?? line.time...line.time
      found += 1
      index = end
    }
    return found == count ? times : nil
  }

  /// Appends the records of some lines that are wanted, until there are `limit`.
  func append(
    _ lines: ArraySlice<UInt8>, from first: Int, path: String, offset: Int, wanted: Range<Int>, times: Range<RecordTime>?, limit: Int,
    to records: inout [JournalRecord]
  ) throws(StoreError) {
    let span = lines.span
    var index = 0
    var position = first
    while index < span.count, position < wanted.upperBound, records.count < limit {
      guard let end = CheckedLine.end(span, from: index) else {
        throw .damage(path, offset + index, "Record \(position) has no end")
      }
      if position >= wanted.lowerBound {
        guard let line = JournalLine(span, index..<end), line.position == position else {
          throw .damage(path, offset + index, "Record \(position) is not what was written")
        }
        if times?.contains(line.time) ?? true {
          let json = lines[lines.startIndex + line.json.lowerBound..<lines.startIndex + line.json.upperBound]
          records.append(JournalRecord(position: position, time: line.time, json: JSONText(unchecked: json)))
        }
      }
      position += 1
      index = end
    }
  }

  /// An index that covers all that was committed of a segment.
  func index(_ segment: JournalHead.Segment, known: SegmentIndex?) throws(StoreError) -> SegmentIndex {
    var index = SegmentIndex(first: segment.first)
    if let known, known.bytes <= segment.bytes {
      index = known
    } else if let line = try files.contents(layout.index(journal, segment.first)),
      let stored = SegmentIndex(line, first: segment.first, atMost: segment.bytes)
    {
      index = stored
    }
    guard index.bytes < segment.bytes else { return index }
    let path = layout.segment(journal, segment.first)
    let lines = try read(path, at: index.bytes, count: segment.bytes - index.bytes)
    let span = lines.span
    let base = index.bytes
    var start = 0
    while start < span.count {
      guard let end = CheckedLine.end(span, from: start), let line = JournalLine(span, start..<end), line.position == index.end else {
        throw .damage(path, base + start, "Record \(index.end) is not what was written")
      }
      index.extend(count: 1, bytes: end - start, times: line.time...line.time)
      start = end
    }
    return index
  }

  func read(_ path: String, at offset: Int, count: Int) throws(StoreError) -> [UInt8] {
    guard let file = try files.open(path, .read) else { throw .damage(path, nil, "The segment is missing") }
    defer { files.close(file) }
    let bytes = try files.read(file, at: offset, count: count)
    guard bytes.count == count else { throw .damage(path, offset + bytes.count, "The segment is shorter than what was written") }
    return bytes
  }
}

extension StoreView {
  static let readBytes = 1 << 20

  /// Records at some positions, at most `limit` and about a megabyte of them.
  mutating func records(of key: StoreKey, in positions: Range<Int>, atMost limit: Int) throws(StoreError) -> [JournalRecord] {
    var records: [JournalRecord] = []
    var bytes = 0
    try visit(key, positions) { scan, lines, first, path, offset, wanted throws(StoreError) in
      try scan.append(lines, from: first, path: path, offset: offset, wanted: wanted, times: nil, limit: limit, to: &records)
      bytes += lines.count
      return records.count >= limit || bytes >= StoreView.readBytes && !records.isEmpty
    }
    return records
  }

  /// All records with a time in a range.
  mutating func records(of key: StoreKey, between times: Range<RecordTime>) throws(StoreError) -> [JournalRecord] {
    var records: [JournalRecord] = []
    try visit(key, 0..<Int.max, times: times) { scan, lines, first, path, offset, wanted throws(StoreError) in
      try scan.append(lines, from: first, path: path, offset: offset, wanted: wanted, times: times, limit: .max, to: &records)
      return false
    }
    return records
  }

  /// Hands out lines that hold wanted records, in order, until told to stop.
  private mutating func visit(
    _ key: StoreKey, _ positions: Range<Int>, times: Range<RecordTime>? = nil,
    _ body: (JournalScan, ArraySlice<UInt8>, _ first: Int, _ path: String, _ offset: Int, _ wanted: Range<Int>) throws(StoreError) -> Bool
  ) throws(StoreError) {
    var state = try journal(key)
    let scan = JournalScan(files: files, layout: layout, journal: key)
    let first = max(positions.lowerBound, state.current.first)
    let end = min(positions.upperBound, state.current.end)
    guard first < end else { return }
    let wanted = first..<end
    for segment in state.base.segments where segment.end > first && segment.first < min(end, state.tailStart) {
      let index = try scan.index(segment, known: state.indexes[segment.first])
      if state.indexes[segment.first]?.bytes != index.bytes {
        state.indexes[segment.first] = index
        journals[key]?.indexes[segment.first] = index
      }
      var block = index.block(holding: first)
      while block < index.blocks.count, index.blocks[block].position < min(end, state.tailStart) {
        if let times, index.blocks[block].latest < times.lowerBound || index.blocks[block].earliest >= times.upperBound {
          block += 1
          continue
        }
        // Neighbouring blocks are read at once, for as long as all of them are wanted.
        var last = block
        while last + 1 < index.blocks.count, index.blocks[last + 1].position < end,
          index.end(ofBlock: last + 1) - index.blocks[block].offset <= StoreView.readBytes,
          times.map({ index.blocks[last + 1].latest >= $0.lowerBound && index.blocks[last + 1].earliest < $0.upperBound }) ?? true
        {
          last += 1
        }
        let offset = index.blocks[block].offset
        let path = layout.segment(key, segment.first)
        let lines = try scan.read(path, at: offset, count: index.end(ofBlock: last) - offset)
        if try body(scan, lines[...], index.blocks[block].position, path, offset, wanted) { return }
        block = last + 1
      }
    }
    // The log's blocks ascend: skip to the first one that is wanted.
    var low = 0
    var high = state.tail.count
    while low < high {
      let middle = (low + high) / 2
      if state.tail[middle].end <= first { low = middle + 1 } else { high = middle }
    }
    for block in state.tail[low...] where block.first < end {
      if let times, block.times.upperBound < times.lowerBound || block.times.lowerBound >= times.upperBound { continue }
      if try body(scan, block.lines, block.first, layout.log, 0, wanted) { return }
    }
  }
}

extension JSONFileStore {
  /// Makes a damaged store usable again: what is whole stays, what is not moves to `lost+found`, and positions of lost records stay empty.
  ///
  /// Needs to be the only writer. Run ``check(_:)`` first, and make a copy of the folder if it matters.
  ///
  /// - Parameters:
  ///   - directory: The store's folder.
  ///   - acceptingEdits: Whether a document whose JSON is whole but whose checksum is not counts as edited by hand, and is kept.
  /// - Returns: What was found and done, worst first; empty if nothing was wrong.
  public static func repair(_ directory: String, acceptingEdits: Bool = false) throws(StoreError) -> [StoreFinding] {
    try repair(directory, acceptingEdits: acceptingEdits, files: DiskFileSystem())
  }

  static func repair(_ directory: String, acceptingEdits: Bool, files: any FileSystem) throws(StoreError) -> [StoreFinding] {
    let layout = StoreLayout(directory)
    try StoreInspection.lookForStore(layout, files)
    guard let lock = try takeLock(layout, files) else { throw StoreError(.inputOutput, "The lock cannot be opened", place: layout.lock) }
    defer {
      try? files.truncate(lock, to: 0)
      files.close(lock)
    }
    let before = try check(directory, files: files)
    if before.allSatisfy({ $0.severity == .note }) { return before }
    var repair = StoreRepair(files: files, layout: layout, acceptingEdits: acceptingEdits)
    try repair.run()
    return repair.findings.sorted { StoreInspection.rank($0) < StoreInspection.rank($1) }
  }
}

/// Puts the whole parts of a store together anew. Cut in the middle, it can be run again.
private struct StoreRepair {
  let files: any FileSystem
  let layout: StoreLayout
  let acceptingEdits: Bool
  var findings: [StoreFinding] = []
  private var folders: Set<String> = []

  init(files: any FileSystem, layout: StoreLayout, acceptingEdits: Bool) {
    self.files = files
    self.layout = layout
    self.acceptingEdits = acceptingEdits
  }

  mutating func run() throws(StoreError) {
    try files.makeDirectory(layout.documents)
    try files.makeDirectory(layout.journals)
    if let gate = try files.open(layout.gate, .update) { files.close(gate) }
    let (frames, generation, next) = try readLog()
    try repairDocuments(frames)
    var keys = Set(try StoreLayout.keys(files, layout.journals, ending: ".journal", isFolder: true, under: ""))
    keys.formUnion(frames.flatMap(\.changes).compactMap(\.append))
    for key in keys.sorted() { try repairJournal(key, frames) }
    for folder in folders.sorted() { try files.synchronizeDirectory(folder) }
    try files.replace(layout.log, with: CommitLog.encodeHeader(generation: generation + 1, next: next), durably: true)
    let bytes = try files.contents(layout.description)
    if (try? bytes.map { bytes throws(StoreError) in try SealedFile.decode(StoreDescription.self, bytes, layout.description) }) == nil {
      if let bytes { try setAside(bytes, layout.description, nil, "What said that this is a store was damaged; written anew") }
      try files.replace(layout.description, with: SealedFile.encode(StoreDescription.current), durably: true)
    }
    try files.synchronizeDirectory(layout.root)
  }

  /// Keeps bytes under `lost+found`, in a file named after where they come from.
  private mutating func setAside(_ bytes: [UInt8], _ path: String, _ offset: Int?, _ message: String) throws(StoreError) {
    try files.makeDirectory(layout.lostAndFound)
    let relative = path.hasPrefix(layout.root + "/") ? path.dropFirst(layout.root.count + 1) : path[...]
    let name = relative.split(separator: "/").joined(separator: "-")
    var number = 0
    var target = layout.lostAndFound + "/" + name
    while try files.status(target) != nil {
      number += 1
      target = layout.lostAndFound + "/" + name + ".\(number)"
    }
    try files.write(target, bytes, durably: true)
    folders.insert(layout.lostAndFound)
    findings.append(StoreFinding(.damage, path, offset: offset, message + "; \(bytes.count) bytes are kept in \(target)"))
  }

  // MARK: - The log

  private mutating func readLog() throws(StoreError) -> (frames: [CommitLog.Frame], generation: Int, next: Int) {
    guard let bytes = try files.contents(layout.log) else {
      findings.append(StoreFinding(.damage, layout.log, "The log was missing: commits that were only in it are lost"))
      return ([], 0, 1)
    }
    let start: (header: CommitLog.Header, end: Int)
    do throws(StoreError) {
      start = try CommitLog.decodeHeader(bytes, layout.log)
    } catch {
      if error.code == .tooNew { throw error }
      try setAside(bytes, layout.log, 0, "The log could not be read: its commits are lost")
      return ([], 0, 1)
    }
    let (frames, tail) = CommitLog.decodeFrames(Array(bytes[start.end...]), base: start.end, next: start.header.next)
    let end = frames.last?.range.upperBound ?? start.end
    switch tail {
    case .clean: break
    case .torn:
      findings.append(StoreFinding(.note, layout.log, offset: end, "The last \(bytes.count - end) bytes were a commit that never finished"))
    case .damaged:
      try setAside(Array(bytes[end...]), layout.log, end, "The log was damaged: the commits from here on are lost")
    }
    return (frames, start.header.generation, start.header.next + frames.count)
  }

  // MARK: - Documents

  private mutating func repairDocuments(_ frames: [CommitLog.Frame]) throws(StoreError) {
    var logged: [StoreKey: ArraySlice<UInt8>?] = [:]
    for frame in frames {
      for (change, payload) in zip(frame.changes, frame.payloads) {
        if let key = change.put { logged[key] = payload }
        if let key = change.delete { logged[key] = .some(nil) }
      }
    }
    for (key, file) in logged {
      let path = layout.document(key)
      if let file {
        _ = try files.makeDirectories(Path.parent(path), below: layout.root)
        try files.replace(path, with: Array(file), durably: true)
      } else {
        try files.remove(path)
      }
      if try files.status(Path.parent(path)) != nil { folders.insert(Path.parent(path)) }
    }
    var unfinished: [String] = []
    for key in try StoreLayout.keys(
      files, layout.documents, ending: ".json", isFolder: false, under: "", stray: { if $0.hasSuffix(".new") { unfinished.append($0) } })
    {
      let path = layout.document(key)
      guard let bytes = try files.contents(path) else { continue }
      do throws(StoreError) {
        _ = try DocumentFile.decode(bytes, path, expecting: key)
      } catch {
        folders.insert(Path.parent(path))
        if acceptingEdits, let edited = try? JSONSource().decode(DocumentFile.self, from: bytes[...]), edited.key == key, edited.version > 0
        {
          let accepted = DocumentFile(key: key, value: edited.value, version: edited.version == .max ? 1 : edited.version + 1)
          try files.replace(path, with: accepted.encode(), durably: true)
          findings.append(StoreFinding(.warning, path, "The document was edited; it was kept as version \(accepted.version)"))
        } else {
          try setAside(bytes, path, error.offset, "The document was damaged (\(error.message)) and is gone")
          try files.remove(path)
        }
      }
    }
    for path in unfinished { try files.remove(path) }
  }

  // MARK: - Journals

  private mutating func repairJournal(_ key: StoreKey, _ frames: [CommitLog.Frame]) throws(StoreError) {
    let scan = JournalScan(files: files, layout: layout, journal: key)
    let old = try files.contents(layout.head(key)).flatMap { try? SealedFile.decode(JournalHead.self, $0, layout.head(key)) }
    let appends = frames.flatMap { zip($0.changes, $0.payloads).filter { $0.0.append == key } }
    let logStart = appends.first.flatMap { change, _ in change.segment.flatMap { segment in change.offset.map { (segment, $0) } } }
    var head = JournalHead(key)
    for first in try scan.segmentFirsts() {
      // A segment that no head names is what a checkpoint or a removal left.
      if let old, old.isConsistent, !old.segments.contains(where: { $0.first == first }), first < old.end { continue }
      if let logStart, logStart.0 < first { continue }
      let path = layout.segment(key, first)
      var bytes = try files.contents(path) ?? []
      if let logStart, logStart.0 == first, bytes.count > logStart.1 { bytes = Array(bytes.prefix(logStart.1)) }
      try keep(bytes, of: key, path, in: &head)
    }
    for (change, payload) in appends where (change.first ?? 0) >= head.end {
      try keep(Array(payload), of: key, layout.log, in: &head)
    }
    if let old, old.isConsistent {
      if head.end < old.end { findings.append(StoreFinding(.damage, layout.head(key), "Records \(head.end)..<\(old.end) are lost")) }
      head.end = max(head.end, old.end)
      head.first = min(max(old.first, 0), head.end)
    } else {
      head.first = head.segments.first?.first ?? 0
    }
    for change in frames.flatMap(\.changes) where change.trim == key { head.trim(before: max(0, change.before ?? 0)) }
    guard head.end > 0 else { return }
    if head != old {
      _ = try files.makeDirectories(layout.journal(key), below: layout.root)
      try files.replace(layout.head(key), with: SealedFile.encode(head), durably: true)
      findings.append(StoreFinding(.warning, layout.head(key), "The journal's head was written anew"))
    }
    folders.insert(layout.journal(key))
    let kept = Set(head.segments.map(\.first))
    for first in try scan.segmentFirsts() where !kept.contains(first) {
      try files.remove(layout.segment(key, first))
      try files.remove(layout.index(key, first))
    }
  }

  /// Adds lines to a journal: a file that is whole stays, of another one each run of whole lines becomes a segment.
  private mutating func keep(_ bytes: [UInt8], of key: StoreKey, _ path: String, in head: inout JournalHead) throws(StoreError) {
    var runs: [(first: Int, count: Int, range: Range<Int>)] = []
    var broken: [Range<Int>] = []
    var index = 0
    var next = head.end
    while index < bytes.count {
      let end = CheckedLine.end(bytes.span, from: index) ?? bytes.count
      if let line = JournalLine(bytes.span, index..<end), line.position >= next {
        if let last = runs.last, last.first + last.count == line.position, last.range.upperBound == index {
          runs[runs.count - 1] = (last.first, last.count + 1, last.range.lowerBound..<end)
        } else {
          runs.append((line.position, 1, index..<end))
        }
        next = line.position == .max ? .max : line.position + 1
      } else {
        broken.append(index..<end)
      }
      index = end
    }
    for range in broken { try setAside(Array(bytes[range]), path, range.lowerBound, "A record was not what was written") }
    for run in runs {
      let target = layout.segment(key, run.first)
      // Records of the log go on in the segment before where they can.
      if path == layout.log, let last = head.segments.last, last.end == run.first, last.bytes < 16 << 20 {
        let before = try files.contents(layout.segment(key, last.first)).map { Array($0.prefix(last.bytes)) } ?? []
        try files.replace(layout.segment(key, last.first), with: before + bytes[run.range], durably: true)
        head.segments[head.segments.count - 1].count += run.count
        head.segments[head.segments.count - 1].bytes += run.range.count
      } else {
        let size = try files.status(target)?.size
        if run.range.count != bytes.count || target != path || size != bytes.count {
          _ = try files.makeDirectories(layout.journal(key), below: layout.root)
          try files.replace(target, with: Array(bytes[run.range]), durably: true)
          try files.remove(layout.index(key, run.first))
        }
        head.segments.append(JournalHead.Segment(first: run.first, count: run.count, bytes: run.range.count))
      }
      head.end = run.first + run.count
    }
  }
}

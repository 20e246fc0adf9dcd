/// What a store holds at one moment: its base files, and on top of them the commits of the log. Writers and readers see through the same view.
struct StoreView {
  enum Overlay {
    case put(file: ArraySlice<UInt8>, version: Int)
    case deleted
  }

  let files: any FileSystem
  let layout: StoreLayout
  /// The log that was read: its generation, how far, and the number of the next commit.
  private(set) var generation = 0
  var logBytes = 0
  var nextCommit = 1
  /// The size of the log's file when it was read; more than `logBytes` while somebody writes.
  private(set) var logFileBytes = 0
  private(set) var logIdentity: UInt64 = 0
  private(set) var tail = CommitLog.Tail.clean
  var documents: [StoreKey: Overlay] = [:]
  var journals: [StoreKey: JournalState] = [:]
  /// What had to be made good while reading.
  var findings: [StoreFinding] = []

  init(files: any FileSystem, layout: StoreLayout) {
    self.files = files
    self.layout = layout
  }

  // MARK: - The log

  /// Reads what the log has that the view does not know yet; everything anew if base files may have changed.
  mutating func refresh() throws(StoreError) {
    guard let file = try files.open(layout.log, .read) else {
      throw .damage(layout.log, nil, "The log is missing: commits that were only in it are lost")
    }
    defer { files.close(file) }
    let status = try files.status(file)
    let isKnown = generation > 0 && status.identity == logIdentity && status.size >= logBytes
    if isKnown {
      // A file's identity may be given to its successor: the first line tells.
      let line = try files.read(file, at: 0, count: 128)
      if try CommitLog.decodeHeader(line, layout.log).header.generation == generation {
        if status.size > logFileBytes || tail != .clean {
          try take(try files.read(file, at: logBytes, count: status.size - logBytes), from: logBytes)
        }
        logFileBytes = status.size
        return
      }
    }
    let bytes = try files.read(file, at: 0, count: status.size)
    let (header, end) = try CommitLog.decodeHeader(bytes, layout.log)
    self = StoreView(files: files, layout: layout)
    generation = header.generation
    nextCommit = header.next
    logIdentity = status.identity
    logFileBytes = status.size
    logBytes = end
    try take(Array(bytes[end...]), from: end)
  }

  private mutating func take(_ bytes: [UInt8], from base: Int) throws(StoreError) {
    let (frames, tail) = CommitLog.decodeFrames(bytes, base: base, next: nextCommit)
    if case .damaged(let offset) = tail {
      throw .damage(layout.log, offset, "A commit that was on disk is not what was written, and commits follow it")
    }
    self.tail = tail
    // A checkpoint that was cut may have lengthened segments already, so where the log's first records go must be known from the start.
    var starts: [StoreKey: (segment: Int, offset: Int)] = [:]
    for change in frames.lazy.flatMap(\.changes) {
      if let key = change.append, starts[key] == nil, let segment = change.segment, let offset = change.offset {
        starts[key] = (segment, offset)
      }
    }
    for frame in frames {
      for (change, payload) in zip(frame.changes, frame.payloads) { try apply(change, payload, frame, starts) }
      logBytes = frame.range.upperBound
      nextCommit = frame.commit + 1
    }
  }

  private mutating func apply(
    _ change: CommitLog.Change, _ payload: ArraySlice<UInt8>, _ frame: CommitLog.Frame,
    _ starts: [StoreKey: (segment: Int, offset: Int)]
  ) throws(StoreError) {
    func wrong(_ message: String) -> StoreError { .damage(layout.log, frame.range.lowerBound, "Commit \(frame.commit) \(message)") }
    if let key = change.put, let version = change.version, version > 0, version < Absurd.number {
      documents[key] = .put(file: payload, version: version)
    } else if let key = change.delete {
      documents[key] = .deleted
    } else if let key = change.append, let first = change.first, let count = change.count, let segment = change.segment,
      let offset = change.offset
    {
      guard let times = JournalScan.times(of: payload, from: first, count: count) else { throw wrong("has lines that are not its records") }
      var state = try journal(key, logStart: starts[key])
      guard state.apply(first: first, count: count, segment: segment, offset: offset, lines: payload, times: times) else {
        throw wrong("does not continue the journal \"\(key)\"")
      }
      journals[key] = state
    } else if let key = change.trim, let before = change.before {
      var state = try journal(key, logStart: starts[key])
      state.trim(before: before)
      journals[key] = state
    } else {
      throw wrong("has a change of a kind that this program does not know")
    }
  }

  /// Whether the log is as it was when it was last read: then base files have not changed either, or only to what the view knows.
  func isCurrent() throws(StoreError) -> Bool {
    guard let file = try files.open(layout.log, .read) else { return false }
    defer { files.close(file) }
    let status = try files.status(file)
    guard status.identity == logIdentity, status.size == logFileBytes else { return false }
    return try CommitLog.decodeHeader(files.read(file, at: 0, count: 128), layout.log).header.generation == generation
  }

  /// The writer's own commit, taken in without reading it back.
  mutating func adopt(logBytes: Int, commit: Int) {
    self.logBytes = logBytes
    logFileBytes = logBytes + CommitLog.mark.count
    nextCommit = commit + 1
  }

  /// A checkpoint has moved everything into base files.
  mutating func settle(generation: Int, logBytes: Int, identity: UInt64) {
    self.generation = generation
    self.logBytes = logBytes
    logFileBytes = logBytes + CommitLog.mark.count
    logIdentity = identity
    tail = .clean
    documents = [:]
    for key in journals.keys { journals[key]?.settle() }
  }

  // MARK: - Documents

  func document(_ key: StoreKey) throws(StoreError) -> StoredDocument? {
    let path = layout.document(key)
    switch documents[key] {
    case .put(let file, _): return try DocumentFile.decode(Array(file), path, expecting: key)
    case .deleted: return nil
    case nil:
      guard let bytes = try files.contents(path) else { return nil }
      return try DocumentFile.decode(bytes, path, expecting: key)
    }
  }

  func list(_ prefix: String) throws(StoreError) -> [StoreKey] {
    let prefix = CanonicalForm.compose(prefix)
    let base = try StoreLayout.keys(files, layout.documents, ending: ".json", isFolder: false, under: prefix)
    guard !documents.isEmpty else { return base }
    var keys = Set(base)
    for (key, overlay) in documents where key.hasPrefix(prefix) {
      if case .deleted = overlay { keys.remove(key) } else { keys.insert(key) }
    }
    return keys.sorted()
  }

  // MARK: - Journals

  func journalKeys(_ prefix: String) throws(StoreError) -> [StoreKey] {
    let prefix = CanonicalForm.compose(prefix)
    var keys = Set(try StoreLayout.keys(files, layout.journals, ending: ".journal", isFolder: true, under: prefix))
    keys.formUnion(journals.filter { $0.value.current.end > 0 && $0.key.hasPrefix(prefix) }.keys)
    return keys.sorted()
  }

  /// The state of a journal; kept once it is known.
  /// - Parameter logStart: Where the log's first records of the journal go, if that is known: what a segment holds beyond is not in doubt.
  mutating func journal(_ key: StoreKey, logStart: (segment: Int, offset: Int)? = nil) throws(StoreError) -> JournalState {
    if let state = journals[key] { return state }
    let state = try JournalScan(files: files, layout: layout, journal: key).load(logStart: logStart, findings: &findings)
    if state.isInBase { journals[key] = state }
    return state
  }
}

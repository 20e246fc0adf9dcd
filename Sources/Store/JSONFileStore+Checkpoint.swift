extension JSONFileStore {
  /// Moves the log into the base files; false if a reader is at them just now.
  @discardableResult func checkpoint(compacting: Bool = false) throws(StoreError) -> Bool {
    if let stopped { throw stopped }
    guard log != nil else { throw JSONFileStore.closed }
    let isNeeded =
      compacting || !view.documents.isEmpty || view.journals.contains { !$0.value.tail.isEmpty || $0.value.current != $0.value.base }
    guard isNeeded else { return true }
    if isDurable { try synchronize() }
    var opened = Opened(view: view, lock: lock, gate: gate, log: log)
    defer { log = opened.log }
    do throws(StoreError) {
      guard try JSONFileStore.checkpoint(&opened, isDurable: isDurable, compacting: compacting) else { return false }
    } catch {
      // With the new log in the old one's place but not known to stay there, nothing may be committed any more.
      if opened.isLogInDoubt { stop(error) }
      throw error
    }
    view = opened.view
    durableBytes = view.logBytes
    return true
  }

  /// Moves the log into the base files. Each step can be done again, and is, if the process ends in between.
  ///
  /// The log must be on disk already. The order is what recovery rests on: see the decision about the format.
  @discardableResult static func checkpoint(_ opened: inout Opened, isDurable: Bool, compacting: Bool = false) throws(StoreError) -> Bool {
    let files = opened.view.files
    let layout = opened.view.layout
    if let gate = opened.gate, try !files.lock(gate, exclusive: true) { return false }
    defer { if let gate = opened.gate { files.unlock(gate) } }
    var work = CheckpointWork(files: files, layout: layout, isDurable: isDurable)
    for (key, overlay) in opened.view.documents.sorted(by: { $0.key < $1.key }) { try work.write(key, overlay) }
    for (key, state) in opened.view.journals.sorted(by: { $0.key < $1.key }) {
      if compacting, let compacted = try work.compact(key, state) { opened.view.journals[key] = compacted }
      if let state = opened.view.journals[key] { try work.write(key, state) }
    }
    try work.synchronizeFolders()

    let generation = opened.view.generation + 1
    let header = try CommitLog.encodeHeader(generation: generation, next: opened.view.nextCommit)
    let beside = layout.log + ".new"
    try files.write(beside, header, durably: isDurable)
    do throws(StoreError) {
      try files.rename(beside, to: layout.log)
    } catch {
      let old = try? opened.log.map { file throws(StoreError) in try files.status(file).identity }
      opened.isLogInDoubt = (try? files.status(layout.log)?.identity) != old
      throw error
    }
    opened.isLogInDoubt = true
    if let old = opened.log { files.close(old) }
    opened.log = nil
    opened.log = try files.open(layout.log, .update)
    guard let log = opened.log else { throw StoreError(.inputOutput, "The log cannot be opened", place: layout.log) }
    if isDurable { try files.synchronizeDirectory(layout.root) }
    opened.view.settle(generation: generation, logBytes: header.count - CommitLog.mark.count, identity: try files.status(log).identity)
    opened.isLogInDoubt = false
    work.removeLeftovers()
    return true
  }
}

/// The base files that a checkpoint writes, and the folders whose entries it changes.
struct CheckpointWork {
  let files: any FileSystem
  let layout: StoreLayout
  let isDurable: Bool
  private var folders: Set<String> = []
  private var leftovers: [String] = []

  init(files: any FileSystem, layout: StoreLayout, isDurable: Bool) {
    self.files = files
    self.layout = layout
    self.isDurable = isDurable
  }

  mutating func write(_ key: StoreKey, _ overlay: StoreView.Overlay) throws(StoreError) {
    let path = layout.document(key)
    switch overlay {
    case .put(let file, _):
      folders.formUnion(try files.makeDirectories(Path.parent(path), below: layout.root))
      try files.replace(path, with: Array(file), durably: isDurable)
    case .deleted:
      guard try files.status(path) != nil else { return }
      try files.remove(path)
    }
    folders.insert(Path.parent(path))
  }

  mutating func write(_ key: StoreKey, _ state: JournalState) throws(StoreError) {
    guard !state.tail.isEmpty || state.current != state.base else { return }
    let folder = layout.journal(key)
    folders.formUnion(try files.makeDirectories(folder, below: layout.root))
    folders.insert(folder)
    var blocks = state.tail[...]
    while let first = blocks.first {
      let path = layout.segment(key, first.segment)
      guard let file = try files.open(path, .update) else { break }
      defer { files.close(file) }
      var lines: [UInt8] = []
      while let block = blocks.first, block.segment == first.segment {
        lines += block.lines
        blocks.removeFirst()
      }
      try files.write(lines[...], to: file, at: first.offset)
      // A checkpoint that was cut, of a log whose end was then torn, may have written more.
      if try files.status(file).size > first.offset + lines.count { try files.truncate(file, to: first.offset + lines.count) }
      if isDurable { try files.synchronize(file) }
    }
    try files.replace(layout.head(key), with: SealedFile.encode(state.current), durably: isDurable)
    let kept = Set(state.current.segments.map(\.first))
    for segment in state.base.segments where !kept.contains(segment.first) {
      leftovers += [layout.segment(key, segment.first), layout.index(key, segment.first)]
    }
    // What a full segment's index knows is worth keeping.
    for segment in state.current.segments.dropLast() {
      guard let index = state.indexes[segment.first], index.bytes == segment.bytes,
        state.tail.contains(where: { $0.segment > segment.first })
      else { continue }
      try files.replace(layout.index(key, segment.first), with: index.encode(first: segment.first), durably: false)
    }
  }

  func synchronizeFolders() throws(StoreError) {
    guard isDurable else { return }
    for folder in folders.sorted() { try files.synchronizeDirectory(folder) }
  }

  /// Segments that no head names any more. They are in nobody's way: if they cannot be removed, `check` reports them.
  func removeLeftovers() {
    for path in leftovers { try? files.remove(path) }
  }

  /// Writes the live part of a segment that retention has cut anew, under its own name; nil if there is none.
  mutating func compact(_ key: StoreKey, _ state: JournalState) throws(StoreError) -> JournalState? {
    guard let segment = state.base.segments.first(where: { $0.first < state.current.first && $0.end > state.current.first }),
      let place = state.current.segments.firstIndex(where: { $0.first == segment.first }), state.tail.first?.segment != segment.first
    else { return nil }
    let lines = try JournalScan(files: files, layout: layout, journal: key).read(
      layout.segment(key, segment.first), at: 0, count: segment.bytes)
    var start = 0
    for position in segment.first..<state.current.first {
      guard let end = CheckedLine.end(lines.span, from: start) else {
        throw .damage(layout.segment(key, segment.first), start, "Record \(position) has no end")
      }
      start = end
    }
    let path = layout.segment(key, state.current.first)
    try files.replace(path, with: Array(lines[start...]), durably: isDurable)
    var state = state
    state.current.segments[place] = JournalHead.Segment(
      first: state.current.first, count: segment.end - state.current.first, bytes: lines.count - start)
    return state
  }
}

/// What a store holds and what it takes on disk.
public struct StoreStatistics: Sendable, Hashable, Codable {
  /// One journal.
  public struct Journal: Sendable, Hashable, Codable {
    /// Its key.
    public var journal: StoreKey
    /// The first position that retention has left.
    public var first: Int
    /// The position the next record will get.
    public var end: Int
    /// How many records there are.
    public var count: Int
    /// How many segments hold them.
    public var segments: Int
    /// The bytes of its segments.
    public var bytes: Int
  }

  /// How many documents there are.
  public var documents: Int
  /// The bytes of their files.
  public var documentBytes: Int
  /// The journals in order of keys.
  public var journals: [Journal]
  /// The number of the last commit.
  public var lastCommit: Int
  /// The bytes of the log: commits that base files do not have yet.
  public var logBytes: Int
  /// Why base files could not be brought up to date the last time, or nil.
  public var checkpointFailure: String?
}

extension JSONFileStore {
  /// What the store holds and what it takes on disk.
  /// - Complexity: Looks at every document's file, but reads none.
  public func stats() throws(StoreError) -> StoreStatistics {
    let failure = checkpointFailure?.description
    return try read { view throws(StoreError) in
      var statistics = StoreStatistics(
        documents: 0, documentBytes: 0, journals: [], lastCommit: view.nextCommit - 1, logBytes: view.logBytes, checkpointFailure: failure)
      for key in try view.list("") {
        statistics.documents += 1
        if case .put(let file, _)? = view.documents[key] {
          statistics.documentBytes += file.count
        } else {
          statistics.documentBytes += try view.files.status(view.layout.document(key))?.size ?? 0
        }
      }
      for key in try view.journalKeys("") {
        let head = try view.journal(key).current
        let extent = head.extent
        statistics.journals.append(
          StoreStatistics.Journal(
            journal: key, first: extent.first, end: extent.end, count: extent.count, segments: head.segments.count,
            bytes: head.segments.reduce(0) { $0 + $1.bytes }))
      }
      return statistics
    }
  }

  /// Brings base files up to date now, so that other programs see what is new.
  /// - Throws: `StoreError` with code `busy` if a reader is at them for longer than a fifth of a second.
  public func flush() async throws(StoreError) {
    for _ in 0..<200 {
      if try checkpoint() { return }
      try? await Task.sleep(for: .milliseconds(1))
    }
    throw StoreError(.busy, "A reader holds the base files", place: directory, remedy: "Try again.")
  }

  /// Frees what retention left of a journal's oldest segment.
  /// - Throws: `StoreError` with code `busy` if a reader holds the files for longer than a fifth of a second.
  public func compact(_ journal: StoreKey) async throws(StoreError) {
    _ = try read { view throws(StoreError) in try view.journal(journal) }
    try await flush()
    for _ in 0..<200 {
      if try checkpoint(compacting: true) { return }
      try? await Task.sleep(for: .milliseconds(1))
    }
    throw StoreError(.busy, "A reader holds the base files", place: directory, remedy: "Try again.")
  }

  /// Copies the store as it is at one moment into a new folder. Reading and writing go on meanwhile.
  ///
  /// The copy is a store. It appears under its name when it is whole.
  /// - Parameter target: A folder that is not there yet.
  public nonisolated func backup(to target: String) async throws(StoreError) {
    let source = layout
    let copy = StoreLayout(target)
    guard try files.status(copy.root) == nil else {
      throw StoreError(.badRequest, "The folder for the backup exists", place: copy.root, remedy: "Choose a new name for each backup.")
    }
    guard let gate = try files.open(source.gate, .read) else { throw .damage(source.gate, nil, "The gate is missing") }
    defer { files.close(gate) }
    // A checkpoint may be at the base files: it takes moments.
    for attempt in 0... {
      if try files.lock(gate, exclusive: false) { break }
      guard attempt < 10_000 else { throw StoreError(.busy, "The store's base files are held", place: source.root, remedy: "Try again.") }
      try? await Task.sleep(for: .milliseconds(1))
    }
    // A backup that was interrupted must not leave documents in this one that have been deleted since.
    try files.removeTree(copy.root + ".partial")
    try StoreCopy(files: files, source: source, target: StoreLayout(copy.root + ".partial")).run()
    try files.rename(copy.root + ".partial", to: copy.root)
    try files.synchronizeDirectory(Path.parent(copy.root))
  }
}

/// Copies base files that do not change meanwhile, and the log as far as it is whole.
struct StoreCopy {
  let files: any FileSystem
  let source: StoreLayout
  let target: StoreLayout

  func run() throws(StoreError) {
    var view = StoreView(files: files, layout: source)
    try view.refresh()
    _ = try files.makeDirectories(target.root, below: target.root.hasPrefix("/") ? "/" : ".")
    try files.makeDirectory(target.documents)
    try files.makeDirectory(target.journals)
    for key in try StoreLayout.keys(files, source.documents, ending: ".json", isFolder: false, under: "") {
      try copy(source.document(key), target.document(key))
    }
    for key in try StoreLayout.keys(files, source.journals, ending: ".journal", isFolder: true, under: "") {
      guard let bytes = try files.contents(source.head(key)) else { continue }
      let head = try SealedFile.decode(JournalHead.self, bytes, source.head(key))
      for segment in head.segments { try copy(source.segment(key, segment.first), target.segment(key, segment.first), segment.bytes) }
      try copy(source.head(key), target.head(key))
    }
    try files.write(target.gate, [], durably: true)
    let log = try files.contents(source.log) ?? []
    try files.write(target.log, log.prefix(view.logBytes) + CommitLog.mark, durably: true)
    try copy(source.description, target.description)
    var folders = [target.root]
    while let folder = folders.popLast() {
      try files.synchronizeDirectory(folder)
      folders += try files.entries(folder).filter(\.isDirectory).map { folder + "/" + $0.name }
    }
  }

  private func copy(_ path: String, _ target: String, _ count: Int? = nil) throws(StoreError) {
    guard let file = try files.open(path, .read) else { throw .damage(path, nil, "The file is missing") }
    defer { files.close(file) }
    let whole = try files.status(file).size
    let size = count ?? whole
    let bytes = try files.read(file, at: 0, count: size)
    guard bytes.count == size else { throw .damage(path, bytes.count, "The file has \(bytes.count) bytes, \(size) were written") }
    _ = try files.makeDirectories(Path.parent(target), below: self.target.root)
    try files.write(target, bytes, durably: true)
  }
}

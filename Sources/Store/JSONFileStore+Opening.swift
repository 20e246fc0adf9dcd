extension JSONFileStore {
  /// Files that are open and a view that has been read: what a store is made of.
  struct Opened: Sendable {
    var view: StoreView
    var lock: OpenFile?
    var gate: OpenFile?
    var log: OpenFile?
    /// Whether a failure left open which log the folder has.
    var isLogInDoubt = false
  }

  /// Opens the store in a folder, or makes one in a folder that is empty or absent.
  ///
  /// What a crash left is completed or discarded, and said in ``recovery``. Journals are not read: opening takes as long with a million records as
  /// with one.
  ///
  /// - Parameters:
  ///   - directory: The folder.
  ///   - options: How the store works.
  ///   - schema: The schema the program knows; older stores are migrated, newer ones refused.
  /// - Throws: `StoreError` with code `locked` if somebody writes to it already, `damaged` with file and byte if something committed cannot be
  ///   read, `tooNew`, `notAStore` or `inputOutput`.
  public static func open(
    _ directory: String, options: Options = Options(), schema: StoreSchema? = nil
  ) async throws(StoreError) -> JSONFileStore {
    try await open(directory, options: options, schema: schema, files: DiskFileSystem())
  }

  static func open(
    _ directory: String, options: Options, schema: StoreSchema? = nil, files: any FileSystem
  ) async throws(StoreError) -> JSONFileStore {
    let layout = StoreLayout(directory)
    let (opened, findings) =
      switch options.access {
      case .readOnly: try openForReading(layout, files, schema)
      case .readWrite: try openForWriting(layout, files, options, schema)
      }
    let store = JSONFileStore(opened: opened, options: options, recovery: findings)
    if let schema, options.access == .readWrite {
      do {
        try await store.migrate(to: schema)
      } catch {
        await store.abandon()
        throw StoreError.wrapping(error, "A migration failed")
      }
    }
    return store
  }

  private static func openForReading(
    _ layout: StoreLayout, _ files: any FileSystem, _ schema: StoreSchema?
  ) throws(StoreError) -> (Opened, [StoreFinding]) {
    guard try describe(layout, files) else {
      throw StoreError(
        .notAStore, "There is no store", place: layout.root, remedy: "Check the path; the first program that writes to it makes one.")
    }
    var view = StoreView(files: files, layout: layout)
    try view.refresh()
    if let schema { try schema.check(view.document(StoreSchema.key)) }
    return (Opened(view: view, gate: try? files.open(layout.gate, .read)), view.findings)
  }

  private static func openForWriting(
    _ layout: StoreLayout, _ files: any FileSystem, _ options: Options, _ schema: StoreSchema?
  ) throws(StoreError) -> (Opened, [StoreFinding]) {
    let isDurable = options.durability != .none
    let isThere = try describe(layout, files)
    if !isThere { try checkEmpty(layout, files) }
    let parents = try makeRoot(layout.root, files)
    var opened = Opened(view: StoreView(files: files, layout: layout))
    do throws(StoreError) {
      opened.lock = try takeLock(layout, files)
      if try !describe(layout, files) {
        try create(layout, files, isDurable: isDurable)
        for parent in parents where isDurable { try files.synchronizeDirectory(parent) }
      }
      opened.gate = try files.open(layout.gate, .update)
      try opened.view.refresh()
      if let schema { try schema.check(opened.view.document(StoreSchema.key)) }
      var findings = opened.view.findings
      if case .torn(let offset, let bytes) = opened.view.tail {
        findings.append(
          StoreFinding(
            .note, layout.log, offset: offset,
            bytes == 0
              ? "The log ends without its mark: the last commit's write was cut right behind it, or later commits were cut off"
              : "The last \(bytes) bytes are a commit that never finished; it was discarded"))
      }
      if opened.view.tail != .clean || !opened.view.documents.isEmpty || !opened.view.journals.isEmpty {
        // A reader may hold the gate for the moment. What is torn is cut off now, in any case before something is written behind it.
        opened.log = try files.open(layout.log, .update)
        if let log = opened.log {
          if opened.view.tail != .clean { try cut(log, to: opened.view.logBytes, files) }
          if isDurable { try files.synchronize(log) }
        }
        try checkpoint(&opened, isDurable: isDurable)
      } else {
        opened.log = try files.open(layout.log, .update)
      }
      return (opened, findings)
    } catch {
      for file in [opened.log, opened.gate, opened.lock] { if let file { files.close(file) } }
      throw error
    }
  }

  /// Whether there is a store of a format this program knows.
  static func describe(_ layout: StoreLayout, _ files: any FileSystem) throws(StoreError) -> Bool {
    guard let bytes = try files.contents(layout.description) else { return false }
    let description = try SealedFile.decode(StoreDescription.self, bytes, layout.description)
    guard description.kind == StoreDescription.current.kind else {
      throw StoreError(.notAStore, "The folder holds a \"\(description.kind)\", not a store", place: layout.description)
    }
    guard description.format <= StoreDescription.currentFormat else {
      throw StoreError(
        .tooNew, "The store has format \(description.format), this program knows formats up to \(StoreDescription.currentFormat)",
        place: layout.description, remedy: "Use a newer program; nothing was changed.")
    }
    return true
  }

  /// A store is only made where there is nothing that it could be mistaken for, or could spoil.
  private static func checkEmpty(_ layout: StoreLayout, _ files: any FileSystem) throws(StoreError) {
    let names = try files.entries(layout.root).map(\.name)
    if let other = names.first(where: { !StoreLayout.leftovers.contains($0) }) {
      throw StoreError(
        .notAStore, "The folder is not empty and not a store: it holds \"\(other)\"", place: layout.root,
        remedy: "Choose an empty folder or one that is not there yet.")
    }
    // Creation writes the log and then what says that there is a store; a log with more than a beginning is of a store that had it once.
    let log = try files.contents(layout.log)
    let isFresh = try log.map { log throws(StoreError) in try log == CommitLog.encodeHeader(generation: 1, next: 1) } ?? true
    guard isFresh, try files.entries(layout.documents).isEmpty, try files.entries(layout.journals).isEmpty else {
      throw .damage(layout.description, nil, "The folder holds documents or journals, but what says that it is a store is missing")
    }
  }

  private static func makeRoot(_ root: String, _ files: any FileSystem) throws(StoreError) -> [String] {
    try files.makeDirectories(root, below: root.hasPrefix("/") ? "/" : ".")
  }

  static func takeLock(_ layout: StoreLayout, _ files: any FileSystem) throws(StoreError) -> OpenFile? {
    guard let lock = try files.open(layout.lock, .update) else { return nil }
    do throws(StoreError) {
      guard try files.lock(lock, exclusive: true) else {
        let text = try files.read(lock, at: 0, count: 32).filter { $0 >= 0x30 && $0 <= 0x39 }
        let holder = String(decoding: text, as: UTF8.self)
        let who =
          holder.isEmpty ? "another process" : holder == "\(currentProcessIdentifier())" ? "this process, \(holder)," : "process \(holder)"
        throw StoreError(
          .locked, "The store is being written by \(who)", place: layout.root,
          remedy: "Wait for it or end it, or open the store for reading only, which is always possible.")
      }
      let text = Array("\(currentProcessIdentifier())\n".utf8)
      try files.truncate(lock, to: 0)
      try files.write(text[...], to: lock, at: 0)
      return lock
    } catch {
      files.close(lock)
      throw error
    }
  }

  /// Makes a store; `store.json` comes last, and says that all else is there.
  private static func create(_ layout: StoreLayout, _ files: any FileSystem, isDurable: Bool) throws(StoreError) {
    try files.makeDirectory(layout.documents)
    try files.makeDirectory(layout.journals)
    if let gate = try files.open(layout.gate, .update) { files.close(gate) }
    try files.replace(layout.log, with: CommitLog.encodeHeader(generation: 1, next: 1), durably: isDurable)
    if isDurable { try files.synchronizeDirectory(layout.root) }
    try files.replace(layout.description, with: SealedFile.encode(StoreDescription.current), durably: isDurable)
    if isDurable { try files.synchronizeDirectory(layout.root) }
  }

  // MARK: - Closing

  /// Brings all files up to date and lets go of them. Afterwards every call throws, except this one.
  ///
  /// - Throws: `StoreError` if files could not be brought up to date. What was committed is safe all the same, and the store is closed.
  public func close() async throws(StoreError) {
    guard options.access == .readWrite else {
      if let gate { files.close(gate) }
      gate = nil
      stopped = stopped ?? JSONFileStore.closed
      return
    }
    guard lock != nil else { return }
    var failure: StoreError?
    if stopped == nil {
      // A reader holds the gate for moments only; if one does not let go, the log keeps what it has.
      for _ in 0..<200 {
        do throws(StoreError) {
          if try checkpoint() { break }
        } catch {
          failure = error
          break
        }
        try? await Task.sleep(for: .milliseconds(1))
      }
      if failure == nil { saveIndexes() }
    }
    abandon()
    if let failure { throw failure }
  }

  /// Lets go of the files and leaves them as they are.
  func abandon() {
    if let lock { try? files.truncate(lock, to: 0) }
    // A process that is just being started from this one may hold a copy of the file until it has become another program: closing alone would leave
    // the store locked until then.
    if let lock { files.unlock(lock) }
    for file in [log, gate, lock] { if let file { files.close(file) } }
    (log, gate, lock) = (nil, nil, nil)
    stopped = stopped ?? JSONFileStore.closed
  }

  /// Indexes are only caches: what cannot be written is built again.
  private func saveIndexes() {
    for (key, state) in view.journals {
      for segment in state.base.segments where state.indexes[segment.first]?.bytes == segment.bytes {
        let path = layout.index(key, segment.first)
        if let bytes = try? state.indexes[segment.first]?.encode(first: segment.first), (try? files.contents(path)) != bytes {
          try? files.replace(path, with: bytes, durably: false)
        }
      }
    }
  }
}

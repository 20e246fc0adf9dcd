/// A store in a folder: documents as pretty JSON, journals as JSON Lines, commits that survive `kill -9` and a loss of power.
///
///     let store = try await JSONFileStore.open("workspace/store")
///     try await store.commit { changes in
///       try changes.put(model, at: "models/direction")
///       try changes.append(trade, to: "trades", at: now)
///     }
///     try await store.close()
///
/// One process writes at a time, any number read; neither waits for the other. How it lies on disk is in `Docs/file-formats.md`, why in
/// `Docs/decisions/0005-store-format.md`. It is not a database: documents have no indexes, and a query over them reads them all.
public actor JSONFileStore: Storage {
  /// When a commit is on disk for good.
  public enum Durability: Sendable, Hashable {
    /// Before `commit` returns.
    case everyCommit
    /// At most this much later: a loss of power takes the commits since, `kill -9` none. What it takes, it takes from the end.
    case grouped(every: Duration)
    /// Whenever the system likes: `kill -9` takes nothing, a loss of power may take the store. For simulations.
    case none
  }

  /// What the store is opened for.
  public enum Access: Sendable, Hashable {
    /// Reading and writing; made if it is not there. One process at a time.
    case readWrite
    /// Reading only, beside a writer; nothing in the folder is touched.
    case readOnly
  }

  /// How a store works. Every combination opens every store.
  public struct Options: Sendable, Hashable {
    /// When a commit is on disk for good.
    public var durability: Durability
    /// What the store is opened for.
    public var access: Access
    /// A journal starts a new segment once its last one has this many bytes; at least 1.
    public var segmentBytes: Int
    /// Base files are brought up to date once the log of commits has this many bytes; at least 1.
    public var checkpointBytes: Int
    /// Base files are brought up to date at most this long after a commit, so that other programs see what is new; nil for not before the log is
    /// full or the store closed.
    public var checkpointDelay: Duration?

    /// Creates options.
    public init(
      durability: Durability = .everyCommit, access: Access = .readWrite, segmentBytes: Int = 16 << 20, checkpointBytes: Int = 8 << 20,
      checkpointDelay: Duration? = .seconds(1)
    ) {
      precondition(segmentBytes > 0 && checkpointBytes > 0, "Sizes of segments and of the log are at least 1 byte.")
      self.durability = durability
      self.access = access
      self.segmentBytes = segmentBytes
      self.checkpointBytes = checkpointBytes
      self.checkpointDelay = checkpointDelay
    }
  }

  /// The store's folder.
  public nonisolated let directory: String
  /// How the store works.
  public nonisolated let options: Options
  /// What opening found and made good: the tail of a commit that never finished, a head that had to be rebuilt.
  public nonisolated let recovery: [StoreFinding]

  let files: any FileSystem
  let layout: StoreLayout
  var view: StoreView
  /// Open while the store is; nil for the ones that reading does not need.
  var lock: OpenFile?
  var gate: OpenFile?
  var log: OpenFile?
  /// How much of the log is known to be on disk.
  var durableBytes = 0
  /// Versions of documents, as far as they were needed.
  var versions: [StoreKey: Int?] = [:]
  /// Why the store takes no more commits.
  var stopped: StoreError?
  /// The last checkpoint that failed; it is tried again.
  var checkpointFailure: StoreError?
  var isFlushPlanned = false
  var isCheckpointPlanned = false

  init(opened: Opened, options: Options, recovery: [StoreFinding]) {
    files = opened.view.files
    layout = opened.view.layout
    directory = layout.root
    view = opened.view
    lock = opened.lock
    gate = opened.gate
    log = opened.log
    durableBytes = opened.view.logBytes
    self.options = options
    self.recovery = recovery
  }

  deinit {
    // The files only: whatever was committed is in the log, and the next opening goes on from there.
    if let lock { files.unlock(lock) }
    for file in [log, gate, lock] { if let file { files.close(file) } }
  }

  var isDurable: Bool { options.durability != .none }

  // MARK: - Reading

  /// The document at a key, or nil.
  public func document(_ key: StoreKey) throws(StoreError) -> StoredDocument? {
    try read { view throws(StoreError) in try view.document(key) }
  }

  /// Every document whose key starts with a text, in order of keys, all from one moment.
  public func documents(under prefix: String) throws(StoreError) -> [StoredDocument] {
    try read { view throws(StoreError) in
      var documents: [StoredDocument] = []
      for key in try view.list(prefix) {
        guard let document = try view.document(key) else { continue }
        documents.append(document)
      }
      return documents
    }
  }

  /// The keys of the documents that start with a text, in order.
  public func list(_ prefix: String) throws(StoreError) -> [StoreKey] { try read { view throws(StoreError) in try view.list(prefix) } }

  /// The journals whose keys start with a text, in order.
  public func journals(_ prefix: String) throws(StoreError) -> [StoreKey] {
    try read { view throws(StoreError) in try view.journalKeys(prefix) }
  }

  /// Which positions a journal has.
  public func extent(of journal: StoreKey) throws(StoreError) -> JournalExtent {
    try read { view throws(StoreError) in try view.journal(journal).current.extent }
  }

  /// The records at some positions, at most `limit` and about a megabyte of them.
  public func records(of journal: StoreKey, in positions: Range<Int>, atMost limit: Int) throws(StoreError) -> [JournalRecord] {
    try read { view throws(StoreError) in try view.records(of: journal, in: positions, atMost: limit) }
  }

  /// All records with a time in a range, in order of positions; only blocks of about 32 KB that have such times are read.
  public func records(of journal: StoreKey, between times: Range<RecordTime>) throws(StoreError) -> [JournalRecord] {
    try read { view throws(StoreError) in try view.records(of: journal, between: times) }
  }

  /// Several reads of one moment.
  ///
  ///     let (model, trades) = try await store.snapshot { moment throws(StoreError) in
  ///       (try moment.document("models/direction"), try moment.extent(of: "trades"))
  ///     }
  ///
  /// - Parameter body: It only reads; beside a writer it may run more than once.
  public func snapshot<Value: Sendable>(_ body: @Sendable (inout Moment) throws(StoreError) -> Value) throws(StoreError) -> Value {
    try read { view throws(StoreError) in
      var moment = Moment(view: view)
      defer { view = moment.view }
      return try body(&moment)
    }
  }

  /// A store as it was at one moment.
  public struct Moment {
    var view: StoreView

    /// The document at a key, or nil.
    public func document(_ key: StoreKey) throws(StoreError) -> StoredDocument? { try view.document(key) }

    /// The keys of the documents that start with a text, in order.
    public func list(_ prefix: String = "") throws(StoreError) -> [StoreKey] { try view.list(prefix) }

    /// Which positions a journal has.
    public mutating func extent(of journal: StoreKey) throws(StoreError) -> JournalExtent { try view.journal(journal).current.extent }

    /// The records at some positions, at most `limit` and about a megabyte of them.
    public mutating func records(
      of journal: StoreKey, in positions: Range<Int>, atMost limit: Int = .max
    ) throws(StoreError) -> [JournalRecord] {
      try view.records(of: journal, in: positions, atMost: limit)
    }
  }

  /// Reads through a view of one moment. See the decision about readers for why this neither waits nor sees between.
  func read<Value>(_ body: (inout StoreView) throws(StoreError) -> Value) throws(StoreError) -> Value {
    if options.access == .readWrite {
      guard lock != nil else { throw JSONFileStore.closed }
      return try body(&view)
    }
    guard stopped == nil else { throw JSONFileStore.closed }
    for _ in 0..<10_000 {
      // A log that has outgrown everything needs its checkpoint more than a reader needs the gate.
      var isHeld = false
      if let gate, view.logFileBytes / 8 < options.checkpointBytes { isHeld = try files.lock(gate, exclusive: false) }
      defer { if isHeld, let gate { files.unlock(gate) } }
      do throws(StoreError) {
        try view.refresh()
        let value = try body(&view)
        if isHeld { return value }
        if try view.isCurrent() { return value }
      } catch {
        if isHeld { throw error }
        if (try? view.isCurrent()) ?? false { throw error }
      }
    }
    throw StoreError(.busy, "The store changes faster than it can be read", place: directory, remedy: "Try again.")
  }

  static let closed = StoreError(.closed, "The store is closed", remedy: "Open it again.")
}

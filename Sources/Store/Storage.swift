/// What a store does: documents by key, append-only journals, and commits that change several of them together or not at all.
///
/// ``JSONFileStore`` keeps a folder of files, ``MemoryStore`` keeps nothing; a database becomes a store by answering these questions, and
/// ``StoreConformance`` tells whether it answers them right. What people call is in the extensions: `get`, `put`, `append`, `read`, `commit { … }`.
///
///     try await store.put(Result(score: 0.7), at: "results/today")
///     let result = try await store.get("results/today", as: Result.self)
///
/// Laws every store keeps: what ``commit(_:)`` returned from is seen by every later call; a call sees the state before or after a commit,
/// never between; positions in a journal count up from 0 and are never given again.
public protocol Storage: Sendable {
  /// The document at a key, or nil.
  func document(_ key: StoreKey) async throws -> StoredDocument?

  /// Every document whose key starts with a text, in order of keys, all from one moment.
  func documents(under prefix: String) async throws -> [StoredDocument]

  /// The keys of the documents that start with a text, in order.
  func list(_ prefix: String) async throws -> [StoreKey]

  /// The journals whose keys start with a text, in order. A journal exists from its first record on, even when retention empties it.
  func journals(_ prefix: String) async throws -> [StoreKey]

  /// Which positions a journal has; empty for one that does not exist.
  func extent(of journal: StoreKey) async throws -> JournalExtent

  /// The records at some positions in ascending order, as many as there are and at most `limit`, at least one if there is one.
  ///
  /// - Parameters:
  ///   - journal: The journal.
  ///   - positions: Positions before the first record and after the last one are no error.
  ///   - limit: At least 1. A store may return fewer, so as not to hold too much at once: ask again from where it ended.
  func records(of journal: StoreKey, in positions: Range<Int>, atMost limit: Int) async throws -> [JournalRecord]

  /// All records with a time in a range, in order of positions. Times need not ascend.
  func records(of journal: StoreKey, between times: Range<RecordTime>) async throws -> [JournalRecord]

  /// Makes all changes in order, or none of them.
  ///
  /// - Throws: `StoreError` with code `conflict` if a document is not as a change expects it. Then nothing was changed.
  @discardableResult func commit(_ changes: StoreChanges) async throws -> CommitReceipt
}

/// A document as a store holds it.
public struct StoredDocument: Sendable, Hashable {
  /// The key.
  public var key: StoreKey
  /// How often it was written since it was created: 1, 2, 3 and so on.
  public var version: Int
  /// The value.
  public var json: JSONText

  /// Creates a document.
  public init(key: StoreKey, version: Int, json: JSONText) {
    self.key = key
    self.version = version
    self.json = json
  }

  /// The value as a type.
  /// - Throws: `StoreError` with code `badValue`.
  public func decode<Value: Decodable>(_ type: Value.Type) throws(StoreError) -> Value {
    do {
      return try json.decode(type)
    } catch {
      var error = error
      error.place = "document \"\(key)\""
      throw error
    }
  }
}

/// One record of a journal.
public struct JournalRecord: Sendable, Hashable {
  /// Its place: 0 for the first record ever appended.
  public var position: Int
  /// When it happened, as the writer said.
  public var time: RecordTime
  /// The value.
  public var json: JSONText

  /// Creates a record.
  public init(position: Int, time: RecordTime, json: JSONText) {
    self.position = position
    self.time = time
    self.json = json
  }

  /// The value as a type.
  /// - Throws: `StoreError` with code `badValue`.
  public func decode<Value: Decodable>(_ type: Value.Type) throws(StoreError) -> Value { try decode(type, with: JSONSource()) }

  func decode<Value: Decodable>(_ type: Value.Type, with source: JSONSource) throws(StoreError) -> Value {
    do {
      return try source.decode(type, from: json.bytes)
    } catch {
      var error = error
      error.place = "record \(position)"
      throw error
    }
  }
}

/// Which positions of a journal hold records.
public struct JournalExtent: Sendable, Hashable {
  /// The first position that retention has left.
  public var first: Int
  /// The position the next record will get.
  public var end: Int
  /// How many records there are: `end - first`, less those that a repair could not save.
  public var count: Int

  /// Creates an extent.
  /// - Parameters:
  ///   - first: The first position that retention has left.
  ///   - end: The position the next record will get.
  ///   - count: `end - first` if nil.
  public init(first: Int, end: Int, count: Int? = nil) {
    self.first = first
    self.end = end
    self.count = count ?? end - first
  }

  /// The extent of a journal without records.
  public static let empty = JournalExtent(first: 0, end: 0)
}

/// What a commit did.
public struct CommitReceipt: Sendable, Hashable {
  /// The versions of the documents that were put.
  public var versions: [StoreKey: Int]
  /// The positions of the records that were appended.
  public var positions: [StoreKey: Range<Int>]

  /// Creates a receipt.
  public init(versions: [StoreKey: Int] = [:], positions: [StoreKey: Range<Int>] = [:]) {
    self.versions = versions
    self.positions = positions
  }
}

/// A store that keeps everything in memory and forgets it with the process: for tests and simulations.
///
/// It gives the same answers as ``JSONFileStore``, and passes the same ``StoreConformance``.
public actor MemoryStore: Storage {
  private struct Journal {
    var first = 0
    var end = 0
    /// The records from `first` on.
    var records: ArraySlice<JournalRecord> = []
  }

  private var documents: [StoreKey: StoredDocument] = [:]
  private var journals: [StoreKey: Journal] = [:]

  /// Creates an empty store.
  public init() {}

  /// The document at a key, or nil.
  public func document(_ key: StoreKey) -> StoredDocument? { documents[key] }

  /// Every document whose key starts with a text, in order of keys.
  public func documents(under prefix: String) -> [StoredDocument] {
    documents.values.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
  }

  /// The keys of the documents that start with a text, in order.
  public func list(_ prefix: String) -> [StoreKey] { documents.keys.filter { $0.hasPrefix(prefix) }.sorted() }

  /// The journals whose keys start with a text, in order.
  public func journals(_ prefix: String) -> [StoreKey] { journals.keys.filter { $0.hasPrefix(prefix) }.sorted() }

  /// Which positions a journal has.
  public func extent(of journal: StoreKey) -> JournalExtent {
    journals[journal].map { JournalExtent(first: $0.first, end: $0.end) } ?? .empty
  }

  /// The records at some positions, at most `limit`.
  public func records(of journal: StoreKey, in positions: Range<Int>, atMost limit: Int) -> [JournalRecord] {
    guard let journal = journals[journal] else { return [] }
    let wanted = positions.clamped(to: journal.first..<journal.end)
    let start = journal.records.startIndex + wanted.lowerBound - journal.first
    return Array(journal.records[start..<start + min(wanted.count, max(0, limit))])
  }

  /// All records with a time in a range, in order of positions.
  public func records(of journal: StoreKey, between times: Range<RecordTime>) -> [JournalRecord] {
    journals[journal]?.records.filter { times.contains($0.time) } ?? []
  }

  /// Makes all changes in order, or none of them.
  @discardableResult public func commit(_ changes: StoreChanges) throws(StoreError) -> CommitReceipt {
    var receipt = CommitReceipt()
    // Only what changes is copied, and put back when nothing can fail any more.
    var changed: [StoreKey: StoredDocument?] = [:]
    for change in changes.changes {
      switch change {
      case .put(let key, let json, let expecting):
        let version = (changed[key] ?? documents[key])?.version
        guard expecting.admits(version) else { throw expecting.conflict(key, found: version) }
        changed[key] = StoredDocument(key: key, version: (version ?? 0) + 1, json: json)
        receipt.versions[key] = (version ?? 0) + 1
      case .delete(let key, let expecting):
        let version = (changed[key] ?? documents[key])?.version
        guard expecting.admits(version) else { throw expecting.conflict(key, found: version) }
        changed[key] = .some(nil)
        receipt.versions[key] = nil
      case .append, .trim: break
      }
    }
    for (key, document) in changed { documents[key] = document }
    for change in changes.changes {
      switch change {
      case .append(let key, let batch) where !batch.isEmpty:
        var journal = journals.removeValue(forKey: key) ?? Journal()
        for (place, entry) in batch.enumerated() {
          journal.records.append(JournalRecord(position: journal.end + place, time: entry.time, json: entry.json))
        }
        receipt.positions[key] = (receipt.positions[key]?.lowerBound ?? journal.end)..<journal.end + batch.count
        journal.end += batch.count
        journals[key] = journal
      case .trim(let key, let position):
        guard var journal = journals[key] else { break }
        let first = max(journal.first, min(position, journal.end))
        journal.records = ArraySlice(journal.records.dropFirst(first - journal.first))
        journal.first = first
        journals[key] = journal
      default: break
      }
    }
    return receipt
  }
}

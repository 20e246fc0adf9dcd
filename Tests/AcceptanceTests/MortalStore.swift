import Store

/// A store that remembers what was committed; after so many commits its disk is full, or its process gone.
actor MortalStore: Storage {
  private let base: any Storage
  private(set) var commits: [StoreChanges] = []
  private let last: Int

  init(_ base: any Storage = MemoryStore(), dyingAfter last: Int = .max) {
    self.base = base
    self.last = last
  }

  func document(_ key: StoreKey) async throws -> StoredDocument? { try await base.document(key) }
  func documents(under prefix: String) async throws -> [StoredDocument] { try await base.documents(under: prefix) }
  func list(_ prefix: String) async throws -> [StoreKey] { try await base.list(prefix) }
  func journals(_ prefix: String) async throws -> [StoreKey] { try await base.journals(prefix) }
  func extent(of journal: StoreKey) async throws -> JournalExtent { try await base.extent(of: journal) }
  func records(of journal: StoreKey, in positions: Range<Int>, atMost limit: Int) async throws -> [JournalRecord] {
    try await base.records(of: journal, in: positions, atMost: limit)
  }
  func records(of journal: StoreKey, between times: Range<RecordTime>) async throws -> [JournalRecord] {
    try await base.records(of: journal, between: times)
  }
  func commit(_ changes: StoreChanges) async throws -> CommitReceipt {
    guard commits.count < last else {
      throw StoreError(.inputOutput, "No space is left on the disk", place: "store/log", remedy: "Make room, and run again.")
    }
    let receipt = try await base.commit(changes)
    commits.append(changes)
    return receipt
  }
}

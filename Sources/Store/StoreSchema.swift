/// The shape of what a program keeps in a store, as a number, and the steps from one number to the next.
///
///     let schema = StoreSchema(version: 2, migrations: [
///       StoreMigration(to: 2) { store, changes in
///         for document in try await store.documents(under: "models/") {
///           try changes.put(ModelV2(document.decode(ModelV1.self)), at: document.key, expecting: .version(document.version))
///         }
///       }
///     ])
///     let store = try await JSONFileStore.open("store", schema: schema)
///
/// A new store starts at the newest version. The number is in the document `store/schema`.
public struct StoreSchema: Sendable {
  /// The version the program knows; at least 1.
  public let version: Int
  /// The steps, one for each version from 2 on that changed anything stored.
  public let migrations: [StoreMigration]

  /// Creates a schema.
  /// - Precondition: `version` is at least 1, and the migrations lead to versions from 2 to `version`, ascending.
  public init(version: Int, migrations: [StoreMigration] = []) {
    precondition(version >= 1, "Schema versions count from 1.")
    precondition(
      migrations.allSatisfy { (2...max(2, version)).contains($0.version) }, "A migration leads to a version from 2 to the schema's.")
    precondition(
      zip(migrations, migrations.dropFirst()).allSatisfy { $0.version < $1.version }, "Migrations stand in the order of their versions.")
    self.version = version
    self.migrations = migrations
  }

  /// Where a store keeps its version.
  public static let key: StoreKey = "store/schema"

  struct Record: Codable {
    var version: Int
  }

  /// Refuses a store that is newer than the program.
  /// - Returns: The store's version, nil if it has none yet.
  @discardableResult func check(_ document: StoredDocument?) throws(StoreError) -> Int? {
    guard let document else { return nil }
    let found = try document.decode(Record.self).version
    guard found <= version else {
      throw StoreError(
        .tooNew, "The store has schema version \(found), this program knows versions up to \(version)",
        place: "document \"\(document.key)\"",
        remedy: "Use a newer program; nothing was changed.")
    }
    return found
  }
}

/// One step from the schema before to a version.
public struct StoreMigration: Sendable {
  /// The version it leads to.
  public let version: Int
  let body: @Sendable (any Storage, inout StoreChanges) async throws -> Void

  /// Creates a step.
  /// - Parameters:
  ///   - version: The version it leads to; at least 2.
  ///   - body: Reads the store and collects changes, which are committed together with the new version number.
  public init(to version: Int, _ body: @escaping @Sendable (any Storage, inout StoreChanges) async throws -> Void) {
    precondition(version >= 2, "The first version needs no migration.")
    self.version = version
    self.body = body
  }
}

extension Storage {
  /// Brings a store to a schema: each step once, in order, each in one commit.
  ///
  /// - Returns: The versions that were reached; empty if there was nothing to do.
  /// - Throws: `StoreError` with code `tooNew` if the store is newer, without having changed anything; what a migration throws, with the steps
  ///   before it done.
  @discardableResult public func migrate(to schema: StoreSchema) async throws -> [Int] {
    let stored = try await document(StoreSchema.key)
    var expecting = stored.map { DocumentExpectation.version($0.version) } ?? .absent
    var found = try schema.check(stored)
    if found == nil {
      // Something kept without a version is of the first one; nothing at all is of the newest.
      let documents = try await list("")
      let journals = try await journals("")
      found = documents.isEmpty && journals.isEmpty ? nil : 1
    }
    guard let start = found else {
      var changes = StoreChanges()
      try changes.put(StoreSchema.Record(version: schema.version), at: StoreSchema.key, expecting: .absent)
      try await commit(changes)
      return []
    }
    var reached: [Int] = []
    for migration in schema.migrations where migration.version > start {
      var changes = StoreChanges()
      try await migration.body(self, &changes)
      try changes.put(StoreSchema.Record(version: migration.version), at: StoreSchema.key, expecting: expecting)
      let receipt = try await commit(changes)
      expecting = receipt.versions[StoreSchema.key].map { .version($0) } ?? .anything
      reached.append(migration.version)
    }
    if stored == nil && reached.isEmpty || (reached.last ?? start) < schema.version {
      var changes = StoreChanges()
      try changes.put(StoreSchema.Record(version: schema.version), at: StoreSchema.key, expecting: expecting)
      try await commit(changes)
    }
    return reached
  }
}

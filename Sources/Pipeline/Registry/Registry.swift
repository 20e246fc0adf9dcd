import Market
import Statistics
public import Store
import WalkForward

/// Every model and strategy with its versions, lineage, status and numbers.
///
///     var registry = try await store.registry()
///     try registry.activate(reference, at: now, reason: "the challenger won")
///     try await store.commit(registry.takeChanges())
///
/// It is a value: what is done to it is collected, and goes into the store in one commit or not at all, every change of status with its line in the
/// journal `registry/transitions`. Two who change the same record at once can't both commit.
public struct Registry: Sendable {
  /// Every model in the order of name and version.
  public internal(set) var models: [ModelRecord] = []
  /// Every strategy in the order of their names.
  public internal(set) var strategies: [StrategyRecord] = []
  var documents: [StoreKey: Int] = [:]
  var touched: Set<StoreKey> = []
  var files: [StoreKey: ModelFile?] = [:]
  var transitions: [RegistryTransition] = []

  /// A registry without anything in it.
  public init() {}

  /// Where documents of a registry are kept.
  public static let prefix = "registry/"
  /// Where changes of status are journaled.
  public static let journal: StoreKey = "registry/transitions"

  /// What a store's documents under ``prefix`` say.
  ///
  /// - Throws: ``RegistryError`` if a record is not where it belongs, or two versions of a model are active.
  public init(documents stored: [StoredDocument]) throws {
    for document in stored {
      if document.key.hasPrefix("registry/models/") {
        let record = try document.decode(ModelRecord.self)
        try Registry.check(document.key, is: Registry.key(of: record.id))
        models.append(record)
      } else if document.key.hasPrefix("registry/strategies/") {
        let record = try document.decode(StrategyRecord.self)
        try Registry.check(document.key, is: Registry.key(of: record.specification))
        strategies.append(record)
      } else {
        continue
      }
      documents[document.key] = document.version
    }
    models.sort { $0.id < $1.id }
    strategies.sort { $0.id < $1.id }
    for (one, other) in zip(models.filter { $0.status == .active }, models.filter { $0.status == .active }.dropFirst())
    where one.id.name == other.id.name {
      throw RegistryError(.damaged, "\(one.id) and \(other.id) are both active: roll back to one of them after 'assay store check'")
    }
  }

  private static func check(_ key: StoreKey, is expected: StoreKey) throws(RegistryError) {
    if key != expected { throw RegistryError(.damaged, "the record at \(key) belongs at \(expected): it was copied or edited by hand") }
  }

  /// Where the record of a model is kept.
  public static func key(of model: ModelReference) throws(StoreError) -> StoreKey {
    try StoreKey("registry/models/\(model.name)/v\(model.version)")
  }

  /// Where the file of a model is kept.
  public static func fileKey(of model: ModelReference) throws(StoreError) -> StoreKey {
    try StoreKey("models/\(model.name)/v\(model.version)")
  }

  /// Where the record of a strategy is kept.
  public static func key(of strategy: StrategySpecification) throws(StoreError) -> StoreKey {
    try StoreKey("registry/strategies/\(strategy.strategy)-\(SHA256.hex(of: strategy.description).prefix(16))")
  }
}

// MARK: - Looking

extension Registry {
  /// The record of a model.
  public func model(_ reference: ModelReference) throws(RegistryError) -> ModelRecord { models[try index(of: reference)] }

  /// The version of a model that is in use, if any is.
  public func activeModel(_ name: String) -> ModelRecord? { models.first { $0.id.name == name && $0.status == .active } }

  /// The record of a strategy, if it is registered.
  public func strategy(_ specification: StrategySpecification) -> StrategyRecord? {
    place(of: specification).map { strategies[$0] }
  }

  /// The strategies that are in use.
  public var activeStrategies: [StrategyRecord] { strategies.filter { $0.status == .active } }

  func index(of reference: ModelReference) throws(RegistryError) -> Int {
    if let index = models.firstIndex(where: { $0.id == reference }) { return index }
    let versions = models.filter { $0.id.name == reference.name }.map { "\($0.id.version)" }
    let known =
      versions.isEmpty
      ? "there are \(models.isEmpty ? "no models" : Set(models.map(\.id.name)).sorted().joined(separator: ", "))"
      : "it has the versions \(versions.joined(separator: ", "))"
    throw RegistryError(.unknown, "there is no model \(reference): \(known)")
  }

  private func place(of specification: StrategySpecification) -> Int? {
    let name = specification.description
    var (low, high) = (0, strategies.count)
    while low < high {
      let middle = (low + high) / 2
      if strategies[middle].id < name { low = middle + 1 } else { high = middle }
    }
    return low < strategies.count && strategies[low].id == name ? low : nil
  }

  func required(_ specification: StrategySpecification) throws(RegistryError) -> Int {
    if let place = place(of: specification) { return place }
    throw RegistryError(.unknown, "\(specification) is not registered: register it first")
  }
}

// MARK: - Commits

extension Registry {
  /// What has been done since it was read, or since the last time this was asked, as one commit.
  public mutating func takeChanges() throws(StoreError) -> StoreChanges {
    var changes = StoreChanges()
    for key in files.keys.sorted() {
      if case .some(.some(let file)) = files[key] { try changes.put(SealedModel(file), at: key) } else { changes.delete(key) }
    }
    for record in models {
      let key = try Registry.key(of: record.id)
      if touched.contains(key) { try put(record, at: key, in: &changes) }
    }
    for record in strategies {
      // The key is a digest, so that it is asked for only where there may be something to write.
      if touched.isEmpty { break }
      let key = try Registry.key(of: record.specification)
      if touched.contains(key) { try put(record, at: key, in: &changes) }
    }
    for transition in transitions { try changes.append(transition, to: Registry.journal, at: RecordTime(transition.time)) }
    files = [:]
    touched = []
    transitions = []
    return changes
  }

  /// Whether there is anything to commit.
  public var hasChanges: Bool { !touched.isEmpty || !transitions.isEmpty || !files.isEmpty }

  /// The changes of status that ``takeChanges()`` would journal.
  public var pendingTransitions: [RegistryTransition] { transitions }

  private mutating func put<Record: Encodable>(_ record: Record, at key: StoreKey, in changes: inout StoreChanges) throws(StoreError) {
    try changes.put(record, at: key, expecting: documents[key].map { .version($0) } ?? .absent)
    documents[key, default: 0] += 1
  }

  mutating func note(
    _ subject: String, _ from: RegistryStatus?, _ to: RegistryStatus, _ time: Timestamp, _ reason: String, _ person: String?,
    isForced: Bool = false
  ) {
    transitions.append(
      RegistryTransition(subject: subject, from: from, to: to, time: time, reason: reason, person: person, isForced: isForced))
  }

  static func checkMove(
    _ subject: String, _ from: RegistryStatus, _ to: RegistryStatus, since: Timestamp, _ time: Timestamp, _ person: String?
  ) throws(RegistryError) {
    if from == to { throw RegistryError(.notAllowed, "\(subject) is \(to.rawValue) already") }
    guard from.allows(to, isPersonal: person?.isEmpty == false) else {
      let ways = from.next.map(\.rawValue)
      throw RegistryError(
        .notAllowed,
        "\(subject) is \(from.rawValue) and can't become \(to.rawValue)\(from.allows(to, isPersonal: true) ? " unless a person asks for it by name" : ways.isEmpty ? "" : "; it can become \(ways.joined(separator: " or "))")"
      )
    }
    if time < since { throw RegistryError(.invalid, "\(subject) changed at \(since), after \(time): the clock went back") }
  }
}

extension Storage {
  /// The registry as it is kept.
  public func registry() async throws -> Registry { try Registry(documents: await documents(under: Registry.prefix)) }

  /// The file of a version of a model.
  ///
  /// - Throws: ``RegistryError`` if it is in quarantine, no longer kept, or not what was registered.
  public func modelFile(_ reference: ModelReference, of registry: Registry) async throws -> ModelFile {
    try ModelFile(document: await document(Registry.fileKey(of: reference)), of: reference, in: registry)
  }
}

extension RecordTime {
  init(_ time: Timestamp) { self.init(nanosecondsSince1970: time.nanoseconds) }
}

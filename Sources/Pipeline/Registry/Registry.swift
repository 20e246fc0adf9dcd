public import Market
public import Statistics
public import Store
public import WalkForward

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
  public private(set) var models: [ModelRecord] = []
  /// Every strategy in the order of their names.
  public private(set) var strategies: [StrategyRecord] = []
  private var documents: [StoreKey: Int] = [:]
  private var touched: Set<StoreKey> = []
  private var files: [StoreKey: ModelFile?] = [:]
  private var transitions: [RegistryTransition] = []

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

  private func index(of reference: ModelReference) throws(RegistryError) -> Int {
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

  private func required(_ specification: StrategySpecification) throws(RegistryError) -> Int {
    if let place = place(of: specification) { return place }
    throw RegistryError(.unknown, "\(specification) is not registered: register it first")
  }
}

// MARK: - Models

extension Registry {
  /// Registers a new version: a candidate, or in quarantine if anything stands against it.
  ///
  /// - Parameters:
  ///   - trained: the model and what is known of it.
  ///   - time: now.
  /// - Returns: the reference with the version it was given.
  @discardableResult
  public mutating func register(_ trained: TrainedModel, at time: Timestamp) throws -> ModelReference {
    let name = ModelReference.name(trained.kind, trained.group)
    let version = (models.last { $0.id.name == name }?.id.version ?? 0) + 1
    let reference = ModelReference(name, version: version)
    let quarantine = Quarantine(of: reference.description, verdicts: trained.audit)
    let record = ModelRecord(
      id: reference, kind: trained.kind, group: trained.group, lineage: trained.lineage, checksum: try trained.file.checksum(),
      metrics: trained.metrics, skill: trained.skill, quarantine: quarantine, status: quarantine.isQuarantined ? .quarantined : .candidate,
      since: time, wasActiveUntil: nil, hasFile: true)
    models.insert(record, at: models.firstIndex { reference < $0.id } ?? models.count)
    files[try Registry.fileKey(of: reference)] = .some(trained.file)
    touched.insert(try Registry.key(of: reference))
    let why = quarantine.isQuarantined ? quarantine.reasons.map(\.description).joined(separator: " ") : "\(trained.lineage.origin)."
    note(reference.description, nil, record.status, time, why, nil)
    return reference
  }

  /// Puts a version to use, and the one that was in use out of it, in one commit.
  ///
  /// - Throws: ``RegistryError`` if it is in quarantine, archived, active already, or its file is no longer kept.
  public mutating func activate(_ reference: ModelReference, at time: Timestamp, reason: String, person: String? = nil) throws {
    let index = try index(of: reference)
    _ = try clearance(of: reference)
    guard models[index].hasFile else {
      throw RegistryError(.notAllowed, "the file of \(reference) is no longer kept: train it again")
    }
    if let current = models.firstIndex(where: { $0.id.name == reference.name && $0.status == .active }), current != index {
      try move(model: current, to: .disabled, time, "\(reference) takes its place.", person)
    }
    try move(model: index, to: .active, time, reason, person)
  }

  /// What entitles a version to be used.
  ///
  /// - Throws: ``RegistryError`` that says why if it is in quarantine.
  public func clearance(of reference: ModelReference) throws -> Clearance {
    let record = try model(reference)
    do {
      let clearance = try record.quarantine.clearance()
      guard record.status != .quarantined else {
        throw RegistryError(.quarantined, "\(reference) is in quarantine: release it by name, with a reason, before it is used")
      }
      return clearance
    } catch let error as WalkForwardError {
      throw RegistryError(.quarantined, "\(reference) is in quarantine and can't be used. \(error.message)")
    }
  }

  /// Puts the version back that was in use before, or another one that was once.
  ///
  /// - Parameters:
  ///   - name: the model.
  ///   - version: which one; the last that was in use if left out.
  ///   - time: now.
  ///   - reason: why.
  ///   - person: who asks for it, if a person does.
  /// - Returns: the version that is in use from now on.
  @discardableResult
  public mutating func rollBack(
    _ name: String, to version: Int? = nil, at time: Timestamp, reason: String, person: String? = nil
  ) throws -> ModelReference {
    let target = try rollbackTarget(name, to: version)
    try activate(target, at: time, reason: reason, person: person)
    return target
  }

  /// The version that ``rollBack(_:to:at:reason:person:)`` would put back.
  public func rollbackTarget(_ name: String, to version: Int? = nil) throws -> ModelReference {
    let own = models.filter { $0.id.name == name }
    if own.isEmpty { _ = try model(ModelReference(name, version: version ?? 1)) }
    if let version {
      let record = try model(ModelReference(name, version: version))
      guard record.status != .active else { throw RegistryError(.notAllowed, "\(record.id) is in use already") }
      return record.id
    }
    let former = own.filter { $0.status == .disabled && $0.hasFile && $0.wasActiveUntil != nil && !$0.quarantine.isQuarantined }
    guard
      let last = former.max(by: { ($0.wasActiveUntil ?? .distantPast, $0.id.version) < ($1.wasActiveUntil ?? .distantPast, $1.id.version) })
    else {
      throw RegistryError(.notAllowed, "no earlier version of \(name) can be put back: none was in use before and still has its file")
    }
    return last.id
  }

  /// Changes the status of a model: everything but putting it to use.
  public mutating func setStatus(
    of reference: ModelReference, to status: RegistryStatus, at time: Timestamp, reason: String, person: String? = nil
  ) throws {
    if status == .active { return try activate(reference, at: time, reason: reason, person: person) }
    let index = try index(of: reference)
    if status == .candidate, models[index].status == .quarantined {
      throw RegistryError(.quarantined, "\(reference) is in quarantine: only a release takes it out")
    }
    try move(model: index, to: status, time, reason, person)
  }

  /// Puts a model into quarantine for what has been found since.
  public mutating func quarantine(_ reference: ModelReference, because reasons: [Verdict], at time: Timestamp) throws {
    let index = try index(of: reference)
    let quarantine = Quarantine(of: reference.description, verdicts: reasons)
    guard quarantine.isQuarantined else {
      throw RegistryError(.invalid, "nothing stands against \(reference): every verdict is a pass")
    }
    models[index].quarantine = quarantine
    try move(model: index, to: .quarantined, time, reasons.filter { !$0.isPass }.map(\.description).joined(separator: " "), nil)
  }

  /// Takes a model out of quarantine because a person says so; it is a candidate again, and what stood against it stays in its record.
  public mutating func release(_ reference: ModelReference, by person: String, because reason: String, at time: Timestamp) throws {
    let index = try index(of: reference)
    guard models[index].status == .quarantined else {
      throw RegistryError(.notAllowed, "\(reference) is \(models[index].status.rawValue), not in quarantine")
    }
    do {
      models[index].quarantine = try models[index].quarantine.released(by: person, because: reason)
    } catch {
      throw RegistryError(.invalid, error.message)
    }
    try move(model: index, to: .candidate, time, reason, person, isForced: true)
  }

  /// Forgets the files of versions that nobody will go back to: all but the newest of each model that are neither active nor candidates.
  ///
  /// - Parameter count: how many of those are kept, 1 or more.
  /// - Returns: the versions whose files are forgotten.
  @discardableResult
  public mutating func retain(_ count: Int, at time: Timestamp) throws -> [ModelReference] {
    precondition(count >= 1, "At least one version stays to go back to.")
    var forgotten: [ModelReference] = []
    for name in Set(models.map(\.id.name)).sorted() {
      let old = models.indices.filter {
        models[$0].id.name == name && models[$0].hasFile && models[$0].status != .active && models[$0].status != .candidate
      }
      // What was last in use is what a rollback puts back: it counts as newer than what never was.
      let order = old.sorted {
        (models[$0].wasActiveUntil ?? .distantPast, models[$0].id.version) > (
          models[$1].wasActiveUntil ?? .distantPast, models[$1].id.version
        )
      }
      for index in order.dropFirst(count) {
        models[index].hasFile = false
        files[try Registry.fileKey(of: models[index].id)] = .some(nil)
        touched.insert(try Registry.key(of: models[index].id))
        forgotten.append(models[index].id)
      }
    }
    return forgotten.sorted()
  }

  private mutating func move(
    model index: Int, to status: RegistryStatus, _ time: Timestamp, _ reason: String, _ person: String?, isForced: Bool = false
  ) throws {
    let record = models[index]
    try Registry.checkMove(record.id.description, record.status, status, since: record.since, time, person)
    models[index].status = status
    models[index].since = time
    if record.status == .active { models[index].wasActiveUntil = time }
    touched.insert(try Registry.key(of: record.id))
    note(record.id.description, record.status, status, time, reason, person, isForced: isForced)
  }
}

// MARK: - Strategies

extension Registry {
  /// Registers a strategy as a candidate.
  ///
  /// - Parameters:
  ///   - specification: what is traded; not registered yet.
  ///   - cutoff: where selection ends and paper trading begins.
  ///   - lineage: where it came from; its parent, if it has one, is the name of a registered strategy.
  ///   - time: now.
  public mutating func register(
    _ specification: StrategySpecification, cutoff: Timestamp, lineage: Lineage, at time: Timestamp
  ) throws {
    if let known = strategy(specification) {
      throw RegistryError(.notAllowed, "\(specification) is registered already, and \(known.status.rawValue)")
    }
    let parent = lineage.parent.flatMap { name in strategies.first { $0.id == name } }
    let record = StrategyRecord(
      specification: specification, version: (parent?.version ?? 0) + 1, lineage: lineage, cutoff: cutoff, status: .candidate, since: time,
      tier: 0, failedTunings: 0, metrics: [:])
    let name = record.id
    strategies.insert(record, at: strategies.firstIndex { name < $0.id } ?? strategies.count)
    touched.insert(try Registry.key(of: specification))
    note(name, nil, .candidate, time, "\(lineage.origin).", nil)
  }

  /// Changes the status of a strategy.
  ///
  /// - Throws: ``RegistryError`` if the table of ``RegistryStatus`` does not allow it.
  public mutating func setStatus(
    of specification: StrategySpecification, to status: RegistryStatus, at time: Timestamp, reason: String, person: String? = nil
  ) throws {
    let place = try required(specification)
    let record = strategies[place]
    try Registry.checkMove(record.id, record.status, status, since: record.since, time, person)
    strategies[place].status = status
    strategies[place].since = time
    touched.insert(try Registry.key(of: specification))
    note(record.id, record.status, status, time, reason, person)
  }

  /// Notes numbers, tier or failures of a strategy; its status, lineage and cutoff stay as they are.
  public mutating func update(_ specification: StrategySpecification, _ change: (inout StrategyRecord) -> Void) throws {
    let place = try required(specification)
    let before = strategies[place]
    change(&strategies[place])
    if strategies[place] != before { touched.insert(try Registry.key(of: specification)) }
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

  private mutating func note(
    _ subject: String, _ from: RegistryStatus?, _ to: RegistryStatus, _ time: Timestamp, _ reason: String, _ person: String?,
    isForced: Bool = false
  ) {
    transitions.append(
      RegistryTransition(subject: subject, from: from, to: to, time: time, reason: reason, person: person, isForced: isForced))
  }

  private static func checkMove(
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

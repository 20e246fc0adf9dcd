public import Market
public import Statistics
import Store
public import WalkForward

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

  /// Why a version can't be put to use; `nil` if it can.
  public func bar(of reference: ModelReference) -> String? {
    do {
      _ = try clearance(of: reference)
      let record = try model(reference)
      if record.status == .archived { return "\(reference) is archived." }
      return record.hasFile ? nil : "The file of \(reference) is no longer kept."
    } catch {
      return (error as? RegistryError)?.message ?? "\(error)"
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
  /// - Parameters:
  ///   - count: how many of those are kept, 1 or more.
  ///   - time: now.
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

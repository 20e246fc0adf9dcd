public import Market
import Store

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

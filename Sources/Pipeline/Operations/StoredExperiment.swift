public import ABTest
import Market
public import Store

/// An experiment as a store holds it.
public struct StoredExperiment: Sendable, Hashable {
  /// The experiment and its past.
  public let state: ExperimentState
  /// How often its document has been written; `nil` if never.
  public let version: Int?

  init(_ state: ExperimentState, version: Int?) {
    self.state = state
    self.version = version
  }

  /// What a document says; `nil` if there is none.
  public init?(_ document: StoredDocument?) throws {
    guard let document else { return nil }
    self.init(try document.decode(ExperimentState.self), version: document.version)
  }

  /// Where an experiment is kept.
  public static func key(_ name: String) throws(StoreError) -> StoreKey { try StoreKey(OperationKeys.experiments + name) }

  /// The model that an arm of the experiment is.
  public func model(_ arm: String) -> ModelReference? {
    guard arm.first == "v", let version = Int(arm.dropFirst()) else { return nil }
    return ModelReference(state.experiment.name, version: version)
  }

  func put(in changes: inout StoreChanges) throws(StoreError) {
    try changes.put(state, at: StoredExperiment.key(state.experiment.name), expecting: version.map { .version($0) } ?? .absent)
  }
}

extension Storage {
  /// Every experiment.
  public func experiments() async throws -> [StoredExperiment] {
    try await documents(under: OperationKeys.experiments).compactMap { try StoredExperiment($0) }
  }

  /// What a retraining of a group wants to know.
  public func retrainState(of operation: RetrainOperation) async throws -> RetrainOperation.State {
    var last: Timestamp?
    for try await record in read(OperationKeys.retraining, as: RetrainOperation.Attempt.self)
    where record.value.group == operation.group.name {
      last = record.value.decision.time
    }
    let registry = try await registry()
    var direction: ModelFile?
    // A file that was changed since is told where it would trade; here its errors are only not known.
    if let active = registry.activeModel(operation.direction) { direction = try? await modelFile(active.id, of: registry) }
    return RetrainOperation.State(
      registry: registry, paper: try await paperBook(),
      experiment: try StoredExperiment(await document(StoredExperiment.key(operation.direction))), lastAttempt: last, direction: direction)
  }
}

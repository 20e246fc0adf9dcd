public import Store

/// One step of a run: a name, what it needs, a time budget, and work that takes values and returns values.
///
///     let count = Step("count", after: ["ingest"], budget: .seconds(10)) { context in
///       let bars = try context.product(of: "ingest", as: Ingested.self)
///       return StepResult(record: bars.series.count)
///     }
///
/// Work reads the state through its context and says what should be written; only the ``Scheduler`` writes. So a step that fails, or is killed,
/// has done nothing, and one that is done is done once.
public struct Step: Sendable {
  /// What it is called: a segment of a store's key, unique in a run.
  public let name: String
  /// The steps whose results it needs.
  public let after: [String]
  /// Steps that it only waits for, whether they have a result or not: those that write what it reads.
  public let following: [String]
  /// How long it may take; then it counts as over budget, and what it would have returned is dropped.
  public let budget: Duration
  let work: @Sendable (StepContext) async throws -> FinishedStep
  let restore: @Sendable (StepContext, JSONText) async throws -> any Sendable

  /// A step.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - after: the steps whose results it needs.
  ///   - following: steps that it only waits for, whether they have a result or not.
  ///   - budget: how long it may take.
  ///   - restore: makes the product again from the record of a step that was done before the run was interrupted; the state is by then what the
  ///     step has left.
  ///   - work: does it.
  public init<Record: Codable & Sendable, Product: Sendable>(
    _ name: String, after: [String] = [], following: [String] = [], budget: Duration,
    restore: @escaping @Sendable (StepContext, Record) async throws -> Product,
    work: @escaping @Sendable (StepContext) async throws -> StepResult<Record, Product>
  ) {
    self.name = name
    self.after = after
    self.following = following
    self.budget = budget
    self.work = { context in
      let result = try await work(context)
      return FinishedStep(
        kept: KeptRecord(
          record: try JSONText(encoding: result.record), status: result.status, message: result.message, warnings: result.warnings),
        product: result.product, changes: result.changes)
    }
    self.restore = { context, record in try await restore(context, record.decode(Record.self)) }
  }

  /// A step whose product is its record.
  public init<Record: Codable & Sendable>(
    _ name: String, after: [String] = [], following: [String] = [], budget: Duration,
    work: @escaping @Sendable (StepContext) async throws -> StepResult<Record, Record>
  ) {
    self.init(name, after: after, following: following, budget: budget, restore: { _, record in record }, work: work)
  }
}

/// What a step returns.
public struct StepResult<Record: Codable & Sendable, Product: Sendable>: Sendable {
  /// What the report, and a later run, need of it.
  public var record: Record
  /// What later steps of the same run need of it, in memory.
  public var product: Product
  /// What it wants written, together with the record or not at all.
  public var changes: StoreChanges
  /// What a person should know, a sentence each.
  public var warnings: [String]
  /// What it did, or why it did nothing, in a sentence.
  public var message: String
  /// Whether it did its work, had nothing to do, or was not let do it by a gate.
  public var status: StepStatus

  /// A result.
  ///
  /// - Parameters:
  ///   - record: what the report, and a later run, need of it.
  ///   - product: what later steps of the same run need of it.
  ///   - changes: what it wants written.
  ///   - warnings: what a person should know.
  ///   - message: what it did, or why it did nothing.
  ///   - status: `.done`, `.skipped` where there was nothing to do, `.blocked` where a gate said no; the steps after it run in any case.
  public init(
    record: Record, product: Product, changes: StoreChanges = StoreChanges(), warnings: [String] = [], message: String = "",
    status: StepStatus = .done
  ) {
    precondition(status.hasResult && status != .resumed, "a step that has no result throws an error that says why")
    self.record = record
    self.product = product
    self.changes = changes
    self.warnings = warnings
    self.message = message
    self.status = status
  }
}

extension StepResult where Product == Record {
  /// A result whose product is its record.
  public init(
    record: Record, changes: StoreChanges = StoreChanges(), warnings: [String] = [], message: String = "", status: StepStatus = .done
  ) {
    self.init(record: record, product: record, changes: changes, warnings: warnings, message: message, status: status)
  }
}

/// A step's result without its types.
struct FinishedStep: Sendable {
  let kept: KeptRecord
  let product: any Sendable
  let changes: StoreChanges
}

extension StepStatus {
  /// Whether there is a result.
  public var hasResult: Bool { self == .done || self == .resumed || self == .skipped || self == .blocked }
}

/// What became of a step.
public struct StepOutcome: Codable, Hashable, Sendable {
  /// The step.
  public let name: String
  /// How it ended.
  public let status: StepStatus
  /// What it did, or why it did nothing, or why it has no result.
  public let message: String
  /// What a person should know.
  public let warnings: [String]
}

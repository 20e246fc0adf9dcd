public import Market
public import Statistics
public import Store

/// What a step may look at: the date of the run, the state, and what the steps before it made.
public struct StepContext: Sendable {
  /// The day the run is for: the time of everything that it writes.
  public let date: CivilDate
  /// The state, to be read.
  public let state: StateReader
  /// On how many threads it may work; no result depends on it.
  public let threads: Int
  /// What random numbers of this step are derived from.
  public let seed: UInt64
  let step: String
  let products: [String: any Sendable]
  let records: [String: JSONText]
  let isOver: @Sendable () -> Bool

  /// What a step before this one made.
  ///
  /// - Throws: ``PipelineError`` if this step does not name it among those it needs, or it made something else.
  public func product<Product>(of step: String, as type: Product.Type = Product.self) throws(PipelineError) -> Product {
    guard let product = products[step] as? Product else {
      throw PipelineError(self.step, "wants \(Product.self) of step '\(step)', which it does not name, or which made something else")
    }
    return product
  }

  /// What a step before this one said.
  ///
  /// - Throws: ``PipelineError`` if this step does not name it among those it needs, or it said something else.
  public func record<Record: Decodable>(of step: String, as type: Record.Type = Record.self) throws -> Record {
    guard let json = records[step] else { throw PipelineError(self.step, "wants what step '\(step)' said, which it does not name") }
    return try json.decode(Record.self)
  }

  /// To be called now and then in long work: throws once the step is cancelled or over its budget.
  public func checkpoint() throws {
    try Task.checkCancellation()
    if isOver() { throw OverBudget() }
  }

  /// The instant the day of the run ends: what is written is dated by it.
  public var time: RecordTime { endOf(date) }

  /// A generator of its own for a purpose of this step on this day.
  public func generator(_ purpose: String) -> SeededGenerator {
    SeededGenerator(seed: seed).split(stream: stableHash("\(step)/\(date)/\(purpose)"))
  }
}

/// The state as a step may look at it: everything but writing.
public struct StateReader: Sendable {
  let store: any Storage

  /// A reader of a store.
  public init(_ store: any Storage) { self.store = store }

  /// The value of a document, or nil if there is none.
  public func get<Value: Decodable>(_ key: StoreKey, as type: Value.Type = Value.self) async throws -> Value? { try await store.get(key) }

  /// A document as it is kept, or nil if there is none.
  public func document(_ key: StoreKey) async throws -> StoredDocument? { try await store.document(key) }

  /// Every document whose key starts with a text, in order of keys.
  public func documents(under prefix: String) async throws -> [StoredDocument] { try await store.documents(under: prefix) }

  /// The keys of the documents that start with a text, in order.
  public func list(_ prefix: String) async throws -> [StoreKey] { try await store.list(prefix) }

  /// The records of a journal from a position on.
  public func read<Value: Decodable>(_ journal: StoreKey, as type: Value.Type, from position: Int = 0) -> JournalSequence<Value> {
    store.read(journal, as: type, from: position)
  }

  /// The newest records of a journal, oldest of them first.
  public func newest(_ count: Int, of journal: StoreKey) async throws -> [JournalRecord] { try await store.newest(count, of: journal) }

  /// Which positions a journal has.
  public func extent(of journal: StoreKey) async throws -> JournalExtent { try await store.extent(of: journal) }
}

/// Thrown at a checkpoint past the budget.
struct OverBudget: Error {}

/// A hash that is the same on every platform and in every run (FNV-1a, 64 bits).
func stableHash(_ text: String) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  return hash
}

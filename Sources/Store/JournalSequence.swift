/// The records of a journal from a position on, to its end when reading began. Records appended meanwhile are not part of it.
///
///     for try await trade in store.read("trades", as: Trade.self) { total += trade.value.profit }
public struct JournalSequence<Value: Decodable>: AsyncSequence, Sendable {
  /// A record with its value.
  public struct Element {
    /// Its place in the journal.
    public var position: Int
    /// When it happened.
    public var time: RecordTime
    /// The value.
    public var value: Value
  }

  let store: any Storage
  let journal: StoreKey
  let positions: Range<Int>

  /// Reads from the start of the sequence.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(records: JournalRecords(store: store, journal: journal, positions: positions).makeAsyncIterator())
  }

  /// Reads record after record.
  public struct AsyncIterator: AsyncIteratorProtocol {
    var records: JournalRecords.AsyncIterator
    private let source = JSONSource()

    init(records: JournalRecords.AsyncIterator) { self.records = records }

    /// The next record, or nil at the end.
    /// - Throws: `StoreError`: `badValue` if the record is of another type, `damaged` if it is not what was written, `removed` if retention
    ///   took it since reading began.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
      if records.isUsedUp, try await !records.fetch(isolation: actor) { return nil }
      let record = records.take()
      return Element(position: record.position, time: record.time, value: try record.decode(Value.self, with: source))
    }

    /// The next record, or nil at the end.
    public nonisolated(nonsending) mutating func next() async throws -> Element? { try await next(isolation: #isolation) }
  }
}

extension JournalSequence.Element: Sendable where Value: Sendable {}
extension JournalSequence.Element: Equatable where Value: Equatable {}

/// The records of a journal from a position on as they stand in the store, without turning them into values.
public struct JournalRecords: AsyncSequence, Sendable {
  /// A record.
  public typealias Element = JournalRecord

  let store: any Storage
  let journal: StoreKey
  let positions: Range<Int>

  /// Reads from the start of the sequence.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(store: store, journal: journal, positions: positions) }

  /// Reads record after record, fetching about a megabyte at a time.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private let store: any Storage
    private let journal: StoreKey
    private var positions: Range<Int>
    private var hasBegun = false
    private var fetched: [JournalRecord] = []
    private var next = 0

    init(store: any Storage, journal: StoreKey, positions: Range<Int>) {
      self.store = store
      self.journal = journal
      self.positions = positions
    }

    /// The next record, or nil at the end.
    /// - Throws: `StoreError`: `damaged` if the record is not what was written, `removed` if retention took it since reading began.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> JournalRecord? {
      // On the caller's own actor: changing executors costs a hundred times what a record costs.
      if isUsedUp, try await !fetch(isolation: actor) { return nil }
      return take()
    }

    /// The next record, or nil at the end.
    public nonisolated(nonsending) mutating func next() async throws -> JournalRecord? { try await next(isolation: #isolation) }

    var isUsedUp: Bool { next == fetched.count }

    mutating func take() -> JournalRecord {
      defer { next += 1 }
      return fetched[next]
    }

    /// Gets more; false at the end.
    mutating func fetch(isolation actor: isolated (any Actor)?) async throws -> Bool {
      if !hasBegun {
        hasBegun = true
        let extent = try await store.extent(of: journal)
        positions = positions.clamped(to: extent.first..<extent.end)
      }
      fetched = []
      next = 0
      guard !positions.isEmpty else { return false }
      fetched = try await store.records(of: journal, in: positions, atMost: .max)
      if fetched.first?.position != positions.lowerBound {
        // Either a repair left a gap here, or retention overtook us.
        let first = try await store.extent(of: journal).first
        guard first <= positions.lowerBound else {
          throw StoreError(
            .removed,
            "Record \(positions.lowerBound) was removed by retention while the journal was read; records are left from \(first) on",
            place: "journal \"\(journal)\"", remedy: "Read again.")
        }
      }
      guard let last = fetched.last else { return false }
      positions = last.position + 1..<positions.upperBound
      return true
    }
  }
}

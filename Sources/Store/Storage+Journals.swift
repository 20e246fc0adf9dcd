extension Storage {
  /// Appends one record to a journal.
  ///
  /// - Returns: Its position.
  /// - Throws: `StoreError` with code `badValue` if the value cannot be written as JSON, or what ``commit(_:)-swift.method`` throws.
  @discardableResult public func append<Value: Encodable & Sendable>(
    _ value: Value, to journal: StoreKey, at time: RecordTime
  ) async throws -> Int {
    var batch = RecordBatch()
    try batch.append(value, at: time)
    return try await append(batch, to: journal).lowerBound
  }

  /// Appends several records to a journal, together or not at all.
  ///
  /// - Returns: Their positions.
  @discardableResult public func append(_ batch: RecordBatch, to journal: StoreKey) async throws -> Range<Int> {
    var changes = StoreChanges()
    changes.append(batch, to: journal)
    if let positions = try await commit(changes).positions[journal] { return positions }
    let end = try await extent(of: journal).end
    return end..<end
  }

  /// Appends several values to a journal, together or not at all.
  ///
  /// - Parameters:
  ///   - values: The values.
  ///   - journal: The journal.
  ///   - time: When a value happened.
  /// - Returns: Their positions.
  @discardableResult public func append<Values: Sequence>(
    contentsOf values: Values, to journal: StoreKey, at time: (Values.Element) -> RecordTime
  ) async throws -> Range<Int> where Values.Element: Encodable {
    var batch = RecordBatch()
    for value in values { try batch.append(value, at: time(value)) }
    return try await append(batch, to: journal)
  }

  /// The records of a journal as values, from a position to its end when reading begins.
  public func read<Value: Decodable>(_ journal: StoreKey, as type: Value.Type, from position: Int = 0) -> JournalSequence<Value> {
    precondition(position >= 0, "A journal's positions count from 0.")
    return JournalSequence(store: self, journal: journal, positions: position..<Int.max)
  }

  /// The records of a journal as they stand there, from a position to its end when reading begins.
  public func read(_ journal: StoreKey, from position: Int = 0) -> JournalRecords {
    precondition(position >= 0, "A journal's positions count from 0.")
    return JournalRecords(store: self, journal: journal, positions: position..<Int.max)
  }

  /// How many records a journal has.
  public func count(of journal: StoreKey) async throws -> Int { try await extent(of: journal).count }

  /// The last record of a journal, or nil.
  public func last(of journal: StoreKey) async throws -> JournalRecord? { try await newest(1, of: journal).last }

  /// The newest records of a journal by position, oldest of them first.
  /// - Parameters:
  ///   - count: How many at most; at least 0.
  ///   - journal: The journal.
  public func newest(_ count: Int, of journal: StoreKey) async throws -> [JournalRecord] {
    precondition(count >= 0, "A count is at least 0.")
    let extent = try await extent(of: journal)
    var start = max(extent.first, extent.end - min(count, extent.end))
    var records = try await records(of: journal, from: start, to: extent.end)
    // A repair may have left gaps: go back until there are enough.
    while records.count < count, start > extent.first {
      let earlier = max(extent.first, start - (count - records.count))
      records = try await self.records(of: journal, from: earlier, to: start) + records
      start = earlier
    }
    return records
  }

  /// All records with a time in a range; a store may do it faster.
  public func records(of journal: StoreKey, between times: Range<RecordTime>) async throws -> [JournalRecord] {
    var records: [JournalRecord] = []
    for try await record in read(journal) where times.contains(record.time) { records.append(record) }
    return records
  }

  /// Forgets the oldest records of a journal.
  ///
  /// Space on disk is freed segment by segment; `compact` frees the rest.
  /// - Returns: How many records went.
  @discardableResult public func retain(_ journal: StoreKey, _ retention: JournalRetention) async throws -> Int {
    let extent = try await extent(of: journal)
    let first =
      switch retention {
      case .newest(let count): try await newest(count, of: journal).first?.position ?? extent.end
      case .since(let time): try await position(of: journal, since: time, extent)
      case .from(let position): position
      }
    guard first > extent.first else { return 0 }
    var changes = StoreChanges()
    changes.trim(journal, before: first)
    try await commit(changes)
    return try await extent.count - self.extent(of: journal).count(before: extent.end)
  }

  private func position(of journal: StoreKey, since time: RecordTime, _ extent: JournalExtent) async throws -> Int {
    for try await record in read(journal, from: extent.first) where record.time >= time { return record.position }
    return extent.end
  }

  private func records(of journal: StoreKey, from start: Int, to end: Int) async throws -> [JournalRecord] {
    var records: [JournalRecord] = []
    var position = start
    while position < end {
      let more = try await self.records(of: journal, in: position..<end, atMost: end - position)
      guard let last = more.last else { break }
      records += more
      position = last.position + 1
    }
    return records
  }
}

/// Which records of a journal are kept.
public enum JournalRetention: Sendable, Hashable {
  /// So many of the newest; at least 0.
  case newest(Int)
  /// Those from the first one that is not older than a time.
  case since(RecordTime)
  /// Those from a position on.
  case from(Int)
}

extension JournalExtent {
  /// How many of its records come before a position: those appended later do not count.
  fileprivate func count(before end: Int) -> Int { max(0, count - (self.end - end)) }
}

/// What one commit is to do, collected as a value.
///
///     try await store.commit { changes in
///       try changes.put(model, at: "models/direction", expecting: .version(3))
///       try changes.append(decision, to: "decisions", at: now)
///     }
public struct StoreChanges: Sendable {
  /// One change.
  public enum Change: Sendable {
    /// Writes a document.
    case put(StoreKey, JSONText, expecting: DocumentExpectation)
    /// Removes a document; one that is not there is no conflict unless it was expected.
    case delete(StoreKey, expecting: DocumentExpectation)
    /// Appends records to a journal.
    case append(StoreKey, RecordBatch)
    /// Forgets the records of a journal before a position, at most all of them.
    case trim(StoreKey, before: Int)
  }

  /// The changes in the order in which they are made.
  public private(set) var changes: [Change] = []

  /// Creates no changes.
  public init() {}

  /// Whether there is nothing to do.
  public var isEmpty: Bool { changes.isEmpty }

  /// Writes a document.
  /// - Parameters:
  ///   - value: Any value; see `Docs/file-formats.md` for how it is written.
  ///   - key: Where.
  ///   - expecting: What must be there for the commit to go through.
  /// - Throws: `StoreError` with code `badValue` if the value cannot be written as JSON.
  public mutating func put<Value: Encodable>(
    _ value: Value, at key: StoreKey, expecting: DocumentExpectation = .anything
  ) throws(StoreError) {
    changes.append(.put(key, try JSONText(encoding: value), expecting: expecting))
  }

  /// Removes a document.
  public mutating func delete(_ key: StoreKey, expecting: DocumentExpectation = .anything) {
    changes.append(.delete(key, expecting: expecting))
  }

  /// Appends one record to a journal.
  /// - Throws: `StoreError` with code `badValue` if the value cannot be written as JSON.
  public mutating func append<Value: Encodable>(_ value: Value, to journal: StoreKey, at time: RecordTime) throws(StoreError) {
    // Records appended one after the other to one journal share a batch.
    if case .append(journal, var batch)? = changes.last {
      changes.removeLast()
      defer { changes.append(.append(journal, batch)) }
      try batch.append(value, at: time)
    } else {
      var batch = RecordBatch()
      try batch.append(value, at: time)
      changes.append(.append(journal, batch))
    }
  }

  /// Appends several records to a journal.
  public mutating func append(_ batch: RecordBatch, to journal: StoreKey) {
    if !batch.isEmpty { changes.append(.append(journal, batch)) }
  }

  /// Makes other changes after these.
  public mutating func append(contentsOf other: StoreChanges) {
    for change in other.changes {
      if case .append(let journal, let batch) = change { append(batch, to: journal) } else { changes.append(change) }
    }
  }

  /// Forgets the records of a journal before a position.
  /// - Parameters:
  ///   - journal: The journal.
  ///   - position: At least 0; beyond the end, all records go.
  public mutating func trim(_ journal: StoreKey, before position: Int) {
    precondition(position >= 0, "A journal's positions count from 0.")
    changes.append(.trim(journal, before: position))
  }
}

/// What must be true of a document for a commit to change it.
public enum DocumentExpectation: Sendable, Hashable, CustomStringConvertible {
  /// Nothing in particular: the last writer wins.
  case anything
  /// There is no document.
  case absent
  /// The document has this version.
  case version(Int)

  /// Whether a version, nil for no document, is the expected one.
  public func admits(_ version: Int?) -> Bool {
    switch self {
    case .anything: true
    case .absent: version == nil
    case .version(let expected): version == expected
    }
  }

  /// Says that a document is not as expected; for stores of your own.
  public func conflict(_ key: StoreKey, found version: Int?) -> StoreError {
    StoreError(
      .conflict, "The document is \(version.map { "at version \($0)" } ?? "absent"), expected \(self)", place: "document \"\(key)\"",
      remedy: "Read it again and decide anew; nothing was changed.")
  }

  /// The expectation in words.
  public var description: String {
    switch self {
    case .anything: "anything"
    case .absent: "absent"
    case .version(let version): "version \(version)"
    }
  }
}

/// Records on their way into a journal: values already written as JSON, with their times.
public struct RecordBatch: Sendable, RandomAccessCollection {
  /// A record that has no position yet.
  public struct Entry: Sendable, Hashable {
    /// When it happened.
    public var time: RecordTime
    /// The value.
    public var json: JSONText
  }

  private var bytes: [UInt8] = []
  private var times: [RecordTime] = []
  private var ends: [Int] = []

  /// Creates a batch without records.
  public init() {}

  /// Adds a record.
  /// - Throws: `StoreError` with code `badValue` if the value cannot be written as JSON. The batch is as before.
  public mutating func append<Value: Encodable>(_ value: Value, at time: RecordTime) throws(StoreError) {
    try ValueEncoder.append(value, to: &bytes)
    times.append(time)
    ends.append(bytes.count)
  }

  /// 0.
  public var startIndex: Int { 0 }
  /// The number of records.
  public var endIndex: Int { times.count }

  /// The record at an index.
  public subscript(index: Int) -> Entry { Entry(time: times[index], json: JSONText(unchecked: bytes[range(index)])) }

  private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  /// The lines of the records as they stand in a segment, and their earliest and latest times.
  func appendLines(from position: Int, to output: inout [UInt8]) -> ClosedRange<RecordTime>? {
    guard var earliest = times.first else { return nil }
    var latest = earliest
    output.reserveCapacity(output.count + bytes.count + times.count * 80)
    for (index, time) in times.enumerated() {
      JournalLine.append(position: position + index, time: time, json: bytes[range(index)], to: &output)
      earliest = Swift.min(earliest, time)
      latest = Swift.max(latest, time)
    }
    return earliest...latest
  }
}

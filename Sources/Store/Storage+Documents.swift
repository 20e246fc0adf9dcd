extension Storage {
  /// The value of a document, or nil if there is none.
  ///
  /// - Throws: `StoreError` with code `badValue` if the document is of another type, `damaged` if it is not what was written.
  public func get<Value: Decodable>(_ key: StoreKey, as type: Value.Type = Value.self) async throws -> Value? {
    try await document(key)?.decode(type)
  }

  /// Writes a document.
  ///
  /// - Parameters:
  ///   - value: Any value; see `Docs/file-formats.md` for how it is written.
  ///   - key: Where.
  ///   - expecting: What must be there: `.absent` to create, `.version(n)` to replace what was read before.
  /// - Returns: The document's version.
  /// - Throws: `StoreError` with code `conflict` if the document is not as expected; nothing was changed then.
  @discardableResult public func put<Value: Encodable & Sendable>(
    _ value: Value, at key: StoreKey, expecting: DocumentExpectation = .anything
  ) async throws -> Int {
    var changes = StoreChanges()
    try changes.put(value, at: key, expecting: expecting)
    return try await commit(changes).versions[key] ?? 0
  }

  /// Removes a document; one that is not there is no error unless it was expected.
  public func delete(_ key: StoreKey, expecting: DocumentExpectation = .anything) async throws {
    var changes = StoreChanges()
    changes.delete(key, expecting: expecting)
    try await commit(changes)
  }

  /// The keys of all documents, in order.
  public func list() async throws -> [StoreKey] { try await list("") }

  /// The keys of all journals, in order.
  public func journals() async throws -> [StoreKey] { try await journals("") }

  /// Several changes together or not at all.
  ///
  ///     try await store.commit { changes in
  ///       try changes.put(model, at: "models/direction", expecting: .version(3))
  ///       try changes.append(decision, to: "decisions", at: now)
  ///     }
  @discardableResult public func commit(_ collect: (inout StoreChanges) throws -> Void) async throws -> CommitReceipt {
    var changes = StoreChanges()
    try collect(&changes)
    return try await commit(changes)
  }

  /// The documents under a prefix with the greatest numbers in a field.
  ///
  ///     // The three best models, one per strategy:
  ///     try await store.top(3, under: "models/", by: "metrics.sharpe", onePer: "strategy")
  ///
  /// - Parameters:
  ///   - count: How many at most; at least 0.
  ///   - prefix: What keys start with.
  ///   - field: A number's place in the value, keys joined by `.`. Documents without it, or with something else there, or NaN, do not take part.
  ///   - name: A field of which each content appears once, with its best document; nil for no such rule. Documents without it stand for
  ///     themselves.
  ///   - ascending: Whether the least numbers are the best.
  /// - Returns: The best first; equal ones in order of keys.
  /// - Complexity: Reads all documents under the prefix.
  public func top(
    _ count: Int, under prefix: String, by field: String, onePer name: String? = nil, ascending: Bool = false
  ) async throws -> [StoredDocument] {
    precondition(count >= 0, "A count is at least 0.")
    var ranked: [(document: StoredDocument, score: Double, name: JSONText?)] = []
    for document in try await documents(under: prefix) {
      guard let score = document.json.number(at: field), !score.isNaN else { continue }
      ranked.append((document, score, name.flatMap(document.json.value(at:))))
    }
    ranked.sort {
      if $0.score != $1.score { return ascending ? $0.score < $1.score : $0.score > $1.score }
      return $0.document.key < $1.document.key
    }
    var seen: Set<JSONText> = []
    return Array(ranked.filter { $0.name.map { seen.insert($0).inserted } ?? true }.prefix(count).map(\.document))
  }
}

extension JSONText {
  /// The value at a path of keys joined by `.`, or nil. Where a key holds a dot itself, the longest key that fits is taken.
  public func value(at path: String) -> JSONText? {
    let source = JSONSource()
    guard (try? source.load(bytes)) != nil, let index = source.index(at: path[...], from: 0) else { return nil }
    return source.text(index)
  }

  /// The number at a path of keys joined by `.`, or nil; `"Infinity"` and its kin are numbers, too.
  public func number(at path: String) -> Double? {
    value(at: path).flatMap { try? $0.decode(Double.self) }
  }
}

/// The laws that every store keeps, as a suite that any test framework can run.
///
///     @Test func myStoreIsAStore() async {
///       let findings = await StoreConformance.check { MyStore() }
///       #expect(findings.isEmpty, "\(findings)")
///     }
///
/// It imports no test framework: it returns what it found.
public enum StoreConformance {
  /// A law that a store breaks.
  public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// The law, as a sentence.
    public var law: String
    /// What happened instead.
    public var message: String

    /// The finding as one line.
    public var description: String { "\(law): \(message)" }
  }

  /// A law with the program that tries it.
  public struct Law: Sendable, CustomStringConvertible {
    /// The law, as a sentence.
    public let name: String
    let body: @Sendable (inout Trial, any Storage) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (inout Trial, any Storage) async throws -> Void) {
      self.name = name
      self.body = body
    }

    /// The law.
    public var description: String { name }
  }

  /// Collects what does not hold.
  struct Trial {
    let law: String
    var findings: [Finding] = []

    mutating func expect(_ holds: Bool, _ message: @autoclosure () -> String) {
      if !holds { findings.append(Finding(law: law, message: message())) }
    }

    mutating func equal<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String) {
      expect(found == expected, "\(what) is \(found), expected \(expected)")
    }

    mutating func conflict(_ what: String, _ body: () async throws -> Void) async {
      do {
        try await body()
        expect(false, "\(what) went through")
      } catch let error as StoreError {
        expect(error.code == .conflict, "\(what) threw \(error.code), expected conflict")
      } catch {
        expect(false, "\(what) threw \(error), expected a StoreError with code conflict")
      }
    }
  }

  /// All laws.
  public static let laws: [Law] = documentLaws + journalLaws + commitLaws

  /// Tries every law on a store of its own.
  /// - Parameter make: Makes an empty store; called once for each law.
  /// - Returns: The laws that do not hold; empty if all do.
  public static func check(_ make: @Sendable () async throws -> any Storage) async -> [Finding] {
    var findings: [Finding] = []
    for law in laws {
      do {
        findings += await check(law, on: try await make())
      } catch {
        findings.append(Finding(law: law.name, message: "no store could be made: \(error)"))
      }
    }
    return findings
  }

  /// Tries one law on an empty store.
  public static func check(_ law: Law, on store: any Storage) async -> [Finding] {
    var trial = Trial(law: law.name)
    do {
      try await law.body(&trial, store)
    } catch {
      trial.expect(false, "threw \(error)")
    }
    return trial.findings
  }

  static func time(_ second: Int) -> RecordTime { RecordTime(nanosecondsSince1970: Int64(second) * 1_000_000_000) }

  static func values(_ records: [JournalRecord]) throws -> [Int] { try records.map { try $0.decode(Int.self) } }
}

extension StoreConformance {
  private static let documentLaws: [Law] = [
    Law("An empty store holds nothing") { trial, store in
      trial.expect(try await store.document("a") == nil, "a document is there")
      trial.equal(try await store.list(), [], "the list of documents")
      trial.equal(try await store.journals(), [], "the list of journals")
      trial.equal(try await store.extent(of: "a"), .empty, "a journal's extent")
    },
    Law("What was put is got back, and counts versions from 1") { trial, store in
      trial.equal(try await store.put(["x": 1.5], at: "a/b"), 1, "the first version")
      trial.equal(try await store.put(["x": 2.5], at: "a/b"), 2, "the second version")
      trial.equal(try await store.get("a/b"), ["x": 2.5], "the value")
      trial.equal(try await store.document("a/b")?.version, 2, "the stored version")
      trial.equal(try await store.document("a/b")?.key, "a/b", "the stored key")
    },
    Law("What was deleted is gone, and starts anew") { trial, store in
      try await store.put(1, at: "a")
      try await store.delete("a")
      trial.expect(try await store.document("a") == nil, "the document is still there")
      trial.equal(try await store.list(), [], "the list")
      try await store.delete("a")
      trial.equal(try await store.put(2, at: "a"), 1, "the version after a deletion")
    },
    Law("A change goes through only if the document is as expected") { trial, store in
      await trial.conflict("replacing version 1 of nothing") { try await store.put(1, at: "a", expecting: .version(1)) }
      try await store.put(1, at: "a", expecting: .absent)
      await trial.conflict("creating what is there") { try await store.put(2, at: "a", expecting: .absent) }
      try await store.put(2, at: "a", expecting: .version(1))
      await trial.conflict("replacing an old version") { try await store.put(3, at: "a", expecting: .version(1)) }
      await trial.conflict("deleting an old version") { try await store.delete("a", expecting: .version(1)) }
      trial.equal(try await store.get("a"), 2, "the value after conflicts")
      try await store.delete("a", expecting: .version(2))
      trial.expect(try await store.document("a") == nil, "the document is still there")
    },
    Law("Keys are listed by prefix and in order of their bytes") { trial, store in
      let keys: [StoreKey] = ["B", "a", "a/b", "a/b/c", "a/c", "ab", "b/a", "é", "models/v1", "models/v10", "models/v2"]
      for key in keys.shuffled() { try await store.put(key.text, at: key) }
      trial.equal(try await store.list(), keys.sorted(), "the list of all")
      trial.equal(try await store.list("a"), ["a", "a/b", "a/b/c", "a/c", "ab"], "the list under a")
      trial.equal(try await store.list("a/"), ["a/b", "a/b/c", "a/c"], "the list under a/")
      trial.equal(try await store.list("models/v1"), ["models/v1", "models/v10"], "the list under models/v1")
      trial.equal(try await store.list("nothing/"), [], "the list under nothing/")
      let documents = try await store.documents(under: "models/")
      trial.equal(documents.map(\.key), ["models/v1", "models/v10", "models/v2"], "the documents under models/")
      trial.equal(try documents.map { try $0.decode(String.self) }, ["models/v1", "models/v10", "models/v2"], "their values")
    },
    Law("Two keys never share a document, and two spellings of one text are one key") { trial, store in
      let keys: [StoreKey] = [
        "Model", "model", "MODEL", "mODEL", "a.json/b", "a", "a.json", "a/b", ".a", "%41", "A", "a~1", "straße", "strasse",
      ]
      for key in keys { try await store.put(key.text, at: key) }
      for key in keys { trial.equal(try await store.get(key), key.text, "the document at \(key)") }
      try await store.put("one", at: "caf\u{E9}")
      trial.equal(try await store.get("cafe\u{301}"), "one", "the document under the other spelling")
    },
    Law("Values come back exactly") { trial, store in
      let numbers = [
        0.1, -0.0, Double.leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity, 1.0 / 3, 123_456_789.123_456_78,
      ]
      try await store.put(numbers, at: "numbers")
      let found = try await store.get("numbers", as: [Double].self)?.map(\.bitPattern)
      trial.equal(found, numbers.map(\.bitPattern), "the numbers' bits")
      try await store.put(Double.nan, at: "nan")
      trial.equal(try await store.get("nan", as: Double.self)?.isNaN, true, "whether NaN is NaN")
      try await store.put([Int64.min, -1, 0, .max], at: "integers")
      trial.equal(try await store.get("integers"), [Int64.min, -1, 0, .max], "the integers")
      try await store.put(UInt64.max, at: "unsigned")
      trial.equal(try await store.get("unsigned"), UInt64.max, "the unsigned integer")
      let text = "\"\\/\u{0}\u{1F}\n\r\t\u{7F}é e\u{301} 漢字 👩‍👩‍👧‍👦 \u{2028}\u{FFFF}"
      try await store.put(["t": text], at: "text")
      let same = try await store.get("text", as: [String: String].self)?["t"].map { Array($0.unicodeScalars) }
      trial.equal(same, Array(text.unicodeScalars), "the text's scalars")
      try await store.put([String: [Int?]](), at: "empty")
      trial.equal(try await store.get("empty"), [String: [Int?]](), "the empty value")
    },
    Law("The best documents are found, one per name") { trial, store in
      struct Model: Codable, Equatable {
        var name: String
        var metrics: [String: Double]
      }
      for (key, name, score) in [("m/1", "x", 0.5), ("m/2", "y", 0.7), ("m/3", "x", 0.9), ("m/4", "z", .nan), ("n/5", "w", 2)] {
        try await store.put(Model(name: name, metrics: ["score": score]), at: StoreKey(key))
      }
      try await store.put("not a model", at: "m/6")
      let all = try await store.top(9, under: "m/", by: "metrics.score")
      trial.equal(all.map(\.key), ["m/3", "m/2", "m/1"], "the ranking")
      let perName = try await store.top(9, under: "m/", by: "metrics.score", onePer: "name")
      trial.equal(perName.map(\.key), ["m/3", "m/2"], "the ranking with one per name")
      let least = try await store.top(1, under: "m/", by: "metrics.score", ascending: true)
      trial.equal(least.map(\.key), ["m/1"], "the least")
    },
  ]

  private static let journalLaws: [Law] = [
    Law("Records are read in the order in which they were appended, with their positions and times") { trial, store in
      trial.equal(try await store.append(10, to: "j", at: time(5)), 0, "the first position")
      trial.equal(try await store.append(contentsOf: [11, 12, 13], to: "j", at: { time($0) }), 1..<4, "the positions of three more")
      trial.equal(try await store.append(contentsOf: [Int](), to: "j", at: { time($0) }), 4..<4, "the positions of none")
      var found: [JournalSequence<Int>.Element] = []
      for try await record in store.read("j", as: Int.self) { found.append(record) }
      trial.equal(found.map(\.value), [10, 11, 12, 13], "the values")
      trial.equal(found.map(\.position), [0, 1, 2, 3], "the positions")
      trial.equal(found.map(\.time), [time(5), time(11), time(12), time(13)], "the times")
      trial.equal(try await store.extent(of: "j"), JournalExtent(first: 0, end: 4), "the extent")
      trial.equal(try await store.count(of: "j"), 4, "the count")
      trial.equal(try await store.journals(), ["j"], "the list of journals")
    },
    Law("A journal is read from any position, and its newest records are found") { trial, store in
      for batch in 0..<7 { try await store.append(contentsOf: batch * 30..<batch * 30 + 30, to: "j", at: { time($0) }) }
      for start in [0, 1, 29, 30, 31, 100, 209, 210, 500] {
        var found: [Int] = []
        for try await record in store.read("j", as: Int.self, from: start) { found.append(record.value) }
        trial.equal(found, Array(0..<210).filter { $0 >= start }, "the records from \(start)")
      }
      trial.equal(try values(await store.records(of: "j", in: 50..<90, atMost: 5).prefix(1) + []), [50], "the first of a range")
      trial.expect(try await store.records(of: "j", in: 50..<90, atMost: 5).count <= 5, "more records than the limit")
      trial.equal(try values(await store.newest(33, of: "j")), Array(177..<210), "the newest 33")
      trial.equal(try values(await store.newest(999, of: "j")), Array(0..<210), "the newest 999")
      trial.equal(try await store.last(of: "j")?.position, 209, "the last position")
      trial.equal(try await store.newest(3, of: "none").count, 0, "the newest of no journal")
      trial.expect(try await store.last(of: "none") == nil, "no journal has a last record")
    },
    Law("Records between times are found, in whatever order times came") { trial, store in
      let seconds = (0..<300).map { $0 * 7919 % 300 }
      try await store.append(contentsOf: seconds[..<150], to: "j", at: { time($0) })
      try await store.append(contentsOf: seconds[150...], to: "j", at: { time($0) })
      for range in [0..<300, 10..<20, 0..<1, 299..<300, 150..<150, 300..<900] {
        let found = try values(await store.records(of: "j", between: time(range.lowerBound)..<time(range.upperBound)))
        trial.equal(found, seconds.filter(range.contains), "the records of seconds \(range)")
      }
    },
    Law("Retention forgets the oldest records and keeps positions") { trial, store in
      try await store.append(contentsOf: 0..<100, to: "j", at: { time($0) })
      trial.equal(try await store.retain("j", .from(10)), 10, "how many went before position 10")
      trial.equal(try await store.retain("j", .newest(50)), 40, "how many went for the newest 50")
      trial.equal(try await store.retain("j", .since(time(60))), 10, "how many went before second 60")
      trial.equal(try await store.retain("j", .from(5)), 0, "how many went a second time")
      trial.equal(try await store.extent(of: "j"), JournalExtent(first: 60, end: 100), "the extent")
      trial.equal(try values(await store.newest(100, of: "j")), Array(60..<100), "the records")
      try await store.retain("j", .newest(0))
      trial.equal(try await store.extent(of: "j"), JournalExtent(first: 100, end: 100), "the extent of an emptied journal")
      trial.equal(try await store.append(100, to: "j", at: time(0)), 100, "the position after all were forgotten")
      trial.equal(try values(await store.newest(9, of: "j")), [100], "the only record")
    },
    Law("A document and a journal may have the same key") { trial, store in
      try await store.put("document", at: "same")
      try await store.append("record", to: "same", at: time(0))
      try await store.append("inner", to: "same/inner", at: time(0))
      trial.equal(try await store.get("same"), "document", "the document")
      trial.equal(try await store.last(of: "same")?.decode(String.self), "record", "the record")
      trial.equal(try await store.list(), ["same"], "the list of documents")
      trial.equal(try await store.journals("same"), ["same", "same/inner"], "the list of journals")
    },
    Law("A sequence ends where the journal ended when reading began") { trial, store in
      try await store.append(contentsOf: 0..<10, to: "j", at: { time($0) })
      var count = 0
      for try await _ in store.read("j") {
        try await store.append(99, to: "j", at: time(99))
        count += 1
      }
      trial.equal(count, 10, "the number of records read")
    },
  ]

  private static let commitLaws: [Law] = [
    Law("A commit does all its changes, in order") { trial, store in
      try await store.put(1, at: "gone")
      let receipt = try await store.commit { changes in
        try changes.put("first", at: "a")
        try changes.put("second", at: "a", expecting: .version(1))
        changes.delete("gone", expecting: .version(1))
        try changes.append(1, to: "j", at: time(1))
        try changes.append(1, to: "k", at: time(1))
        try changes.append(2, to: "j", at: time(2))
      }
      trial.equal(receipt, CommitReceipt(versions: ["a": 2], positions: ["j": 0..<2, "k": 0..<1]), "the receipt")
      trial.equal(try await store.get("a"), "second", "the document")
      trial.equal(try await store.list(), ["a"], "the list")
      trial.equal(try values(await store.newest(9, of: "j")), [1, 2], "the journal")
    },
    Law("A commit that meets a conflict does nothing") { trial, store in
      try await store.put(1, at: "a")
      await trial.conflict("a commit with one wrong expectation among others") {
        try await store.commit { changes in
          try changes.put(2, at: "a")
          try changes.append(1, to: "j", at: time(1))
          try changes.put(1, at: "b", expecting: .version(7))
          changes.delete("a")
        }
      }
      trial.equal(try await store.document("a")?.version, 1, "the document's version")
      trial.equal(try await store.extent(of: "j"), .empty, "the journal's extent")
      trial.expect(try await store.document("b") == nil, "a document was made")
    },
    Law("A commit of nothing does nothing") { trial, store in
      trial.equal(try await store.commit(StoreChanges()), CommitReceipt(), "the receipt")
      try await store.commit { changes in
        changes.trim("none", before: 5)
        changes.delete("none")
      }
      trial.equal(try await store.journals(), [], "the list of journals")
    },
    Law("Whoever reads meanwhile sees a commit whole or not at all") { trial, store in
      try await store.commit { changes in
        for name in ["p/a", "p/b", "p/c"] { try changes.put(0, at: StoreKey(name)) }
      }
      let writer = Task {
        for number in 1...40 {
          try await store.commit { changes in
            for name in ["p/a", "p/b", "p/c"] { try changes.put(number, at: StoreKey(name)) }
          }
        }
      }
      for _ in 0..<40 {
        let seen = Set(try await store.documents(under: "p/").map(\.version))
        trial.expect(seen.count == 1, "versions \(seen.sorted()) were seen together")
      }
      try await writer.value
      trial.equal(try await store.get("p/c"), 40, "the last value")
    },
    Law("Concurrent commits are made one after the other") { trial, store in
      try await store.put(0, at: "sum")
      await withTaskGroup(of: Void.self) { group in
        for worker in 0..<4 {
          group.addTask {
            var done = 0
            while done < 10 {
              guard let document = try? await store.document("sum"), let sum = try? document.decode(Int.self) else { return }
              let attempt = try? await store.commit { changes in
                try changes.put(sum + 1, at: "sum", expecting: .version(document.version))
                try changes.append(worker, to: "log", at: time(sum))
              }
              if attempt != nil { done += 1 }
            }
          }
        }
      }
      trial.equal(try await store.get("sum"), 40, "the sum of 40 additions")
      trial.equal(try await store.count(of: "log"), 40, "the number of records")
    },
    Law("A migration runs once, in order, and a newer schema is refused") { trial, store in
      try await store.put(1, at: "a")
      let schema = StoreSchema(
        version: 3,
        migrations: [
          StoreMigration(to: 2) { store, changes in try changes.put((try await store.get("a", as: Int.self) ?? 0) * 10, at: "a") },
          StoreMigration(to: 3) { store, changes in try changes.put((try await store.get("a", as: Int.self) ?? 0) + 1, at: "a") },
        ])
      trial.equal(try await store.migrate(to: schema), [2, 3], "the migrations of the first time")
      trial.equal(try await store.migrate(to: schema), [], "the migrations of the second time")
      trial.equal(try await store.get("a"), 11, "the migrated value")
      do {
        try await store.migrate(to: StoreSchema(version: 2))
        trial.expect(false, "an older program was let in")
      } catch let error as StoreError {
        trial.expect(error.code == .tooNew, "it threw \(error.code), expected tooNew")
      }
      trial.equal(try await store.get("a"), 11, "the value afterwards")
    },
  ]
}

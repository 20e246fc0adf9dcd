extension StoreConformance {
  static let documentLaws: [Law] = [
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
}

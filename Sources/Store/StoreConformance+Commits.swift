extension StoreConformance {
  static let commitLaws: [Law] = [
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

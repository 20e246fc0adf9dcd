extension StoreConformance {
  static let journalLaws: [Law] = [
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
}

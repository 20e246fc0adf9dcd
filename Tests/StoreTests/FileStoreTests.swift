import Foundation
import Testing

@testable import Store

@Suite struct FileStoreTests {
  @Test("Files are what Docs/file-formats.md says")
  func filesOnDisk() async throws {
    let disk = SimulatedDisk()
    let store = try await CrashTests.open(disk, .init(checkpointDelay: nil))
    try await store.commit { changes in
      try changes.put(["sharpe": 1.25, "bars": 7], at: "models/BTCUSDT")
      try changes.append("buy", to: "trades", at: RecordTime(nanosecondsSince1970: 1_700_000_000_123_456_789))
    }
    try await store.close()
    let files = disk.allFiles().mapValues { String(decoding: $0, as: UTF8.self) }
    // The checksums are zlib's: python3 -c 'import zlib; print("%08x" % zlib.crc32(open(FILE, "rb").read()[28:]))'
    #expect(
      files["/store/documents/models/BTCUSDT~7f.json"]?.dropFirst(28) == """
          "key": "models/BTCUSDT",
          "value": {
            "bars": 7.0,
            "sharpe": 1.25
          },
          "version": 1
        }

        """)
    #expect(
      files["/store/journals/trades.journal/00000000000000000000.jsonl"] == """
        {"n":0,"t":"2023-11-14T22:13:20.123456789Z","v":"buy","c":"3b6b9e46"}

        """)
    #expect(files["/store/commits.log"]?.hasPrefix("{\"format\":1,\"generation\":2,\"next\":2,\"c\":\"") == true)
    #expect(files["/store/lock"] == "")
  }

  @Test("Segments rotate by size, and retention and compaction free them")
  func segments() async throws {
    let disk = SimulatedDisk()
    let store = try await CrashTests.open(disk, .init(segmentBytes: 1000, checkpointDelay: nil))
    for batch in 0..<10 { try await store.append(contentsOf: batch * 10..<batch * 10 + 10, to: "j", at: { time($0) }) }
    try await store.flush()
    let before = try #require(await store.stats().journals.first)
    #expect(before.segments > 4)
    #expect(before.count == 100)
    try await store.retain("j", .newest(33))
    try await store.flush()
    let trimmed = try #require(await store.stats().journals.first)
    #expect(trimmed.segments < before.segments)
    #expect(trimmed.count == 33)
    try await store.compact("j")
    let compacted = try #require(await store.stats().journals.first)
    #expect(compacted.bytes < trimmed.bytes)
    #expect(try await store.newest(99, of: "j").map(\.position) == Array(67..<100))
    let segments = disk.allFiles().keys.filter { $0.hasSuffix(".jsonl") }
    #expect(segments.count == compacted.segments)
    try await store.close()
    let again = try await CrashTests.open(disk)
    #expect(try await again.newest(99, of: "j").map(\.position) == Array(67..<100))
    #expect(try JSONFileStore.check("/store", files: disk).allSatisfy { $0.severity == .note })
  }

  @Test("A compaction that ends in any call loses nothing")
  func compactionIsSafe() async throws {
    func run(_ disk: SimulatedDisk) async {
      do {
        let store = try await CrashTests.open(disk, .init(segmentBytes: 1000, checkpointDelay: nil))
        try await store.compact("j")
        try await store.close()
      } catch {}
    }
    let start = SimulatedDisk()
    let store = try await CrashTests.open(start, .init(segmentBytes: 1000, checkpointDelay: nil))
    try await store.append(contentsOf: 0..<10, to: "j", at: { time($0) })
    try await store.append(contentsOf: 10..<20, to: "j", at: { time($0) })
    try await store.retain("j", .from(5))
    try await store.close()
    var random = SeededGenerator(seed: 41)
    let whole = start.survivor(.everything, &random)
    whole.plan(nil)
    await run(whole)
    for call in 0...whole.calls {
      for survival in SimulatedDisk.Survival.allCases {
        let disk = start.survivor(.everything, &random)
        disk.plan(.end(call: call))
        await run(disk)
        let after = try await CrashTests.open(disk.survivor(survival, &random))
        #expect(try await after.newest(99, of: "j").map(\.position) == Array(5..<20), "call \(call), \(survival)")
      }
    }
  }

  @Test("Opening reads no journal, and an index that is missing or old is built again")
  func opensWithoutScanning() async throws {
    let disk = SimulatedDisk()
    let store = try await CrashTests.open(disk, .init(segmentBytes: 20_000, checkpointDelay: nil))
    for batch in 0..<50 { try await store.append(contentsOf: batch * 100..<batch * 100 + 100, to: "j", at: { time($0) }) }
    try await store.close()
    let bytes = disk.allFiles().values.reduce(0) { $0 + $1.count }
    #expect(bytes > 300_000)
    disk.plan(nil)
    let again = try await CrashTests.open(disk)
    #expect(try await again.count(of: "j") == 5000)
    #expect(disk.calls < 60)
    #expect(try await again.records(of: "j", between: time(2500)..<time(2503)).map(\.position) == [2500, 2501, 2502])
    try await again.close()
    for file in disk.allFiles().keys where file.hasSuffix(".index") { try disk.remove(file) }
    let third = try await CrashTests.open(disk)
    #expect(try await third.records(of: "j", between: time(2500)..<time(2503)).map(\.position) == [2500, 2501, 2502])
    try await third.close()
    #expect(disk.allFiles().keys.contains { $0.hasSuffix(".index") })
  }

  @Test("A newer schema or format is refused and nothing is changed")
  func newerStores() async throws {
    let disk = SimulatedDisk()
    let store = try await JSONFileStore.open("/store", options: CrashTests.options, schema: StoreSchema(version: 5), files: disk)
    #expect(try await store.list() == [StoreSchema.key])
    await store.abandon()
    let before = disk.allFiles().filter { !$0.key.hasSuffix("/lock") }
    let error = await #expect(throws: StoreError.self) {
      _ = try await JSONFileStore.open("/store", options: CrashTests.options, schema: StoreSchema(version: 4), files: disk)
    }
    #expect(error?.code == .tooNew)
    #expect(disk.allFiles().filter { !$0.key.hasSuffix("/lock") } == before)
    try disk.write("/store/store.json", SealedFile.encode(StoreDescription(format: 2, kind: "assay-store")), durably: true)
    let format = await #expect(throws: StoreError.self) { _ = try await CrashTests.open(disk) }
    #expect(format?.code == .tooNew)
  }

  @Test("A migration is there with its version or not at all, whenever the process ends")
  func migrationsAreSafe() async throws {
    let schema = StoreSchema(
      version: 3,
      migrations: (2...3).map { version in
        StoreMigration(to: version) { store, changes in
          let value = try await store.get("a", as: [Int].self) ?? []
          try changes.put(value + [version], at: "a")
        }
      })
    let start = SimulatedDisk()
    let store = try await CrashTests.open(start)
    try await store.put([1], at: "a")
    try await store.close()
    var random = SeededGenerator(seed: 51)
    for call in stride(from: 0, to: 90, by: 1) {
      let disk = start.survivor(.everything, &random)
      disk.plan(.end(call: call))
      _ = try? await JSONFileStore.open("/store", options: CrashTests.options, schema: schema, files: disk)
      let left = disk.survivor(.mixture, &random)
      let again = try await JSONFileStore.open("/store", options: CrashTests.options, schema: schema, files: left)
      #expect(try await again.get("a") == [1, 2, 3], "call \(call)")
    }
  }

  @Test("A folder that is something else is left alone")
  func otherFolders() async throws {
    let folder = TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder.path + "/notes.txt"))
    let error = await #expect(throws: StoreError.self) { _ = try await JSONFileStore.open(folder.path) }
    #expect(error?.code == .notAStore)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes.txt"])
    let absent = await #expect(throws: StoreError.self) {
      _ = try await JSONFileStore.open(folder.path + "/none", options: .init(access: .readOnly))
    }
    #expect(absent?.code == .notAStore)
    let file = await #expect(throws: StoreError.self) { _ = try await JSONFileStore.open(folder.path + "/notes.txt") }
    #expect(file != nil)
  }

  @Test("A reader changes nothing, and refuses to write")
  func readOnly() async throws {
    let disk = SimulatedDisk()
    let store = try await CrashTests.open(disk)
    try await store.put(1, at: "a")
    try await store.append(1, to: "j", at: time(1))
    await store.abandon()
    let before = disk.allFiles()
    let reader = try await CrashTests.open(disk, .init(access: .readOnly))
    #expect(try await reader.get("a") == 1)
    #expect(try await reader.last(of: "j")?.position == 0)
    let error = await #expect(throws: StoreError.self) { try await reader.put(2, at: "a") }
    #expect(error?.code == .readOnly)
    try await reader.close()
    await #expect(throws: StoreError.self) { _ = try await reader.document("a") }
    #expect(disk.allFiles() == before)
  }

  @Test("A closed store says so, and closing twice is no error")
  func closed() async throws {
    let store = try await CrashTests.open(SimulatedDisk())
    try await store.close()
    try await store.close()
    let error = await #expect(throws: StoreError.self) { try await store.put(1, at: "a") }
    #expect(error?.code == .closed)
    let reading = await #expect(throws: StoreError.self) { _ = try await store.document("a") }
    #expect(reading?.code == .closed)
  }

  @Test("A reader that holds the gate delays base files, not commits")
  func gateDelaysCheckpoints() async throws {
    let disk = SimulatedDisk()
    let store = try await CrashTests.open(disk, .init(checkpointBytes: 1, checkpointDelay: nil))
    let gate = try #require(try disk.open("/store/gate", .read))
    #expect(try disk.lock(gate, exclusive: false))
    for number in 0..<5 { try await store.put(number, at: "a") }
    #expect(disk.allFiles()["/store/documents/a.json"] == nil)
    let reader = try await CrashTests.open(disk, .init(access: .readOnly))
    #expect(try await reader.get("a") == 4)
    disk.close(gate)
    try await store.put(5, at: "a")
    #expect(disk.allFiles()["/store/documents/a.json"] != nil)
    #expect(try await reader.get("a") == 5)
  }

  @Test("A disk that refuses checkpoints costs no commit")
  func failingCheckpoints() async throws {
    let disk = SimulatedDisk()
    let store = try await CrashTests.open(disk, .init(checkpointBytes: 1, checkpointDelay: nil))
    try await store.put(0, at: "a")
    // The first call of a commit writes the log, the second synchronises it; what follows is the checkpoint.
    for number in 1...5 {
      disk.plan(.error(call: 3 + number, number: 28))
      try await store.put(number, at: "a")
      #expect(try await store.stats().checkpointFailure?.contains("28") == true)
    }
    disk.plan(nil)
    #expect(try await store.get("a") == 5)
    try await store.put(6, at: "a")
    #expect(try await store.stats().checkpointFailure == nil)
    try await store.close()
    #expect(try await CrashTests.open(disk).get("a") == 6)
  }

  @Test("Base files are brought up to date soon after a commit")
  func checkpointsSoon() async throws {
    let disk = SimulatedDisk()
    let store = try await CrashTests.open(disk, .init(checkpointDelay: .milliseconds(1)))
    try await store.put(0, at: "a")
    while disk.allFiles()["/store/documents/a.json"] == nil { await Task.yield() }
    try await store.close()
  }

  @Test("Many tasks read and write one store at once")
  func manyTasks() async throws {
    let folder = TemporaryFolder()
    let store = try await JSONFileStore.open(
      folder.path,
      options: .init(
        durability: .grouped(every: .milliseconds(1)), segmentBytes: 2000, checkpointBytes: 4000, checkpointDelay: .milliseconds(1)))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<4 {
        group.addTask {
          for number in 0..<50 {
            try await store.commit { changes in
              try changes.put(number, at: StoreKey("worker/\(worker)"))
              try changes.append([worker, number], to: "all", at: time(number))
            }
          }
        }
        group.addTask {
          for _ in 0..<20 {
            var last = [Int](repeating: -1, count: 4)
            for try await record in store.read("all", as: [Int].self) {
              #expect(record.value[1] == last[record.value[0]] + 1)
              last[record.value[0]] = record.value[1]
            }
            _ = try await store.documents(under: "worker/")
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await store.count(of: "all") == 200)
    try await store.close()
    #expect(try JSONFileStore.check(folder.path) == [])
  }
}

import Foundation
import Testing

@testable import Store

/// What a store holds, for comparing.
struct StoreContents: Equatable, CustomStringConvertible {
  var documents: [String: String] = [:]
  var journals: [String: [String]] = [:]

  init(of store: some Storage) async throws {
    for document in try await store.documents(under: "") {
      documents[document.key.text] = "\(document.version) \(try JSONText(bytes: document.json.bytes))"
    }
    for journal in try await store.journals() {
      let extent = try await store.extent(of: journal)
      var lines: [String] = ["\(extent.first)..<\(extent.end)"]
      for try await record in store.read(journal) { lines.append("\(record.position) \(record.time) \(record.json)") }
      journals[journal.text] = lines
    }
  }

  var description: String { "\(documents) \(journals)" }
}

func time(_ second: Int) -> RecordTime { RecordTime(nanosecondsSince1970: Int64(second) * 1_000_000_000) }

/// The one commit that everything is tried on: it changes, makes and removes documents, and lengthens, starts and cuts journals.
func changeEverything(_ changes: inout StoreChanges) throws {
  try changes.put(["n": 2], at: "a")
  try changes.put("new", at: "deep/er/b")
  changes.delete("old")
  try changes.append("three", to: "j", at: time(3))
  try changes.append("four", to: "j", at: time(4))
  try changes.append(0.5, to: "k/new", at: time(1))
  changes.trim("cut", before: 2)
}

@Suite struct CrashTests {
  static let options = JSONFileStore.Options(segmentBytes: 150, checkpointDelay: nil)

  static func open(_ disk: SimulatedDisk, _ options: JSONFileStore.Options = options) async throws -> JSONFileStore {
    try await JSONFileStore.open("/store", options: options, files: disk)
  }

  /// A disk with a store that has something in base files and something in the log.
  static func prepared() async throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    let store = try await open(disk)
    try await store.commit { changes in
      try changes.put(["n": 1], at: "a")
      try changes.put("old", at: "old")
      try changes.append("one", to: "j", at: time(1))
      for second in 0..<4 { try changes.append(second, to: "cut", at: time(second)) }
    }
    try await store.flush()
    try await store.append("two", to: "j", at: time(2))
    try await store.put("in the log", at: "logged")
    await store.abandon()
    return disk
  }

  /// What the store holds before and after the commit.
  static func beforeAndAfter() async throws -> (before: StoreContents, after: StoreContents) {
    let disk = try await prepared()
    let store = try await open(disk)
    let before = try await StoreContents(of: store)
    try await store.commit(changeEverything)
    let after = try await StoreContents(of: store)
    return (before, after)
  }

  /// Opens, commits, brings base files up to date and closes, for as long as the disk does.
  /// - Returns: Whether the commit returned.
  static func work(_ disk: SimulatedDisk, _ options: JSONFileStore.Options = options) async -> Bool {
    var hasReturned = false
    do {
      let store = try await open(disk, options)
      try await store.commit(changeEverything)
      hasReturned = true
      try await store.close()
    } catch {}
    return hasReturned
  }

  /// Opens what is left, and checks that the commit is there or not, and that work goes on.
  static func verify(
    _ disk: SimulatedDisk, hasReturned: Bool, _ expected: (before: StoreContents, after: StoreContents), _ comment: Comment
  ) async throws {
    do {
      let store = try await open(disk)
      let found = try await StoreContents(of: store)
      #expect(found == expected.after || !hasReturned && found == expected.before, comment)
      try await store.append("more", to: "j", at: time(9))
      try await store.close()
      let again = try await open(disk, JSONFileStore.Options(access: .readOnly))
      #expect(try await again.last(of: "j")?.json.description == "\"more\"", comment)
      #expect(try JSONFileStore.check("/store", files: disk).allSatisfy { $0.severity == .note }, comment)
    } catch {
      Issue.record("\(comment): \(error)")
    }
  }

  @Test("A process that ends in any call leaves the commit whole or absent", arguments: SimulatedDisk.Survival.allCases)
  func endsAnywhere(survival: SimulatedDisk.Survival) async throws {
    let expected = try await Self.beforeAndAfter()
    #expect(expected.before != expected.after)
    let start = try await Self.prepared()
    var random = SeededGenerator(seed: 11)
    let whole = start.survivor(.everything, &random)
    whole.plan(nil)
    #expect(await Self.work(whole))
    let calls = whole.calls
    #expect(calls > 60)
    for call in 0...calls {
      for seed in 0..<(survival == .mixture ? 12 : 1) {
        var random = SeededGenerator(seed: UInt64(call * 100 + seed))
        let disk = start.survivor(.everything, &random)
        disk.plan(.end(call: call))
        let hasReturned = await Self.work(disk)
        let left = disk.survivor(survival, &random)
        try await Self.verify(left, hasReturned: hasReturned, expected, "call \(call) of \(calls), \(survival), seed \(seed)")
      }
    }
  }

  @Test("A write torn at any byte leaves the commit whole or absent")
  func tornAnywhere() async throws {
    let expected = try await Self.beforeAndAfter()
    let start = try await Self.prepared()
    var random = SeededGenerator(seed: 12)
    let whole = start.survivor(.everything, &random)
    whole.plan(nil)
    #expect(await Self.work(whole))
    #expect(whole.writes.reduce(0) { $0 + $1.count } > 2000)
    var verified: [SimulatedDisk.Survival: (files: [String: [UInt8]], hasReturned: Bool)] = [:]
    for write in whole.writes {
      for bytes in 0...write.count {
        let disk = start.survivor(.everything, &random)
        disk.plan(.end(call: write.call, bytes: bytes))
        let hasReturned = await Self.work(disk)
        for survival in SimulatedDisk.Survival.allCases {
          let left = disk.survivor(survival, &random)
          let comment: Comment = "call \(write.call), \(bytes) of \(write.count) bytes, \(survival)"
          // What was not synchronised is not on that disk, however much of it was written.
          let files = left.allFiles()
          if let last = verified[survival], last.files == files, last.hasReturned == hasReturned { continue }
          try await Self.verify(left, hasReturned: hasReturned, expected, comment)
          verified[survival] = (files, hasReturned)
        }
      }
    }
  }

  @Test("An error in any call leaves the commit whole or absent, and is said", arguments: [ENOSPC, EIO, EACCES], [false, true])
  func errorsAnywhere(number: Int32, isLasting: Bool) async throws {
    let expected = try await Self.beforeAndAfter()
    let start = try await Self.prepared()
    var random = SeededGenerator(seed: 13)
    let whole = start.survivor(.everything, &random)
    whole.plan(nil)
    #expect(await Self.work(whole))
    for call in 0..<whole.calls {
      let comment: Comment = "error \(number) in call \(call), lasting: \(isLasting)"
      let disk = start.survivor(.everything, &random)
      disk.plan(isLasting ? .errors(from: call, number: number) : .error(call: call, number: number, bytes: 10))
      var hasReturned = false
      do {
        let store = try await Self.open(disk)
        defer { disk.plan(nil) }
        do {
          try await store.commit(changeEverything)
          hasReturned = true
        } catch let error as StoreError {
          #expect(error.systemError == number, comment)
          if await store.stopped == nil, !isLasting {
            // Nothing happened, and the same commit goes through once the disk is well.
            disk.plan(nil)
            #expect(try await StoreContents(of: store) == expected.before, comment)
            try await store.commit(changeEverything)
            hasReturned = true
            let left = disk.survivor(.synchronised, &random)
            let reopened = try await Self.open(left)
            #expect(reopened.recovery.isEmpty, comment)
            #expect(try await StoreContents(of: reopened) == expected.after, comment)
          }
        }
        if hasReturned, !isLasting {
          // The same store goes on, unless it said that it does not.
          disk.plan(nil)
          if await store.stopped == nil {
            #expect(try await StoreContents(of: store) == expected.after, comment)
          }
        }
        try? await store.close()
      } catch let error as StoreError {
        #expect(error.systemError == number, comment)
      }
      for survival in SimulatedDisk.Survival.allCases {
        let left = disk.survivor(survival, &random)
        try await Self.verify(left, hasReturned: hasReturned, expected, comment)
      }
    }
  }

  @Test("A commit of which any page is not on disk does not exist")
  func missingPages() async throws {
    let expected = try await Self.beforeAndAfter()
    var random = SeededGenerator(seed: 14)
    let disk = try await Self.prepared()
    let store = try await Self.open(disk)
    let start = try #require(disk.allFiles()["/store/commits.log"]).count - CommitLog.mark.count
    try await store.commit(changeEverything)
    await store.abandon()
    let log = try #require(disk.allFiles()["/store/commits.log"])
    // Pages of every size, so that each part of the commit is missing on its own.
    for size in [1, 16, 64, 512] {
      for page in stride(from: start, to: log.count - CommitLog.mark.count, by: size) {
        var bytes = log
        for index in page..<min(page + size, log.count) { bytes[index] = 0 }
        let left = disk.survivor(.everything, &random)
        left.overwrite("/store/commits.log", bytes)
        let reopened = try await Self.open(left)
        #expect(try await StoreContents(of: reopened) == expected.before, "page of \(size) bytes at \(page)")
        #expect(reopened.recovery.count == 1)
      }
    }
  }

  @Test("What a commit wrote before the disk was full is gone before the next one")
  func failedWriteIsCut() async throws {
    var random = SeededGenerator(seed: 16)
    let start = try await Self.prepared()
    let rehearsal = start.survivor(.everything, &random)
    let rehearsing = try await Self.open(rehearsal)
    rehearsal.plan(nil)
    try await rehearsing.commit(changeEverything)
    let write = try #require(rehearsal.writes.first)
    let disk = start.survivor(.everything, &random)
    let store = try await Self.open(disk)
    disk.plan(.error(call: write.call, number: ENOSPC, bytes: write.count - 5))
    await #expect(throws: StoreError.self) { try await store.commit(changeEverything) }
    disk.plan(nil)
    try await store.put(1, at: "short")
    let after = try await Self.open(disk.survivor(.synchronised, &random))
    #expect(after.recovery.isEmpty, "\(after.recovery)")
    #expect(try await after.get("short") == 1)
  }

  @Test("What a torn commit left is gone before the next one, even while a reader delays the checkpoint")
  func tornTailIsCut() async throws {
    var random = SeededGenerator(seed: 15)
    let disk = try await Self.prepared()
    let store = try await Self.open(disk)
    try await store.commit(changeEverything)
    await store.abandon()
    let log = try #require(disk.allFiles()["/store/commits.log"])
    disk.overwrite("/store/commits.log", Array(log.dropLast(40)))
    let gate = try #require(try disk.open("/store/gate", .read))
    #expect(try disk.lock(gate, exclusive: false))
    let torn = try await Self.open(disk)
    #expect(torn.recovery.count == 1)
    try await torn.put(1, at: "short")
    let left = disk.survivor(.synchronised, &random)
    let after = try await Self.open(left)
    #expect(after.recovery.isEmpty, "\(after.recovery)")
    #expect(try await after.get("short") == 1)
  }

  @Test("With grouped durability a loss of power takes commits from the end only")
  func groupedCommitsGoInOrder() async throws {
    let options = JSONFileStore.Options(durability: .grouped(every: .seconds(3600)), checkpointBytes: 1500, checkpointDelay: nil)
    func run(_ disk: SimulatedDisk, _ synchronised: inout Int) async {
      do {
        let store = try await Self.open(disk, options)
        for number in 0..<12 {
          try await store.commit { changes in
            try changes.put(number, at: "number")
            try changes.append(number, to: "numbers", at: time(number))
          }
          if number == 5 {
            try await store.synchronize()
            synchronised = 5
          }
        }
        try await store.close()
        synchronised = 11
      } catch {}
    }
    let whole = SimulatedDisk()
    var ignored = -1
    await run(whole, &ignored)
    for call in 0...whole.calls {
      for survival in SimulatedDisk.Survival.allCases {
        var random = SeededGenerator(seed: UInt64(call))
        let disk = SimulatedDisk()
        disk.plan(.end(call: call))
        var synchronised = -1
        await run(disk, &synchronised)
        let store = try await Self.open(disk.survivor(survival, &random), options)
        let number = try await store.get("number", as: Int.self) ?? -1
        var numbers: [Int] = []
        for try await record in store.read("numbers", as: Int.self) { numbers.append(record.value) }
        #expect(numbers == Array(0..<number + 1), "call \(call), \(survival)")
        #expect(number >= synchronised, "call \(call), \(survival)")
      }
    }
  }

  @Test("A commit takes one fsync, and none without durability")
  func countsSynchronisations() async throws {
    let disk = SimulatedDisk()
    let store = try await Self.open(disk)
    disk.plan(nil)
    try await store.commit(changeEverything)
    #expect(disk.synchronisations == 1)
    try await store.close()
    let careless = try await Self.open(disk, JSONFileStore.Options(durability: .none))
    disk.plan(nil)
    try await careless.put(1, at: "x")
    try await careless.close()
    #expect(disk.synchronisations == 0)
  }
}

import Foundation
import Testing

@testable import Store

@Suite struct CorruptionTests {
  /// A store with everything that can be on disk: documents, full and open segments, indexes, and a log with two commits.
  static func prepared() async throws -> (disk: SimulatedDisk, contents: StoreContents) {
    let disk = SimulatedDisk()
    let store = try await CrashTests.open(disk)
    try await store.commit { changes in
      try changes.put(["n": 1.5, "m": -2], at: "a")
      try changes.put("text", at: "deep/B")
      for second in 0..<5 { try changes.append(["s": second], to: "j", at: time(second)) }
    }
    try await store.append(5, to: "j", at: time(5))
    try await store.append("x", to: "other", at: time(5))
    try await store.flush()
    _ = try await store.records(of: "j", in: 0..<9, atMost: 9)
    try await store.close()
    let again = try await CrashTests.open(disk)
    try await again.put(["n": 2], at: "a")
    try await again.append(6, to: "j", at: time(6))
    let contents = try await StoreContents(of: again)
    await again.abandon()
    return (disk, contents)
  }

  /// Opens a damaged disk and reads everything; says what came of it.
  static func outcome(_ disk: SimulatedDisk, _ options: JSONFileStore.Options) async throws -> (contents: StoreContents?, said: Bool) {
    do {
      let store = try await CrashTests.open(disk, options)
      let contents = try await StoreContents(of: store)
      return (contents, !store.recovery.isEmpty)
    } catch let error as StoreError {
      #expect([.damaged, .notAStore, .tooNew].contains(error.code), "\(error)")
      #expect(error.place != nil, "\(error)")
      return (nil, true)
    }
  }

  static let files = [
    "/store/store.json", "/store/commits.log", "/store/documents/a.json", "/store/documents/deep/B~1.json",
    "/store/journals/j.journal/head.json", "/store/journals/j.journal/00000000000000000000.jsonl",
    "/store/journals/j.journal/00000000000000000000.index", "/store/journals/j.journal/00000000000000000005.jsonl",
    "/store/journals/other.journal/head.json", "/store/lock", "/store/gate",
  ]

  @Test("The files to damage are all the files there are")
  func knowsAllFiles() async throws {
    let (disk, _) = try await Self.prepared()
    let others = Set(disk.allFiles().keys).subtracting(Self.files)
    #expect(Set(Self.files).subtracting(disk.allFiles().keys).isEmpty)
    #expect(others.allSatisfy { $0.hasSuffix(".index") || $0.contains("/other.journal/") }, "\(others)")
  }

  @Test("A byte flipped anywhere is made good, or said with its file; never wrong data in silence", arguments: files)
  func flips(file: String) async throws {
    let (original, expected) = try await Self.prepared()
    let bytes = try #require(original.allFiles()[file])
    var random = SeededGenerator(seed: 21)
    for index in bytes.indices {
      for mask: UInt8 in [0x01, 0x80, UInt8.random(in: 1...255, using: &random)] {
        let disk = original.survivor(.everything, &random)
        var damaged = bytes
        damaged[index] ^= mask
        disk.overwrite(file, damaged)
        for access in [JSONFileStore.Access.readOnly, .readWrite] {
          let (contents, said) = try await Self.outcome(disk, JSONFileStore.Options(access: access, checkpointDelay: nil))
          let isSame = contents == expected
          // A reader does not say that the last commit of the log looks unfinished: to it, that is a writer at work.
          let isTornLog = file.hasSuffix("commits.log") && access == .readOnly
          #expect(isSame || said || isTornLog, "\(file), byte \(index) ^ \(mask), \(access): \(String(describing: contents))")
        }
      }
    }
  }

  @Test("A file cut anywhere is made good, or said; never wrong data in silence", arguments: files)
  func cuts(file: String) async throws {
    let (original, expected) = try await Self.prepared()
    let bytes = try #require(original.allFiles()[file])
    var random = SeededGenerator(seed: 22)
    for count in 0..<bytes.count {
      let disk = original.survivor(.everything, &random)
      disk.overwrite(file, Array(bytes.prefix(count)))
      let (contents, said) = try await Self.outcome(disk, CrashTests.options)
      #expect(contents == expected || said, "\(file), cut to \(count) bytes: \(String(describing: contents))")
    }
  }

  @Test("What repair leaves is a store in order, and holds nothing that was never written", arguments: files)
  func repairs(file: String) async throws {
    let (original, expected) = try await Self.prepared()
    let bytes = try #require(original.allFiles()[file])
    var random = SeededGenerator(seed: 23)
    for index in stride(from: 0, to: bytes.count, by: 3) {
      let disk = original.survivor(.everything, &random)
      disk.overwrite(
        file, index % 2 == 0 ? bytes.enumerated().map { $0.offset == index ? $0.element ^ 0x04 : $0.element } : Array(bytes.prefix(index)))
      let comment: Comment = "\(file), byte \(index)"
      do {
        _ = try JSONFileStore.repair("/store", acceptingEdits: false, files: disk)
        let after = try JSONFileStore.check("/store", files: disk)
        #expect(after.allSatisfy { $0.severity != .damage }, "\(comment): \(after)")
        let store = try await CrashTests.open(disk)
        let contents = try await StoreContents(of: store)
        for (key, document) in contents.documents {
          // The version before the log is the right one if the log is what was damaged.
          #expect(document == expected.documents[key] || key == "a" && document == "1 {\"m\":-2.0,\"n\":1.5}", comment)
        }
        for (key, lines) in contents.journals { #expect(Set(lines.dropFirst()).isSubset(of: expected.journals[key] ?? []), comment) }
        try await store.append("more", to: "j", at: time(9))
        try await store.close()
        #expect(try JSONFileStore.check("/store", files: disk).allSatisfy { $0.severity != .damage }, comment)
      } catch {
        Issue.record("\(comment): \(error)")
      }
    }
  }

  @Test("A damaged record costs that record only")
  func losesOneRecord() async throws {
    let (disk, _) = try await Self.prepared()
    let path = "/store/journals/j.journal/00000000000000000000.jsonl"
    var bytes = try #require(disk.allFiles()[path])
    let second = (bytes.firstIndex(of: 0x0A) ?? 0) + 1
    bytes[second + 50] ^= 1
    disk.overwrite(path, bytes)
    let found = try JSONFileStore.check("/store", files: disk)
    #expect(found.first?.severity == .damage)
    #expect(found.first?.offset == second)
    #expect(found.first?.file == path)
    _ = try JSONFileStore.repair("/store", acceptingEdits: false, files: disk)
    let store = try await CrashTests.open(disk)
    #expect(try await store.extent(of: "j") == JournalExtent(first: 0, end: 7, count: 6))
    #expect(try await store.newest(6, of: "j").map(\.position) == [0, 2, 3, 4, 5, 6])
    #expect(disk.allFiles().keys.contains { $0.hasPrefix("/store/lost+found/") })
  }

  @Test("An edit by hand is refused, said, and kept if wanted")
  func acceptsEdits() async throws {
    let (disk, _) = try await Self.prepared()
    let path = "/store/documents/deep/B~1.json"
    let edited = String(decoding: try #require(disk.allFiles()[path]), as: UTF8.self).replacing("text", with: "edited")
    disk.overwrite(path, Array(edited.utf8))
    let store = try await CrashTests.open(disk)
    let error = await #expect(throws: StoreError.self) { try await store.get("deep/B", as: String.self) }
    #expect(error?.code == .damaged)
    #expect(error?.place == path)
    try await store.close()
    _ = try JSONFileStore.repair("/store", acceptingEdits: true, files: disk)
    let again = try await CrashTests.open(disk)
    #expect(try await again.get("deep/B", as: String.self) == "edited")
  }

  @Test("A file that is missing is made good, or said", arguments: files.filter { !$0.contains("/documents/") })
  func missing(file: String) async throws {
    let (original, expected) = try await Self.prepared()
    var random = SeededGenerator(seed: 24)
    let disk = original.survivor(.everything, &random)
    try disk.remove(file)
    let (contents, said) = try await Self.outcome(disk, CrashTests.options)
    #expect(contents == expected || said)
  }

  @Test("Numbers that no store can reach are refused even where checksums hold, and never trap", arguments: files)
  func absurdNumbers(file: String) async throws {
    let (original, _) = try await Self.prepared()
    var random = SeededGenerator(seed: 25)
    let bytes = try #require(original.allFiles()[file])
    let text = String(decoding: bytes, as: UTF8.self)
    for number in ["9223372036854775807", "9223372036854775806", "-1", "0", "4611686018427387904", "99999999999999999999"] {
      for match in text.matches(of: /[ :,\[]([0-9]+)(?=[,\n\]}])/) {
        let disk = original.survivor(.everything, &random)
        disk.overwrite(file, Self.seal(text.replacingCharacters(in: match.1.startIndex..<match.1.endIndex, with: number)))
        _ = try? await Self.outcome(disk, CrashTests.options)
        _ = try? JSONFileStore.check("/store", files: disk)
        _ = try? JSONFileStore.repair("/store", acceptingEdits: true, files: disk)
        if let store = try? await CrashTests.open(disk) {
          _ = try? await store.append("more", to: "j", at: time(1))
          _ = try? await store.put("more", at: "a")
        }
      }
    }
  }

  /// Gives every line, or the whole file, the checksum that its bytes have.
  private static func seal(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    if text.hasPrefix("{\n") {
      let body = Array(text.utf8.dropFirst(28))
      return Array("{\n  \"checksum\": \"\(Hexadecimal.text(Checksum.of(body.span)))\",\n".utf8) + body
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      let start = bytes.count
      if let end = line.range(of: ",\"c\":\"", options: .backwards)?.lowerBound {
        bytes += Array(line[..<end].utf8)
        CheckedLine.seal(from: start, &bytes)
      } else {
        bytes += Array((line + "\n").utf8)
      }
    }
    return bytes
  }

  @Test("Files of any bytes never trap", arguments: 0..<40)
  func anyBytes(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let (original, _) = try await Self.prepared()
    for file in Self.files {
      let disk = original.survivor(.everything, &random)
      var bytes = original.allFiles()[file] ?? []
      switch seed % 4 {
      case 0: bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      case 1: bytes += bytes
      case 2: bytes.shuffle(using: &random)
      default: bytes = Array(String(decoding: bytes, as: UTF8.self).replacing(/[0-9]+/, with: "9223372036854775807").utf8)
      }
      disk.overwrite(file, bytes)
      _ = try? await Self.outcome(disk, CrashTests.options)
      _ = try? JSONFileStore.check("/store", files: disk)
      _ = try? JSONFileStore.repair("/store", acceptingEdits: true, files: disk)
    }
  }
}

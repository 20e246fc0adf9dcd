import Foundation
import TestSupport
import Testing

@testable import Store

/// A writer in a process of its own, which can be killed.
final class CrashWriter: @unchecked Sendable {
  private let process = Process()
  private let output = Pipe()
  #if os(Linux)
    /// `F_SETPIPE_SZ`, which Swift does not see.
    private let setPipeSize: Int32 = 1_031
  #endif

  init(_ arguments: [String]) throws {
    // The build puts it beside the tests.
    process.executableURL = URL(fileURLWithPath: Program.folder + "/StoreCrashWriter")
    process.arguments = arguments
    process.standardOutput = output
    #if os(Linux)
      // A writer that is far ahead of whoever reads waits. While other tests have the processors it would else write for minutes.
      _ = fcntl(output.fileHandleForReading.fileDescriptor, setPipeSize, 4_096)
    #endif
  }

  func start() throws { try process.run() }

  var identifier: Int32 { process.processIdentifier }

  /// The next bytes it prints; empty at its end.
  func read() -> Data { output.fileHandleForReading.availableData }

  /// Kills it, and returns what it printed that was not read.
  func kill() -> Data {
    _ = Foundation.kill(process.processIdentifier, SIGKILL)
    return finish()
  }

  func finish() -> Data {
    let rest = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return rest
  }
}

@Suite struct ProcessTests {
  /// Everything that transactions up to a number have left, and nothing else.
  /// - Returns: The number of the last transaction, and whether all are whole.
  static func verify(_ store: some Storage, printed: Int, _ comment: Comment) async throws -> (number: Int, isWhole: Bool) {
    let number = try await store.get("state/number", as: Int.self) ?? 0
    #expect(number >= printed, "\(comment): what was printed is lost")
    var numbers: [Int] = []
    for try await record in store.read("numbers", as: Int.self) { numbers.append(record.value) }
    var parts: [[Int]] = []
    for try await record in store.read("parts", as: [Int].self) { parts.append(record.value) }
    let first = number < 40 ? 0 : number / 40 * 40 - 30
    let text = try await store.get("state/text", as: String.self)
    let odd = try await store.get("state/odd", as: Int.self)
    let isWhole =
      numbers == Array(0..<number).map { $0 + 1 }
      && parts == (first..<max(first, number)).flatMap { number in (0..<3).map { [number + 1, $0] } }
      && (number == 0 || text == String(repeating: "\(number) ", count: number % 50)) && odd == (number % 7 == 0 ? nil : number)
    #expect(isWhole, "\(comment): \(number), \(numbers.suffix(3)), \(parts.suffix(4)), \(text ?? "none"), \(odd ?? 0)")
    return (number, isWhole)
  }

  @Test(
    "What a killed process had committed is there, nothing half-done is, and work goes on", arguments: ["everyCommit", "grouped", "none"])
  func killed(durability: String) async throws {
    let folder = TemporaryFolder()
    // `Benchmarks/crash-run` asks for more rounds.
    let rounds = ProcessInfo.processInfo.environment["ASSAY_CRASH_ROUNDS"].flatMap { Int($0) } ?? 20
    let seed = ProcessInfo.processInfo.environment["ASSAY_CRASH_SEED"].flatMap { UInt64($0) } ?? 31
    var random = SeededGenerator(seed: seed)
    var reached = 0
    var lost = 0
    var torn = 0
    for round in 0..<rounds {
      let writer = try CrashWriter([folder.path, durability])
      try writer.start()
      // The moment is chosen in output, which comes as commits do, and then within a commit.
      var text = Data()
      let wanted = Int.random(in: 1...400, using: &random)
      while text.count < wanted {
        let more = writer.read()
        if more.isEmpty { break }
        text += more
      }
      for _ in 0..<Int.random(in: 0...3000, using: &random) { _ = random.next() }
      text += writer.kill()
      let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      #expect(!lines.contains { $0.hasPrefix("error") }, "\(lines)")
      let printed = lines.last.flatMap { Int($0) } ?? reached
      let comment: Comment = "round \(round), seed \(seed), \(durability)"
      let reader = try await JSONFileStore.open(folder.path, options: .init(access: .readOnly))
      let (seen, _) = try await Self.verify(reader, printed: printed, comment)
      let store = try await JSONFileStore.open(folder.path)
      let (number, isWhole) = try await Self.verify(store, printed: printed, comment)
      if number < printed { lost += 1 }
      if !isWhole { torn += 1 }
      #expect(number == seen, comment)
      #expect(number >= reached, comment)
      reached = number
      try await store.close()
      #expect(try JSONFileStore.check(folder.path).allSatisfy { $0.severity == .note }, comment)
    }
    #expect(reached > rounds)
    print("crash run, \(durability): \(rounds) rounds, \(reached) commits, \(lost) lost, \(torn) torn (seed \(seed))")
  }

  @Test("Readers beside a writer in another process see each commit whole or not at all")
  func readsBesideWriter() async throws {
    let folder = TemporaryFolder()
    let writer = try CrashWriter([folder.path, "none"])
    try writer.start()
    while !String(decoding: writer.read(), as: UTF8.self).contains("\n") {}
    let store = try await JSONFileStore.open(folder.path, options: .init(access: .readOnly, checkpointBytes: 3000))
    var last = 0
    var changes = 0
    for _ in 0..<400 {
      // More is written from here on; unless the pipe is emptied, the writer waits.
      _ = writer.read()
      let moment = try await store.snapshot { moment throws(StoreError) in
        let number = try moment.document("state/number")?.decode(Int.self) ?? 0
        let odd = try moment.document("state/odd")?.decode(Int.self)
        let numbers = try moment.extent(of: "numbers")
        let parts = try moment.extent(of: "parts")
        let newest = try moment.records(of: "parts", in: max(0, parts.end - 3)..<parts.end).map { record throws(StoreError) in
          try record.decode([Int].self)
        }
        return [number, odd ?? 0, numbers.end, parts.end] + newest.joined()
      }
      let number = moment[0]
      #expect(number >= last)
      if number > last { changes += 1 }
      last = number
      let expected = [number, number % 7 == 0 ? 0 : number, number, 3 * number] + (number == 0 ? [] : (0..<3).flatMap { [number, $0] })
      #expect(moment == expected)
    }
    #expect(changes > 100)
    _ = writer.kill()
  }

  @Test("A second writer is told who the first one is")
  func twoWriters() async throws {
    let folder = TemporaryFolder()
    let writer = try CrashWriter([folder.path, "none"])
    try writer.start()
    while !String(decoding: writer.read(), as: UTF8.self).contains("\n") {}
    let error = await #expect(throws: StoreError.self) { _ = try await JSONFileStore.open(folder.path) }
    #expect(error?.code == .locked)
    #expect(error?.description.contains("\(writer.identifier)") == true, "\(String(describing: error))")
    _ = writer.kill()
    let store = try await JSONFileStore.open(folder.path)
    let second = await #expect(throws: StoreError.self) { _ = try await JSONFileStore.open(folder.path) }
    #expect(second?.description.contains("this process") == true)
    try await store.close()
    _ = try await JSONFileStore.open(folder.path)
  }

  @Test("A backup is a whole store of one moment, made while another process writes")
  func backsUpBesideWriter() async throws {
    let folder = TemporaryFolder()
    let target = TemporaryFolder()
    let writer = try CrashWriter([folder.path, "none"])
    try writer.start()
    while !String(decoding: writer.read(), as: UTF8.self).contains("\n") {}
    let store = try await JSONFileStore.open(folder.path, options: .init(access: .readOnly))
    var last = 0
    for round in 0..<5 {
      _ = writer.read()
      let path = target.path + "-\(round)"
      defer { try? FileManager.default.removeItem(atPath: path) }
      try await store.backup(to: path)
      #expect(try JSONFileStore.check(path).allSatisfy { $0.severity == .note })
      let copy = try await JSONFileStore.open(path)
      last = try await Self.verify(copy, printed: last, "round \(round)").number
      try await copy.close()
    }
    _ = writer.kill()
  }
}

import GradientBoost
import Market
import Statistics
import Store
import TestSupport
import Testing
import WalkForward

@testable import Pipeline

@Suite("The registry")
struct RegistryTests {
  private let now = Timestamp(seconds: 1_714_521_600)

  private func later(_ days: Int) -> Timestamp { now + .seconds(86_400 * days) }

  @Test("puts one version to use and the one before it out of it, in one commit")
  func activation() async throws {
    let store = MemoryStore()
    var registry = try await store.registry()
    let one = try registry.register(TestModel.trained(1), at: now)
    let two = try registry.register(TestModel.trained(2), at: now)
    #expect([one.description, two.description] == ["direction-pair v1", "direction-pair v2"])
    try registry.activate(one, at: later(1), reason: "It is the first.")
    try await store.commit(registry.takeChanges())
    #expect(!registry.hasChanges)

    registry = try await store.registry()
    #expect(registry.activeModel("direction-pair")?.id == one)
    try registry.activate(two, at: later(2), reason: "It won.")
    let changes = try registry.takeChanges()
    try await store.commit(changes)
    registry = try await store.registry()
    #expect(try registry.model(one).status == .disabled && registry.model(one).wasActiveUntil == later(2))
    #expect(registry.activeModel("direction-pair")?.id == two)
    var lines: [String] = []
    for try await line in store.read(Registry.journal, as: RegistryTransition.self) {
      lines.append("\(line.value.subject): \(line.value.from?.rawValue ?? "-") to \(line.value.to.rawValue)")
    }
    #expect(
      lines == [
        "direction-pair v1: - to candidate", "direction-pair v2: - to candidate", "direction-pair v1: candidate to active",
        "direction-pair v1: active to disabled", "direction-pair v2: candidate to active",
      ])
  }

  @Test("rolls back to the version that was in use before, and on to the one before that")
  func rollback() throws {
    var registry = Registry()
    let versions = try (1...3).map { try registry.register(TestModel.trained($0), at: now) }
    for (day, version) in versions.enumerated() { try registry.activate(version, at: later(day), reason: "next") }
    #expect(throws: RegistryError.self) { try registry.rollBack("direction-pair", to: 9, at: later(4), reason: "no such") }
    #expect(throws: RegistryError.self) { try registry.rollBack("direction-pair", to: 3, at: later(4), reason: "it is in use") }
    #expect(try registry.rollBack("direction-pair", at: later(4), reason: "v3 loses", person: "Ada") == versions[1])
    // The one that was rolled away from was in use last: a second step back is asked for by its version.
    #expect(try registry.rollbackTarget("direction-pair") == versions[2])
    #expect(try registry.rollBack("direction-pair", to: 1, at: later(5), reason: "v2 too") == versions[0])
    #expect(registry.models.map(\.status) == [.active, .disabled, .disabled])
    var first = Registry()
    try first.activate(first.register(TestModel.trained(1), at: now), at: now, reason: "first")
    #expect(throws: RegistryError.self) { try first.rollBack("direction-pair", at: later(1), reason: "nothing before") }
  }

  @Test("keeps what is in quarantine from every use until a person releases it by name")
  func quarantine() async throws {
    let store = MemoryStore()
    var registry = Registry()
    let leak = Verdict.fail("future_correlation", "'next' seems to know the future.")
    let reference = try registry.register(TestModel.trained(1, audit: [leak]), at: now)
    #expect(try registry.model(reference).status == .quarantined)
    try await store.commit(registry.takeChanges())
    #expect { try registry.activate(reference, at: now, reason: "I want it") } throws: {
      "\($0)".contains("'next' seems to know the future")
    }
    #expect(throws: RegistryError.self) { try registry.setStatus(of: reference, to: .candidate, at: now, reason: "please", person: "Ada") }
    #expect(throws: RegistryError.self) { try registry.rollBack("direction-pair", to: 1, at: now, reason: "back") }
    await #expect(throws: RegistryError.self) { try await store.modelFile(reference, of: registry) }
    #expect(throws: RegistryError.self) { try registry.release(reference, by: "", because: "none", at: now) }
    try registry.release(reference, by: "Ada", because: "The feature is lagged by a bar.", at: later(1))
    #expect(try registry.model(reference).status == .candidate)
    #expect(try registry.clearance(of: reference).isForced)
    #expect(registry.pendingTransitions.last?.isForced == true)
    try registry.activate(reference, at: later(1), reason: "explained")
    _ = try await store.modelFile(reference, of: registry)
    // Whatever is found later takes it out of use again.
    try registry.quarantine(reference, because: [.fail("too_good", "accuracy is 1.")], at: later(2))
    #expect(registry.activeModel("direction-pair") == nil)
    await #expect(throws: RegistryError.self) { try await store.modelFile(reference, of: registry) }
    // An audit that was not made is not an audit that was passed.
    let unaudited = try registry.register(TestModel.trained(2, audit: []), at: now)
    #expect(try registry.model(unaudited).status == .quarantined)
  }

  @Test("refuses every change of status that its table does not have, and brings nothing back from the archive by itself")
  func table() throws {
    let specification = try StrategySpecification("breakout", symbol: "A", timeframe: .hours(1))
    for start in RegistryStatus.allCases {
      for end in RegistryStatus.allCases {
        for person in [nil, "Ada"] {
          var registry = Registry()
          try registry.register(specification, cutoff: now, lineage: TestModel.lineage, at: now)
          if start != .candidate { try registry.setStatus(of: specification, to: start, at: now, reason: "here") }
          let isAllowed = start.allows(end, isPersonal: person != nil)
          do {
            try registry.setStatus(of: specification, to: end, at: later(1), reason: "there", person: person)
            #expect(isAllowed && registry.strategy(specification)?.status == end)
          } catch {
            #expect(!isAllowed && registry.strategy(specification)?.status == start, "\(start) to \(end): \(error)")
          }
        }
      }
    }
    #expect(RegistryStatus.archived.next.isEmpty)
    #expect(!RegistryStatus.quarantined.allows(.active, isPersonal: true))
  }

  @Test("counts the versions of a strategy from its parents, and does not move its cutoff")
  func strategies() async throws {
    let store = MemoryStore()
    var registry = Registry()
    let parent = try StrategySpecification("breakout", symbol: "A-B", timeframe: .hours(1))
    let child = try StrategySpecification("breakout", ["period": 30], symbol: "A-B", timeframe: .hours(1))
    try registry.register(parent, cutoff: now, lineage: TestModel.lineage, at: now)
    var lineage = TestModel.lineage
    lineage = Lineage(
      dataFrom: lineage.dataFrom, dataTo: lineage.dataTo, dataDigest: "", seed: 1, parent: parent.description, origin: "mutation")
    try registry.register(child, cutoff: later(3), lineage: lineage, at: later(4))
    #expect(registry.strategy(child)?.version == 2)
    #expect(throws: RegistryError.self) { try registry.register(child, cutoff: later(9), lineage: lineage, at: later(9)) }
    try registry.update(child) { $0.metrics["sharpe"] = 1.5 }
    try await store.commit(registry.takeChanges())
    let read = try await store.registry()
    #expect(read.strategies == registry.strategies)
    #expect(read.strategy(child)?.metrics == ["sharpe": 1.5])
    #expect(read.strategy(child)?.cutoff == later(3))
  }

  @Test("lets two who change the same record not both commit")
  func conflict() async throws {
    let store = MemoryStore()
    var registry = Registry()
    let reference = try registry.register(TestModel.trained(1), at: now)
    try await store.commit(registry.takeChanges())
    var (one, other) = (try await store.registry(), try await store.registry())
    try one.activate(reference, at: later(1), reason: "one")
    try other.setStatus(of: reference, to: .archived, at: later(1), reason: "other")
    try await store.commit(one.takeChanges())
    await #expect(throws: StoreError.self) { try await store.commit(other.takeChanges()) }
  }

  @Test("reads a model's file back to the same predictions, on either store")
  func files() async throws {
    let folder = try ScratchFolder()
    let trained = try TestModel.trained(4)
    for store in [MemoryStore(), try await JSONFileStore.open(folder.path("store"))] as [any Storage] {
      var registry = Registry()
      let reference = try registry.register(trained, at: now)
      try await store.commit(registry.takeChanges())
      let file = try await store.modelFile(reference, of: store.registry())
      #expect(file.model.json() == trained.file.model.json())
      #expect(file.calibrator == trained.file.calibrator && file.fingerprint == trained.file.fingerprint)
      #expect(file.trainingSpan == trained.file.trainingSpan && file.label == trained.file.label)
      let row = trained.file.model.featureNames.indices.map { Double($0) / 10 }
      #expect(file.prediction(row.span) == trained.file.prediction(row.span))
    }
  }

  @Test("refuses a file that was changed after training, however it was changed")
  func tampering() async throws {
    let trained = try TestModel.trained(5)
    let store = MemoryStore()
    var registry = Registry()
    let reference = try registry.register(trained, at: now)
    try await store.commit(registry.takeChanges())
    let key = try Registry.fileKey(of: reference)
    let text = try #require(await store.document(key)).json.description
    let leaf = try #require(trained.file.model.trees[0].leaves.first?.value)
    let other = try TestModel.trained(6)
    let forged = try JSONText(encoding: SealedModel(other.file)).description
    let edits: [(String, String)] = [
      ("another leaf", text.replacingOccurrences(of: "\(leaf)", with: "\(leaf + 0.5)")),
      ("another span", text.replacingOccurrences(of: "2024-03-01", with: "2023-03-01")),
      ("another calibration", text.replacingOccurrences(of: "\"slope\"", with: "\"slope_\"")),
      ("another model with a checksum of its own", forged),
      ("another checksum", text.replacingOccurrences(of: "sha256:", with: "sha256:0")),
      ("no model", "{}"),
    ]
    for (what, edit) in edits {
      #expect(edit != text, "\(what)")
      try await store.put(JSONText(edit), at: key)
      await #expect { try await store.modelFile(reference, of: registry) } throws: { error in
        "\(error)".contains("direction-pair v1") && "\(error)".contains("rollback")
      }
    }
    try await store.put(JSONText(text), at: key)
    _ = try await store.modelFile(reference, of: registry)
    try await store.delete(key)
    await #expect { try await store.modelFile(reference, of: registry) } throws: { "\($0)".contains("is missing") }
  }

  @Test("refuses records that were copied or edited so that two versions are in use")
  func damaged() async throws {
    let store = MemoryStore()
    var registry = Registry()
    let one = try registry.register(TestModel.trained(1), at: now)
    let two = try registry.register(TestModel.trained(2), at: now)
    try registry.activate(one, at: now, reason: "first")
    try await store.commit(registry.takeChanges())
    let record = try #require(await store.document(Registry.key(of: two))).json.description
    try await store.put(JSONText(record.replacingOccurrences(of: "candidate", with: "active")), at: Registry.key(of: two))
    await #expect { try await store.registry() } throws: { "\($0)".contains("are both active") }
    try await store.put(JSONText(record), at: Registry.key(of: ModelReference("direction-pair", version: 7)))
    await #expect { try await store.registry() } throws: { "\($0)".contains("belongs at") }
  }

  @Test("forgets the files that nobody goes back to, and never the records or what is in use")
  func retention() async throws {
    let store = MemoryStore()
    var registry = Registry()
    let versions = try (1...6).map { try registry.register(TestModel.trained($0), at: now) }
    for (day, version) in versions.prefix(4).enumerated() { try registry.activate(version, at: later(day), reason: "next") }
    try registry.setStatus(of: versions[4], to: .archived, at: later(5), reason: "of no use")
    try await store.commit(registry.takeChanges())
    #expect(try registry.retain(2, at: later(6)) == [versions[0], versions[4]])
    try await store.commit(registry.takeChanges())
    registry = try await store.registry()
    #expect(registry.models.map(\.hasFile) == [false, true, true, true, false, true])
    #expect(try await store.document(Registry.fileKey(of: versions[0])) == nil)
    #expect(throws: RegistryError.self) { try registry.activate(versions[0], at: later(7), reason: "too late") }
    #expect(try registry.rollBack("direction-pair", at: later(7), reason: "back") == versions[2])
    // A version is never given twice.
    #expect(try registry.register(TestModel.trained(9), at: later(8)).version == 7)
  }

  @Test("hashes as the standard's own examples say")
  func hashes() {
    // FIPS 180-4 examples, csrc.nist.gov: "abc", the two-block message, and the empty text; and a million a's.
    #expect(SHA256.hex(of: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.hex(of: "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(SHA256.hex(of: "") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256.hex(of: [UInt8](repeating: UInt8(ascii: "a"), count: 100_000))
        == "6d1cf22d7cc09b085dfc25ee1a1f3ae0265804c607bc2074ad253bcc82fd81ee")
  }

  @Test("names groups so that they can be part of a key", arguments: ["", "a b", "a/b", ".x", "ä"])
  func groups(name: String) {
    #expect(throws: RegistryError.self) { try ModelGroup(name, symbols: ["A"], timeframe: .hours(1)) }
  }
}

extension String {
  fileprivate func replacingOccurrences(of text: String, with other: String) -> String {
    split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
  }
}

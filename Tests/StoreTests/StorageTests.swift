import Foundation
import Testing

@testable import Store

/// A folder of its own for a test, gone afterwards.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("assay-store-\(UUID().uuidString)").path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct StorageTests {
  @Test("The memory store keeps every law", arguments: StoreConformance.laws)
  func memoryStore(law: StoreConformance.Law) async {
    let findings = await StoreConformance.check(law, on: MemoryStore())
    #expect(findings.isEmpty, "\(findings)")
  }

  @Test("The file store keeps every law", arguments: StoreConformance.laws)
  func fileStore(law: StoreConformance.Law) async throws {
    let folder = TemporaryFolder()
    let store = try await JSONFileStore.open(folder.path)
    let findings = await StoreConformance.check(law, on: store)
    #expect(findings.isEmpty, "\(findings)")
    try await store.close()
    #expect(try JSONFileStore.check(folder.path) == [])
  }

  @Test("The file store keeps every law with tiny segments and a checkpoint after each commit", arguments: StoreConformance.laws)
  func busyFileStore(law: StoreConformance.Law) async throws {
    let options = JSONFileStore.Options(durability: .none, segmentBytes: 300, checkpointBytes: 1)
    let store = try await JSONFileStore.open("/store", options: options, files: SimulatedDisk())
    let findings = await StoreConformance.check(law, on: store)
    #expect(findings.isEmpty, "\(findings)")
  }

  /// Breaks one law at a time: what the suite is there to find.
  private actor ForgetfulStore: Storage {
    let inner = MemoryStore()
    let defect: Int
    init(defect: Int) { self.defect = defect }

    func document(_ key: StoreKey) async throws -> StoredDocument? { await inner.document(key) }
    func documents(under prefix: String) async throws -> [StoredDocument] { await inner.documents(under: prefix) }
    func list(_ prefix: String) async throws -> [StoreKey] {
      let keys = await inner.list(prefix)
      return defect == 0 ? keys.reversed() : keys
    }
    func journals(_ prefix: String) async throws -> [StoreKey] { await inner.journals(prefix) }
    func extent(of journal: StoreKey) async throws -> JournalExtent { await inner.extent(of: journal) }
    func records(of journal: StoreKey, in positions: Range<Int>, atMost limit: Int) async throws -> [JournalRecord] {
      let records = await inner.records(of: journal, in: positions, atMost: limit)
      return defect == 1 ? records.reversed() : records
    }
    func commit(_ changes: StoreChanges) async throws -> CommitReceipt {
      guard defect == 2 else { return try await inner.commit(changes) }
      // Change by change, so a conflict comes too late.
      var receipt = CommitReceipt()
      for change in changes.changes {
        var one = StoreChanges()
        switch change {
        case .put(let key, let json, let expecting): try one.put(json, at: key, expecting: expecting)
        case .delete(let key, let expecting): one.delete(key, expecting: expecting)
        case .append(let key, let batch): one.append(batch, to: key)
        case .trim(let key, let position): one.trim(key, before: position)
        }
        let part = try await inner.commit(one)
        receipt.versions.merge(part.versions) { $1 }
        receipt.positions.merge(part.positions) { $0.lowerBound..<$1.upperBound }
      }
      return receipt
    }
  }

  @Test("The suite finds a store that sorts, reads or commits wrongly", arguments: 0...2)
  func conformanceCanFail(defect: Int) async {
    let findings = await StoreConformance.check { ForgetfulStore(defect: defect) }
    #expect(!findings.isEmpty)
    #expect(Set(findings.map(\.law)).count < StoreConformance.laws.count)
  }
}

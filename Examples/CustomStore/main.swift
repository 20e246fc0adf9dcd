// A store of your own: answer seven questions, and everything that talks to a store talks to yours. This one keeps values in dictionaries and
// counts its commits; put your database's calls in their place.
//
//   swift run -c release custom-store
//
// It prints:
//
//   best model: [models/direction] commits: 1
//   keeps all 20 laws of a store
import Assay

actor CountingStore: Storage {
  private var documents: [StoreKey: StoredDocument] = [:]
  private var journals: [StoreKey: [JournalRecord]] = [:]
  private var ends: [StoreKey: Int] = [:]
  private(set) var commits = 0

  func document(_ key: StoreKey) -> StoredDocument? { documents[key] }

  func documents(under prefix: String) -> [StoredDocument] { list(prefix).compactMap { documents[$0] } }

  func list(_ prefix: String) -> [StoreKey] { documents.keys.filter { $0.hasPrefix(prefix) }.sorted() }

  func journals(_ prefix: String) -> [StoreKey] { ends.keys.filter { $0.hasPrefix(prefix) }.sorted() }

  func extent(of journal: StoreKey) -> JournalExtent {
    let (records, end) = (journals[journal] ?? [], ends[journal] ?? 0)
    return JournalExtent(first: end - records.count, end: end)
  }

  func records(of journal: StoreKey, in positions: Range<Int>, atMost limit: Int) -> [JournalRecord] {
    Array((journals[journal] ?? []).filter { positions.contains($0.position) }.prefix(limit))
  }

  func commit(_ changes: StoreChanges) throws -> CommitReceipt {
    // Everything happens to copies, so a conflict half-way leaves nothing behind. With a database, this is its transaction.
    var (documents, journals, ends, receipt) = (documents, journals, ends, CommitReceipt())
    for change in changes.changes {
      switch change {
      case .put(let key, let json, let expecting):
        let found = documents[key]?.version
        guard expecting.admits(found) else { throw expecting.conflict(key, found: found) }
        documents[key] = StoredDocument(key: key, version: (found ?? 0) + 1, json: json)
        receipt.versions[key] = (found ?? 0) + 1
      case .delete(let key, let expecting):
        let found = documents.removeValue(forKey: key)?.version
        guard expecting.admits(found) else { throw expecting.conflict(key, found: found) }
      case .append(let key, let batch):
        let end = ends[key, default: 0]
        journals[key, default: []] += batch.enumerated().map { place, entry in
          JournalRecord(position: end + place, time: entry.time, json: entry.json)
        }
        ends[key] = end + batch.count
        receipt.positions[key] = (receipt.positions[key]?.lowerBound ?? end)..<end + batch.count
      case .trim(let key, let position): journals[key]?.removeAll { $0.position < position }
      }
    }
    (self.documents, self.journals, self.ends) = (documents, journals, ends)
    commits += 1
    return receipt
  }
}

let store = CountingStore()
try await store.commit { changes in
  try changes.put(["sharpe": 1.2], at: "models/direction")
  try changes.append("promoted", to: "decisions", at: RecordTime(nanosecondsSince1970: 1_700_000_000_000_000_000))
}
let best = try await store.top(1, under: "models/", by: "sharpe")
print("best model:", best.map(\.key), "commits:", await store.commits)

let findings = await StoreConformance.check { CountingStore() }
print(findings.isEmpty ? "keeps all \(StoreConformance.laws.count) laws of a store" : findings.map(\.description).joined(separator: "\n"))

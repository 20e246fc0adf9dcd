import Foundation
import Store
import TestSupport
import Testing

@Suite("The tool's store command")
struct StoreCommandTests {
  /// A store with a document and a journal, closed again.
  private func makeStore() async throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    let store = try await JSONFileStore.open(scratch.path("store"))
    try await store.put(["answer": 42], at: "models/a")
    for number in 0..<5 { try await store.append(number, to: "decisions", at: RecordTime(nanosecondsSince1970: Int64(number))) }
    try await store.close()
    return scratch
  }

  @Test("finds a whole store whole, and tells what it holds")
  func whole() async throws {
    let scratch = try await makeStore()
    let check = try Program.run(built: "assay", ["store", "check", scratch.path("store")])
    #expect(check.status == 0, "\(check.output)\(check.errors)")
    #expect(check.output.hasSuffix("store: every checksum is right\n"))
    let stats = try Program.run(built: "assay", ["store", "stats", scratch.path("store"), "--json"])
    #expect(stats.status == 0, "\(stats.errors)")
    let report = try #require(JSONSerialization.jsonObject(with: Data(stats.output.utf8)) as? [String: Any])
    #expect(report["documents"] as? Int == 1)
    #expect((report["journals"] as? [[String: Any]])?.first?["count"] as? Int == 5)
  }

  @Test("names the store beside which it was pointed, and no damage", arguments: ["check", "repair"])
  func noStore(action: String) async throws {
    let scratch = try await makeStore()
    let run = try Program.run(built: "assay", ["store", action, scratch.path])
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(
      run.errors.contains("The folder holds nothing of a store") && run.errors.contains("Did you mean the folder \"store\" in it?"),
      "\(run.errors)")
  }

  @Test("copies a store into a new folder, and into no other")
  func backup() async throws {
    let scratch = try await makeStore()
    // What an interrupted copy has left: nothing of it may be in the next one.
    try FileManager.default.createDirectory(atPath: scratch.path("copy.partial/documents/models"), withIntermediateDirectories: true)
    _ = try scratch.write("{}", to: "copy.partial/documents/models/deleted.json")
    let words = ["store", "backup", scratch.path("store"), scratch.path("copy")]
    let run = try Program.run(built: "assay", words)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == "\(scratch.path("store")): copied to \(scratch.path("copy"))\n")
    #expect(try scratch.names() == ["copy", "store"])
    let copy = try await JSONFileStore.open(scratch.path("copy"), options: .init(access: .readOnly))
    #expect(try await copy.get("models/a", as: [String: Int].self) == ["answer": 42])
    #expect(try await copy.list("models/").count == 1)
    try await copy.close()
    let again = try Program.run(built: "assay", words)
    #expect(again.status == 1)
    #expect(again.errors == "assay: \(scratch.path("copy")): The folder for the backup exists. Choose a new name for each backup.\n")
    let missing = try Program.run(built: "assay", ["store", "backup", scratch.path("store")])
    #expect(missing.status == 64)
    #expect(missing.errors.hasPrefix("assay store: TARGET is missing: the folder of the copy, which is not there yet\n"))
    let surplus = try Program.run(built: "assay", ["store", "check", scratch.path("store"), "x"])
    #expect(surplus.status == 64)
    #expect(surplus.errors.hasPrefix("assay store: unexpected argument 'x'\n"))
  }

  @Test("finds a changed byte with status 2, and repairs what is left")
  func damaged() async throws {
    let scratch = try await makeStore()
    let document = scratch.path("store/documents/models/a.json")
    let text = try String(contentsOfFile: document, encoding: .utf8)
    try text.replacingOccurrences(of: "42", with: "43").write(toFile: document, atomically: true, encoding: .utf8)
    let check = try Program.run(built: "assay", ["store", "check", scratch.path("store")])
    #expect(check.status == 2)
    #expect(check.output.contains("damage: ") && check.output.contains("a.json"), "\(check.output)")
    let repair = try Program.run(built: "assay", ["store", "repair", scratch.path("store")])
    #expect(repair.status == 2, "something was lost: \(repair.output)")
    #expect(try Program.run(built: "assay", ["store", "check", scratch.path("store")]).status == 0)
    let store = try await JSONFileStore.open(scratch.path("store"))
    #expect(try await store.count(of: "decisions") == 5)
    try await store.close()
  }

  @Test("keeps an edited document if told to")
  func edited() async throws {
    let scratch = try await makeStore()
    let document = scratch.path("store/documents/models/a.json")
    let text = try String(contentsOfFile: document, encoding: .utf8)
    try text.replacingOccurrences(of: "42", with: "43").write(toFile: document, atomically: true, encoding: .utf8)
    let repair = try Program.run(built: "assay", ["store", "repair", scratch.path("store"), "--accept-edits"])
    #expect(repair.status == 0, "\(repair.output)\(repair.errors)")
    let store = try await JSONFileStore.open(scratch.path("store"))
    #expect(try await store.get("models/a", as: [String: Int].self) == ["answer": 43])
    try await store.close()
  }

  @Test("says what is wrong with a folder that is no store", arguments: ["check", "repair", "stats"])
  func noStore(_ action: String) throws {
    let scratch = try ScratchFolder()
    let absent = try Program.run(built: "assay", ["store", action, scratch.path("absent")])
    #expect(absent.status == 1)
    #expect(absent.errors.contains("absent"), "\(absent.errors)")
    #expect(try scratch.names().isEmpty, "looking at a store makes none")
  }
}

/// Where everything lies in a store's folder.
struct StoreLayout: Sendable {
  let root: String

  init(_ directory: String) {
    var root = directory
    while root.count > 1, root.hasSuffix("/") { root.removeLast() }
    self.root = root.isEmpty ? "." : root
  }

  var description: String { root + "/store.json" }
  var lock: String { root + "/lock" }
  var gate: String { root + "/gate" }
  var log: String { root + "/commits.log" }
  var documents: String { root + "/documents" }
  var journals: String { root + "/journals" }
  var lostAndFound: String { root + "/lost+found" }

  /// What may lie in a folder whose creation was cut.
  static let leftovers: Set<String> = ["lock", "gate", "commits.log", "commits.log.new", "documents", "journals", "store.json.new"]

  func document(_ key: StoreKey) -> String { path(documents, key, ".json") }
  func journal(_ key: StoreKey) -> String { path(journals, key, ".journal") }
  func head(_ journal: StoreKey) -> String { self.journal(journal) + "/head.json" }

  func segment(_ journal: StoreKey, _ first: Int) -> String { self.journal(journal) + "/" + StoreLayout.segmentName(first) + ".jsonl" }
  func index(_ journal: StoreKey, _ first: Int) -> String { self.journal(journal) + "/" + StoreLayout.segmentName(first) + ".index" }

  static func segmentName(_ first: Int) -> String {
    let digits = String(first)
    return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
  }

  private func path(_ folder: String, _ key: StoreKey, _ ending: String) -> String {
    key.segments.reduce(folder) { $0 + "/" + FileName.encode($1) } + ending
  }

  /// The keys of the files or folders with an ending, below a folder; `stray` gets the paths of what no key names.
  static func keys(
    _ files: any FileSystem, _ folder: String, ending: String, isFolder: Bool, under prefix: String, stray: ((String) -> Void)? = nil
  ) throws(StoreError) -> [StoreKey] {
    // Only whole segments of the prefix are folders to start from.
    let head = prefix.lastIndex(of: "/").map { prefix[..<$0] } ?? ""
    var start = folder
    if !head.isEmpty {
      guard let key = try? StoreKey(String(head)) else { return [] }
      start = key.segments.reduce(folder) { $0 + "/" + FileName.encode($1) }
    }
    var found: [StoreKey] = []
    var waiting = [(path: start, segments: head.isEmpty ? [] : [String(head)])]
    while let (path, segments) = waiting.popLast() {
      for entry in try files.entries(path) {
        let isWanted = entry.isDirectory == isFolder && entry.name.hasSuffix(ending)
        let name = isWanted ? entry.name.dropLast(ending.count) : entry.name[...]
        guard isWanted || entry.isDirectory, let segment = FileName.decode(name) else {
          if !isFolder || entry.isDirectory { stray?(path + "/" + entry.name) }
          continue
        }
        if !isWanted {
          waiting.append((path + "/" + entry.name, segments + [segment]))
        } else if let key = try? StoreKey((segments + [segment]).joined(separator: "/")) {
          if key.hasPrefix(prefix) { found.append(key) }
        } else {
          stray?(path + "/" + entry.name)
        }
      }
    }
    return found.sorted()
  }
}

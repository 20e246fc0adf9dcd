extension JSONFileStore {
  /// Reads every byte of a store and says what is wrong. Nothing is changed, and a writer may go on meanwhile.
  ///
  /// - Returns: What was found, worst first; no `damage` means that everything committed can be read as it was written.
  /// - Throws: `StoreError` only if there is no store, or it cannot be looked at.
  public static func check(_ directory: String) throws(StoreError) -> [StoreFinding] {
    try check(directory, files: DiskFileSystem())
  }

  static func check(_ directory: String, files: any FileSystem) throws(StoreError) -> [StoreFinding] {
    let layout = StoreLayout(directory)
    try StoreInspection.lookForStore(layout, files)
    let gate = try files.open(layout.gate, .read)
    defer { if let gate { files.close(gate) } }
    for _ in 0..<1000 {
      let isHeld = try gate.map { gate throws(StoreError) in try files.lock(gate, exclusive: false) } ?? false
      defer { if isHeld, let gate { files.unlock(gate) } }
      var inspection = StoreInspection(files: files, layout: layout)
      try inspection.run()
      let found = inspection.findings.sorted { StoreInspection.rank($0) < StoreInspection.rank($1) }
      let isSettled = isHeld || gate == nil || inspection.view.generation == 0 ? true : try inspection.view.isCurrent()
      if isSettled || found.allSatisfy({ $0.severity == .note }) { return found }
    }
    throw StoreError(.busy, "The store changes faster than it can be checked", place: layout.root, remedy: "Try again.")
  }
}

/// One reading of a whole store.
struct StoreInspection {
  /// Throws where nothing says that there is a store, or was one.
  static func lookForStore(_ layout: StoreLayout, _ files: any FileSystem) throws(StoreError) {
    guard try files.status(layout.root) != nil else {
      throw StoreError(
        .notAStore, "There is no folder", place: layout.root, remedy: "Check the path; a store is a folder that a program has written to.")
    }
    let names = Set(try files.entries(layout.root).map(\.name))
    guard names.isDisjoint(with: ["commits.log", "store.json", "documents", "journals"]) else { return }
    let remedy = names.contains("store") ? "Did you mean the folder \"store\" in it?" : "Name the folder that a store was opened in."
    throw StoreError(.notAStore, "The folder holds nothing of a store", place: layout.root, remedy: remedy)
  }

  let files: any FileSystem
  let layout: StoreLayout
  var view: StoreView
  var findings: [StoreFinding] = []

  init(files: any FileSystem, layout: StoreLayout) {
    self.files = files
    self.layout = layout
    view = StoreView(files: files, layout: layout)
  }

  static func rank(_ finding: StoreFinding) -> Int {
    switch finding.severity {
    case .damage: 0
    case .warning: 1
    case .note: 2
    }
  }

  mutating func run() throws(StoreError) {
    var documents: [StoreKey] = []
    var strays: [String] = []
    attempt(layout.description) { inspection throws(StoreError) in
      guard try JSONFileStore.describe(inspection.layout, inspection.files) else {
        throw .damage(inspection.layout.description, nil, "The file that says that this is a store is missing")
      }
    }
    attempt(layout.log) { inspection throws(StoreError) in
      try inspection.view.refresh()
      if case .torn(let offset, let bytes) = inspection.view.tail {
        inspection.findings.append(
          StoreFinding(
            .note, inspection.layout.log, offset: offset,
            bytes == 0
              ? "The log ends without its mark: the last commit's write was cut right behind it, or later commits were cut off"
              : "The last \(bytes) bytes are a commit that is not finished; the next opening discards it unless a writer goes on"))
      }
    }
    findings += view.findings
    documents = try StoreLayout.keys(files, layout.documents, ending: ".json", isFolder: false, under: "") { strays.append($0) }
    for key in Set(documents).union(view.documents.keys).sorted() {
      attempt(layout.document(key)) { inspection throws(StoreError) in _ = try inspection.view.document(key) }
    }
    for key in try StoreLayout.keys(files, layout.journals, ending: ".journal", isFolder: true, under: "", stray: { strays.append($0) }) {
      attempt(layout.head(key)) { inspection throws(StoreError) in try inspection.journal(key) }
    }
    for stray in strays {
      findings.append(
        StoreFinding(.note, stray, stray.hasSuffix(".new") ? "A file that was never finished" : "A file that is not the store's"))
    }
  }

  private mutating func attempt(_ file: String, _ body: (inout StoreInspection) throws(StoreError) -> Void) {
    do throws(StoreError) { try body(&self) } catch { findings.append(StoreFinding(error, in: file)) }
  }

  private mutating func journal(_ key: StoreKey) throws(StoreError) {
    let known = view.findings.count
    let state = try view.journal(key)
    findings += view.findings[known...]
    let scan = JournalScan(files: files, layout: layout, journal: key)
    var end: Int?
    for segment in state.base.segments {
      if let end, end < segment.first {
        findings.append(StoreFinding(.warning, layout.segment(key, segment.first), "Records \(end)..<\(segment.first) are missing"))
      }
      end = segment.end
      attempt(layout.segment(key, segment.first)) { inspection throws(StoreError) in
        // An index made from nothing reads every line.
        let index = try scan.index(segment, known: SegmentIndex(first: segment.first))
        guard index.end == segment.end else {
          throw .damage(
            inspection.layout.segment(key, segment.first), index.bytes,
            "The segment holds \(index.end - segment.first) records, \(segment.count) were written")
        }
        let path = inspection.layout.index(key, segment.first)
        if let line = try inspection.files.contents(path), SegmentIndex(line, first: segment.first, atMost: segment.bytes) == nil {
          inspection.findings.append(StoreFinding(.note, path, "The index is damaged or old; it is only a cache and is built again"))
        }
      }
    }
    let named = Set(state.base.segments.map(\.first) + state.current.segments.map(\.first))
    for first in try scan.segmentFirsts() where !named.contains(first) {
      findings.append(StoreFinding(.note, layout.segment(key, first), "A segment that the journal no longer uses"))
    }
  }
}

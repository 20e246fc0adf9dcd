import Assay

extension Command {
  /// `assay store`: whether a store is whole, how to make it whole, what it holds.
  static let store = Command(
    declaration: CommandDeclaration(
      name: "store", summary: "Check, repair or copy a store, or tell what it holds",
      operands: [
        .init(name: "check|repair|stats|backup", help: "what to do"), .init(name: "DIR", help: "the folder of a JSON file store"),
        .init(name: "TARGET", help: "for backup: the folder of the copy, which is not there yet", isOptional: true),
      ],
      options: [acceptEdits.declaration, json.declaration],
      discussion: """
        check reads every checksum and changes nothing; exit status 2 if something committed cannot be read as it was written.
        repair keeps what is whole and moves the rest to lost+found; exit status 2 if something was lost. Copy the folder first if it matters.
        backup copies the store as it is at one moment, while others go on reading and writing. The copy is a store, under its name when it is whole.
        """,
      example: "assay store check workspace/store"),
    run: { arguments, console in
      let folder = arguments.operands[1]
      let asJSON = try arguments[json]
      let target = arguments.operand(2)
      if let target, arguments.operands[0] != "backup" { throw arguments.error("unexpected argument '\(target)'") }
      switch arguments.operands[0] {
      case "check": return try report(JSONFileStore.check(folder), of: folder, clean: "every checksum is right", asJSON, console)
      case "repair":
        let findings = try JSONFileStore.repair(folder, acceptingEdits: arguments[acceptEdits])
        return try report(findings, of: folder, clean: "nothing had to be repaired", asJSON, console)
      case "stats":
        let store = try await JSONFileStore.open(folder, options: .init(access: .readOnly))
        let statistics = try await store.stats()
        try await store.close()
        if asJSON { try console.print(json: statistics) } else { print(statistics, on: console) }
        return .done
      case "backup":
        guard let target else { throw arguments.error("TARGET is missing: the folder of the copy, which is not there yet") }
        let store = try await JSONFileStore.open(folder, options: .init(access: .readOnly))
        try await store.backup(to: target)
        try await store.close()
        if asJSON { try console.print(json: ["store": folder, "backup": target]) } else { console.print("\(folder): copied to \(target)") }
        return .done
      case let action: throw arguments.error("unknown action '\(action)': say check, repair, stats or backup")
      }
    })

  private static let acceptEdits = Option<Bool>.flag("accept-edits", "keep documents that somebody edited by hand, for repair")
  private static let json = Option<Bool>.flag("json", "print one JSON document")

  private static func report(
    _ findings: [StoreFinding], of folder: String, clean: String, _ asJSON: Bool, _ console: Console
  ) throws -> ExitStatus {
    let isDamaged = findings.contains { $0.severity == .damage }
    if asJSON {
      try console.print(json: StoreReport(store: folder, damaged: isDamaged, findings: findings.map(StoreReport.Finding.init)))
    } else {
      for finding in findings { console.print(finding.description) }
      if !isDamaged { console.print("\(folder): \(findings.isEmpty ? clean : "nothing that was committed is lost")") }
    }
    return isDamaged ? .refused : .done
  }

  private static func print(_ statistics: StoreStatistics, on console: Console) {
    console.print("\(statistics.documents) documents, \(statistics.documentBytes) bytes; \(statistics.lastCommit) commits")
    guard !statistics.journals.isEmpty else { return }
    var table = Table(.text("journal"), .number("records"), .number("first"), .number("end"), .number("segments"), .number("bytes"))
    table.rows = statistics.journals.map { journal in
      ["\(journal.journal)"] + [journal.count, journal.first, journal.end, journal.segments, journal.bytes].map(String.init)
    }
    console.print(table: table)
  }
}

/// What `assay store check --json` prints.
private struct StoreReport: Encodable {
  let store: String
  let damaged: Bool
  let findings: [Finding]

  struct Finding: Encodable {
    let severity: StoreFinding.Severity
    let file: String
    let offset: Int?
    let message: String

    init(_ finding: StoreFinding) {
      severity = finding.severity
      file = finding.file
      offset = finding.offset
      message = finding.message
    }
  }
}

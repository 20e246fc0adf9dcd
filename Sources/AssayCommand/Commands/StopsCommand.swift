import Assay

extension Command {
  /// `assay stops`: the stops of paper trading, and how a person takes them off.
  static let stops = Command(
    declaration: CommandDeclaration(
      name: "stops", summary: "Show what has stopped paper trading, and take it off",
      options: [
        WorkspaceOptions.workspace.declaration, reset.declaration, WorkspaceOptions.person.declaration, reason.declaration,
        WorkspaceOptions.dryRun.declaration, WorkspaceOptions.json.declaration,
      ],
      discussion: """
        A stop at a day's loss or a drawdown stays on until a person takes it off; positions are closed as before, and none is opened. Without
        --reset it only shows what is on, and exits with 2 if anything is. --reset all takes everything off, --reset drawdown that one. It needs
        a reason (--reason), which stands in the journal beside who asks for it; losses are reckoned from the present equity from then on.
        """,
      example: "assay stops --workspace workspace --reset drawdown --by Ada --reason 'The feed was wrong, and is mended.'"),
    run: { arguments, console in
      let kind = try arguments[reset]
      let why = try arguments[reason]
      if kind != nil, why == nil { throw arguments.error("say why the stop is taken off (--reason TEXT): the journal keeps it") }
      let store = try await WorkspaceOptions.open(arguments, readOnly: kind == nil || arguments[WorkspaceOptions.dryRun])
      do {
        let result = try await ResetOperation(kind.map { $0 == "all" ? [] : [$0] } ?? []).run(
          store.paperBook(), by: kind == nil ? nil : WorkspaceOptions.person(arguments), reason: why ?? "")
        return try await WorkspaceOptions.finish([("stops", result)], arguments, store, console)
      } catch {
        try? await store.close()
        throw error
      }
    })

  private static let reset = Option<String?>.optional(
    "reset", "STOP", "take off: \(ResetOperation.names.joined(separator: ", ")), or all", .text)
  private static let reason = Option<String?>.optional("reason", "TEXT", "why: stands in the journal", .text)
}

import Assay

extension Command {
  /// `assay rollback`: puts an earlier model back.
  static let rollback = Command(
    declaration: CommandDeclaration(
      name: "rollback", summary: "Put an earlier version of a model back",
      options: [
        WorkspaceOptions.workspace.declaration, model.declaration, version.declaration, WorkspaceOptions.person.declaration,
        reason.declaration, WorkspaceOptions.dryRun.declaration, WorkspaceOptions.json.declaration,
      ],
      discussion: """
        Without --model it is every model that was put to use last, or with --to every one that has such a version. Without --to it is the version that
        was in use before. Models and experiments change in one commit. What is in quarantine, or whose file is no longer kept, can't be put back.
        """,
      example: "assay rollback --workspace workspace --model direction-all-1h --to 3 --by Ada"),
    run: { arguments, console in
      let store = try await WorkspaceOptions.open(arguments, readOnly: arguments[WorkspaceOptions.dryRun])
      do {
        let now = WorkspaceOptions.instant(of: try await WorkspaceOptions.lastDay(arguments, store))
        let registry = try await store.registry()
        let name = try arguments[model]
        let names = Set(registry.models.map(\.id.name)).sorted()
        if let name, !names.contains(name) {
          let hint =
            Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
            ?? (names.isEmpty ? "no model has been trained yet" : "there are \(names.joined(separator: ", "))")
          throw PipelineError("rollback", "there is no model '\(name)'; \(hint)")
        }
        let result = try await RollbackOperation(name, to: arguments[version]).run(
          registry, store.experiments(), at: now, by: WorkspaceOptions.person(arguments), reason: arguments[reason])
        // The names stand in the sentence itself.
        return try await WorkspaceOptions.finish([("rollback", result)], arguments, store, console)
      } catch {
        try? await store.close()
        throw error
      }
    })

  private static let model = Option<String?>.optional(
    "model", "NAME", "the model, such as direction-all-1h; those put to use last unless told", .text)
  private static let version = Option<Int?>.optional("to", "VERSION", "the version, such as 3", .whole(1...1_000_000_000))
  private static let reason = Option<String>.defaulted(
    "reason", "TEXT", "why: stands in the journal", .text, "It was asked for on the command line.", shown: "that it was asked for")
}

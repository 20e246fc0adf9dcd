import Assay

extension Command {
  /// `assay retrain`: the gates of retraining, then training.
  static let retrain = Command(
    declaration: CommandDeclaration(
      name: "retrain", summary: "Train models again, if there is a reason and the gates let it",
      options: [
        WorkspaceOptions.workspace.declaration, WorkspaceOptions.bars.declaration, WorkspaceOptions.edge.declaration,
        WorkspaceOptions.dryRun.declaration, force.declaration, WorkspaceOptions.person.declaration, smokeTest.declaration,
        WorkspaceOptions.threads.declaration, WorkspaceOptions.json.declaration,
      ],
      discussion: """
        Gates: days on paper, closed trades, days of more than one kind, new rows, a rest since the last attempt. Reasons: the schedule, trades that
        lose, features that drift, a person. What is trained is registered; a model that the leakage audit stops goes into quarantine, where nothing
        uses it. A model of direction challenges the one in use, each on its own days ('assay ab'); the other kinds take over if they show skill.
        --force trains whatever the gates say, and the record says who forced it. --smoke-test trains on a small made-up market and touches no workspace.
        Exit status: 2 if a gate said no.
        """,
      example: "assay retrain --workspace workspace --bars bars --dry-run"),
    run: { arguments, console in
      if try arguments[smokeTest] { return try await smoke(arguments, console) }
      let isForced = try arguments[force]
      let settings = try WorkspaceOptions.settings(arguments)
      let store = try await WorkspaceOptions.open(arguments, readOnly: arguments[WorkspaceOptions.dryRun])
      do {
        let day = try await WorkspaceOptions.lastDay(arguments, store)
        let series = try WorkspaceOptions.bars(arguments, settings, until: day)
        let now = WorkspaceOptions.instant(of: day)
        var results: [(name: String, result: OperationResult)] = []
        for group in try ModelGroup.groups(of: series) {
          let operation = try RetrainOperation(group, settings.training, seed: settings.seed)
          results.append(
            (
              group.name,
              try operation.run(
                await store.retrainState(of: operation), on: series, before: now, at: now, isForced: isForced,
                person: isForced ? WorkspaceOptions.person(arguments) : arguments[WorkspaceOptions.person],
                isDryRun: arguments[WorkspaceOptions.dryRun], threads: arguments[WorkspaceOptions.threads])
            ))
        }
        return try await WorkspaceOptions.finish(results, arguments, store, console)
      } catch {
        try? await store.close()
        throw error
      }
    })

  /// Trains on a small market in memory, and puts a model to use and back.
  private static func smoke(_ arguments: Arguments, _ console: Console) async throws -> ExitStatus {
    let verdict = await Doctor.training(threads: try arguments[WorkspaceOptions.threads])
    if try arguments[WorkspaceOptions.json] { try console.print(json: verdict) } else { console.print("\(verdict)") }
    return verdict.isPass ? .done : .failed
  }

  private static let force = Option<Bool>.flag("force", "train whatever the gates say; the record says so")
  private static let smokeTest = Option<Bool>.flag("smoke-test", "try training on a small made-up market, and write nothing")
}

import Assay

extension Command {
  /// `assay ab`: how experiments stand, and what is decided.
  static let ab = Command(
    declaration: CommandDeclaration(
      name: "ab", summary: "Compare models in use with their challengers, and decide",
      options: [
        WorkspaceOptions.workspace.declaration, status.declaration, WorkspaceOptions.dryRun.declaration, forceSwap.declaration,
        experiment.declaration, WorkspaceOptions.person.declaration, WorkspaceOptions.json.declaration,
      ],
      discussion: """
        Each arm trades its own days; the evidence stays valid however often it is looked at. A challenger that passes every rule takes the place of
        the champion, one that is worse is taken out. --status only tells. --force-swap makes the first challenger champion whatever the evidence
        says: it is journaled as forced, and by whom, and still does not put to use what is in quarantine.
        """,
      example: "assay ab --workspace workspace --status"),
    run: { arguments, console in
      let isForced = try arguments[forceSwap]
      if isForced, try arguments[status] { throw arguments.error("--status only tells, and --force-swap decides: give one of them") }
      let readsOnly = try arguments[status] || arguments[WorkspaceOptions.dryRun]
      let store = try await WorkspaceOptions.open(arguments, readOnly: readsOnly)
      do {
        let now = WorkspaceOptions.instant(of: try await WorkspaceOptions.lastDay(arguments, store))
        let (experiments, registry, trades) = (
          try await store.experiments(), try await store.registry(), try await store.paperBook().trades
        )
        if try arguments[status] {
          let standings = try ABOperation().standings(experiments, trades: trades, at: now)
          try await store.close()
          if try arguments[WorkspaceOptions.json] { try console.print(json: standings) } else { print(standings, on: console) }
          return .done
        }
        let result = try ABOperation().run(
          experiments, registry, trades: trades, at: now, forcedBy: isForced ? WorkspaceOptions.person(arguments) : nil,
          only: arguments[experiment])
        return try await WorkspaceOptions.finish([("ab", result)], arguments, store, console)
      } catch {
        try? await store.close()
        throw error
      }
    })

  private static func print(_ standings: [ABOperation.Standing], on console: Console) {
    guard standings.contains(where: { !$0.evaluations.isEmpty }) else {
      console.print("There is no experiment: nothing challenges a model that is in use.")
      return
    }
    var table = Table(
      .text("experiment"), .text("arm"), .number("trades"), .number("mean_percent"), .number("from"), .number("to"), .text("decision"))
    func percent(_ value: Double?) -> String { value.map { NumberStyle.plain.text(100 * $0, decimals: 3) } ?? "-" }
    for standing in standings {
      for evaluation in standing.evaluations {
        table.rows.append([
          standing.experiment, standing.champion, "\(evaluation.champion.trades)", percent(evaluation.champion.expectancy), "", "",
          "champion",
        ])
        table.rows.append([
          standing.experiment, evaluation.challenger.name, "\(evaluation.challenger.trades)", percent(evaluation.challenger.expectancy),
          percent(evaluation.difference?.lower), percent(evaluation.difference?.upper), evaluation.decision.outcome.rawValue,
        ])
      }
    }
    console.print(table: table)
  }

  private static let status = Option<Bool>.flag("status", "tell how experiments stand, and decide nothing")
  private static let forceSwap = Option<Bool>.flag("force-swap", "make the challenger champion whatever the evidence says")
  private static let experiment = Option<String?>.optional(
    "experiment", "NAME", "the experiment that is meant; all of them unless told", .text)
}

import Market
import Pipeline
import Statistics
import Store
import TestSupport
import Testing

/// What a kill leaves is the state after one of the commits: so the run is taken up after each of them in turn, on one thread and on two.
@Suite("A run that is killed")
struct KillTests {
  @Test("after any of its commits comes to the same state and the same reports, byte for byte")
  func everyCommit() async throws {
    let undisturbed = try await Undisturbed(days: 2, isQuick: true)
    try await resume(undisturbed, after: Array(undisturbed.commits.indices))
  }

  @Test("while models are trained, or after it, trains them once and comes to the same state")
  func models() async throws {
    let undisturbed = try await Undisturbed(days: 1)
    let training = 1 + (DailyRun.steps.firstIndex(of: "train") ?? 0)
    try await resume(undisturbed, after: Array(training..<undisturbed.commits.count))
  }

  private func resume(_ undisturbed: Undisturbed, after kills: [Int]) async throws {
    for kill in kills {
      let folder = try ScratchFolder()
      let day = try #require(undisturbed.ends.firstIndex { kill < $0 })
      let store = try await undisturbed.store(after: kill)
      // What was written before the kill; the report of the day before is missing where the process died right after its last commit.
      for earlier in 0..<day where !(kill == undisturbed.ends[earlier]) { try Workspace(folder.path).write(undisturbed.reports[earlier]) }
      let run = try undisturbed.workspace.run(store, threads: 1 + kill % 2)
      let done = try await Workspace(folder.path).run(run, undisturbed.date(day))
      #expect(try done.report.withoutTimings.json() == undisturbed.reports[day].json(), "after \(kill) commits")
      for told in 0...day {
        let report = try #require(Workspace(folder.path).storedReport(of: undisturbed.date(told)), "after \(kill) commits")
        #expect(try report.withoutTimings.json() == undisturbed.reports[told].json(), "after \(kill) commits, day \(told)")
      }
      #expect(try await contents(store) == contents(undisturbed.store(after: undisturbed.ends[day])), "after \(kill) commits")
    }
  }

  @Test("between its last commit and its report has it written by the next run, and old reports that were taken away stay away")
  func missingReport() async throws {
    let undisturbed = try await Undisturbed(days: 3, isQuick: true)
    let folder = try ScratchFolder()
    let workspace = Workspace(folder.path)
    let store = try await undisturbed.store(after: undisturbed.commits.count)
    let run = try undisturbed.workspace.run(store)
    try workspace.write(undisturbed.reports[1])
    #expect(try await workspace.writeMissingReports(of: run) == [undisturbed.date(2)])
    #expect(workspace.storedReport(of: undisturbed.date(2)) == undisturbed.reports[2])
    #expect(workspace.newestReport() == undisturbed.reports[2])
    #expect(workspace.storedReport(of: undisturbed.date(0)) == nil)
    #expect(try await workspace.writeMissingReports(of: run).isEmpty)
    // An attempt that failed left a report; the day was then done, and its report is not that one.
    var failed = undisturbed.reports[2]
    failed.summary = .init(.failed, "No space is left on the disk.")
    try workspace.write(failed)
    #expect(try await workspace.writeMissingReports(of: run) == [undisturbed.date(2)])
    #expect(workspace.storedReport(of: undisturbed.date(2)) == undisturbed.reports[2])
  }

  @Test("and goes on with other settings says so in every telling of the day")
  func otherSettings() async throws {
    let undisturbed = try await Undisturbed(days: 1, isQuick: true)
    let store = try await undisturbed.store(after: 3)
    var changed = undisturbed.workspace
    changed.settings.candidateDays = 9
    let done = try await changed.run(store).run(undisturbed.date(0))
    #expect(done.report.warnings.contains { $0.message.hasPrefix("The settings changed since the run of") })
    #expect(done.report.provenance.settingsDigest == undisturbed.reports[0].provenance.settingsDigest)
    #expect(try await changed.run(store).report(of: undisturbed.date(0)) == done.report.withoutTimings)
  }
}

/// Days that nobody disturbed, with every commit that they made.
private struct Undisturbed {
  let workspace: SmallWorkspace
  let commits: [StoreChanges]
  /// How many commits there were at the end of each day.
  let ends: [Int]
  let reports: [DailyReport]

  /// - Parameter isQuick: without models.
  init(days: Int, isQuick: Bool = false) async throws {
    var workspace = try SmallWorkspace(symbols: 1, days: isQuick ? 40 : 60)
    if !isQuick { workspace.trainsQuickly() }
    workspace.settings.variations = 2
    let store = MortalStore()
    var (ends, reports): ([Int], [DailyReport]) = ([], [])
    for day in 0..<days {
      reports.append(try await workspace.run(store).run(workspace.first.adding(days: day)).report.withoutTimings)
      ends.append(await store.commits.count)
    }
    self.workspace = workspace
    (self.ends, self.reports) = (ends, reports)
    commits = await store.commits
    #expect(reports.allSatisfy { $0.summary.outcome == .done })
    #expect(ends[0] == DailyRun.steps.count + 2, "every step is a commit, and so are beginning and end")
  }

  func date(_ day: Int) -> CivilDate { workspace.first.adding(days: day) }

  /// The state after so many commits.
  func store(after count: Int) async throws -> MemoryStore {
    let store = MemoryStore()
    for changes in commits.prefix(count) { try await store.commit(changes) }
    return store
  }
}

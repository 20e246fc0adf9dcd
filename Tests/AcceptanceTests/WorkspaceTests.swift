import Pipeline
import Store
import TestSupport
import Testing

@Suite("A workspace that a program has run")
struct WorkspaceTests {
  /// Runs the first day of a small workspace in a folder, as a program of one's own does.
  private func ran(_ small: SmallWorkspace, in folder: ScratchFolder) async throws -> Workspace {
    let workspace = Workspace(folder.path)
    let store = try await workspace.open()
    _ = try await workspace.run(small.run(store), small.first)
    try await store.close()
    return workspace
  }

  @Test("is one that the tool's commands go on with")
  func commands() async throws {
    let (small, folder) = (try SmallWorkspace(symbols: 1, days: 40), try ScratchFolder())
    _ = try await ran(small, in: folder)
    let commands = [["ab", "--status"], ["ab", "--dry-run"], ["stops"], ["calibrate", "--dry-run"], ["doctor"]]
    for command in commands {
      let answer = try Program.run(built: "assay", command + ["--workspace", folder.path])
      #expect(answer.status != 1 && answer.status != 64, "\(command): \(answer.errors)")
      #expect(!answer.output.isEmpty && answer.errors.isEmpty, "\(command): \(answer.errors)")
    }
  }

  @Test("keeps the settings it was run with, and those that somebody has written")
  func settings() async throws {
    var small = try SmallWorkspace(symbols: 1, days: 40)
    let (folder, other) = (try ScratchFolder(), try ScratchFolder())
    #expect(try await ran(small, in: folder).settings()?.digest == small.settings.digest)
    let written = small.settings
    try Workspace(other.path).write(written)
    small.settings.candidateDays = 9
    #expect(try await ran(small, in: other).settings()?.digest == written.digest)
  }
}

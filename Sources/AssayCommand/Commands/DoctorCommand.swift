import Assay

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Command {
  /// `assay doctor`: whether an installation works.
  static let doctor = Command(
    declaration: CommandDeclaration(
      name: "doctor", summary: "Try everything a workspace needs, and say what passes, fails or can't be told",
      options: [
        WorkspaceOptions.workspace.declaration, units.declaration, WorkspaceOptions.threads.declaration, WorkspaceOptions.json.declaration,
      ],
      discussion: """
        Looks, and changes nothing: gates, features, models, A/B, calibration, the store's checksums, the clock, disk space, permissions, unit files.
        What can't be told is not counted as passed. Exit status: 2 if a check fails.
        """,
      example: "assay doctor --workspace workspace"),
    run: { arguments, console in
      let workspace = Workspace(try arguments[WorkspaceOptions.workspace])
      let place = Doctor.Place(
        now: Timestamp(seconds: Int64(Date().timeIntervalSince1970)), freeBytes: freeBytes(workspace.directory),
        canWrite: FileManager.default.isWritableFile(atPath: workspace.directory), units: try unitFiles(arguments[units]))
      let verdicts = await Doctor(workspace, threads: try arguments[WorkspaceOptions.threads]).verdicts(place)
      if try arguments[WorkspaceOptions.json] {
        try console.print(json: verdicts)
      } else {
        var table = Table(.text("check"), .text("answer"), .text("why"))
        table.rows = verdicts.map { [$0.name, $0.outcome.rawValue, $0.reason] }
        console.print(table: table)
      }
      return verdicts.contains(where: \.isFail) ? .refused : .done
    })

  private static func freeBytes(_ directory: String) -> Int64? {
    // Foundation hands out a number of one type or another.
    let value = (try? FileManager.default.attributesOfFileSystem(forPath: directory))?[.systemFreeSize]
    return (value as? Int64) ?? (value as? any BinaryInteger).map { Int64(clamping: $0) }
  }

  private static func unitFiles(_ folder: String?) throws -> [String: String]? {
    guard let folder else { return nil }
    var files: [String: String] = [:]
    do {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".service") || name.hasSuffix(".timer") {
        files[name] = String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(name)")), as: UTF8.self)
      }
    } catch {
      throw PipelineError(
        folder, "the units in it can't be read", remedy: "give a folder that is there, such as /etc/systemd/system (--units)")
    }
    return files
  }

  private static let units = Option<String?>.optional("units", "DIR", "a folder of systemd units to look at", .text)
}

/// Keeps two programs, or two runs of one program, out of one folder.
///
///     let lock = try FolderLock("workspace", holder: "assay run, since 2026-11-27T00:00:00Z")
///     try await workspace.run()
///     lock.release()
///
/// It holds from its creation until it is released or dropped. A process that ends in whatever way, even by power loss, leaves no lock behind: what
/// remains is a file that nobody holds. Readers need no lock.
///
/// A ``JSONFileStore`` that is open for writing keeps other writers out by itself. This is for what goes beyond one store: a run that reads, computes for an
/// hour and then writes here and there.
public struct FolderLock: ~Copyable, Sendable {
  private let file: OpenFile
  private let files: DiskFileSystem

  /// Takes the lock of a folder, which is made if there is none; does not wait.
  ///
  /// - Parameters:
  ///   - directory: The folder.
  ///   - holder: Who takes it, for the message that others get: what runs, and since when.
  /// - Throws: `StoreError` with code `locked` if another process, or this one, has it; the message says who. With code `inputOutput` if the folder
  ///   cannot be written.
  public init(_ directory: String, holder: String) throws(StoreError) {
    files = DiskFileSystem()
    file = try Self.taken(directory, holder, files)
  }

  deinit {
    try? files.truncate(file, to: 0)
    // A process that is just being started from this one may hold a copy of the file: closing alone would leave the folder locked until then.
    files.unlock(file)
    files.close(file)
  }

  /// Gives the lock back.
  public consuming func release() {}

  /// The name of the file in the folder.
  public static let fileName = ".lock"

  private static func taken(_ directory: String, _ holder: String, _ files: DiskFileSystem) throws(StoreError) -> OpenFile {
    let folder = directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory
    _ = try files.makeDirectories(folder, below: folder.hasPrefix("/") ? "/" : ".")
    guard let file = try files.open("\(folder)/\(fileName)", .update) else {
      throw StoreError(.inputOutput, "The lock cannot be made", place: folder)
    }
    do throws(StoreError) {
      guard try files.lock(file, exclusive: true) else {
        // Whoever has it may be about to write his name.
        let text = String(decoding: try files.read(file, at: 0, count: 512), as: UTF8.self)
        let lines = text.split(separator: "\n")
        let who = lines.count == 2 ? "process \(lines[0]) (\(lines[1]))" : "another process"
        throw StoreError(
          .locked, "The folder is in use by \(who)", place: folder,
          remedy: "Wait until it has ended, or end it; nothing else has to be cleared away.")
      }
      let name = holder.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(200)
      try files.truncate(file, to: 0)
      try files.write(Array("\(currentProcessIdentifier())\n\(name)\n".utf8)[...], to: file, at: 0)
      return file
    } catch {
      files.close(file)
      throw error
    }
  }
}

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Folders that a command writes into.
enum Folder {
  /// Whether there is a folder at a path.
  static func exists(_ path: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
  }

  /// Makes a folder, and those above it, where there is none.
  static func make(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw CannotMake(path: path)
    }
  }

  private struct CannotMake: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path): the folder cannot be made; check that it is not a file and that you may write there" }
  }
}

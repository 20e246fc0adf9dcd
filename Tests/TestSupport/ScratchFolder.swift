import Foundation

/// A folder of a test's own that goes away with it.
public final class ScratchFolder: Sendable {
  private let folder: URL

  /// Makes an empty folder.
  public init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("assay-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The folder itself.
  public var path: String { folder.path }

  /// The path of a file in it, which need not exist.
  public func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Writes a file and gives back its path.
  public func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  /// Reads a file of it.
  public func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self)
  }

  /// The names of what is in it, sorted.
  public func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

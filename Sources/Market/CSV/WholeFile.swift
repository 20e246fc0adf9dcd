/// Files that are written at once.
package enum WholeFile {
  /// Writes bytes beside their target and puts them in its place; until then the target is as it was.
  package static func write(_ bytes: [UInt8], to path: String) throws(InvalidFile) {
    var file = try OutputFile(path)
    try file.write(bytes, count: bytes.count)
    try file.finish()
  }

  /// Throws if there can be no file at a path, so that nobody works for hours on what can't be kept.
  package static func check(_ path: String) throws(InvalidFile) {
    // Whoever reads a pipe would take it for over.
    if !OutputFile.isDevice(path) { _ = try OutputFile(path) }
  }
}

/// Files that are written at once.
package enum WholeFile {
  /// Writes bytes beside their target and puts them in its place; until then the target is as it was.
  package static func write(_ bytes: [UInt8], to path: String) throws(InvalidFile) {
    var file = try OutputFile(path)
    try file.write(bytes, count: bytes.count)
    try file.finish()
  }
}

/// A model file that cannot be read, or a model that cannot be written in a format.
public struct ModelFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The line concerned, counted from 1, where there are lines.
  public let line: Int?
  /// What is wrong, where, and what to do about it.
  public let description: String

  init(_ description: String, line: Int? = nil) {
    self.line = line
    self.description = line.map { "Line \($0): \(description)" } ?? description
  }
}

/// Something that opening, checking or repairing a store found.
public struct StoreFinding: Sendable, Hashable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: String, Sendable, Hashable, Codable {
    /// Nothing is wrong; something is worth knowing.
    case note
    /// Something was made good, or can be, without a loss of what was committed.
    case warning
    /// Something that was committed cannot be read as it was written.
    case damage
  }

  /// How bad it is.
  public var severity: Severity
  /// The file.
  public var file: String
  /// The byte in the file, counted from 0.
  public var offset: Int?
  /// What was found, and what was done about it.
  public var message: String

  /// Creates a finding.
  public init(_ severity: Severity, _ file: String, offset: Int? = nil, _ message: String) {
    self.severity = severity
    self.file = file
    self.offset = offset
    self.message = message
  }

  init(_ error: StoreError, in file: String) {
    self.init(.damage, error.place ?? file, offset: error.offset, error.message)
  }

  /// The finding as one line.
  public var description: String { "\(severity.rawValue): \(file)\(offset.map { ", byte \($0)" } ?? ""): \(message)" }
}

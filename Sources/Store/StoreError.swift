/// What went wrong in a store: what, where, and what to do about it.
///
///     do { try await store.put(model, at: key, expecting: .version(3)) } catch let error as StoreError where error.code == .conflict {
///       print(error)  // models/direction: is at version 4, expected version 3. Read it again and decide anew.
///     }
public struct StoreError: Error, Sendable, Hashable {
  /// The kinds of failure a caller may want to tell apart.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// A key breaks the rules for keys.
    case badKey
    /// An argument is out of its range.
    case badRequest
    /// A value could not be written as JSON, or JSON not read as the value.
    case badValue
    /// A document is not at the version that a change expected. Nothing was changed.
    case conflict
    /// Another process, or this one, already writes to the store.
    case locked
    /// Bytes on disk are not what was written.
    case damaged
    /// The folder is something else than a store.
    case notAStore
    /// The store was written by a newer program: its format or its schema is unknown to this one. Nothing was changed.
    case tooNew
    /// The operating system refused a file operation.
    case inputOutput
    /// The store was opened for reading only.
    case readOnly
    /// The store was closed, or stopped after a failure that leaves the disk's state unknown.
    case closed
    /// The records asked for were removed by retention.
    case removed
    /// The store is held by readers or changes too fast for the operation; it can be tried again.
    case busy
  }

  /// The kind of failure.
  public var code: Code
  /// What was wrong and what is allowed, as a sentence without its full stop.
  public var message: String
  /// The file, key or parameter it is about.
  public var place: String?
  /// The byte in the file, counted from 0.
  public var offset: Int?
  /// What to do, as a sentence, or nil where nothing helps.
  public var remedy: String?
  /// The operating system's error number where it was the one to refuse.
  public var systemError: Int32?

  /// Creates an error.
  public init(
    _ code: Code, _ message: String, place: String? = nil, offset: Int? = nil, remedy: String? = nil, systemError: Int32? = nil
  ) {
    self.code = code
    self.message = message
    self.place = place
    self.offset = offset
    self.remedy = remedy
    self.systemError = systemError
  }
}

extension StoreError: CustomStringConvertible {
  /// The error as one line: place, byte, message, remedy.
  public var description: String {
    var text = ""
    if let place { text += place }
    if let offset { text += text.isEmpty ? "byte \(offset)" : ", byte \(offset)" }
    if !text.isEmpty { text += ": " }
    text += message + "."
    if let remedy { text += " " + remedy }
    return text
  }
}

extension StoreError {
  /// Bytes that are not what was written.
  static func damage(_ file: String, _ offset: Int?, _ message: String, remedy: String = runRepair) -> StoreError {
    StoreError(.damaged, message, place: file, offset: offset, remedy: remedy)
  }

  static let runRepair = "Check the store, then repair it (it sets the damaged part aside and keeps the rest), or restore a backup."

  /// Any error as ours: adopters' codables may throw what they like.
  static func wrapping(_ error: any Error, _ doing: String) -> StoreError {
    if let error = error as? StoreError { return error }
    return StoreError(.badValue, "\(doing): \(error)")
  }
}

/// What fits in a place of the command line, for shells that complete it.
enum Completion: Sendable, Equatable {
  case nothing, file, folder
  case words([String])

  /// What a placeholder tells anybody who reads the usage line: `FILE` is a file, `DIR` a folder, and `bars|ticks` one of two words.
  init(placeholder: String) {
    let parts = placeholder.split(separator: "|").map { $0.filter { $0 != "…" } }
    if parts.contains("FILE") {
      self = .file
    } else if parts.contains("DIR") {
      self = .folder
    } else if parts.count > 1, parts.allSatisfy({ $0.allSatisfy { $0.isLowercase || $0 == "-" } }) {
      self = .words(parts)
    } else {
      self = .nothing
    }
  }
}

/// What a command is called, takes and does: the one source of its parser, its usage line, its help, the reference page, the manual page and what
/// shells complete.
struct CommandDeclaration: Sendable {
  /// The word after `assay`; two words for a command in a family.
  let name: String
  /// What it does, in one line that starts with a verb.
  let summary: String
  /// What stands without dashes, in order.
  var operands: [Operand] = []
  /// Its own options; `--help` belongs to every command.
  var options: [OptionDeclaration] = []
  /// What else a reader must know, as lines of prose.
  var discussion: String = ""
  /// A command line that works.
  let example: String

  /// Something that stands without dashes.
  struct Operand: Sendable {
    /// What it is called in the usage line, which is also what fits there: see ``Completion``.
    let name: String
    let help: String
    var isOptional = false
    /// Whether any number of them may stand there; only the last operand's can.
    var isRepeated = false
    /// How it stands in the usage line.
    var usage: String { isOptional ? "[\(written)]" : written }
    /// Its name, and whether there may be more.
    var written: String { isRepeated ? "\(name)…" : name }
    /// What may be given, where that can be listed and the name does not say it.
    var words: (@Sendable () -> [String])?

    /// What a shell offers in its place.
    var completion: Completion { words.map { .words($0()) } ?? Completion(placeholder: name) }
  }

  /// The usage line.
  var usage: String { (["Usage: assay \(name)"] + usageWords).joined(separator: " ") }

  /// What the usage line says behind the name.
  var usageWords: [String] { operands.map(\.usage) + options.map(\.usage) }

  /// What stands on the command line, as it is written, with what it means.
  var rows: [(written: String, help: String)] {
    operands.map { ($0.written, $0.help) } + options.map { ($0.written, $0.help) } + [("--help", "show this text")]
  }

  /// The whole help text.
  var help: String {
    let rows = rows
    let width = rows.map(\.0.count).max() ?? 0
    var text = "\(summary)\n\n\(usage)\n\n"
    for (left, right) in rows {
      text += "  \(left)\(String(repeating: " ", count: width - left.count))  \(right)\n"
    }
    if !discussion.isEmpty { text += "\n\(discussion)\n" }
    return text + "\nExample:\n  \(example)\n"
  }
}

/// A command of the tool: a declaration, and what happens when it is called.
struct Command: Sendable {
  /// Its name, options and help.
  let declaration: CommandDeclaration
  /// Does it. Throws ``UsageError`` for what was typed, any other error for what went wrong.
  let run: @Sendable (Arguments, Console) async throws -> ExitStatus
}

/// How the tool ends.
enum ExitStatus: Int32 {
  case done = 0
  case failed = 1
  /// Everything was done, but a gate said no.
  case refused = 2
  case usage = 64
  /// Told to end by a signal, after what there was had been kept: 128 and the signal's number, as where there is nothing to keep.
  case hungUp = 129
  case interrupted = 130
  case toldToEnd = 143
  /// Whoever read the results has gone, as `head` does: what a shell shows of a program that SIGPIPE ended.
  case nobodyReads = 141
}
